"""A pasted block brought together with the film: which shots it changes, which it makes, what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, zip_longest
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from storyboard.projects.codes import Codes
from storyboard.projects.models import LeftCode, Project, Scene, Shot
from storyboard.projects.models.scene import free_number
from storyboard.rooms.sheet.block import has_headings, meaning_of, table_of
from storyboard.rooms.sheet.changes import Cell, Changes, Moved, put
from storyboard.rooms.sheet.columns import WRITTEN
from storyboard.rooms.sheet.reading import BadCell
from storyboard.rooms.sheet.seal import seal

CODE = re.compile(r"(?:(?:SC)?0*(?P<scene>\w{1,6})[-_ /.])?(?:SH)?(?P<code>\d{1,4}[A-Z]{0,2})", re.IGNORECASE)
PLACES = ("code", "number", "slug")
FRAMES, MINUTES = "length:frames", "length:minutes"


@dataclass
class Line:
    """One row of the block: the shot it changes, or the scene and code of the one it makes; its cells as typed."""

    cells: list[str]
    values: dict[str, str]
    scene: str = ""
    slug: str = ""
    code: str = ""
    shot: int | None = None
    name: str = ""
    bad: dict[int, str] = field(default_factory=dict)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """Each cell with what is wrong with it."""
        return [(cell, self.bad.get(place, "")) for place, cell in enumerate(self.cells)]


@dataclass(frozen=True)
class Written:
    moved: list[Moved]
    made: list[Shot]
    scenes: list[Scene]


class Pasted:
    """`rows` are the shots from the cell down where it was pasted, `columns` the columns from there on.

    `mapping` says what each pasted column is; without one it is read from the headings, else by place.
    """

    def __init__(
        self,
        project: Project,
        text: str,
        *,
        rows: Sequence[int] = (),
        columns: Sequence[str] = (),
        mapping: Sequence[str] = (),
        into: str = "",
    ) -> None:
        self.project, self.rows, self.into = project, rows, into
        self.table = table_of(text)
        self.width = max(map(len, self.table), default=0)
        self.headed = bool(self.table) and has_headings(self.table[0])
        self.heads = self.table[0] if self.headed else []
        self.mapping = self.mapped(mapping, columns)

    def mapped(self, mapping: Sequence[str], columns: Sequence[str]) -> list[str]:
        """What each pasted column is: as somebody says, as its heading says, or as it lies; each meaning once."""
        read = [meaning_of(head) for head in self.heads] if self.headed else list(columns)
        said = list(mapping) if mapping else read
        known = [name if name in PLACES or name.split(":")[0] in WRITTEN else "" for name in said]
        known = (known + [""] * self.width)[: self.width]
        return [name if name not in known[:place] else "" for place, name in enumerate(known)]

    @property
    def body(self) -> list[list[str]]:
        return self.table[1:] if self.headed else self.table

    @cached_property
    def scenes(self) -> dict[str, Scene]:
        return {scene.number: scene for scene in self.project.scenes.filter(deleted_at=None)}

    @cached_property
    def shots(self) -> dict[tuple[str, str], int]:
        rows = Shot.objects.alive().filter(scene__project=self.project)
        return {(scene, code): pk for pk, scene, code in rows.values_list("pk", "scene__number", "code")}

    @cached_property
    def left(self) -> dict[tuple[str, str], int]:
        """Shots by what they were called in a scene that they have left: a list may be older than the move."""
        rows = LeftCode.objects.filter(
            scene__project=self.project, scene__deleted_at=None, shot__in=Shot.objects.alive()
        )
        return {(scene, code): pk for pk, scene, code in rows.values_list("shot", "scene__number", "code")}

    @cached_property
    def lines(self) -> list[Line]:
        """Each row with its place; a scene that is not said is the one of the row above."""
        lines, scene = [], self.into or next(reversed(self.scenes), "1")
        names = {pk: place for place, pk in self.shots.items()}
        for cells, row in zip_longest(self.body, self.rows[: len(self.body)]):
            line = self.line(cells, scene)
            place = (line.scene, line.code)
            line.shot = self.shots.get(place, self.left.get(place)) if "code" in self.mapping else row
            line.name = "-".join(names.get(line.shot, ())) if line.shot else ""
            if line.shot not in names:
                line.shot = None
            self.judge(line)
            scene = line.scene if line.shot is None or "number" in self.mapping else scene
            lines.append(line)
        return lines

    def line(self, cells: list[str], scene: str) -> Line:
        cells = (cells + [""] * self.width)[: self.width]
        typed = {name: cell.strip() for name, cell in zip(self.mapping, cells, strict=True) if name}
        place = CODE.fullmatch(typed.pop("code", ""))
        number, slug = scene_number(typed.pop("number", "")), typed.pop("slug", "")[:200]
        code = coded(place["code"]) if place else ""
        number = number or (scene_number(place["scene"] or "") if place else "") or scene
        return Line(cells, typed, self.same_scene(number), slug, code)

    def same_scene(self, number: str) -> str:
        """`02` is scene 2 where there is one."""
        return next((each for each in self.scenes if each.lstrip("0") == number.lstrip("0")), number)

    def judge(self, line: Line) -> None:
        for place, name in enumerate(self.mapping):
            if name and name not in PLACES and self.goes(line, line.values[name]):
                try:
                    WRITTEN[name.split(":")[0]].read(in_unit(name, line.values[name]))
                except BadCell as trouble:
                    line.bad[place] = str(trouble)

    def goes(self, line: Line, typed: str) -> bool:
        """Under headings, and in a shot that is made, an empty cell says nothing; in a block it empties a cell."""
        return bool(typed) or (line.shot is not None and not self.headed)

    @property
    def bad(self) -> int:
        return sum(len(line.bad) for line in self.lines)

    @cached_property
    def made(self) -> list[Line]:
        """Rows that make shots: those with nothing in them do not."""
        return [line for line in self.lines if line.shot is None and (line.code or any(line.values.values()))]

    @cached_property
    def changes(self) -> Changes:
        return Changes(self.project, [cell for line in self.lines if line.shot for cell in self.cells(line)])

    def cells(self, line: Line) -> list[Cell]:
        return [
            Cell(line.shot or 0, name.split(":")[0], in_unit(name, line.values[name]))
            for place, name in enumerate(self.mapping)
            if name and name not in PLACES and place not in line.bad and self.goes(line, line.values[name])
        ]

    @property
    def new_scenes(self) -> list[str]:
        return list(dict.fromkeys(line.scene for line in self.made if line.scene not in self.scenes))

    @cached_property
    def new_numbers(self) -> list[str]:
        """What the new scenes will be called: a number that a deleted scene keeps comes with a letter."""
        if not self.new_scenes:
            return []
        used, numbers = set(self.project.scenes.values_list("number", flat=True)), list[str]()
        for wanted in self.new_scenes:
            numbers.append(free_number(wanted, used | set(numbers)))
        return numbers

    @property
    def is_plain(self) -> bool:
        """A block that lies on cells that are there: nothing to ask."""
        return not (self.headed or self.made or self.bad)

    @property
    def seal(self) -> str:
        made = [(line.scene, line.slug, line.code, self.cells(line)) for line in self.made]
        return seal(self.changes.moved, made, self.new_numbers)

    def written_by(self, click: UUID) -> Shot | None:
        """The first of the shots that this click has made in the film; it may be taken back since."""
        rows = Shot.objects.filter(scene__project=self.project, uid=uuid5(click, "0"))
        return rows.first() if self.made else None

    @transaction.atomic
    def write(self, click: UUID | None = None) -> Written:
        """The changes first, then scenes and shots that are new, each at the end of where it belongs.

        Shots of one click are made once: the second time is an IntegrityError.
        """
        moved = self.changes.moved
        put(self.project, moved)
        scenes = self.make_scenes()
        made = Shot.objects.bulk_create(self.new_shots(click or uuid4()))
        if made:
            self.project.change()
        return Written(moved, made, scenes)

    def make_scenes(self) -> list[Scene]:
        """Each with the first slug line that is said of it."""
        slugs = dict.fromkeys(self.new_scenes, "")
        for line in reversed(self.made):
            if line.scene in slugs and line.slug:
                slugs[line.scene] = line.slug
        if not slugs:
            return []
        rows = [{"number": number, "slug": slug} for number, slug in slugs.items()]
        made: list[Scene] = Scene.objects.add_all(self.project, rows)
        self.scenes.update(zip(slugs, made, strict=True))
        return made

    def new_shots(self, click: UUID) -> Iterator[Shot]:
        """In the order of the block, however many scenes it is about, with one look at what is there."""
        used: dict[int, list[str]] = {self.scenes[line.scene].pk: [] for line in self.made}
        for scene, code in Shot.objects.filter(scene__in=used).values_list("scene", "code"):
            used[scene].append(code)
        left: dict[int, list[str]] = {scene: [] for scene in used}
        for scene, code in LeftCode.objects.filter(scene__in=used).values_list("scene", "code"):
            left[scene].append(code)
        codes = {scene: Codes([*there, *left[scene]]) for scene, there in used.items()}
        places = {scene: count(len(there) + 1) for scene, there in used.items()}
        for n, line in enumerate(self.made):
            scene = self.scenes[line.scene]
            code, place = codes[scene.pk].take(line.code), next(places[scene.pk])
            yield Shot(scene=scene, code=code, position=place, uid=uuid5(click, str(n)), **self.fields(line))

    def fields(self, line: Line) -> dict[str, Any]:
        return {cell.name: cell.column.read(cell.typed) for cell in self.cells(line)}

    @property
    def will(self) -> str:
        """What it does, in a sentence."""
        made, cells = len(self.made), len(self.changes.moved)
        told = [
            ngettext("%d shot is made", "%d shots are made", made) % made if made else "",
            ngettext("%d cell changes", "%d cells change", cells) % cells if cells else "",
        ]
        return ", ".join(filter(None, told))

    @staticmethod
    def said(done: Written) -> str:
        """What it did."""
        made, cells = len(done.made), len(done.moved)
        told = [
            ngettext("%d shot made", "%d shots made", made) % made if made else "",
            ngettext("%d cell changed", "%d cells changed", cells) % cells if cells else "",
        ]
        return ", ".join(filter(None, told))


def in_unit(name: str, typed: str) -> str:
    """A length under a heading that counts frames, or minutes and seconds, as a length says it."""
    if name == FRAMES and re.fullmatch(r"\d{1,6}", typed):
        return f"{typed} f"
    if name == MINUTES and (clock := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", typed)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return f"{(hours * 60 + minutes) * 60 + seconds} s"
    return typed


def coded(code: str) -> str:
    """`30` is 030, `30a` is 030A."""
    digits, letters = re.match(r"(\d+)(.*)", code).groups()  # type: ignore[union-attr]
    return f"{int(digits):03d}{letters.upper()}"


def scene_number(typed: str) -> str:
    """`Scene 2`, `SC002` and a spreadsheet's `2.0` are 2."""
    text = re.sub(r"^(scene|sequence|sc|seq)[\s._-]*", "", typed.strip(), flags=re.IGNORECASE).upper()
    text = re.sub(r"\.0$", "", text)
    return (text.lstrip("0") or text)[:6] if re.fullmatch(r"[\w.-]+", text) else ""
