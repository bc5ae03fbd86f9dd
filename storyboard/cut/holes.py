"""Where a shot extends the one before it: both points count frames of one film, so what is missing is known exactly."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from storyboard.projects.models import Shot
from storyboard.takes.models import Pick, Take
from storyboard.takes.models.pick import LONGER_TAKES


@dataclass(frozen=True)
class Hole:
    """Frames of the extended take between an out and an in point: missing, or shown twice where below 0.

    With `out_point`, exclusive, and `in_point` each is shown once.
    """

    frames: int
    out_point: int
    in_point: int

    def broken(self, first: Shot) -> str:
        n = abs(self.frames)
        said = (
            ngettext(
                "They do not meet: {n} frame of {shot} is missing between them.",
                "They do not meet: {n} frames of {shot} are missing between them.",
                n,
            )
            if self.frames > 0
            else ngettext(
                "They do not meet: {n} frame of {shot} is shown twice.",
                "They do not meet: {n} frames of {shot} are shown twice.",
                n,
            )
        )
        return said.format(n=n, shot=first)

    @property
    def reason(self) -> str:
        if self.frames > 0:
            return gettext("Shows the frames that are missing.")
        return gettext("Shows no frame twice.")


def hole_between(before: Pick, after: Pick) -> Hole | None:
    """None where they meet, where another take was extended, or where what came back could not be placed."""
    began = began_as(after.take)
    source, out, end = began.parent, before.end_frame, after.end_frame
    if not (source and source.pk == before.take_id and source.frames and out and end) or began.derive_trouble:
        return None
    goes_on = began.head - (source.frames - out)
    missing = after.first_frame - goes_on
    if not missing:
        return None
    if 0 <= goes_on < end:
        return Hole(missing, out, goes_on)
    return Hole(missing, source.frames, began.head) if began.head < end else None


def began_as(take: Take) -> Take:
    """The take that a longer one of its shot shows first: their frames count alike."""
    for _ in range(LONGER_TAKES):
        if not (take.is_longer and take.head):
            break
        take = take.parent
    return take
