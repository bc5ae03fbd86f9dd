"""What has changed between two cuts: added, omitted, retimed, swapped, moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from storyboard.cut.models import CutVersion, Event
from storyboard.cut.working import WorkingCut
from storyboard.projects.models import Project


class Kind(models.TextChoices):
    ADDED = "added", gettext_lazy("Added")
    OMITTED = "omitted", gettext_lazy("Omitted")
    SWAPPED = "swapped", gettext_lazy("Swapped")
    RETIMED = "retimed", gettext_lazy("Retimed")
    MOVED = "moved", gettext_lazy("Moved")


@dataclass(frozen=True)
class CutChange:
    """One shot that is not as it was; `before` or `after` is None where it was or is not there."""

    before: Event | None
    after: Event | None
    was_after: str = ""
    is_after: str = ""
    moved: bool = False

    @property
    def event(self) -> Event:
        """As it stands now, else as it stood."""
        event = self.after or self.before
        assert event
        return event

    @cached_property
    def kinds(self) -> list[Kind]:
        if not self.before:
            return [Kind.ADDED]
        if not self.after:
            return [Kind.OMITTED]
        swapped = self.before.take_id != self.after.take_id
        retimed = not swapped and self.before.shows != self.after.shows
        said = ((swapped, Kind.SWAPPED), (retimed, Kind.RETIMED), (self.moved, Kind.MOVED))
        return [kind for is_so, kind in said if is_so]

    @property
    def labels(self) -> str:
        return ", ".join(str(kind.label) for kind in self.kinds)

    @property
    def in_moved(self) -> int | None:
        """Frames by which the in point of the same take went later, below nothing for earlier."""
        return self.after.start - self.before.start if self.is_retimed_take else None  # type: ignore[union-attr]

    @property
    def out_moved(self) -> int | None:
        return self.after.end - self.before.end if self.is_retimed_take else None  # type: ignore[union-attr]

    @property
    def is_retimed_take(self) -> bool:
        return Kind.RETIMED in self.kinds and self.event.take_id is not None

    @property
    def frames(self) -> int:
        """By how much the film is longer for it, below nothing for shorter."""
        after, before = self.after, self.before
        return (after.length if after else 0) - (before.length if before else 0)

    @property
    def words(self) -> list[str]:
        """What happened, a phrase for each."""
        if not self.before:
            return [self.event.take_words, after_in_words(self.is_after)]
        if not self.after:
            return [self.event.take_words]
        return [*self.points_in_words(), *self.place_in_words()]

    def points_in_words(self) -> Iterator[str]:
        assert self.before
        assert self.after
        if Kind.SWAPPED in self.kinds:
            yield f"{self.before.take_words} → {self.after.take_words}"
        if self.in_moved:
            yield _("in %(moved)s") % {"moved": later(self.in_moved)}
        if self.out_moved:
            yield _("out %(moved)s") % {"moved": later(self.out_moved)}
        if self.frames:
            yield _("runs %(moved)s") % {"moved": longer(self.frames)}

    def place_in_words(self) -> Iterator[str]:
        assert self.before
        if str(self.before) != str(self.event):
            yield _("was %(name)s") % {"name": self.before}
        if self.moved:
            yield f"{after_in_words(self.is_after)}, {_('was')} {after_in_words(self.was_after)}"


def after_in_words(name: str) -> str:
    return _("after %(name)s") % {"name": name} if name else _("first in the film")


def later(frames: int) -> str:
    """`6 frames later`."""
    if frames > 0:
        return ngettext("%(n)d frame later", "%(n)d frames later", frames) % {"n": frames}
    return ngettext("%(n)d frame earlier", "%(n)d frames earlier", -frames) % {"n": -frames}


def longer(frames: int) -> str:
    """`18 frames shorter`."""
    if frames > 0:
        return ngettext("%(n)d frame longer", "%(n)d frames longer", frames) % {"n": frames}
    return ngettext("%(n)d frame shorter", "%(n)d frames shorter", -frames) % {"n": -frames}


class CutChanges:
    """From one cut to another, in the order of the other; what was omitted stands where it stood."""

    def __init__(self, before: Sequence[Event], after: Sequence[Event]) -> None:
        self.before, self.after = before, after

    @cached_property
    def rows(self) -> list[CutChange]:
        return list(self.read())

    def read(self) -> Iterator[CutChange]:
        here = {event.shot_id: event for event in self.before}
        there = {event.shot_id for event in self.after}
        gone = followers_of_kept(self.before, there)
        was, now, moved = priors(self.before), priors(self.after), out_of_order(self.before, self.after)
        for event in [None, *self.after]:
            if event:
                shot = event.shot_id
                change = CutChange(here.get(shot), event, was.get(shot, ""), now[shot], shot in moved)
                if change.kinds:
                    yield change
            for each in gone.get(event.shot_id if event else None, []):
                yield CutChange(each, None, was[each.shot_id])

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def counts(self) -> list[tuple[Kind, int]]:
        found = [(kind, sum(kind in row.kinds for row in self.rows)) for kind in Kind]
        return [(kind, count) for kind, count in found if count]

    @property
    def in_words(self) -> str:
        """`2 retimed, 1 swapped`."""
        return ", ".join(f"{count} {str(kind.label).lower()}" for kind, count in self.counts)

    @property
    def frames_before(self) -> int:
        return sum(event.length for event in self.before)

    @property
    def frames_after(self) -> int:
        return sum(event.length for event in self.after)

    @property
    def frames(self) -> int:
        return self.frames_after - self.frames_before

    @property
    def frames_in_words(self) -> str:
        return longer(self.frames) if self.frames else _("as long as before")


def priors(events: Sequence[Event]) -> dict[int, str]:
    """The name of the shot before each; "" before the first."""
    names = ["", *map(str, events)]
    return {event.shot_id: name for event, name in zip(events, names, strict=False)}


def followers_of_kept(events: Sequence[Event], kept: set[int]) -> dict[int | None, list[Event]]:
    """What is gone, by the shot behind which it stood that is still there; None where there was none."""
    found: dict[int | None, list[Event]] = {}
    behind = None
    for event in events:
        if event.shot_id in kept:
            behind = event.shot_id
        else:
            found.setdefault(behind, []).append(event)
    return found


def out_of_order(before: Sequence[Event], after: Sequence[Event]) -> set[int]:
    """The fewest shots that must have moved, of those in both: all but the longest run that kept its order."""
    place = {event.shot_id: number for number, event in enumerate(before)}
    shots = [event.shot_id for event in after if event.shot_id in place]
    ends: list[int] = []  # the smallest place on which a run of each length ends
    chain: list[int] = []  # and the shot it ends with
    prior: dict[int, int | None] = {}
    for shot in shots:
        at = bisect_left(ends, place[shot])
        prior[shot] = chain[at - 1] if at else None
        ends[at:], chain[at:] = [place[shot], *ends[at + 1 :]], [shot, *chain[at + 1 :]]
    stayed, shot_id = set(), chain[-1] if chain else None
    while shot_id is not None:
        stayed.add(shot_id)
        shot_id = prior[shot_id]
    return set(shots) - stayed


@dataclass(frozen=True)
class Since:
    """How the working cut stands to the film's newest version."""

    version: CutVersion | None
    changes: CutChanges | None

    @classmethod
    def newest(cls, project: Project, cut: WorkingCut | None = None) -> Since:
        """In four queries; one where nothing was saved yet."""
        version = project.cut_versions.first()
        if version is None:
            return cls(None, None)
        version.project = project
        now = (cut or WorkingCut(project)).events
        return cls(version, CutChanges(list(version.events.all()), now))

    @property
    def words(self) -> str:
        """`Since version 3: 2 retimed, 1 swapped.`"""
        if self.version is None or self.changes is None:
            return ""
        said = {"number": self.version.number, "changes": self.changes.in_words}
        if not self.changes:
            return _("Nothing has changed since version %(number)d.") % said
        return _("Since version %(number)d: %(changes)s.") % said
