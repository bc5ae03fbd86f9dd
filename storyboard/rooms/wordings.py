"""What a shot said over time: what was sent with its takes, what was typed since, and what changed in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from storyboard.projects.models import Shot
from storyboard.rooms.word_changes import Change, changes
from storyboard.takes.models import Generation, Take, Wording
from storyboard.takes.models.wording import words_of

MOST = 100  # generations and wordings, the newest of each
MOST_COMPARED = 400_000  # characters; versions before that are shown whole
BEFORE = datetime.min.replace(tzinfo=UTC)  # of what was there when nobody kept words yet


@dataclass
class Version:
    """Words that stood in a shot, who wrote or sent them, and the takes that were made of them."""

    words: str
    how: str  # what `which` is a key of: generation or wording; "" for what stands now and nobody kept
    which: int
    by: Any
    at: datetime | None
    takes: list[int] = field(default_factory=list)
    sent: int = 0
    stands: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return any(each.how for each in self.changes)


class History:
    """The versions of a shot's words, newest first."""

    def __init__(self, shot: Shot) -> None:
        self.shot, self.now = shot, words_of(shot)
        self.versions = self.merged()
        self.compare()

    def merged(self) -> list[Version]:
        """One after the other in time; what was typed and then sent is one version."""
        found: list[Version] = []
        sent = list(self.sent())
        typed = self.typed({each.words for each in sent})
        for each in sorted((*sent, *typed), key=lambda each: each.at or BEFORE):
            if found and found[-1].words == each.words:
                found[-1] = together(found[-1], each)
            else:
                found.append(each)
        if self.now and (not found or found[-1].words != self.now):
            found.append(Version(self.now, "", 0, None, None))
        return found

    def sent(self) -> Iterator[Version]:
        rows = self.shot.generations.select_related("made_by").order_by("-pk")[:MOST]
        takes: dict[int, list[int]] = {}
        made = Take.objects.filter(generation__in=[row.pk for row in rows]).order_by("number")
        for generation, number in made.values_list("generation", "number"):
            takes.setdefault(generation, []).append(number)
        for row in rows:
            if words := words_sent(row):
                known = takes.get(row.pk, [])
                yield Version(words, "generation", row.pk, row.made_by, row.made_at, known, sent=1)

    def typed(self, sent: set[str]) -> Iterator[Version]:
        """What nobody knows the time of is shown where it was sent, if it was."""
        rows = Wording.objects.filter(shot=self.shot).select_related("by").order_by("-pk")[:MOST]
        for row in rows:
            if row.at or row.words not in sent:
                yield Version(row.words, "wording", row.pk, row.by, row.at)

    def compare(self) -> None:
        """Each with the one before it, the newest first, as far as a page has the time."""
        if self.versions:
            self.versions[-1].stands = self.versions[-1].words == self.now
        self.versions.reverse()
        left = MOST_COMPARED
        for each, older in zip(self.versions, [*self.versions[1:], None], strict=True):
            left -= len(each.words) + len(older.words if older else "")
            each.changes = (
                changes(older.words, each.words) if older and left > 0 else [Change("", each.words)]
            )


def together(older: Version, newer: Version) -> Version:
    """Typed, then sent, then sent again: who did it first, and all takes."""
    newer.takes = sorted({*older.takes, *newer.takes})
    newer.sent += older.sent
    return newer


def words_sent(generation: Generation) -> str:
    """As they were typed; a recipe of long ago only says what was sent."""
    kept = generation.recipe.get("prompt") or {}
    typed, parts = kept.get("typed") or {}, kept.get("parts") or {}
    return str(typed.get("shot") or parts.get("shot") or "").strip()
