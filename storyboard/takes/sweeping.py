"""What workers that died have left behind: half-made files, locks, signs of life. Never an answer, never a clip."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from storyboard.takes import alive
from storyboard.takes.models import Generation, Worker

A_DAY = timedelta(days=1)


def sweep() -> int:
    """Take away what is a day old and nobody's; how many files there were."""
    Worker.objects.filter(beat_at__lt=now() - A_DAY).delete()
    old = [path for path in settings.UPLOADS.glob("*") if is_old(path)]
    locks = locks_left()
    for path in (*old, *locks):
        remove(path)
    return len(old) + len(locks)


def locks_left() -> list[Path]:
    """Of workers that died and hold nothing any more: by its lock a death is known, so it stays until then."""
    dead = alive.dead()
    holding = set(Generation.objects.active().values_list("worker", flat=True))
    return [alive.place(worker) for worker in dead if worker not in holding]


def remove(path: Path) -> None:
    """A file, or the folder in which a backup or a restore was put together."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def is_old(path: Path) -> bool:
    """False for what somebody has put in its place meanwhile."""
    try:
        return time.time() - path.stat().st_mtime > A_DAY.total_seconds()
    except FileNotFoundError:
        return False
