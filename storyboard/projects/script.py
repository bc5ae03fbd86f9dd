"""A pasted script, Fountain or plain text, read as scenes with their own words."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext
from screenplay_tools.fountain.parser import Parser
from screenplay_tools.screenplay import ElementType

from storyboard.projects.models import Project, Scene
from storyboard.projects.models.scene import free_number

MOST_BYTES = 2_000_000
MOST_SCENES = 2000
LONGEST_SLUG = 200
TITLE_KEYS = {
    "author", "authors", "contact", "copyright", "credit", "date", "draft", "draft date", "format", "notes",
    "revision", "source", "title",
}  # fmt: skip
# Marks of the writer's own order, not part of a scene.
UNSPOKEN = (ElementType.SECTION, ElementType.PAGEBREAK)
BONEYARD = re.compile(r"/\*.*?\*/", re.DOTALL)
NUMBERED = re.compile(
    r"^\s*(\d+[A-Za-z]?)[.\s]\s*((?:INT|EXT|EST|I/E)[./\s].*?)(?:\s+\1)?\s*$", re.IGNORECASE
)


class CannotRead(ValueError):
    """A sentence for people."""


@dataclass(frozen=True)
class ScriptScene:
    """A scene of a script: its number as written ("" for none), its slug line, its text as typed."""

    number: str
    slug: str
    text: str


def read_script(source: str) -> list[ScriptScene]:
    """The scenes in order; text without any heading is one scene. CannotRead when there is nothing or too much."""
    if len(source.encode()) > MOST_BYTES:
        raise CannotRead(gettext("This is more than 2 MB of text: paste it in parts."))
    scenes = Reader(BONEYARD.sub("", source)).scenes()
    if not scenes:
        raise CannotRead(gettext("There is no scene in this text."))
    if len(scenes) > MOST_SCENES:
        raise CannotRead(
            gettext("These are {count} scenes: paste at most {most} at once.").format(
                count=len(scenes), most=MOST_SCENES
            )
        )
    return scenes


class Reader:
    """Lets the parser say which lines are headings, and keeps the lines between them as they were typed."""

    def __init__(self, source: str) -> None:
        self.parser = Parser()
        self.lines = source.replace("\t", "    ").splitlines()
        self.headings: list[tuple[str, str]] = []
        self.texts: list[list[str]] = [[]]

    def scenes(self) -> list[ScriptScene]:
        if not self.begins_with_title_page():
            self.parser.add_line("")
        for line in self.lines:
            self.read(NUMBERED.sub(r"\2 #\1#", line))
        before, *texts = (tidy(lines) for lines in self.texts)
        if not self.headings:
            return [ScriptScene("", "", before)] if before else []
        found = [
            ScriptScene(number, slug, text) for (number, slug), text in zip(self.headings, texts, strict=True)
        ]
        return [replace(found[0], text=f"{before}\n\n{found[0].text}".strip()), *found[1:]]

    def begins_with_title_page(self) -> bool:
        """Else `ANNA: Where is he?` would be taken for one."""
        first = next((line for line in self.lines if line.strip()), "")
        return first.partition(":")[0].strip().lower() in TITLE_KEYS

    def read(self, line: str) -> None:
        script = self.parser.script
        titles, count = len(script.titleEntries), len(script.elements)
        was_title = self.parser._inTitlePage
        self.parser.add_line(line)
        added = script.elements[count:]
        of_title_page = len(script.titleEntries) > titles or (was_title and self.parser._inTitlePage)
        heading = next((each for each in added if is_heading(each)), None)
        if heading:
            self.headings.append((heading.scene_number or "", heading.text.strip()[:LONGEST_SLUG]))
            self.texts.append([])
        elif not (of_title_page or any(each.type in UNSPOKEN for each in added)):
            self.texts[-1].append(line.rstrip())


def is_heading(element: object) -> bool:
    """The parser takes `FADE IN:` for a heading; it is none."""
    return element.type == ElementType.HEADING and not element.text.upper().startswith("FADE IN")  # type: ignore[attr-defined]


def tidy(lines: list[str]) -> str:
    """Blank lines at both ends go, and more than one between."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def numbered(project: Project, found: list[ScriptScene]) -> list[ScriptScene]:
    """The same scenes with the numbers they get: their own, with a letter where it is taken, else the next."""
    used = set(Scene.objects.filter(project=project).values_list("number", flat=True))
    given = []
    for scene in found:
        number = free_number(scene.number, used)
        used.add(number)
        given.append(replace(scene, number=number))
    return given


def add_scenes(project: Project, found: list[ScriptScene]) -> list[Scene]:
    """The scenes of a script after those that are there; nothing is overwritten."""
    made: list[Scene] = Scene.objects.add_all(project, map(asdict, found))
    return made
