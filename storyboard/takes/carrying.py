"""Which points of a pick make sense on the take that takes its place."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext

from storyboard.projects.lengths import FPS, timecode
from storyboard.takes.models import Pick, Take


class Points(NamedTuple):
    """In, and the frame before which it goes out; None where a hand has set none."""

    start: int | None = None
    end: int | None = None


def carried(former: Pick | None, take: Take) -> Points:
    """What a hand has trimmed stays where it makes sense on another take of the same shot.

    The points keep their distance from where each take enters the cut. A longer take runs on past the old out
    point: for that it was made. No point stays that would leave less than a second, or less than there was.
    """
    if former is None or take == former.take:
        return Points(former.start, former.end) if former else Points()
    if not (take.shot_id == former.take.shot_id == former.shot_id and take.frames and former.shown_frames):
        return Points()
    by, least = take.enters_at - former.take.enters_at, min(FPS, former.shown_frames)
    start = moved(former.start, by, take.frames)
    end = None if goes_on_from(take, former.take) else moved(former.end, by, take.frames)
    for points in (Points(start, end), Points(start), Points(None, end)):
        if shown(take, points) >= least:
            return Points(*take.points(*points))
    return Points()


def moved(point: int | None, by: int, frames: int) -> int | None:
    """None where it would lie outside the clip."""
    return None if point is None or not 0 <= point + by <= frames else point + by


def goes_on_from(take: Take, source: Take) -> bool:
    """Whether it is a longer take of this one, at whatever remove."""
    while take.is_longer and take.parent:
        take = take.parent
        if take == source:
            return True
    return False


def shown(take: Take, points: Points) -> int:
    """How many frames the cut would show; none where it would end before it begins."""
    first = take.enters_at if points.start is None else points.start
    return (points.end or take.frames or 0) - first


def kept_in_words(former: Pick, points: Points) -> str:
    """`In 00:00:00:12 and out 00:00:04:05 kept from take 2.`, the out point as people say it: the last frame."""
    start, end = points
    if start is None and end is None:
        return ""
    if start is not None and end is not None:
        said = gettext("In {start} and out {end} kept from take {n}.")
    else:
        said = (
            gettext("In {start} kept from take {n}.")
            if end is None
            else gettext("Out {end} kept from take {n}.")
        )
    return said.format(start=timecode(start or 0), end=timecode((end or 1) - 1), n=former.take.number)
