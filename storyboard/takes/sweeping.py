"""What workers that died have left behind: half-made files, locks, signs of life. Never an answer, never a clip."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.utils.timezone import now

from storyboard.takes import alive
from storyboard.takes.models import Worker

A_DAY = timedelta(days=1)


def sweep() -> int:
    """Take away what is a day old and nobody's; how many files there were."""
    Worker.objects.filter(beat_at__lt=now() - A_DAY).delete()
    old = [path for path in settings.UPLOADS.glob("*") if path.is_file() and is_old(path.stat().st_mtime)]
    locks = [path for path in (settings.DATA / "workers").glob("*.lock") if alive.is_dead(path.stem)]
    for path in (*old, *locks):
        path.unlink(missing_ok=True)
    return len(old) + len(locks)


def is_old(written: float) -> bool:
    return time.time() - written > A_DAY.total_seconds()
