"""The day sheet: what one day brought a film, what it cost, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from storyboard.projects.lengths import FPS
from storyboard.projects.models import Project, Shot
from storyboard.projects.money import Bill, worded
from storyboard.rooms.cut_order import PICKED
from storyboard.rooms.ledger import CENT, PAID_PICK, sums_of
from storyboard.rooms.money import Purse
from storyboard.takes.models import Entry, Generation, Pick, Status, Take
from storyboard.takes.models.generation import SANDBOX

A_DAY = timedelta(days=1)
STANDING = ("scene_id", "scene__number", "scene__slug", "length", "pick__pk", "pick__take__sandbox")


@dataclass
class Advanced:
    """A shot that got something this day."""

    shot: Shot
    sent: int = 0
    takes: list[Take] = field(default_factory=list)
    pick: Pick | None = None


@dataclass
class Maker:
    """What one person's calls and uploads brought."""

    person: Any
    takes: list[Take] = field(default_factory=list)

    @property
    def paid(self) -> int:
        return sum(is_paid(take) for take in self.takes)

    @property
    def ng(self) -> int:
        return sum(take.ng for take in self.takes)

    @property
    def seconds(self) -> int:
        return round(sum(seconds_of(take) for take in self.takes))


@dataclass
class Progress:
    """How much of a scene, or of the film, is picked: shots and frames, a pick counting from in to out."""

    number: str = ""
    slug: str = ""
    shots: int = 0
    picked: int = 0
    planned_frames: int = 0
    picked_frames: int = 0

    def count(self, length: int, pick: int | None, frames: int | None) -> None:
        self.shots += 1
        self.planned_frames += length
        if pick:
            self.picked += 1
            self.picked_frames += frames or 0


@dataclass(frozen=True)
class Forecast:
    """What finishing takes, by what a picked shot took so far; `price` is the mean of what was paid a second."""

    picked: int
    takes: int
    seconds: int
    to_go: int
    drawn: int
    price: float | None
    currency: str

    @property
    def has_basis(self) -> bool:
        return bool(self.picked and self.seconds)

    @property
    def to_come(self) -> int:
        """Seconds to be paid for."""
        return round(self.seconds / self.picked * self.to_go)

    @property
    def money(self) -> str:
        """To the cent; "" where no price was ever paid."""
        if self.price is None:
            return ""
        return worded(round(self.to_come * self.price / CENT) * CENT, self.currency)

    @property
    def sentence(self) -> str:
        if not self.to_go:
            return gettext("Every shot in the cut has its pick.")
        shots = ngettext("{n} shot to go", "{n} shots to go", self.to_go).format(n=self.to_go)
        if self.drawn:
            shots = gettext("{shots} ({n} with a sandbox pick)").format(shots=shots, n=self.drawn)
        if not self.has_basis:
            said = gettext("{shots}. What that takes is told by the first pick that was paid for.")
            return said.format(shots=shots)
        about = gettext("about {seconds:,} s, {money}") if self.money else gettext("about {seconds:,} s")
        return gettext("{takes:.1f} takes per pick so far, {shots}: {about}.").format(
            takes=self.takes / self.picked,
            shots=shots,
            about=about.format(seconds=self.to_come, money=self.money),
        )


class DaySheet:
    """One day of a film, from midnight to midnight where the reader lives; the number of queries is fixed."""

    def __init__(self, project: Project, day: date, reader: Any) -> None:
        self.project, self.day, self.zone = project, day, ZoneInfo(reader.time_zone)
        self.begins, self.ends = self.midnight(day), self.midnight(day + A_DAY)
        self.purse = Purse(project)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)

    @property
    def before(self) -> date:
        return self.day - A_DAY

    @property
    def after(self) -> date | None:
        """The next day, once it has begun."""
        following = self.day + A_DAY
        return following if following <= datetime.now(self.zone).date() else None

    def of_the_day(self, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
        return rows.filter(
            **{
                "shot__scene__project": self.project,
                f"{moment}__gte": self.begins,
                f"{moment}__lt": self.ends,
            }
        )

    @cached_property
    def takes(self) -> list[Take]:
        rows = self.of_the_day(Take.objects.all(), "made_at")
        needed = rows.select_related("shot__scene", "generation__made_by", "uploaded_by")
        return list(needed.defer("generation__recipe", "generation__trouble").order_by("pk"))

    @cached_property
    def sent(self) -> list[Generation]:
        """The day's requests but those that were taken back."""
        rows = self.of_the_day(Generation.objects.exclude(status=Status.CANCELED), "made_at")
        return list(rows.select_related("shot__scene").defer("recipe", "trouble").order_by("pk"))

    @cached_property
    def picks(self) -> list[Pick]:
        rows = self.of_the_day(Pick.objects.all(), "at")
        return list(rows.select_related("shot__scene", "take__shot__scene").order_by("pk"))

    @cached_property
    def advanced(self) -> list[Advanced]:
        """Shots that were generated, got a take or a pick, in cut order."""
        found: dict[int, Advanced] = {}
        for row in (*self.sent, *self.takes, *self.picks):
            found.setdefault(row.shot_id, Advanced(row.shot))
        for generation in self.sent:
            found[generation.shot_id].sent += 1
        for take in self.takes:
            found[take.shot_id].takes.append(take)
        for pick in self.picks:
            found[pick.shot_id].pick = pick
        return sorted(found.values(), key=lambda each: place_in_the_cut(each.shot))

    @property
    def makers(self) -> list[Maker]:
        """Who made the day's takes, most first."""
        found: dict[int, Maker] = {}
        for take in self.takes:
            person = take.generation.made_by if take.generation else take.uploaded_by
            found.setdefault(person.pk if person else 0, Maker(person)).takes.append(take)
        return sorted(found.values(), key=lambda each: -len(each.takes))

    @property
    def ng_rate(self) -> str:
        return rate(sum(take.ng for take in self.takes), len(self.takes))

    @cached_property
    def ng_rate_in_all(self) -> str:
        rows = Take.objects.filter(shot__scene__project=self.project)
        counts = rows.aggregate(ng=Count("pk", filter=Q(ng=True)), all=Count("pk"))
        return rate(counts["ng"], counts["all"])

    @cached_property
    def standing(self) -> list[tuple[Any, ...]]:
        """Every shot of the cut as far as its scene's sums and the forecast need it."""
        rows = Shot.objects.filter(scene__project=self.project).in_the_cut()
        return list(rows.values_list(*STANDING, PICKED))

    @property
    def scenes(self) -> list[Progress]:
        return [progress_of(list(rows)) for _, rows in groupby(self.standing, key=lambda row: row[0])]

    @property
    def in_all(self) -> Progress:
        return progress_of(self.standing)

    @cached_property
    def moved(self) -> tuple[Bill, Bill]:
        """What the day settled, and by how much it moved what is held."""
        return sums_of(self.entries, at__gte=self.begins, at__lt=self.ends)

    @property
    def spent(self) -> str:
        return self.purse.said(self.moved[0])

    @cached_property
    def by_then(self) -> tuple[Bill, Bill]:
        """What was spent and held when the day ended."""
        return sums_of(self.entries, at__lt=self.ends)

    @property
    def entries(self) -> QuerySet[Entry]:
        return Entry.objects.filter(project=self.project).order_by()

    @cached_property
    def forecast(self) -> Forecast:
        """From the shots of the cut whose pick was paid for; a sandbox pick is still to be made."""
        done = Shot.objects.filter(scene__project=self.project, **PAID_PICK).in_the_cut().order_by()
        paid = Generation.objects.exclude(route=SANDBOX).filter(shot__in=done).order_by()
        sums = paid.aggregate(
            seconds=Sum("settled_seconds", default=0),
            amount=Sum("settled", filter=Q(price__isnull=False), default=0),
            priced=Sum("settled_seconds", filter=Q(price__isnull=False), default=0),
        )
        return Forecast(
            picked=done.count(),
            takes=Take.objects.filter(generation__in=paid).count(),
            seconds=sums["seconds"],
            to_go=sum(not pick or bool(sandbox) for *_, pick, sandbox, _ in self.standing),
            drawn=sum(bool(sandbox) for *_, sandbox, _ in self.standing),
            price=sums["amount"] / sums["priced"] if sums["priced"] else None,
            currency=self.purse.currency,
        )


def is_paid(take: Take) -> bool:
    return bool(take.generation_id) and not take.sandbox


def seconds_of(take: Take) -> float:
    """What it brought: known of a generation's clip when it arrives, measured of one that somebody brought."""
    made_by = take.generation
    return made_by.seconds / made_by.n if made_by else (take.frames or 0) / FPS


def place_in_the_cut(shot: Shot) -> tuple[int, ...]:
    return (shot.scene.position, shot.scene_id, shot.position, shot.pk)


def progress_of(rows: Iterable[tuple[Any, ...]]) -> Progress:
    found = Progress()
    for _, number, slug, length, pick, _, frames in rows:
        found.number, found.slug = number, slug
        found.count(length, pick, frames)
    return found


def rate(part: int, whole: int) -> str:
    """`3 of 12, 25 %`; "" of nothing."""
    if not whole:
        return ""
    said = gettext("{part} of {whole}, {percent} %")
    return said.format(part=part, whole=whole, percent=round(100 * part / whole))
