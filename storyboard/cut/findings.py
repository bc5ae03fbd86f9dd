"""The figures of a measured join in words, each only where there is something to say."""

from __future__ import annotations

from storyboard.cut.models import Seam
from storyboard.projects.lengths import FPS

NOTED = 3  # frozen frames: any clip may begin or end on two
LOUD = 3.0  # dB: less is not heard as a step


def found_in(seam: Seam) -> list[str]:
    """The figures of a join in words, each only where there is something to say."""
    said = []
    if seam.repeated:
        said.append(f"{seam.repeated} frame{'s repeat' if seam.repeated > 1 else ' repeats'}")
    said += [frozen(seam.frozen_before, "before the cut"), frozen(seam.frozen_after, "after the cut")]
    if seam.louder is not None and abs(seam.louder) >= LOUD:
        said.append(f"sound {abs(seam.louder):.0f} dB {'louder' if seam.louder > 0 else 'quieter'}")
    return [words for words in said if words]


def frozen(frames: int, where: str) -> str:
    if frames >= FPS:
        return f"still for the whole second {where}"
    return f"{frames} frozen frames {where}" if frames >= NOTED else ""
