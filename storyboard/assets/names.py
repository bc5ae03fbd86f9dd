"""`@name` in what people write: an asset by its name, `@Keeper / oilskin` in one of its looks.

The longest name wins, in any case and any script; what stands before and after decides whether it is a name at all,
so that an email address is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from storyboard.assets.models import Asset, Look

# The fields of a shot that its words are made of, where a name may stand.
TEXTS = (
    *("prompt", "subject", "action", "context", "style", "dialogue", "sound", "ambience"),
    *("size", "angle", "movement", "lens"),
)
UNKNOWN = re.compile(r"@\w+")
SLASH = re.compile(r"\s*/\s*")


@dataclass(frozen=True)
class Mention:
    """A place of a text that names an asset, and one of its looks or none; without an asset nobody is called so."""

    start: int
    end: int
    asset: Asset | None = None
    look: Look | None = None


@dataclass(frozen=True)
class Called:
    """An asset or a look by its name."""

    row: Any
    name: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(re.escape(word) for word in self.name.split()), re.IGNORECASE)

    def ends_at(self, text: str, start: int) -> int | None:
        """Where the name ends, when the text says it from `start`."""
        found = self.pattern.match(text, start)
        return found.end() if found and not goes_on(text, found.end()) else None


class Names:
    """What assets and their looks are called.

    Of two with one name the older is meant, and what is there goes before what was deleted.
    """

    def __init__(self, assets: Iterable[Asset]) -> None:
        rows = sorted(assets, key=lambda each: (each.deleted_at is not None, each.pk))
        self.called = longest_first(Called(each, plain(each.name)) for each in rows)

    def in_text(self, text: str) -> list[Mention]:
        """In the order of a text that is `plain`; names that nobody has come without an asset."""
        found: list[Mention] = []
        place = text.find("@")
        while place >= 0:
            mention = None if is_of_a_word(text[:place][-1:]) else self.at(text, place)
            if mention:
                found.append(mention)
            place = text.find("@", mention.end if mention else place + 1)
        return found

    def at(self, text: str, place: int) -> Mention | None:
        for each in self.called:
            if (end := each.ends_at(text, place + 1)) is not None:
                return self.with_look(text, place, end, each.row)
        unknown = UNKNOWN.match(text, place)
        return Mention(place, unknown.end()) if unknown else None

    def with_look(self, text: str, start: int, end: int, asset: Asset) -> Mention:
        if slash := SLASH.match(text, end):
            for each in longest_first(Called(look, plain(look.name)) for look in asset.looks.all()):
                if (further := each.ends_at(text, slash.end())) is not None:
                    return Mention(start, further, asset, each.row)
        return Mention(start, end, asset)

    def unsigned(self, text: str) -> list[Mention]:
        """Assets whose names stand in the text without the sign, each once, in a text that is `plain`."""
        taken = self.in_text(text)
        for each in self.called:
            free = (
                Mention(*match.span(), each.row)
                for match in each.pattern.finditer(text)
                if not goes_on(text, match.start()) and not goes_on(text, match.end())
            )
            taken += [mention for mention in free if not any(overlap(mention, other) for other in taken)]
        named = {mention.asset: mention for mention in reversed(taken) if mention.asset}
        alone = [each for each in named.values() if text[each.start] != "@"]
        return sorted(alone, key=lambda each: each.start)


def rewritten(text: str, names: Names, says: Callable[[Mention], str | None]) -> str:
    """The text with each name of an asset in it as `says` has it; None leaves it as it was typed."""
    text = plain(text)
    for mention in reversed(names.in_text(text)):
        new = says(mention) if mention.asset else None
        if new is not None:
            text = text[: mention.start] + new + text[mention.end :]
    return text


def longest_first(called: Iterable[Called]) -> list[Called]:
    return sorted((each for each in called if each.name), key=lambda each: -len(each.name))


def overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def plain(text: str) -> str:
    """Each letter written in one way, however it was typed."""
    return unicodedata.normalize("NFC", text)


def goes_on(text: str, place: int) -> bool:
    """Whether one word stands before and after this place."""
    return place > 0 and is_of_a_word(text[place - 1]) and is_of_a_word(text[place : place + 1])


def is_of_a_word(char: str) -> bool:
    """In scripts without spaces, which are wide, a word may end after any sign."""
    if not char or unicodedata.east_asian_width(char) in "WF":
        return False
    return char == "_" or char.isalnum() or unicodedata.category(char).startswith("M")
