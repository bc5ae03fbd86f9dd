"""What is out of date in a film, judged once for each of its versions, and what a pick would change about it.

Judging reads rows alone, and each verb that changes one moves the film's version: what was judged at a version
holds as long as the film stands at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from django.core.cache import cache
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from storyboard.projects.models import Project
from storyboard.projects.money import worded
from storyboard.takes.budget import Cost
from storyboard.takes.composition import Preset
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Pick, Take

# So many picks are judged in a few hundredths of a second: a page does it itself and need not ask for it later.
AT_ONCE = 100
NAMED = 6
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Mark:
    """A pick that is out of date: why, what it was judged by, and what its shot would cost under its preset.

    One that only hangs on what is out of date would come back as it is until that is made anew.
    """

    shot: int
    name: str
    scene: int
    take: int
    reasons: tuple[str, ...]
    meaning: str
    preset: str
    cost: Cost
    only_handed_on: bool = False

    @property
    def in_words(self) -> str:
        return " ".join(self.reasons)

    @property
    def is_free(self) -> bool:
        return self.preset == Preset.SANDBOX


class Marks:
    """The marks of a film by shot, in cut order, as they were judged last; `judge` brings them to its version."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.read()

    @classmethod
    def near(cls, project: Project, at_once: int = AT_ONCE) -> Marks:
        """Judged now where that takes no time, else as they were last."""
        marks = cls(project)
        return marks if marks.is_current or marks.picks > at_once else marks.judge()

    def read(self) -> None:
        found = cache.get(self.key)
        self.version, self.by_shot = found or (None, {})

    @property
    def key(self) -> str:
        return f"marks-{self.project.uid}"

    @property
    def is_current(self) -> bool:
        return bool(self.version == self.project.version)

    @property
    def picks(self) -> int:
        return Pick.objects.filter(shot__scene__project=self.project).count()

    def judge(self) -> Marks:
        """Once, however many readers ask for it at the same moment."""
        if not self.is_current:
            with ONE_AT_A_TIME:
                self.read()
                if not self.is_current:
                    self.version, self.by_shot = self.project.version, marked(Freshness(self.project))
                    cache.set(self.key, (self.version, self.by_shot), timeout=None)
        return self

    def seals(self) -> dict[int, str]:
        """A word for each scene that holds marks, another one when they change."""
        told: dict[int, list[str]] = {}
        for mark in self.by_shot.values():
            told.setdefault(mark.scene, []).append(f"{mark.shot} {mark.in_words}")
        return {
            scene: hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12] for scene, lines in told.items()
        }


def marked(freshness: Freshness) -> dict[int, Mark]:
    """In the order of the cut."""
    return {
        pk: mark_of(freshness, pk, freshness.outdated[pk])
        for pk in freshness.all_shots
        if pk in freshness.outdated
    }


def mark_of(freshness: Freshness, pk: int, reasons: list[str]) -> Mark:
    shot, each = freshness.all_shots[pk], freshness.judged[pk]
    return Mark(
        shot=pk,
        name=str(shot),
        scene=shot.scene_id,
        take=each.take.pk,
        reasons=tuple(reasons),
        meaning=each.meaning,
        preset=each.now.preset.value,
        cost=each.now.cost,
        only_handed_on=not each.differs,
    )


def newly_outdated(project: Project, before: Marks) -> dict[int, str]:
    """The names, by shot, of what is out of date now and was not before."""
    after = Marks(Project.objects.get(pk=project.pk)).judge()
    return {pk: mark.name for pk, mark in after.by_shot.items() if pk not in before.by_shot}


def would_be_marked(project: Project, instead: Mapping[int, Pick | None]) -> dict[int, Mark]:
    """By shot, what would be out of date with these picks and is not now; nothing is written down."""
    now = Marks(project).judge().by_shot
    then = marked(Freshness(project, instead))
    return {pk: mark for pk, mark in then.items() if pk not in now}


def would_be_outdated(new: Sequence[Mark], *, priced: bool) -> str:
    """`2 shots would be out of date: 1-020, 1-030. Refreshing them takes €7.20.`; "" for none."""
    if not new:
        return ""
    n, shots = len(new), listed([mark.name for mark in new])
    said = ngettext("{n} shot would be out of date: {shots}.", "{n} shots would be out of date: {shots}.", n)
    takes = ngettext("Refreshing it takes {price}.", "Refreshing them takes {price}.", n)
    free = ngettext("Refreshing it is free.", "Refreshing them is free.", n)
    price = (free if all(mark.is_free for mark in new) else takes).format(price=price_of(new))
    return " ".join([said.format(n=n, shots=shots), *([price] if priced else [])])


def outdated_now(new: dict[int, str]) -> str:
    """`2 shots are out of date now: 1-020, 1-030.`"""
    if not new:
        return ""
    said = ngettext(
        "{n} shot is out of date now: {shots}.", "{n} shots are out of date now: {shots}.", len(new)
    )
    return said.format(n=len(new), shots=listed(list(new.values())))


class Difference:
    """What would be out of date, and what no longer, if something changed: the marks as they are now, and then."""

    project: Project

    @cached_property
    def now(self) -> dict[int, Mark]:
        return Marks(self.project).judge().by_shot

    @cached_property
    def then(self) -> dict[int, Mark]:
        raise NotImplementedError

    @property
    def outdated(self) -> list[Mark]:
        return [mark for pk, mark in self.then.items() if pk not in self.now]

    @property
    def mended(self) -> list[Mark]:
        return [mark for pk, mark in self.now.items() if pk not in self.then]

    @property
    def names(self) -> str:
        return listed([mark.name for mark in self.outdated])

    @property
    def mended_names(self) -> str:
        return listed([mark.name for mark in self.mended])

    @property
    def price(self) -> str:
        return price_of(self.outdated)


class Consequences(Difference):
    """What would be out of date, and what no longer, if a take were the pick of its shot, from in to out."""

    def __init__(self, take: Take, points: tuple[int | None, int | None] = (None, None)) -> None:
        self.take, self.project, self.points = take, take.project, take.points(*points)

    @cached_property
    def then(self) -> dict[int, Mark]:
        shot, (start, end) = self.take.in_shot, self.points
        pick = Pick(shot=shot, take=self.take, start=start, end=end)
        return marked(Freshness(self.project, {shot.pk: pick}))


def price_of(marks: Iterable[Mark]) -> str:
    """What refreshing them takes: `€7.20`, seconds where no price is known, `free` where the sandbox makes them."""
    costs = [mark.cost for mark in marks if not mark.is_free]
    known = [cost for cost in costs if cost.amount is not None]
    money = [worded(sum(cost.amount or 0 for cost in known), known[0].currency)] if known else []
    seconds = sum(cost.seconds for cost in costs if cost.amount is None)
    return gettext(" and ").join(money + ([f"{seconds} s"] if seconds else [])) or gettext("free")


def listed(names: Sequence[str]) -> str:
    """The first few by name, the rest by number."""
    if len(names) <= NAMED:
        return ", ".join(names)
    return gettext("{shots} and {n} more").format(shots=", ".join(names[:NAMED]), n=len(names) - NAMED)
