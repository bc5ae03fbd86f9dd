"""The figures of a measured join in words, each only where there is something to say."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from storyboard.cut.models import Seam
from storyboard.projects.lengths import FPS

NOTED = 3  # frozen frames: any clip may begin or end on two
LOUD = 3.0  # dB: less is not heard as a step


def found_in(seam: Seam) -> list[str]:
    """The figures of a join in words, each only where there is something to say."""
    said = []
    if seam.repeated:
        repeated = ngettext("{n} frame repeats", "{n} frames repeat", seam.repeated)
        said.append(repeated.format(n=seam.repeated))
    said += [
        frozen(
            seam.frozen_before,
            gettext("still for the whole second before the cut"),
            gettext("{n} frozen frames before the cut"),
        ),
        frozen(
            seam.frozen_after,
            gettext("still for the whole second after the cut"),
            gettext("{n} frozen frames after the cut"),
        ),
    ]
    if seam.louder is not None and abs(seam.louder) >= LOUD:
        step = (
            gettext("sound {db:.0f} dB louder") if seam.louder > 0 else gettext("sound {db:.0f} dB quieter")
        )
        said.append(step.format(db=abs(seam.louder)))
    return [words for words in said if words]


def frozen(frames: int, throughout: str, some: str) -> str:
    if frames >= FPS:
        return throughout
    return some.format(n=frames) if frames >= NOTED else ""
