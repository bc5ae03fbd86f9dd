"""What waits, runs, went wrong and is not safe yet in a film."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, When, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import ngettext

from storyboard.projects.models import Project
from storyboard.projects.money import SIGNS
from storyboard.rooms.rushes import decided_lately, unsettled
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.takes.budget import Cost
from storyboard.takes.models import Generation, Status, Take, Worker
from storyboard.takes.models.generation import ACTIVE, TROUBLED
from storyboard.takes.progress import Progress, follow

MOST_ENDED = 50
MOST_RUNNING = 300
MOST_MISSING = 50
SETTLED_WITHIN = 30.0
# What is under way stands before what goes next, and what waits for a pick comes last.
NEXT = Case(When(status=Status.SENDING, then=0), When(status=Status.QUEUED, then=1), default=2)
# What is omitted wants nobody, unless money may have been spent on it.
IN_THE_FILM = Q(status=Status.LOST) | Q(shot__omitted_at=None, shot__scene__omitted_at=None)


@dataclass(frozen=True)
class Row:
    """One generation of the queue with its picture; `ticked` when it came back from a press that did nothing."""

    progress: Progress
    picture: Picture
    ticked: bool = False

    @property
    def generation(self) -> Generation:
        return self.progress.generation

    @property
    def can(self) -> str:
        """What can be done with it together with others: names of the buttons that count it."""
        if self.progress.phase == "held":
            return "let-go cancel"
        if self.generation.decided is not None:
            return ""
        if self.generation.status in TROUBLED and self.progress.after.can_be_sent_again:
            return "again lost" if self.progress.after.twice else "again"
        return "cancel" if self.progress.can_be_canceled else ""

    @property
    def cost(self) -> Cost:
        """What its button takes now."""
        generation = self.generation
        if generation.is_sandbox:
            return Cost(0)
        if generation.status in TROUBLED:
            return self.progress.after.again
        return Cost(generation.seconds, generation.price, generation.currency)


class Queue:
    """A film's generations that want to be followed, `mine` or everybody's."""

    def __init__(
        self, project: Project, person: Any, *, mine: bool = False, ticked: Collection[int] = ()
    ) -> None:
        self.project, self.person, self.mine, self.ticked = project, person, mine, ticked
        self.version = version_of(project)
        rows = Generation.objects.filter(shot__scene__project=project)
        self.rows = rows.filter(made_by=person) if mine else rows

    @cached_property
    def all(self) -> list[Progress]:
        needed = self.rows.select_related("shot__scene__project", "made_by")
        running = needed.defer("recipe").filter(status__in=ACTIVE).order_by(NEXT, "pk")[:MOST_RUNNING]
        told = needed.prefetch_related("sent_again_as", "takes", "ledger__by").order_by("-pk")
        ended = [*unsettled(told).filter(IN_THE_FILM)[:MOST_ENDED], *decided_lately(told)[:MOST_ENDED]]
        return follow([*running, *ended], self.project)

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        shots = {each.generation.shot_id for each in self.all}
        return pictures_of(shots | {take.shot_id for take in self.missing})

    @cached_property
    def shown(self) -> list[Row]:
        return [
            Row(each, self.pictures[each.generation.shot_id], each.generation.pk in self.ticked)
            for each in self.all
        ]

    @cached_property
    def whole(self) -> dict[str, int]:
        """How many there are of each section, shown or not; one query."""
        active, ended = Q(status__in=ACTIVE), unsettled(self.rows).filter(IN_THE_FILM).values("pk")
        decided = decided_lately(self.rows).values("pk")
        return self.rows.order_by().aggregate(
            held=Count("pk", filter=active & Q(on_hold=True)),
            running=Count("pk", filter=active & Q(on_hold=False)),
            troubled=Count("pk", filter=Q(pk__in=ended)),
            decided=Count("pk", filter=Q(pk__in=decided)),
        )

    @property
    def in_words(self) -> str:
        """For who hears the page: how many run, and how many want a person."""
        running, troubled = self.whole["running"], self.whole["troubled"]
        told = [
            ngettext("%d under way", "%d under way", running) % running if running else "",
            ngettext("%d wants a person", "%d want a person", troubled) % troubled if troubled else "",
        ]
        return ". ".join(filter(None, told))

    @property
    def held(self) -> list[Row]:
        """Copied or restored with the data folder: nothing of it goes out until somebody lets it go."""
        return [row for row in self.shown if row.generation.on_hold and row.generation.is_active]

    @property
    def running(self) -> list[Row]:
        return [row for row in self.shown if row.generation.is_active and not row.generation.on_hold]

    @property
    def troubled(self) -> list[Row]:
        return [row for row in self.shown if row.generation.status in TROUBLED and not is_decided(row)]

    @property
    def decided(self) -> list[Row]:
        return [row for row in self.shown if row.generation.status in TROUBLED and is_decided(row)]

    @cached_property
    def missing(self) -> list[Take]:
        """Takes whose clip is not here yet, the next to be tried first."""
        takes = missing(self.project).select_related("shot__scene__project", "generation")
        takes = takes.filter(generation__made_by=self.person) if self.mine else takes
        return list(takes.order_by("copy_gave_up", "copy_next_at")[:MOST_MISSING])

    @property
    def came(self) -> int:
        """How many takes its requests have brought."""
        return Take.objects.filter(generation__in=self.rows).count()

    @property
    def rows_missing(self) -> list[tuple[Take, Picture]]:
        return [(take, self.pictures[take.shot_id]) for take in self.missing]

    @cached_property
    def unsafe(self) -> int:
        """How many clips have been paid for and are not here as takes, everybody's."""
        return missing(self.project).count() + len(self.answered)

    @property
    def listed(self) -> int:
        return len(self.missing) + len(self.answered)

    @cached_property
    def answered(self) -> list[Generation]:
        """Whole answers that are here and wait for room on the disk for their clips."""
        rows = answered(self.project)
        prefetch_related_objects(rows, "shot__scene")
        return rows

    @property
    def sign(self) -> str:
        """What stands before a sum of money."""
        currency = self.project.currency or settings.VEO_CURRENCY
        return SIGNS.get(currency, f"{currency} ")

    @property
    def is_moving(self) -> bool:
        return bool(self.running) or any(not take.copy_gave_up for take in self.missing)

    @property
    def is_empty(self) -> bool:
        return not (self.all or self.unsafe)

    @cached_property
    def worker(self) -> Worker | None:
        """The one that showed a sign of life last."""
        return Worker.objects.order_by("-beat_at").first()

    @cached_property
    def is_worked(self) -> bool:
        return Worker.any_alive()


def is_decided(row: Row) -> bool:
    return row.generation.decided is not None


def missing(project: Project) -> QuerySet[Take]:
    return Take.objects.missing().filter(shot__scene__project=project, generation__isnull=False)


def answered(project: Project) -> list[Generation]:
    """Those whose raw answer has lain there for longer than it takes to settle it."""
    sent = Generation.objects.filter(shot__scene__project=project, status=Status.SENDING)
    return [each for each in sent.only("uid", "attempt", "shot") if is_waiting_for_room(each)]


def is_waiting_for_room(generation: Generation) -> bool:
    try:
        written = (generation.folder / "answer.json").stat().st_mtime
    except OSError:
        return False
    return time.time() - written > SETTLED_WITHIN


def version_of(project: Project) -> str:
    """What a poll compares: the film's version, whether somebody works, and what changes with the clock alone."""
    waiting = Generation.objects.filter(shot__scene__project=project, status=Status.QUEUED, worker="")
    resting = waiting.filter(next_try_at__gt=now()).count()
    return f"{project.version}-{int(Worker.any_alive())}-{resting}-{len(answered(project))}"
