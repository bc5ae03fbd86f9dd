"""The board of a film: its scenes with their sums, and the panels of those that are near."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count

from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.cut_order import CUT_FRAMES
from storyboard.rooms.filters import Show, kept
from storyboard.rooms.many import Door
from storyboard.rooms.panels import Neighbour, Pair, Panel, PanelMaker, nearest
from storyboard.rooms.shown import IS_COMING, IS_TO_BE_PICKED, SHOWN
from storyboard.rooms.standing import HAS_TAKES, IS_RUNNING, Stand, stand_of
from storyboard.takes.marks import Mark as OutOfDate
from storyboard.takes.marks import Marks
from storyboard.takes.models import Generation, Worker
from storyboard.takes.models.generation import ACTIVE

# Panels of the first answer, and of each one that follows while scrolling: few, so that no frame waits for them.
AT_ONCE = 32
FOLLOWING = 12
COLUMNS = ("pk", "scene_id", "code", "on_hold", "omitted_at", "scene__omitted_at", "pick__pk")


@dataclass(frozen=True)
class Line:
    """A shot as far as sums and ticks need it."""

    pk: int
    scene: int
    code: str
    stand: Stand
    frames: int
    is_running: bool
    is_coming: bool
    takes: int

    @property
    def is_missing(self) -> bool:
        """Nothing was made for it yet, and nothing is being made."""
        return self.stand == Stand.DRAFT and not self.is_running


@dataclass
class SceneOnBoard:
    """A scene's header, and as many of its panels as are asked for."""

    scene: Scene
    lines: list[Line]
    wanted: list[Line]
    shown: int = 0
    panels: list[Panel] = field(default_factory=list)
    form: Any = None
    seal: str = ""
    marks: list[OutOfDate] = field(default_factory=list)

    @property
    def in_the_cut(self) -> list[Line]:
        return [line for line in self.lines if line.stand != Stand.OMITTED]

    @property
    def frames(self) -> int:
        return sum(line.frames for line in self.in_the_cut)

    @property
    def picked(self) -> int:
        return sum(line.stand == Stand.PICKED for line in self.lines)

    @property
    def is_running(self) -> bool:
        """Something runs, a shown take's picture is still being made, or a pick comes by itself."""
        return any(line.is_running or line.is_coming for line in self.lines)

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)

    @property
    def door(self) -> Door:
        return Door(self.scene.project, self.scene, self.missing, self.marks)

    @property
    def later(self) -> list[Line]:
        """Shots whose panels come when somebody scrolls near."""
        return self.wanted[self.shown :]

    @property
    def is_near(self) -> bool:
        """Its tools are here; those of a scene further down come with its first panels."""
        return bool(self.shown or self.form) or not self.wanted

    @property
    def next_shown(self) -> int:
        return self.shown + FOLLOWING


class Board:
    """All scenes of a film; `first` and `shown` say which scene begins near and how many of its panels are wanted.

    `new` is a shot whose field is open for writing, `focus` one that is to have focus: both are always shown,
    also where `show` would leave them out.
    """

    def __init__(
        self,
        project: Project,
        *,
        first: int = 0,
        shown: int = AT_ONCE,
        new: int = 0,
        focus: int = 0,
        show: Show = Show.ALL,
    ) -> None:
        self.project, self.new, self.focus, self.show = project, new, focus, show
        self.marks = Marks.near(project)
        self.scenes = self.headers()
        self.share_out(first, shown)
        self.fill()

    def headers(self) -> list[SceneOnBoard]:
        lines: dict[int, list[Line]] = {}
        for line in self.lines:
            lines.setdefault(line.scene, []).append(line)
        marks: dict[int, list[OutOfDate]] = {}
        for mark in self.marks.by_shot.values():
            marks.setdefault(mark.scene, []).append(mark)
        seals, found = self.marks.seals(), []
        stays = kept(self.lines, self.show, self.marks) | {self.new, self.focus}
        for scene in Scene.objects.alive().filter(project=self.project):
            scene.project = self.project
            known = {"seal": seals.get(scene.pk, ""), "marks": marks.get(scene.pk, [])}
            here = lines.get(scene.pk, [])
            found.append(SceneOnBoard(scene, here, [line for line in here if line.pk in stays], **known))
        return found

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(Shot.objects.alive().filter(scene__project=self.project))

    def share_out(self, first: int, shown: int) -> None:
        """The panels go to the scenes from the first one on until they are used up."""
        wanted = next((place for place, each in enumerate(self.scenes) if each.scene.pk == first), 0)
        for each in self.scenes[wanted:]:
            each.shown = max(min(shown, len(each.wanted)), self.needed(each))
            shown = max(shown - each.shown, 0)

    def needed(self, each: SceneOnBoard) -> int:
        """How many panels a scene has up to those that are always shown; 0 when none of them is there."""
        always = (self.new, self.focus)
        return max((place for place, line in enumerate(each.wanted, 1) if line.pk in always), default=0)

    def fill(self) -> None:
        near = [line for each in self.scenes for line in each.wanted[: each.shown]]
        panels = PanelMaker(self.project, [line.pk for line in near], self.marks, self.neighbours, self.new)
        for each in self.scenes:
            wanted = each.wanted[: each.shown]
            before = dict(zip([line.pk for line in each.lines], [None, *each.lines], strict=False))
            each.panels = [panels.make(line, before[line.pk]) for line in wanted]

    @cached_property
    def neighbours(self) -> dict[int, Pair]:
        """Of each shot the one before it and the one after it in the cut."""
        numbers = {each.scene.pk: each.scene.number for each in self.scenes}
        here = [Neighbour(line.pk, line.scene, f"{numbers[line.scene]}-{line.code}") for line in self.lines]
        stays = [line.stand != Stand.OMITTED for line in self.lines]
        before, after = nearest(here, stays), nearest(here[::-1], stays[::-1])[::-1]
        return {
            line.pk: (prior, next_one)
            for line, prior, next_one in zip(self.lines, before, after, strict=True)
        }

    def scene(self, pk: int) -> SceneOnBoard | None:
        return next((each for each in self.scenes if each.scene.pk == pk), None)

    @property
    def shots(self) -> int:
        return sum(len(each.in_the_cut) for each in self.scenes)

    @property
    def picked(self) -> int:
        return sum(each.picked for each in self.scenes)

    @property
    def kinds(self) -> list[tuple[str, str, int | None]]:
        """Filters with how many shots they leave, where that is known: value, label, number."""
        counts = {each: len(kept(self.lines, each, self.marks)) for each in Show if each != Show.TROUBLE}
        return [(each.value, str(each.label), counts.get(each)) for each in Show]

    @property
    def is_bare(self) -> bool:
        """Nothing is left by the filter."""
        return bool(self.show) and not any(each.wanted for each in self.scenes)

    @property
    def came(self) -> int:
        """How many takes have ever come."""
        return sum(line.takes for line in self.lines)

    @property
    def to_review(self) -> int:
        return sum(line.stand == Stand.REVIEW for line in self.lines)

    @cached_property
    def under_way(self) -> list[tuple[str, str, int]]:
        """Generations that are not over: status, its word and how many, in the order they go through."""
        if not any(line.is_running for line in self.lines):
            return []
        rows = Generation.objects.active().filter(
            shot__in=[line.pk for line in self.lines if line.is_running]
        )
        counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
        return [(each.value, each.label.lower(), counts[each]) for each in ACTIVE if each in counts]

    @cached_property
    def nobody_works(self) -> bool:
        return bool(self.under_way) and not Worker.any_alive()

    @property
    def frames(self) -> int:
        return sum(each.frames for each in self.scenes)

    @property
    def door(self) -> Door:
        """The way to all that is missing or out of date."""
        marks = list(self.marks.by_shot.values())
        return Door(self.project, None, sum(each.missing for each in self.scenes), marks)


def lines_of(shots: Any) -> list[Line]:
    """In the order of the cut, in one query."""
    rows = shots.in_order().annotate(shown=SHOWN)
    facts = (CUT_FRAMES, HAS_TAKES, IS_RUNNING, IS_COMING, IS_TO_BE_PICKED, "takes_made")
    return [line_of(*row) for row in rows.values_list(*COLUMNS, *facts)]


def line_of(pk: int, scene: int, code: str, held: bool, *facts: Any) -> Line:
    omitted, scene_omitted, pick, frames, has_takes, is_running, is_coming, to_be_picked, takes = facts
    stand = stand_of(
        omitted=bool(omitted or scene_omitted), on_hold=held, picked=bool(pick), has_takes=has_takes
    )
    return Line(pk, scene, code, stand, frames, is_running, is_coming or to_be_picked, takes)
