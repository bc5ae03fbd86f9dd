"""How a generation stands, in words that people follow: its place in line, its usual time, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import PLANS
from storyboard.projects.models import Project
from storyboard.takes.composition import why_not_veo
from storyboard.takes.lost import Aftermath
from storyboard.takes.models import Generation, Status, Worker
from storyboard.takes.models.generation import ACTIVE, FILM, SANDBOX
from storyboard.takes.waiting import Awaited, Behind, awaited, behind
from storyboard.takes.ways import Way, ways_out
from storyboard.veo import CHARGED

FREE = _("The sandbox costs nothing.")
ELSEWHERE = _("It was made for another address than AZERION_BASE_URL names now: have that one set again.")
MAY_NO_MORE = _("{who} may not spend in this film any more: generate it anew as somebody who may.")
OMITTED = _("Its shot is omitted, and nothing is sent for it until it is back in the cut.")
GIVE_UP = _("Or cancel it: that costs nothing.")
REMEMBERED = 200
# What calls have in common, the widest kind first; of so many a middle one tells something.
KIND = ("route", "mode", "recipe__settings__resolution", "recipe__settings__duration", "n")
WIDTHS = (5, 4, 3, 2)
ENOUGH = 3


@dataclass(frozen=True)
class Progress:
    """One generation with what surrounds it; `usual` in seconds, `place` counts from 1."""

    generation: Generation
    usual: int | None = None
    place: int | None = None
    waits_for: list[Awaited] = field(default_factory=list)
    behind: list[Behind] = field(default_factory=list)
    maker_may: bool = True

    @property
    def phase(self) -> str:
        """The state, and within `queued` what a person can tell apart."""
        generation = self.generation
        if generation.status != Status.QUEUED:
            return str(generation.status)
        if generation.on_hold:
            return "held"
        if self.why_not_sent:
            return "stranded"
        if generation.is_resting:
            return "resting"
        if generation.worker:
            return "claimed"
        return "backing_off" if generation.trouble and generation.next_try_at > now() else "queued"

    @property
    def why_not_sent(self) -> str:
        """Why no worker takes it as things are set now, and what to do; "" where one will."""
        generation = self.generation
        if generation.status != Status.QUEUED or generation.worker:
            return ""
        why = OMITTED if generation.shot.is_omitted else ""
        if not why and not generation.is_sandbox:
            why = why_not_veo(generation.project)
            why = why or ("" if self.maker_may else MAY_NO_MORE.format(who=generation.made_by))
            why = why or (ELSEWHERE if generation.route != settings.AZERION_BASE_URL else "")
        return f"{why} {GIVE_UP}" if why else ""

    @property
    def can_be_canceled(self) -> bool:
        return self.generation.status in (Status.WAITING, Status.QUEUED) and not self.generation.worker

    @property
    def what_happened(self) -> str:
        return str((self.generation.trouble or {}).get("message", ""))

    @property
    def charged(self) -> str:
        if self.generation.is_sandbox:
            return str(FREE)
        return CHARGED.get((self.generation.trouble or {}).get("charged", ""), "")

    @property
    def what_to_do(self) -> str:
        if self.generation.is_sandbox and self.generation.status == Status.LOST:
            return gettext("Send it again when you like.")
        return str((self.generation.trouble or {}).get("todo", ""))

    @property
    def ways(self) -> list[Way]:
        """To what it most likely has to have changed."""
        return ways_out(self.generation)

    @property
    def after(self) -> Aftermath:
        """Whether it was charged, and what sending it again costs."""
        return Aftermath(self.generation)

    @property
    def took(self) -> int | None:
        """Seconds from the first byte to the end; None where somebody brought the takes of a lost call."""
        begun, ended = self.generation.sent_at, self.generation.ended_at
        if not begun or not ended or self.generation.is_brought:
            return None
        return round((ended - begun).total_seconds())


def follow(generations: Iterable[Generation], project: Project) -> list[Progress]:
    """Each with its usual time, its place in line and the shots it waits for; the number of queries is fixed."""
    rows = list(generations)
    behind_it = behind(rows, project)
    if not any(row.status in ACTIVE for row in rows):
        return [Progress(row, behind=behind_it[row.pk]) for row in rows]
    usual, places = usual_times(rows, project), places_in_line()
    waits = awaited([row.pk for row in rows if row.status == Status.WAITING])
    spend = set(project.members.filter(may_spend=True, role__in=PLANS).values_list("person", flat=True))
    return [
        Progress(
            row,
            usual.get(row.pk),
            places.get(row.pk),
            waits.get(row.pk, []),
            behind_it[row.pk],
            maker_may=row.made_by_id in spend,
        )
        for row in rows
    ]


def usual_times(generations: Iterable[Generation], project: Project) -> dict[int, int]:
    """Median seconds of this film's past calls like each one that is being sent, by its key."""
    sending = [row.pk for row in generations if row.status == Status.SENDING]
    if not sending:
        return {}
    past = Generation.objects.filter(shot__scene__project=project).answered()
    times: dict[tuple[Any, ...], list[float]] = {}
    for *kind, begun, ended in past.values_list(*KIND, "sent_at", "ended_at")[:REMEMBERED]:
        for wide in WIDTHS:
            times.setdefault(tuple(kind[:wide]), []).append((ended - begun).total_seconds())
    kinds = Generation.objects.filter(pk__in=sending).order_by().values_list("pk", *KIND)
    found = {pk: like_it(kind, times) for pk, *kind in kinds}
    return {pk: max(1, round(median(each))) for pk, each in found.items() if each}


def like_it(kind: list[Any], times: dict[tuple[Any, ...], list[float]]) -> list[float]:
    """The times of the narrowest kind of which there are enough, else all of its way."""
    found = [times.get(tuple(kind[:wide]), []) for wide in WIDTHS]
    return next((each for each in found if len(each) >= ENOUGH), found[-1])


def places_in_line() -> dict[int, int]:
    """Where each queued generation stands among those of its route, over all films, which take turns."""
    goes = Q(route=SANDBOX) | Q(shot__scene__project__may_send=True)
    waiting = (
        Generation.objects.of_the_cut()
        .filter(goes, status=Status.QUEUED, worker="", on_hold=False)
        .order_by()
    )
    lines: dict[str, list[tuple[Any, ...]]] = {}
    turn = Window(RowNumber(), partition_by=("route", FILM), order_by=("next_try_at", "pk"))
    for pk, route, film, at, number in waiting.values_list("pk", "route", FILM, "next_try_at", turn):
        lines.setdefault(route, []).append((number, film, at, pk))
    return {pk: place for route, line in lines.items() for place, pk in enumerate(in_turn(route, line), 1)}


def in_turn(route: str, line: list[tuple[Any, ...]]) -> list[int]:
    had = Generation.objects.filter(route=route).turns_had()
    return [pk for *_, pk in sorted((number + had.get(film, 0), at, pk) for number, film, at, pk in line)]


def nobody_works(generations: Iterable[Any]) -> bool:
    """Something waits and no worker shows a sign of life."""
    return any(each.is_active for each in generations) and not Worker.any_alive()
