"""Two cuts side by side, for people and for spreadsheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from storyboard.cut.changes import CutChange, CutChanges
from storyboard.cut.models import CutVersion, Event
from storyboard.cut.working import WorkingCut
from storyboard.projects.lengths import timecode
from storyboard.rooms.shot_list import BOM, written

SIDE = ("take", "in", "out", "frames", "record in")
COLUMNS = (
    "Change", "Scene", "Shot", *(f"Was: {each}" for each in SIDE), *(f"Is: {each}" for each in SIDE),
    "In moved", "Out moved", "Longer by", "Sandbox", "What",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """From an older cut to a newer one; without a `newer` version it is the working cut."""

    older: CutVersion
    newer: CutVersion | None
    changes: CutChanges

    @classmethod
    def with_working_cut(cls, version: CutVersion) -> Comparison:
        cut = WorkingCut(version.project)
        return cls(version, None, CutChanges(list(version.events.to_show()), cut.events))

    @classmethod
    def of(cls, one: CutVersion, other: CutVersion) -> Comparison:
        older, newer = sorted((one, other), key=lambda version: version.number)
        return cls(older, newer, CutChanges(list(older.events.to_show()), list(newer.events.to_show())))

    def __str__(self) -> str:
        if self.newer is None:
            return _("Since version %(number)d") % {"number": self.older.number}
        return _("Version %(older)d to version %(newer)d") % {
            "older": self.older.number,
            "newer": self.newer.number,
        }

    @cached_property
    def export_name(self) -> str:
        until = f"v{self.newer.number}" if self.newer else "cut"
        return f"{self.older.export_name}_to_{until}"

    def csv(self) -> str:
        """For spreadsheets, with the byte order mark that Excel needs to see UTF-8."""
        return BOM + written(COLUMNS, [*map(cells, self.changes.rows), self.sums()])

    def sums(self) -> list[Any]:
        changes = self.changes
        blank: list[Any] = [""] * len(COLUMNS)
        blank[0], blank[6], blank[11] = _("Running time"), changes.frames_before, changes.frames_after
        blank[15] = changes.frames
        return blank


def cells(change: CutChange) -> list[Any]:
    event = change.event
    moved = ["" if each is None else each for each in (change.in_moved, change.out_moved)]
    sandbox = _("yes") if event.take and event.take.sandbox else ""
    where, words = [event.scene_number, event.code], "; ".join(change.words)
    return [
        change.labels,
        *where,
        *side(change.before),
        *side(change.after),
        *moved,
        change.frames,
        sandbox,
        words,
    ]


def side(event: Event | None) -> list[Any]:
    if event is None:
        return [""] * len(SIDE)
    points = (event.start, event.end) if event.take_id else ("", "")
    return [event.take_words, *points, event.length, timecode(event.record_from)]
