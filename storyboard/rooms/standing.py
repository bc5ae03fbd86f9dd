"""Two facts about a shot that do not depend on each other: where it stands, and what is happening to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from storyboard.continuity.models import Link
from storyboard.projects.models import Shot
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.models.generation import ACTIVE
from storyboard.takes.progress import Progress

HAS_TAKES = Exists(Take.objects.filter(shot=OuterRef("pk"), ng=False))
IS_RUNNING = Exists(Generation.objects.filter(shot=OuterRef("pk"), status__in=ACTIVE))
NEWEST = Subquery(Generation.objects.filter(shot=OuterRef("pk")).order_by("-pk").values("pk")[:1])


class Stand(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("To review")
    PICKED = "picked", _("Picked")
    HOLD = "hold", _("On hold")
    OMITTED = "omitted", _("Omitted")


def stand_of(*, omitted: bool, on_hold: bool, picked: bool, has_takes: bool) -> Stand:
    if omitted:
        return Stand.OMITTED
    if on_hold:
        return Stand.HOLD
    if picked:
        return Stand.PICKED
    return Stand.REVIEW if has_takes else Stand.DRAFT


@dataclass(frozen=True)
class Happening:
    """The generation that is worth saying: one that runs, else the newest if it went wrong, else one that is lost."""

    generation: Generation
    count: int = 1

    @property
    def is_running(self) -> bool:
        return self.generation.is_active

    @property
    def waits(self) -> bool:
        return self.generation.status == Status.WAITING

    @property
    def sentence(self) -> str:
        """What happened and what to do, which for the sandbox is other than for Veo."""
        told = Progress(self.generation)
        return " ".join(filter(None, [told.what_happened, told.what_to_do]))

    @property
    def why_not_sent(self) -> str:
        return Progress(self.generation).why_not_sent


def happenings(shots: Collection[int]) -> dict[int, Happening]:
    """By shot, in one query; the recipes stay in the database."""
    newest = Shot.objects.filter(pk__in=shots).annotate(newest=NEWEST).values("newest")
    rows = Generation.objects.filter(
        Q(status__in=ACTIVE)
        | Q(status=Status.LOST, sent_again_as=None)
        | Q(pk__in=newest, status__in=(Status.REFUSED, Status.FAILED)),
        shot__in=shots,
    )
    grouped: dict[int, list[Generation]] = {}
    for row in rows.defer("recipe").order_by("pk"):
        grouped.setdefault(row.shot_id, []).append(row)
    return {shot: most_telling(of_shot) for shot, of_shot in grouped.items()}


def most_telling(generations: list[Generation]) -> Happening:
    running = [row for row in generations if row.is_active]
    if running:
        sending = [row for row in running if row.status == Status.SENDING]
        return Happening((sending or running)[-1], len(running))
    return Happening(generations[-1])


def waits_for(links: Iterable[Link]) -> list[Shot]:
    """The shots whose picks these links follow and do not have yet; links come with their `source__pick`."""
    return [
        link.source
        for link in links
        if link.source and link.take_number is None and not getattr(link.source, "pick", None)
    ]
