"""Two to four takes side by side: where each begins in the cut, and how their recipes differ."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from storyboard.projects.lengths import length_in_words
from storyboard.projects.models import Project
from storyboard.takes.carrying import carried
from storyboard.takes.models import Input, Pick, Take
from storyboard.takes.parents import know_parents
from storyboard.takes.recipes import LABELS, ROLES, worded

FEWEST, MOST = 2, 4
NEEDED = (
    "shot__scene__project",
    "shot__pick__take__shot",
    "shot__pick__take__parent",
    "generation__made_by",
    "uploaded_by",
    "original",
    "conformed",
    "poster",
)
LONG = ("prompt", "negative_prompt")
NONE = "–"


@dataclass(frozen=True)
class Pane:
    """A take that is compared, `slide` frames further along than its in point."""

    take: Take
    slide: int = 0

    @cached_property
    def stands(self) -> Pick:
        """Its pick, or the pick it would be."""
        former = getattr(self.take.shot, "pick", None)
        start, end = carried(former, self.take)
        return self.take.its_pick or Pick(shot_id=self.take.shot_id, take=self.take, start=start, end=end)

    @property
    def first(self) -> int:
        return self.stands.first_frame


@dataclass(frozen=True)
class Row:
    """One thing that a recipe says, take by take."""

    name: str
    label: str
    values: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1

    @property
    def is_long(self) -> bool:
        return self.name in LONG

    @property
    def cells(self) -> list[SafeString | str]:
        """Words that the first take does not have are marked in the others."""
        if not (self.differs and self.is_long):
            return list(self.values)
        return [self.values[0], *(marked(self.values[0], each) for each in self.values[1:])]


class Comparison:
    """What the page of compared takes shows; `slides` belong to `takes`, one by one."""

    def __init__(self, project: Project, takes: Iterable[Take], slides: Iterable[int] = ()) -> None:
        self.project = project
        takes = list(takes)
        know_parents(project, takes)
        moved = [*slides, *([0] * MOST)]
        self.panes = [Pane(take, by) for take, by in zip(takes, moved, strict=False)]

    @property
    def takes(self) -> list[Take]:
        return [pane.take for pane in self.panes]

    @property
    def is_one(self) -> bool:
        """Enough of them to compare."""
        return len(self.panes) >= FEWEST

    @property
    def address(self) -> str:
        """Where these takes are compared, as they lie."""
        asked = [("take", pane.take.pk) for pane in self.panes]
        asked += [("slide", pane.slide) for pane in self.panes] if any(p.slide for p in self.panes) else []
        return f"{reverse('compare', args=[self.project.pk])}?{urlencode(asked)}"

    @cached_property
    def rows(self) -> list[Row]:
        """Everything that the recipes say, in the order in which it is read."""
        said = [dict(self.said_of(take)) for take in self.takes]
        names = dict.fromkeys(key for each in said for key in each)
        return [Row(*key, [each.get(key) or NONE for each in said]) for key in names]

    @property
    def differing(self) -> list[Row]:
        return [row for row in self.rows if row.differs]

    @property
    def same(self) -> list[Row]:
        return [row for row in self.rows if not row.differs]

    def said_of(self, take: Take) -> Iterator[tuple[tuple[str, str], str]]:
        yield from self.said_by_the_recipe(take)
        yield (
            ("made_by", _("Asked by")),
            str(take.generation.made_by if take.generation else take.uploaded_by),
        )
        yield ("length", _("Length")), length_in_words(take.frames) if take.frames else NONE
        yield ("size", _("Picture")), f"{take.width} × {take.height}" if take.width else NONE

    def said_by_the_recipe(self, take: Take) -> Iterator[tuple[tuple[str, str], str]]:
        if not take.generation:
            yield ("route", _("Sent to")), _("uploaded")
            return
        kept = take.generation.recipe
        yield ("prompt", _("Prompt")), str(kept["prompt"]["final"])
        for name, value in kept["settings"].items():
            yield (name, LABELS.get(name, name)), worded(name, value)
        for role, words in self.ingredients.get(take.generation_id, {}).items():
            yield (role, ROLES.get(role, role)), ", ".join(words)
        yield (
            ("route", _("Sent to")),
            _("the sandbox") if take.sandbox else take.generation.preset.capitalize(),
        )

    @cached_property
    def ingredients(self) -> dict[int | None, dict[str, list[str]]]:
        """What went along, by generation and role; one query."""
        found: dict[int | None, dict[str, list[str]]] = {}
        for each in Input.objects.filter(generation__in=[take.generation_id for take in self.takes]):
            found.setdefault(each.generation_id, {}).setdefault(each.role, []).append(each.words)
        return found


def marked(before: str, after: str) -> SafeString:
    """The second text, with the words that it does not share with the first marked."""
    was, now = before.split(), after.split()
    steps = difflib.SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes()
    parts: list[Any] = []
    for step, _from, _to, start, end in steps:
        words = " ".join(now[start:end])
        if words:
            parts.append(words if step == "equal" else format_html("<mark>{}</mark>", words))
    return format_html_join(mark_safe(" "), "{}", ((part,) for part in parts))
