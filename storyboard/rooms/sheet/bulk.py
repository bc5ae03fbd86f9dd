"""One field of many shots at once: set to one value, or words in it replaced."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Project, Shot
from storyboard.rooms.forms import LONGEST_PROMPT
from storyboard.rooms.sheet.changes import Cell, Changes, by_shot
from storyboard.rooms.sheet.columns import WRITTEN
from storyboard.rooms.word_changes import Change, changes
from storyboard.takes.freshness import Freshness
from storyboard.takes.marks import Difference, Mark, marked

SET, REPLACE = "set", "replace"
SHOWN, NEAR = 12, 40  # so many shots are shown, and so many characters around what changes in one


class BulkForm(forms.Form):
    """Which field, and what becomes of it."""

    how = forms.ChoiceField(
        choices=[(SET, _("Set a field")), (REPLACE, _("Find and replace"))], widget=forms.RadioSelect
    )
    field = forms.ChoiceField(label=_("Field"))
    value = forms.CharField(
        label=_("Value"),
        required=False,
        max_length=LONGEST_PROMPT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    find = forms.CharField(label=_("Find"), required=False, strip=False, max_length=500)
    replace = forms.CharField(label=_("Replace with"), required=False, strip=False, max_length=500)
    case = forms.BooleanField(label=_("Mind capitals"), required=False)

    def __init__(self, data: Any) -> None:
        replaces = data.get("how") == REPLACE
        first = "action" if replaces else "size"
        asked = data.dict() | {"how": data.get("how") or SET, "field": data.get("field") or first}
        super().__init__(asked)
        choices = [(name, each.label) for name, each in WRITTEN.items() if each.is_text or not replaces]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]
        if asked["field"] not in dict(choices):
            asked["field"] = "action"
        for name in ("field", "value", "find", "replace"):
            self.fields[name].widget.attrs["class"] = "input"


class Bulk(Difference):
    """These shots with one of their fields as the form says: what would change, and what that puts out of date."""

    def __init__(self, project: Project, shots: Collection[int], form: BulkForm) -> None:
        self.project, self.form = project, form
        alive = Shot.objects.alive().filter(scene__project=project, pk__in=shots).in_order()
        self.shots = list(alive.values_list("pk", flat=True))

    @cached_property
    def changes(self) -> Changes:
        if not self.form.is_valid():
            return Changes(self.project, [])
        said = self.form.cleaned_data
        if said["how"] == SET:
            return Changes(self.project, [Cell(pk, said["field"], said["value"]) for pk in self.shots])
        return Changes(
            self.project, self.replaced(said["field"], said["find"], said["replace"], said["case"])
        )

    def replaced(self, name: str, find: str, replace: str, case: bool) -> list[Cell]:
        rows = Shot.objects.filter(pk__in=self.shots).in_order().values_list("pk", name)
        pattern = re.compile(re.escape(find), 0 if case else re.IGNORECASE)
        found = [(pk, text) for pk, text in rows if find and pattern.search(text)]
        enough = (
            LONGEST_PROMPT // len(replace) + 1 if replace else 0
        )  # after so many it is too long in any case
        return [Cell(pk, name, pattern.sub(lambda _: replace, text, count=enough)) for pk, text in found]

    @property
    def count(self) -> int:
        return len(self.changes.moved)

    @property
    def shown(self) -> list[tuple[str, list[Change]]]:
        """The first shots by name, each with what changes in it."""
        moved, column = self.changes.moved[:SHOWN], WRITTEN[self.form.data["field"]]
        return [
            (
                self.changes.name(each.shot),
                near(changes(column.shows(each.before), column.shows(each.after))),
            )
            for each in moved
        ]

    @property
    def more(self) -> int:
        return self.count - SHOWN

    @cached_property
    def then(self) -> dict[int, Mark]:
        """Judged as if it were written."""
        moved = by_shot(self.changes.moved)
        written = {shot: {each.name: each.after for each in fields} for shot, fields in moved.items()}
        return marked(Freshness(self.project, written=written))


def near(told: list[Change]) -> list[Change]:
    """Only the words beside what changes."""
    last = len(told) - 1
    return [each if each.how else Change("", cut(each.words, n > 0, n < last)) for n, each in enumerate(told)]


def cut(words: str, after: bool, before: bool) -> str:
    """The beginning of words that stand after a change, the end of words before one."""
    if len(words) <= 2 * NEAR:
        return words
    head, tail = words[:NEAR] if after else "", words[-NEAR:] if before else ""
    return f"{head}…{tail}" if after or before else words[: 2 * NEAR]
