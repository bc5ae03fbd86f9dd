"""Cells that are written together or not at all, each with the text it started from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from storyboard.projects.models import Project, Shot
from storyboard.rooms.sheet.columns import WRITTEN, Column
from storyboard.rooms.sheet.reading import BadCell

NAMED = 3


class Unwritten(ValueError):
    """Why nothing was written, in a sentence."""


@dataclass(frozen=True)
class Cell:
    """What somebody typed into a shot's field; `was` is the text they started from, None where any will do."""

    shot: int
    name: str
    typed: str
    was: str | None = None

    @property
    def column(self) -> Column:
        return WRITTEN[self.name]


@dataclass(frozen=True)
class Moved:
    """A field of a shot that another value took the place of."""

    shot: int
    name: str
    before: Any
    after: Any


class Changes:
    """Some cells of one film: what cannot be read, what somebody else wrote meanwhile, and what is written."""

    def __init__(self, project: Project, cells: Iterable[Cell]) -> None:
        self.project, self.cells = project, list(cells)

    @cached_property
    def rows(self) -> dict[int, dict[str, Any]]:
        """The shots as they are now, in one query however many."""
        names = {cell.name for cell in self.cells}
        shots = Shot.objects.alive().filter(scene__project=self.project)
        return {
            row["pk"]: row
            for row in shots.filter(pk__in={cell.shot for cell in self.cells}).values(
                "pk", "code", "scene__number", *names
            )
        }

    @cached_property
    def read(self) -> list[tuple[Cell, Any, str]]:
        """Each cell with what it means, or the sentence why it means nothing."""
        return [(cell, *self.judged(cell)) for cell in self.cells]

    def judged(self, cell: Cell) -> tuple[Any, str]:
        if cell.shot not in self.rows:
            return None, gettext("This shot is not in the film any more.")
        if cell.typed == cell.column.shows(self.now(cell)):
            return self.now(cell), ""
        try:
            return cell.column.read(cell.typed), ""
        except BadCell as trouble:
            return None, str(trouble)

    @property
    def bad(self) -> list[tuple[Cell, str]]:
        return [(cell, sentence) for cell, _, sentence in self.read if sentence]

    @property
    def clashes(self) -> list[Cell]:
        """Somebody has changed the cell since, to something else than what was typed now."""
        return [cell for cell, value, sentence in self.read if not sentence and self.clash(cell, value)]

    def clash(self, cell: Cell, value: Any) -> bool:
        now = self.now(cell)
        return cell.was is not None and now != value and not started_from(cell.column, cell.was, now)

    def now(self, cell: Cell) -> Any:
        return self.rows[cell.shot][cell.name]

    @property
    def moved(self) -> list[Moved]:
        return [
            Moved(cell.shot, cell.name, self.now(cell), value)
            for cell, value, sentence in self.read
            if not sentence and value != self.now(cell)
        ]

    def name(self, shot: int) -> str:
        return f"{self.rows[shot]['scene__number']}-{self.rows[shot]['code']}" if shot in self.rows else ""

    def trouble(self) -> str:
        """What is wrong with it as a whole, by the first few cells."""
        told = [
            " ".join(filter(None, [f"{self.name(cell.shot)} {cell.column.label}:", sentence]))
            for cell, sentence in self.bad
        ]
        theirs = gettext("Somebody changed this meanwhile.")
        told += [f"{self.name(cell.shot)} {cell.column.label}: {theirs}" for cell in self.clashes]
        more = len(told) - NAMED
        rest = [ngettext("and %d more cell.", "and %d more cells.", more) % more] if more > 0 else []
        return " ".join(told[:NAMED] + rest)

    @property
    def said(self) -> str:
        """What they change, for the journal."""
        moved = self.moved
        if len(moved) != 1:
            return ngettext("%d cell changed", "%d cells changed", len(moved)) % len(moved)
        label, shot = WRITTEN[moved[0].name].label, self.name(moved[0].shot)
        return gettext("%(label)s of %(shot)s") % {"label": label, "shot": shot}

    @property
    def shots(self) -> QuerySet[Shot]:
        return Shot.objects.filter(pk__in={each.shot for each in self.moved})

    def write(self) -> list[Moved]:
        """All of it in one transaction; Unwritten, and nothing changed, when a cell is bad or somebody was first."""
        if self.bad or self.clashes:
            raise Unwritten(self.trouble())
        moved = self.moved
        put(self.project, moved)
        return moved


def started_from(column: Column, was: str, now: Any) -> bool:
    """Whether a text stands for this value, however it was typed."""
    if was == column.shows(now):
        return True
    try:
        return bool(column.read(was) == now)
    except BadCell:
        return False


@transaction.atomic
def put(project: Project, moved: list[Moved]) -> None:
    """Each field from its value before to the one after; Unwritten when one has moved meanwhile."""
    for shot, fields in by_shot(moved).items():
        rows = Shot.objects.filter(
            pk=shot, scene__project=project, **{each.name: each.before for each in fields}
        )
        if not rows.update(**{each.name: each.after for each in fields}):
            raise Unwritten(gettext("Somebody changed one of these cells meanwhile: nothing was written."))
    if moved:
        project.change()


def by_shot(moved: Iterable[Moved]) -> dict[int, list[Moved]]:
    shots: dict[int, list[Moved]] = {}
    for each in moved:
        shots.setdefault(each.shot, []).append(each)
    return shots
