"""A block of cells as spreadsheets hand it over: tabs between cells, line ends between rows, quotes where needed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from storyboard.rooms.sheet.columns import COLUMNS, plain
from storyboard.rooms.shot_list import as_text

# Quotes are a spreadsheet's only where they end with the cell; in a sentence that begins with a quote they stay.
QUOTED = re.compile(r'"((?:[^"]|""){0,20000}+)"(?=\t|\r|\n|\Z)')
BARE = re.compile(r"[^\t\r\n]*")
LINE_END = re.compile(r"\r\n|\r|\n")
MOST_ROWS, MOST_COLUMNS = 2000, 60
HEADINGS = {
    plain(str(each)): name
    for name, column in COLUMNS.items()
    for each in (name, column.label, *column.also)
} | {
    **dict.fromkeys(("shot", "code", "shot code", "shot no", "shot nr", "shot number", "nr", "no", "name"), "code"),
    **dict.fromkeys(("length frames", "frames", "nb frames", "duration frames", "planned frames"), "length:frames"),
    **dict.fromkeys(("sc shot", "scene shot", "setup"), "code"),
}  # fmt: skip


def table_of(text: str) -> list[list[str]]:
    """Rows of cells; commas or semicolons part them only where a first line of headings says so."""
    text = text.removeprefix("\ufeff")
    rows = comma_separated(text) or tab_separated(text)
    if rows[-1] in ([], [""]):
        rows.pop()  # what follows the last line end, which a spreadsheet writes too
    return [[unguarded(cell) for cell in row[:MOST_COLUMNS]] for row in rows[: MOST_ROWS + 1]]


def tab_separated(text: str) -> list[list[str]]:
    rows, place = [[]], 0  # type: tuple[list[list[str]], int]
    while True:
        cell, place = next_cell(text, place)
        rows[-1].append(cell)
        if place >= len(text):
            return rows
        if end := LINE_END.match(text, place):
            rows.append([])
            place = end.end()
        else:
            place += 1


def next_cell(text: str, place: int) -> tuple[str, int]:
    """The cell that begins here, and where it ends."""
    quoted = QUOTED.match(text, place)
    if quoted and re.search(r'[\t\r\n]|""', quoted[1]):
        return quoted[1].replace('""', '"').replace("\r\n", "\n").replace("\r", "\n"), quoted.end()
    bare = BARE.match(text, place)
    return (bare[0], bare.end()) if bare else ("", place)


def comma_separated(text: str) -> list[list[str]]:
    """What a CSV file holds, when its first line is headings."""
    first = text.split("\n", 1)[0]
    try:
        for mark in (",", ";"):
            if "\t" not in first and has_headings(next(csv.reader([first], delimiter=mark), [])):
                return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        pass  # a cell without an end: it is read as it lies
    return []


def has_headings(row: Sequence[str]) -> bool:
    """Whether a first row names columns: two of them at least, and half of what it holds."""
    known = [meaning_of(cell) for cell in row if cell.strip()]
    return sum(map(bool, known)) >= max(2, len(known) / 2)


def meaning_of(heading: str) -> str:
    """The column that a heading stands for, in any usual spelling; "" for one that nobody knows."""
    return HEADINGS.get(plain(heading[:60]), "")


def unguarded(cell: str) -> str:
    """Without the apostrophe that kept a spreadsheet from running it."""
    rest = cell.lstrip("'")
    return cell[1:] if rest != cell and as_text(rest.lstrip()) != rest.lstrip() and rest[:1].strip() else cell
