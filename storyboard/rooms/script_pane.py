"""The script beside the plan: a scene line by line, which shots cover it, what is not covered yet, who is no asset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from storyboard.assets.models import Asset
from storyboard.projects.models import Covered, Project, Scene, Shot
from storyboard.projects.models.covered import Span, script_lines
from storyboard.projects.script_lines import ScriptLine, cues_of, read_lines, to_cover

LONGEST_NAME = 80


@dataclass(frozen=True)
class Place:
    """A shot's lines as they stand in the text now; without a span they are not in it any more."""

    row: Covered
    span: Span | None

    @property
    def text(self) -> str:
        """As it reads now, or as it was where it is gone."""
        if not self.span:
            return self.row.text
        return "\n".join(script_lines(self.row.scene.text)[self.span.first : self.span.last + 1])


@dataclass
class SceneOfScript:
    """A scene's heading with how much of it no shot covers yet."""

    scene: Scene
    places: list[Place] = field(default_factory=list)

    @cached_property
    def covered(self) -> set[int]:
        return {number for place in self.places if place.span for number in place.span}

    @cached_property
    def written(self) -> list[int]:
        """What a shot can cover."""
        return to_cover(self.scene.text)

    @property
    def uncovered(self) -> int:
        return sum(number not in self.covered for number in self.written)


@dataclass(frozen=True)
class Row:
    """A line with the shots that begin there, and whether any covers it."""

    line: ScriptLine
    begins: list[Covered]
    is_covered: bool


class ScriptPane:
    """The film's scenes with their text; one of them is open."""

    def __init__(self, project: Project, scene: int = 0, shot: Shot | None = None) -> None:
        self.project, self.shot = project, shot
        self.scenes = self.with_places()
        wanted = scene or (shot.scene_id if shot else 0)
        named = [each for each in self.scenes if each.scene.pk == wanted]
        written = [each for each in self.scenes if each.written]
        to_do = [each for each in written if each.uncovered]
        self.open = next(iter([*named, *to_do, *written]), None)

    def with_places(self) -> list[SceneOfScript]:
        rows: dict[int, list[Covered]] = {}
        for row in Covered.objects.alive().filter(scene__project=self.project).select_related("shot__scene"):
            rows.setdefault(row.scene_id, []).append(row)
        scenes = Scene.objects.alive().filter(project=self.project)
        return [SceneOfScript(scene, places(scene, rows.get(scene.pk, []))) for scene in scenes]

    @property
    def uncovered(self) -> int:
        return sum(each.uncovered for each in self.scenes)

    @property
    def is_written(self) -> bool:
        return any(each.written for each in self.scenes)

    @cached_property
    def lines(self) -> list[ScriptLine]:
        return read_lines(self.open.scene.text) if self.open else []

    @property
    def rows(self) -> list[Row]:
        assert self.open
        begins: dict[int, list[Covered]] = {}
        for place in self.open.places:
            if place.span:
                begins.setdefault(place.span.first, []).append(place.row)
        return [
            Row(line, begins.get(line.number, []), line.number in self.open.covered) for line in self.lines
        ]

    @property
    def gone(self) -> list[Covered]:
        return [place.row for place in self.open.places if not place.span] if self.open else []

    @property
    def people(self) -> list[str]:
        """Who speaks here and is no asset of the film."""
        known = {name.casefold() for name in self.names}
        return [
            name for name in cues_of(self.lines) if name.casefold() not in known and len(name) <= LONGEST_NAME
        ]

    @cached_property
    def names(self) -> list[str]:
        return list(Asset.objects.alive().filter(project=self.project).values_list("name", flat=True))


def places(scene: Scene, rows: Iterable[Covered]) -> list[Place]:
    lines = script_lines(scene.text)
    return [Place(row, row.among(lines)) for row in rows]


def covers(shot: Shot) -> list[Place]:
    """The lines that one shot covers."""
    rows = Covered.objects.filter(shot=shot, scene__deleted_at=None).select_related("scene")
    return [Place(row, row.among(script_lines(row.scene.text))) for row in rows]


def shot_before(scene: Scene, first: int) -> Shot | None:
    """After which shot one of these lines belongs: the last one that covers something before them."""
    rows = Covered.objects.alive().filter(scene=scene, shot__scene=scene).select_related("shot")
    before = [each for each in places(scene, rows) if each.span and each.span.first < first]
    last = max((each.span.last for each in before if each.span), default=None)
    shots = [each.row.shot for each in before if each.span and each.span.last == last]
    return max(shots, key=lambda shot: shot.position, default=None)
