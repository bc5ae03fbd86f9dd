from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Look
from storyboard.projects.access import OfProject
from storyboard.projects.models import Shot


class End(models.TextChoices):
    OPENING = "opening", _("Opening")
    CLOSING = "closing", _("Closing")


class LinkKind(models.TextChoices):
    STILL = "still", _("still")
    LAST_FRAME = "last_frame", _("last frame of")
    FIRST_FRAME = "first_frame", _("first frame of")
    EXTEND = "extend", _("extend")


BRIDGE_SECONDS = 8
OPENINGS = (LinkKind.STILL, LinkKind.LAST_FRAME, LinkKind.EXTEND)
CLOSINGS = (LinkKind.STILL, LinkKind.FIRST_FRAME)


VERBS = {
    LinkKind.LAST_FRAME: _("opens on the last frame of"),
    LinkKind.FIRST_FRAME: _("closes on the first frame of"),
    LinkKind.EXTEND: _("extends"),
}


class LinkQuerySet(OfProject):
    project_path = "shot__scene__project"

    def between_shots(self) -> Self:
        """Those that lead from one shot to another, in cut order; of shots that are deleted none."""
        there = self.filter(shot__deleted_at=None, shot__scene__deleted_at=None, source__isnull=False)
        rows = there.exclude(source=F("shot")).select_related("shot__scene", "source__scene")
        return rows.order_by("shot__scene__position", "shot__position", "pk")

    def leading_to(self, shots: Iterable[Shot]) -> Self:
        """Those by which other shots hang on these."""
        return self.between_shots().filter(source__in=shots).exclude(shot__in=shots)

    def touching(self, shots: Iterable[Shot]) -> Self:
        """Those that join one of these shots with another one."""
        here, there = Q(shot__in=shots), Q(source__in=shots)
        return self.between_shots().filter(here | there).exclude(here & there)


class Link(models.Model):
    """What a shot begins from or ends on; no row is text only, or an open end.

    A take is named by its shot and its number, which are never used again: a foreign key would point down the
    house. Without a number the link follows the source's pick.
    """

    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="links")
    end = models.CharField(max_length=7, choices=End)
    kind = models.CharField(max_length=11, choices=LinkKind)
    still = models.ForeignKey(Look, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Shot, null=True, on_delete=models.CASCADE, related_name="followers")
    take_number = models.PositiveIntegerField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shot", "end"], name="one_link_at_each_end"),
            models.CheckConstraint(
                condition=Q(end=End.OPENING, kind__in=OPENINGS) | Q(end=End.CLOSING, kind__in=CLOSINGS),
                name="a_link_fits_its_end",
            ),
            models.CheckConstraint(
                condition=Q(kind=LinkKind.STILL, still__isnull=False, source=None)
                | (~Q(kind=LinkKind.STILL) & Q(still=None, source__isnull=False)),
                name="a_link_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == LinkKind.STILL:
            return f"{self.still}"
        kind = self.get_kind_display()
        if not self.take_number:
            return f"{kind} {self.source}"
        return gettext("{kind} {shot}, take {number}").format(
            kind=kind, shot=self.source, number=self.take_number
        )

    @property
    def verb(self) -> str:
        """What its shot does with the shot that is its source."""
        return str(VERBS[LinkKind(self.kind)])

    @property
    def sentence(self) -> str:
        """Of one that leads to another shot: `1-020 opens on the last frame of 1-010.`"""
        return gettext("{shot} {verb} {source}.").format(shot=self.shot, verb=self.verb, source=self.source)


class Circle(ValidationError):
    """Shots would wait for each other; the sentence names the way round."""


@transaction.atomic
def connect(
    shot: Shot,
    end: End | str,
    kind: LinkKind | str | None,
    *,
    still: Look | None = None,
    source: Shot | None = None,
    take_number: int | None = None,
) -> Link | None:
    """Set what the shot begins from or ends on; no kind takes the link away. Circles are refused with their path."""
    if kind and source:
        refuse_a_circle(shot, source)
    wanted = {"kind": kind, "still": still, "source": source, "take_number": take_number}
    if kind and (stands := Link.objects.filter(shot=shot, end=end, **wanted).first()):
        return stands
    Link.objects.filter(shot=shot, end=end).delete()
    link = None
    if kind:
        link = Link.objects.create(shot=shot, end=end, **wanted)
    shot.project.change()
    return link


def refuse_a_circle(shot: Shot, source: Shot, links: Iterable[Link] | None = None) -> None:
    """Raise Circle where the source hangs on the shot already; a take of its own is no circle.

    `links` are those of the film where they have been read, so that what follows is judged by the same ones.
    """
    if source.pk != shot.pk and (path := way_back(source, shot, links)):
        raise Circle(
            gettext("This would go round in a circle: {way}.").format(
                way=" → ".join(str(each) for each in [shot, *path])
            )
        )


@transaction.atomic
def share(before: Shot, after: Shot, still: Look) -> None:
    """One planned picture closes a shot and opens the next one, so that a chain does not drift."""
    connect(before, End.CLOSING, LinkKind.STILL, still=still)
    connect(after, End.OPENING, LinkKind.STILL, still=still)


@transaction.atomic
def part(before: Shot, after: Shot) -> None:
    """A plain cut between the two: what ties them is let go, what each has for itself stays."""
    for link in tied(before.pk, after.pk, *ends_between(before, after)):
        connect(link.shot, link.end, None)


@transaction.atomic
def bridge(before: Shot, after: Shot) -> Shot:
    """A new shot between two others, from the last frame of the first one to the first frame of the other: 8 s, which
    is what Veo wants from a first to a last frame. How long it runs in the cut is said by its pick's points.
    """
    shot: Shot = Shot.objects.add(before.scene, after=before, duration=BRIDGE_SECONDS)
    connect(shot, End.OPENING, LinkKind.LAST_FRAME, source=before)
    connect(shot, End.CLOSING, LinkKind.FIRST_FRAME, source=after)
    return shot


@transaction.atomic
def set_ends(
    before: Shot, after: Shot, closing: dict[str, Any] | None, opening: dict[str, Any] | None
) -> None:
    """What one shot ends on and the next one begins from, at once: as `connect` takes them, None for no link."""
    nothing = {"kind": None}
    connect(after, End.OPENING, **nothing)
    connect(before, End.CLOSING, **(closing or nothing))
    connect(after, End.OPENING, **(opening or nothing))


def ends_between(before: Shot, after: Shot) -> tuple[Link | None, Link | None]:
    """What the first one ends on, and what the other begins from."""
    closing = Q(shot=before, end=End.CLOSING)
    rows = Link.objects.filter(closing | Q(shot=after, end=End.OPENING))
    found = {link.end: link for link in rows.select_related("shot__scene", "source__scene", "still__asset")}
    return found.get(End.CLOSING), found.get(End.OPENING)


def tied(before: int, after: int, closing: Link | None, opening: Link | None) -> list[Link]:
    """Of what one shot ends on and the next one begins from: what leads to the other, or is one still for both."""
    shared = closing and opening and closing.still_id and closing.still_id == opening.still_id
    both = ((closing, after), (opening, before))
    return [link for link, other in both if link and (shared or link.source_id == other)]


def way_back(start: Shot, goal: Shot, links: Iterable[Link] | None = None) -> list[Shot]:
    """The shots from `start` along what they hang on to `goal`; [] when there is no such way."""
    if links is None:
        links = Link.objects.filter(shot__scene__project=goal.scene.project_id).only("shot", "source")
    hangs_on: dict[int, list[int]] = {}
    for link in links:
        if link.source_id and link.source_id != link.shot_id:
            hangs_on.setdefault(link.shot_id, []).append(link.source_id)
    path = path_between(start.pk, goal.pk, hangs_on)
    found = {each.pk: each for each in Shot.objects.select_related("scene").filter(pk__in=path)}
    return [found[pk] for pk in path]


def path_between(start: int, goal: int, edges: dict[int, list[int]]) -> list[int]:
    came_from: dict[int, int | None] = {start: None}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            path = [here]
            while (back := came_from[path[-1]]) is not None:
                path.append(back)
            return path[::-1]
        for there in edges.get(here, []):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []
