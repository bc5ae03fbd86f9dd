"""What a shot is shown by, everywhere: its pick, else the newest circled take, else the newest not NG, else its
drawing, else its opening still, else its card.

A drawing was made for this very shot, and often over its opening still; a still is only what the shot begins from,
and may be its neighbour's as well. A take is the film itself: no drawing hides it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from storyboard.assets.models import Version
from storyboard.continuity.models import End, Link
from storyboard.projects.models import Shot
from storyboard.takes.models import Status, Take
from storyboard.takes.models.pick import shown_frames

BEST = Take.objects.filter(shot=OuterRef("pk"), ng=False).order_by("-circled", "-number").values("pk")[:1]
SHOWN = Coalesce(F("pick__take"), Subquery(BEST))
# A copy or a poster on its way; what was given up is not. Wants SHOWN annotated as `shown`.
ON_ITS_WAY = Q(original=None, copy_gave_up=False) & ~Q(returned_url="") | Q(
    original__isnull=False, derived_at=None
)
OUT = Coalesce(F("pick__end"), F("pick__take__frames"))
IS_COMING = Exists(Take.objects.filter(ON_ITS_WAY, pk=OuterRef("shown"), poster=None))
# A take that was asked for in place of the pick takes its place once it is measured, some seconds after its
# generation is over: until then another one is shown, whose picture has long been there.
IS_TO_BE_PICKED = Exists(
    Take.objects.filter(
        ON_ITS_WAY,
        shot=OuterRef("pk"),
        generation__pick_first=True,
        generation__status=Status.DONE,
    )
)


class Drawn(NamedTuple):
    """A drawing by its key."""

    pk: int
    sandbox: bool


@dataclass(frozen=True)
class Picture:
    """A take, a drawing or a still; without them the shot's card stands.

    Until a take's poster is made, the drawing or the card stands in.

    Where the cut comes back to another shot's take, it is shown by the `frame` it comes in on.
    Of a pick what the cut shows: the frames from `start` to before `until`.
    """

    take: Take | None = None
    still: Version | None = None
    frame: int | None = None
    start: int = 0
    until: int | None = None
    drawing: Drawn | None = None
    is_pick: bool = False

    @property
    def url(self) -> str:
        return self.poster or self.drawn_or_still("thumbnail")

    @property
    def large(self) -> str:
        """For a whole screen."""
        return self.poster or self.drawn_or_still("picture")

    @property
    def poster(self) -> str:
        if not self.take or not self.take.poster_id:
            return ""
        if self.frame is not None:
            return f"{reverse('take_frame', args=[self.take.pk, self.frame])}?small"
        return reverse("take_poster", args=[self.take.pk])

    def drawn_or_still(self, size: str) -> str:
        if self.drawing:
            return reverse(f"drawing_{size}", args=[self.drawing.pk])
        return reverse(f"version_{size}", args=[self.still.pk]) if self.still else ""

    @property
    def is_drawn(self) -> bool:
        """Shown by a drawing, which may have any shape."""
        return bool(self.drawing and not self.poster)

    @property
    def strip(self) -> str:
        return reverse("take_strip", args=[self.take.pk]) if self.take and self.take.strip_id else ""

    @property
    def clip(self) -> str:
        return reverse("take_clip", args=[self.take.pk]) if self.take and self.take.original_id else ""

    @property
    def frames(self) -> int:
        return (self.take.frames if self.take else 0) or 0

    @property
    def wears(self) -> str:
        """How its take is rated, for keys that turn a mark on or off."""
        marks = {"circled": bool(self.take and self.take.circled), "pick": self.is_pick}
        return " ".join(name for name, worn in marks.items() if worn)

    @property
    def is_sandbox(self) -> bool:
        shown = self.take or self.drawing or self.still
        return bool(shown and shown.sandbox)


def pictures_of(shots: Collection[int]) -> dict[int, Picture]:
    """Of each of these shots by primary key, in four queries however many there are."""
    rows = Shot.objects.filter(pk__in=shots).annotate(shown=SHOWN)
    drawn = ("drawing", "drawing__sandbox")
    points = ("pick__take__shot", "pick__start", OUT, shown_frames("pick__"))
    found = list(rows.values_list("pk", "shown", *drawn, *points))
    takes = Take.objects.in_bulk([take for _, take, *_ in found if take])
    stills = stills_at(End.OPENING, [shot for shot, take, drawing, *_ in found if not (take or drawing)])
    return {
        shot: Picture(
            takes.get(take),
            stills.get(shot),
            start if whose not in (None, shot) else None,
            out - frames if frames else 0,
            out,
            Drawn(drawing, sandbox) if drawing else None,
            whose is not None,
        )
        for shot, take, drawing, sandbox, whose, start, out, frames in found
    }


def take_of(shot: Shot) -> int | None:
    """The key of the take that one shot is shown by, or None."""
    key: int | None = Shot.objects.filter(pk=shot.pk).values_list(SHOWN, flat=True).get()
    return key


def stills_at(end: End, shots: Collection[int]) -> dict[int, Version]:
    links = (
        Link.objects.filter(shot__in=shots, end=end, still__isnull=False)
        .select_related("still")
        .prefetch_related("still__versions")
    )
    return {link.shot_id: newest for link in links if link.still and (newest := link.still.newest)}
