"""The shot list: every shot of a film in cut order, as a table, as CSV for spreadsheets and as CSV for Kitsu."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from storyboard.projects.lengths import FPS, length_in_words
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.cut_order import frames_in_the_cut
from storyboard.rooms.standing import HAS_TAKES, Stand, stand_of
from storyboard.takes.marks import Mark

if TYPE_CHECKING:
    from storyboard.rooms.sheet.columns import Column
    from storyboard.rooms.sheet.rows import Sheet, SheetRow

COLUMNS = (
    "Scene", "Slug line", "Shot", "Name", "Size", "Angle", "Movement", "Lens", "Action", "Dialogue", "Sound",
    "Notes", "Length (s)", "Length (frames)", "Planned (s)", "Take", "Status",
)  # fmt: skip
KITSU_COLUMNS = ("Sequence", "Name", "Description", "Nb Frames", "Frame In", "Frame Out", "FPS", "Dialogue")
# Columns that hold frames and go out as seconds.
SECONDS = {"length": "length", "cut": "frames"}
# A spreadsheet runs a cell that begins so.
RUN = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


@dataclass(frozen=True)
class Row:
    """A shot with its pick, as it stands on the list."""

    shot: Shot
    stand: Stand
    outdated: Mark | None = None

    @property
    def pick(self) -> Any:
        return getattr(self.shot, "pick", None)

    @property
    def take(self) -> str:
        """The picked take's number, with its shot where it is another's."""
        if not self.pick:
            return ""
        take = self.pick.take
        own = take.shot_id == self.shot.pk
        return (
            str(take.number)
            if own
            else gettext("{shot}, take {number}").format(shot=take.shot, number=take.number)
        )

    @property
    def frames(self) -> int:
        return frames_in_the_cut(self.shot)

    @property
    def length(self) -> str:
        return length_in_words(self.frames)

    @property
    def planned(self) -> str:
        return length_in_words(self.shot.length)

    @property
    def is_omitted(self) -> bool:
        return self.stand == Stand.OMITTED

    def cells(self) -> list[str]:
        shot, frames = self.shot, self.frames
        plan = [
            shot.size,
            shot.angle,
            shot.movement,
            shot.lens,
            shot.action,
            shot.dialogue,
            shot.sound,
            shot.notes,
        ]
        head = [shot.scene.number, shot.scene.slug, shot.code, shot.export_code]
        return [
            *head,
            *plan,
            f"{frames / FPS:.2f}",
            str(frames),
            f"{shot.length / FPS:.2f}",
            self.take,
            str(self.stand.label),
        ]

    def kitsu_cells(self) -> list[str]:
        """Frames = out - in + 1, from the pick's in point, as Kitsu reads them."""
        shot, frames = self.shot, self.frames
        first = self.pick.first_frame if self.pick else 0
        span = [str(number) for number in (frames, first, first + frames - 1, FPS)]
        return [shot.scene.export_number, f"SH{shot.code}", shot.action, *span, shot.dialogue]


class ShotList:
    """All shots that are not deleted, or those of them that are out of date, in cut order; in one query."""

    def __init__(
        self, project: Project, marks: Mapping[int, Mark] | None = None, *, only_outdated: bool = False
    ) -> None:
        shots = (
            Shot.objects.alive()
            .filter(scene__project=project)
            .in_order()
            .select_related("scene", "pick__take__shot__scene", "pick__take__parent")
            .annotate(has_takes=HAS_TAKES)
        )
        rows = [row_of(shot, (marks or {}).get(shot.pk)) for shot in shots]
        self.rows = [row for row in rows if row.outdated] if only_outdated else rows

    @property
    def scenes(self) -> list[tuple[Scene, list[Row]]]:
        return [(rows[0].shot.scene, rows) for rows in (list(each) for _, each in self.by_scene())]

    def by_scene(self) -> Iterator[tuple[int, Iterable[Row]]]:
        return groupby(self.rows, key=lambda row: row.shot.scene_id)

    @property
    def in_the_cut(self) -> list[Row]:
        return [row for row in self.rows if not row.is_omitted]

    @property
    def omitted(self) -> int:
        return len(self.rows) - len(self.in_the_cut)

    @property
    def frames(self) -> int:
        return sum(row.frames for row in self.in_the_cut)

    def csv(self) -> str:
        """For spreadsheets: all shots, with the byte order mark that Excel needs to see UTF-8."""
        return BOM + written(COLUMNS, (row.cells() for row in self.rows))

    def kitsu_csv(self) -> str:
        """For Kitsu: what is in the cut, without the mark, which it takes for part of the first column."""
        return written(KITSU_COLUMNS, (row.kitsu_cells() for row in self.in_the_cut))


def row_of(shot: Any, outdated: Mark | None = None) -> Row:
    picked = getattr(shot, "pick", None) is not None
    return Row(
        shot,
        stand_of(omitted=shot.is_omitted, on_hold=shot.on_hold, picked=picked, has_takes=shot.has_takes),
        outdated,
    )


def written(columns: Iterable[str], rows: Iterable[list[Any]]) -> str:
    return comma_separated([columns]) + comma_separated(rows)


def chosen_csv(sheet: Sheet) -> str:
    """For spreadsheets: the rows and columns of the sheet as somebody sees it, lengths as numbers."""
    columns = sheet.asked.columns
    heads = ["Scene", "Shot", *(heading(column) for column in columns)]
    rows = (
        [row.number, row.values["code"], *(plainly(row, column) for column in columns)]
        for row in sheet.all_rows
    )
    return BOM + written(heads, rows)


def heading(column: Column) -> str:
    return f"{column.label} (s)" if column.name in SECONDS else str(column.label)


def plainly(row: SheetRow, column: Column) -> str:
    if column.name in SECONDS:
        return f"{row.values[SECONDS[column.name]] / FPS:.2f}"
    return column.text(row)


def comma_separated(rows: Iterable[Iterable[Any]]) -> str:
    """Quoted where needed, no text that a spreadsheet would run; numbers keep their sign."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def as_text(cell: str) -> str:
    """Also behind marks that nobody sees, and in the wide forms of the same signs."""
    seen = (each for each in unicodedata.normalize("NFKC", cell[:20]) if unicodedata.category(each) != "Cf")
    return f"'{cell}" if next(seen, "") in RUN else cell
