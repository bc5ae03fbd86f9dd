"""What the rules and the lint say of a whole film, shot by shot, from a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import cached_property

from storyboard import veo
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.freshness import Freshness
from storyboard.takes.ways import Way, way_to


@dataclass(frozen=True)
class Line:
    """One finding of a shot, and the label of the field that it speaks of."""

    shot: Shot
    finding: veo.Finding

    @property
    def place(self) -> str:
        return self.way.place

    @property
    def way(self) -> Way:
        """To that field on the page of the shot."""
        return way_to(self.shot, self.finding.field)


class FilmLint:
    """The findings of every shot in the cut, in its order, as they would be sent to the sandbox now."""

    def __init__(self, project: Project) -> None:
        self.project, self.freshness = project, Freshness(project)

    @cached_property
    def lines(self) -> list[Line]:
        inside = {shot.pk for shot in self.freshness.shots}
        shots = [shot for pk, shot in self.freshness.all_shots.items() if pk in inside]
        return [Line(shot, finding) for shot in shots for finding in self.findings_of(shot)]

    def findings_of(self, shot: Shot) -> list[veo.Finding]:
        return Composition(shot, sources=self.freshness.sources_of(shot)).findings

    @property
    def scenes(self) -> Iterator[tuple[Scene, list[tuple[Shot, list[Line]]]]]:
        for scene, lines in groupby(self.lines, key=lambda line: line.shot.scene):
            yield scene, [(shot, list(rows)) for shot, rows in groupby(lines, key=lambda line: line.shot)]

    @property
    def blocks(self) -> int:
        return sum(line.finding.weight == "block" for line in self.lines)

    @property
    def advice(self) -> int:
        return len(self.lines) - self.blocks

    @property
    def shots(self) -> int:
        return len({line.shot for line in self.lines})
