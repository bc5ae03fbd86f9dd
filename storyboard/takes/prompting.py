"""The words that go to Veo: the shot's own prompt, or its fields spoken as one, then the film's style.

An `@name` in them is said as the asset's name, the first time with the asset's words; what was typed stays as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from storyboard.assets.models import Asset, Look
from storyboard.assets.names import Mention, plain
from storyboard.assets.wardrobe import Wardrobe
from storyboard.projects.models import Shot
from storyboard.takes import guide

# Somebody speaks here: a name stays a name, and no words are put into anybody's mouth.
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")


@dataclass(frozen=True)
class Worn:
    """A look that a shot refers to or names, and whether it is the one that its scene has the asset wear."""

    asset: Asset
    look: Look
    of_scene: bool

    @property
    def words(self) -> str:
        """What a name brings in."""
        said = (self.asset.words, self.look.words)
        return "; ".join(words for each in said if (words := " ".join(each.split()).rstrip(".")))

    def record(self) -> dict[str, Any]:
        return {
            "asset": self.asset.pk,
            "name": self.asset.name,
            "look": self.look.pk,
            "worn": self.look.name or "its plain look",  # kept as it is, whatever language people read
            "words": self.words,
        }


@dataclass(frozen=True)
class Piece:
    """Some of the words and the field they came from; where an @name brought them in, with what it names."""

    words: str
    worn: Worn | None = None
    field: str = ""

    @property
    def label(self) -> str:
        """The field's name on the page; "" for the prompt itself and the film's style."""
        return str(guide.LABELS.get(self.field, ""))


class Words:
    """A shot's words, as they are typed and as they are sent; `referred` are its references, whose looks its names
    mean."""

    def __init__(self, shot: Shot, wardrobe: Wardrobe, referred: Iterable[Worn] = ()) -> None:
        own = shot.prompt.strip()
        self.scene, self.wardrobe = shot.scene_id, wardrobe
        self.referred = {each.asset.pk: each for each in reversed(list(referred))}
        self.comes_from = "prompt" if own else "plan"
        parts = {
            "shot": [("prompt", own)] if own else guide.parts(shot),
            "style": [("film", shot.project.style.strip())],
        }
        self.typed = {name: joined(part) for name, part in parts.items()}
        self.named: dict[Look, Worn] = {}
        self.pieces = {name: self.brought_in(part) for name, part in parts.items()}

    def brought_in(self, parts: list[guide.Part]) -> list[Piece]:
        if "@" not in joined(parts):
            return [Piece(words, field=name) for name, words in parts if words]
        parts = in_one_writing(parts)
        text, pieces, done = joined(parts), [], 0
        speeches = [match.span() for match in QUOTED.finditer(text)]
        for mention in self.wardrobe.names.in_text(text):
            if worn := self.meant_by(mention):
                is_spoken = any(start < mention.start < end for start, end in speeches)
                pieces += [*between(parts, done, mention.start), self.said(worn, is_spoken)]
                done = mention.end
        return [*pieces, *between(parts, done, len(text))]

    def meant_by(self, mention: Mention) -> Worn | None:
        """The look that is named, else the one that the shot refers to, else the scene's."""
        asset = mention.asset
        if asset is None:
            return None
        if mention.look:
            return Worn(asset, mention.look, of_scene=False)
        if known := self.referred.get(asset.pk):
            return known
        look = self.wardrobe.worn(asset.pk, self.scene)
        return Worn(asset, look, of_scene=True) if look else None

    def said(self, worn: Worn, is_spoken: bool) -> Piece:
        is_new = worn.look not in self.named
        if is_new and not is_spoken:
            self.named[worn.look] = worn
        brings = worn.words if is_new and not is_spoken else ""
        return Piece(f"{worn.asset.name} ({brings})" if brings else worn.asset.name, worn)

    @property
    def shot(self) -> str:
        return "".join(piece.words for piece in self.pieces["shot"])

    @property
    def style(self) -> str:
        return "".join(piece.words for piece in self.pieces["style"])

    @property
    def final(self) -> str:
        return "\n\n".join(words for words in (self.shot, self.style) if words)

    def record(self) -> dict[str, Any]:
        """As the recipe keeps them: in parts, as typed, and what each name brought in."""
        return {
            "parts": {"shot": self.shot, "from": self.comes_from, "style": self.style},
            "typed": self.typed,
            "named": [worn.record() for worn in self.named.values()],
            "final": self.final,
        }


def joined(parts: list[guide.Part]) -> str:
    return "".join(words for _, words in parts)


def in_one_writing(parts: list[guide.Part]) -> list[guide.Part]:
    """Each letter written in one way; letters that only meet where two fields do leave no field to name."""
    apart, whole = [(name, plain(words)) for name, words in parts], plain(joined(parts))
    return apart if joined(apart) == whole else [("", whole)]


def between(parts: list[guide.Part], start: int, end: int) -> Iterator[Piece]:
    """What stands from one place of the text to another, by its fields."""
    at = 0
    for name, words in parts:
        if some := words[max(0, start - at) : max(0, end - at)]:
            yield Piece(some, field=name)
        at += len(words)
