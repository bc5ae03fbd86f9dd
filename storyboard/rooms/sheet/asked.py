"""What somebody wants to see of the shot list: columns, sorting and filters, as they stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from storyboard.rooms.sheet.columns import COLUMNS, USUAL, WRITTEN, Column, chosen
from storyboard.rooms.standing import Stand

if TYPE_CHECKING:
    from storyboard.rooms.sheet.rows import SheetRow

FILTERS = ("q", "scene", "stand", "only")
NAMES = (*FILTERS, "sort", "columns")
NUMBERS = {"length": "length", "cut": "frames", "duration": "duration", "seed": "seed", "n": "n"}


class Asked:
    """Read from an address; what is unknown there is passed over. `kept` are the columns this person chose last."""

    def __init__(self, query: Mapping[str, Any], kept: str = "") -> None:
        self.query = {name: str(query[name])[:500] for name in NAMES if query.get(name)}
        named = chosen(self.query.get("columns", "")) or chosen(kept)
        self.columns: list[Column] = named or [COLUMNS[name] for name in USUAL]
        self.sort = self.query.get("sort", "")
        self.column = COLUMNS.get(self.sort.removeprefix("-"))
        self.words = self.query.get("q", "").strip()
        self.scene, self.stand = self.query.get("scene", ""), self.query.get("stand", "")
        self.only = self.query.get("only", "")

    @property
    def only_outdated(self) -> bool:
        return self.only == "outdated"

    def arrange(self, rows: list[SheetRow]) -> list[SheetRow]:
        """Those that pass, in cut order or sorted; what is empty comes last either way."""
        passed = [row for row in rows if all(test(row) for test in self.tests)]
        if not self.column:
            return passed
        key = key_of(self.column)
        told = [row for row in passed if key(row) is not None]
        told.sort(key=key, reverse=self.sort.startswith("-"))
        return told + [row for row in passed if key(row) is None]

    @property
    def tests(self) -> list[Callable[[SheetRow], bool]]:
        said = self.words.casefold()
        every = {
            "q": lambda row: said in words_of(row),
            "scene": lambda row: row.scene.number == self.scene,
            "stand": lambda row: row.stand == self.stand,
            "only": {
                "outdated": lambda row: row.outdated is not None,
                "missing": lambda row: row.is_missing,
            }.get(self.only, lambda row: True),
        }
        return [every[name] for name in FILTERS if self.query.get(name)]

    def address(self, **changes: str) -> str:
        """`?sort=size&scene=2`, with these changed; "" as a value takes one away. Never without a `?`."""
        asked = self.query | changes
        return "?" + urlencode({name: asked[name] for name in NAMES if asked.get(name)}, safe=",")

    @property
    def all(self) -> str:
        return self.address(**dict.fromkeys(FILTERS, ""))

    @property
    def with_columns(self) -> str:
        """With its columns said, for what does not know who asks."""
        return self.address(columns=",".join(each.name for each in self.columns))

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter in words, with the address without it."""
        told = {
            "q": f"“{self.words}”",
            "scene": gettext("Scene %(number)s") % {"number": self.scene},
            "stand": dict(Stand.choices).get(self.stand, self.stand),
            "only": {"outdated": gettext("Out of date"), "missing": gettext("Missing")}.get(
                self.only, self.only
            ),
        }
        return [(str(told[name]), self.address(**{name: ""})) for name in FILTERS if self.query.get(name)]

    def next_sort(self, column: Column) -> str:
        """A first press sorts, a second one turns it round, a third one is cut order again."""
        order = ["", column.name, f"-{column.name}"]
        now = order.index(self.sort) if self.sort in order else 0
        return self.address(sort=order[(now + 1) % 3])

    def heads(self) -> list[tuple[Column, str, str]]:
        """Each column with where its heading leads, and how it is sorted now."""
        how = "descending" if self.sort.startswith("-") else "ascending"
        return [(each, self.next_sort(each), how if each == self.column else "") for each in self.columns]


def words_of(row: SheetRow) -> str:
    """All its words, for a search that does not mind case."""
    texts = (str(row.values[name]) for name, column in WRITTEN.items() if column.is_text)
    return "\n".join([row.name, row.slug, *texts]).casefold()


def key_of(column: Column) -> Callable[[SheetRow], Any]:
    """What a column is sorted by: numbers by size, words by letters; None where a cell is empty."""
    if number := NUMBERS.get(column.name):
        return lambda row: row.values[number]
    return lambda row: column.text(row).casefold() or None
