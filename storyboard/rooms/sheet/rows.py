"""The rows of the sheet: each shot in one light row, read in one query however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from storyboard.projects.lengths import length_in_words
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.cut_order import CUT_FRAMES
from storyboard.rooms.sheet.asked import Asked
from storyboard.rooms.sheet.columns import WRITTEN, Column
from storyboard.rooms.standing import HAS_TAKES, Stand, stand_of
from storyboard.takes.marks import Mark

TAKE = {
    "take_number": F("pick__take__number"),
    "take_shot": F("pick__take__shot"),
    "take_code": F("pick__take__shot__code"),
    "take_scene": F("pick__take__shot__scene__number"),
}
# What a page shows at once; the rest of the rows follows it.
AT_ONCE = 120


@dataclass(frozen=True)
class SheetRow:
    """A shot as it stands on the list; `values` by the names of its fields."""

    values: dict[str, Any]
    scene: Scene
    outdated: Mark | None = None

    @property
    def pk(self) -> int:
        return int(self.values["pk"])

    @property
    def name(self) -> str:
        return f"{self.scene.number}-{self.values['code']}"

    @property
    def stand(self) -> Stand:
        row = self.values
        return stand_of(
            omitted=bool(row["omitted_at"] or self.scene.omitted_at),
            on_hold=row["on_hold"],
            picked=row["take_number"] is not None,
            has_takes=row["has_takes"],
        )

    @property
    def is_omitted(self) -> bool:
        return self.stand == Stand.OMITTED

    @property
    def is_missing(self) -> bool:
        """In the cut, and nothing is picked."""
        return not self.is_omitted and self.values["take_number"] is None

    @property
    def number(self) -> str:
        return self.scene.number

    @property
    def slug(self) -> str:
        return self.scene.slug

    @property
    def frames(self) -> int:
        return int(self.values["frames"])

    @property
    def cut(self) -> str:
        return length_in_words(self.frames)

    @property
    def take(self) -> str:
        """The picked take's number, with its shot where it is another's."""
        row = self.values
        if row["take_number"] is None or row["take_shot"] == self.pk:
            return str(row["take_number"] or "")
        shot, number = f"{row['take_scene']}-{row['take_code']}", row["take_number"]
        return gettext("{shot}, take {number}").format(shot=shot, number=number)

    @property
    def status(self) -> str:
        return str(self.stand.label)


class Sheet:
    """What somebody asked to see of a film's shots: chosen, sorted, and cut into what a page shows at once."""

    def __init__(self, project: Project, asked: Asked, marks: Mapping[int, Mark]) -> None:
        self.project, self.asked = project, asked
        self.scene_rows = list(project.scenes.filter(deleted_at=None))
        every = read(project, {scene.pk: scene for scene in self.scene_rows}, marks)
        self.any, self.all_rows = bool(every), asked.arrange(every)

    @property
    def first(self) -> int:
        """How many rows a page shows at once: whole scenes, unless one is very long."""
        rows = self.all_rows
        if self.asked.column or len(rows) <= AT_ONCE:
            return AT_ONCE
        scene = rows[AT_ONCE - 1].scene
        ends = next((n for n in range(AT_ONCE, len(rows)) if rows[n].scene != scene), len(rows))
        return ends if ends <= 2 * AT_ONCE else AT_ONCE

    def groups(self, rows: Iterable[SheetRow]) -> list[tuple[Scene | None, list[SheetRow]]]:
        """By scene in cut order; one group without a scene when they are sorted by something else."""
        if self.asked.column:
            return [(None, list(rows))]
        return [
            (each[0].scene, each) for each in (list(g) for _, g in groupby(rows, lambda row: row.scene.pk))
        ]

    @property
    def in_the_cut(self) -> list[SheetRow]:
        return [row for row in self.all_rows if not row.is_omitted]

    @property
    def omitted(self) -> int:
        return len(self.all_rows) - len(self.in_the_cut)

    @property
    def frames(self) -> int:
        return sum(row.frames for row in self.in_the_cut)


def cells_of(row: SheetRow, asked: Asked) -> list[tuple[Column, str]]:
    return [(column, column.text(row)) for column in asked.columns]


def read(
    project: Project, scenes: Mapping[int, Scene], marks: Mapping[int, Mark], **only: Any
) -> list[SheetRow]:
    """All that are not deleted in cut order, or `only` those."""
    shots = Shot.objects.alive().filter(scene__project=project, **only).in_order()
    values = shots.annotate(has_takes=HAS_TAKES, frames=CUT_FRAMES, **TAKE).values(
        *("pk", "code", "scene", "omitted_at", "has_takes", "frames", *TAKE, *WRITTEN)
    )
    return [SheetRow(row, scenes[row["scene"]], marks.get(row["pk"])) for row in values]
