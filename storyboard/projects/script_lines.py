"""A scene's text line by line: what each line is, who speaks it, and what a shot of some of them says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from screenplay_tools.fountain.parser import Parser
from screenplay_tools.screenplay import ElementType

from storyboard.projects.models.covered import script_lines

SAID = {
    ElementType.CHARACTER: "character",
    ElementType.PARENTHETICAL: "parenthetical",
    ElementType.DIALOGUE: "dialogue",
    ElementType.TRANSITION: "transition",
    ElementType.SYNOPSIS: "synopsis",
}

# How the writer goes from one scene to another, also where no blank lines are around it: nothing that a shot shows.
TRANSITION = re.compile(r">.*[^<\s]|[^a-z]*\bTO:|FADE (?:IN|OUT)[:.]?|(?:CUT|FADE|DISSOLVE) TO \w+[:.]?")


@dataclass(frozen=True)
class ScriptLine:
    """`kind` is "" for a blank line, else action, character, parenthetical, dialogue, transition or synopsis."""

    number: int
    text: str
    kind: str
    speaker: str = ""


def read_lines(text: str) -> list[ScriptLine]:
    lines = script_lines(text)
    kinds = dict(kinds_of(lines))
    found, speaker = [], ""
    for number, line in enumerate(lines):
        kind, name = kinds.get(number, ("action", "")) if line.strip() else ("", "")
        if kind == "action" and TRANSITION.fullmatch(line.strip()):
            kind = "transition"
        if kind == "character":
            speaker = name
        elif kind not in ("parenthetical", "dialogue"):
            speaker = ""
        found.append(ScriptLine(number, line, kind, speaker))
    return found


def to_cover(text: str) -> list[int]:
    """The numbers of the lines that a shot can show: what is written, but for transitions.

    By the look of each line alone: a film's scenes are counted all at once.
    """
    lines = enumerate(line.strip() for line in script_lines(text))
    return [number for number, line in lines if line and not TRANSITION.fullmatch(line)]


def kinds_of(lines: list[str]) -> Iterator[tuple[int, tuple[str, str]]]:
    """The parser's elements, each put beside the line that it came from."""
    parser = Parser()
    for line in ["", *lines, ""]:
        parser.add_line(line)
    place = 0
    for element in parser.script.elements:
        kind, name = SAID.get(element.type, "action"), getattr(element, "name", None) or ""
        for part in [name] if kind == "character" else (element.text or "").split("\n"):
            at = line_with(part.strip(), lines, place)
            if at is not None:
                yield at, (kind, name)
                place = at + 1


def line_with(words: str, lines: list[str], place: int) -> int | None:
    return next((n for n in range(place, len(lines)) if words and words in lines[n]), None)


def action_of(lines: Iterable[ScriptLine]) -> str:
    """What is seen: lines as they stand, a paragraph as one."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.kind == "action":
            paragraphs[-1].append(line.text.strip().lstrip("!"))
        else:
            paragraphs.append([])
    return "\n".join(" ".join(each) for each in paragraphs if each)


def dialogue_of(lines: Iterable[ScriptLine]) -> str:
    """Each speech with its speaker: `KEEPER (low): “Hold on.”`"""
    speeches: list[tuple[str, list[str]]] = []
    speaking = False
    for line in lines:
        if line.kind == "character" or (line.speaker and not speaking):
            speeches.append((line.speaker, []))
        speaking = bool(line.speaker)
        if line.kind == "parenthetical" and not speeches[-1][1]:
            speeches[-1] = (f"{speeches[-1][0]} {line.text.strip()}", [])
        elif line.kind == "dialogue":
            speeches[-1][1].append(line.text.strip())
    return "\n".join(f"{who}: “{' '.join(words)}”" for who, words in speeches if words)


def cues_of(lines: Iterable[ScriptLine]) -> list[str]:
    """Who speaks, in order, each once, written as a name: `Keeper`."""
    names = {line.speaker.casefold(): line.speaker for line in lines if line.kind == "character"}
    return [name.title() if name.isupper() else name for name in names.values() if name]
