"""Measuring the joins that somebody looks at, in the worker."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from storyboard.cut.models import Seam
from storyboard.media import BadClip, clips
from storyboard.takes.models import Take
from storyboard.takes.models.generation import SANDBOX

if TYPE_CHECKING:
    from storyboard.takes.engine import Engine

log = logging.getLogger("storyboard.worker")


async def measure_some(engine: Engine) -> bool:
    """One join at a time in the process pool, when nothing is drawn there and no take waits to be measured."""
    seam = None if engine.flying.get(SANDBOX) else await engine.db(next_seam)
    if seam is None:
        return False
    points = (seam.first.path, seam.out_point, seam.second.path, seam.in_point)
    try:
        found = await engine.in_pool(clips.measure_join, *points)
    except BadClip as trouble:
        await engine.db(put_off, seam, str(trouble), True)
    except Exception as trouble:
        log.exception("%s could not be measured", seam)
        await engine.db(put_off, seam, str(trouble))
    else:
        await engine.db(seam.write, found)
    return True


def next_seam() -> Seam | None:
    if Take.objects.underived().exists():
        return None
    return Seam.objects.due().select_related("first", "second").first()


def put_off(seam: Seam, trouble: str, for_good: bool = False) -> None:
    seam.put_off(trouble, for_good=for_good)
