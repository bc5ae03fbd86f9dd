"""What ⌘Z may write: each app names its models and fields once, in its `undoing.py`; paid acts are never among them.

A row of the journal holds what moved as data: `{"model": "takes.pick", "pk": 7, "before": {...}, "after": {...}}`,
where None stands for a row that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Max, Model, QuerySet

Values = dict[str, Any]
Row = dict[str, Any]
Snapshot = dict[tuple[str, int], Values]


@dataclass(frozen=True)
class Undoable:
    """Which fields may be written.

    With `about` rows may also be made and removed, and these fields say what they are about. With `order` rows stand
    by `position` among those that share that field.
    """

    fields: tuple[str, ...]
    about: tuple[str, ...] = ()
    order: str = ""


UNDOABLE: dict[str, Undoable] = {}
CHECKS: list[Callable[[list[Row]], str]] = []
ALONG: list[Callable[[Any, list[Row]], None]] = []


def undoable(model: type[Model], *fields: str, about: tuple[str, ...] = (), order: str = "") -> None:
    """Let ⌘Z write these fields; with `about` all of them, and the row as a whole."""
    if about:
        fields = tuple(field.name for field in model._meta.concrete_fields if not field.primary_key)
    UNDOABLE[model._meta.label_lower] = Undoable(fields, about, order)


def check(ask: Callable[[list[Row]], str]) -> Callable[[list[Row]], str]:
    """`ask(rows)` is called once they are written, `before` being what they held and `after` what they hold now:
    a sentence says why that cannot be, and nothing is changed; "" when it can."""
    CHECKS.append(ask)
    return ask


def along(do: Callable[[Any, list[Row]], None]) -> Callable[[Any, list[Row]], None]:
    """`do(change, rows)` goes along with each change in its transaction: when it is kept, taken back or done again.

    What the change was told in its block is said by `change.came` and `change.typed`, as long as it is new.
    """
    ALONG.append(do)
    return do


def rows_of(label: str) -> QuerySet[Any]:
    return apps.get_model(label)._default_manager.all()


def plain(value: Any) -> Any:
    """As JSON keeps it, to the microsecond."""
    return value.isoformat() if isinstance(value, datetime) else value


def read(label: str, values: Values) -> Values:
    """As the database takes it."""
    fields = apps.get_model(label)._meta
    return {name: fields.get_field(name).to_python(value) for name, value in values.items()}


class Watched:
    """Rows as they stood before something is done to them; `moved` says what became of them."""

    def __init__(self, *things: Model | QuerySet[Any]) -> None:
        self.sets = [one(each) if isinstance(each, Model) else each.all() for each in things]
        self.last = {label_of(each): newest(each) for each in self.sets}
        self.before = self.snapshot(self.sets)

    def snapshot(self, sets: Iterable[QuerySet[Any]]) -> Snapshot:
        found: Snapshot = {}
        for each in sets:
            label = label_of(each)
            for values in each.order_by().values("pk", *UNDOABLE[label].fields):
                pk = values.pop("pk")
                found[label, pk] = {name: plain(value) for name, value in values.items()}
        return found

    def moved(self, told: list[Row]) -> list[Row]:
        """Besides the rows that were told already."""
        known = [rows_of(label).filter(pk__in=self.pks(label)) for label in self.last]
        after = self.snapshot([*self.sets, *known])
        mine = {(row["model"], row["pk"]) for row in told}
        keys = [key for key in self.before | after if key not in mine]
        rows = [difference(key, self.before.get(key), after.get(key)) for key in keys]
        for row in rows:
            self.must_be_told(row)
        return [row for row in rows if row["before"] != row["after"]]

    def pks(self, label: str) -> list[int]:
        return [pk for of, pk in self.before if of == label]

    def must_be_told(self, row: Row) -> None:
        """What came from elsewhere, or a new row that is deleted softly, is said by the view."""
        label, came = row["model"], row["before"] is None
        if came and (row["pk"] <= self.last[label] or not UNDOABLE[label].about):
            raise LookupError(f"{label} {row['pk']} came from elsewhere: watch where it was, or say made().")


def one(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)


def label_of(rows: QuerySet[Any]) -> str:
    return rows.model._meta.label_lower


def newest(rows: QuerySet[Any]) -> int:
    return rows.model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def difference(key: tuple[str, int], before: Values | None, after: Values | None) -> Row:
    """The fields that differ, and what the row is about; of a row that came or went all of them."""
    label, pk = key
    if before is not None and after is not None:
        differing = {name for name in before if before[name] != after[name]}
        kept = differing | set(UNDOABLE[label].about) if differing else set()
        before, after = ({name: each[name] for name in sorted(kept)} for each in (before, after))
    return {"model": label, "pk": pk, "before": before, "after": after}


def touched(row: Row) -> set[tuple[Any, ...]]:
    """The row, and where it comes and goes what it is about: another row about the same stands in its way."""
    label, values = row["model"], row["before"] or row["after"] or {}
    about = tuple(values.get(name) for name in UNDOABLE[label].about)
    return {(label, row["pk"]), *([(label, *about)] if about else [])}
