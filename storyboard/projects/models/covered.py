from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db import models

from storyboard.projects.access import OfProject
from storyboard.projects.models.scene import Scene
from storyboard.projects.models.shot import Shot

ALIKE = 0.6  # how much of a line may be rewritten before it is another one
WIDE = 20  # lines that may have come in between before it is another place
AROUND = 60  # lines to either side among which a rewritten one is sought: each is compared letter by letter


class CoveredQuerySet(OfProject):
    project_path = "scene__project"

    def alive(self) -> CoveredQuerySet:
        return self.filter(shot__deleted_at=None, shot__scene__deleted_at=None)

    def cover(self, shot: Shot, scene: Scene, first: int, last: int) -> Covered:
        """Say that a shot covers these lines of a scene; saying it twice is harmless."""
        text = "\n".join(script_lines(scene.text)[first : last + 1])
        said = {"shot": shot, "scene": scene, "first": first, "text": text}
        # Two rows may have come to the same lines when these were rewritten: `get` would find neither.
        row: Covered = self.filter(**said).first() or self.create(**said)
        scene.project.change()
        return row

    def follow(self, rewritten: str) -> None:
        """Their scene's text was rewritten: each row stands where its lines are now; what is gone is left as it was."""
        lines = script_lines(rewritten)
        for row in self.all():
            if span := row.among(lines):
                text = "\n".join(lines[span.first : span.last + 1])
                self.filter(pk=row.pk).update(first=span.first, text=text)


@dataclass(frozen=True)
class Span:
    """Lines of a scene, the last one included; counted from 0."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))


class Covered(models.Model):
    """Lines of the script that a shot shows, as they read when somebody said so; their words find them again."""

    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="covered")
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="covered")
    first = models.PositiveIntegerField()
    text = models.TextField()

    objects = CoveredQuerySet.as_manager()

    class Meta:
        ordering = ["first", "pk"]

    def __str__(self) -> str:
        return f"{self.shot} covers {self.text[:60]}"

    def among(self, lines: Sequence[str]) -> Span | None:
        """Where its lines stand: as they were, moved, or rewritten in part; None when they are gone."""
        was = self.text.split("\n")
        same = [n for n in range(len(lines) - len(was) + 1) if list(lines[n : n + len(was)]) == was]
        if same:
            first = min(same, key=lambda n: abs(n - self.first))
            return Span(first, first + len(was) - 1)
        found = [nearest(line, lines, self.first + n) for n, line in enumerate(was) if line.strip()]
        known = [n for n in found if n is not None]
        near = [n for n in known if abs(n - known[0]) <= len(was) + WIDE]
        return Span(min(near), max(near)) if near else None


def script_lines(text: str) -> list[str]:
    """A scene's text as it is shown and counted."""
    return [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")] if text else []


def nearest(line: str, lines: Sequence[str], place: int) -> int | None:
    """The line that reads like this one, the one next to where it stood."""
    wanted = line.strip()
    same = [n for n, each in enumerate(lines) if each.strip() == wanted]
    if not same:
        around = {
            n: each for n, line in enumerate(lines) if abs(n - place) <= AROUND and (each := line.strip())
        }
        close = get_close_matches(wanted, set(around.values()), n=1, cutoff=ALIKE)
        same = [n for n, each in around.items() if close and each == close[0]]
    return min(same, key=lambda n: abs(n - place)) if same else None
