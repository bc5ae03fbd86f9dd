"""Who else is writing on a shot at this moment, and in which field: a word that fades by itself within seconds.

It is no row of the database: nothing of the film moves by it, a poll reads it without a query, and it is written at
most once in a few seconds a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.functional import cached_property
from django.utils.timezone import now

from storyboard.projects.models import Shot

LASTS = 12.0
OFTEN = 4.0
MOST = 20


@dataclass(frozen=True)
class Writer:
    """Somebody with the cursor in a field, who typed there until lately."""

    person: int
    field: str
    name: str
    initials: str
    hue: int
    until: float


class Company:
    """The others who write on a shot, as one person sees them."""

    def __init__(self, shot: Shot, me: Any) -> None:
        self.shot, self.me = shot, me

    @property
    def key(self) -> str:
        return f"writing-{self.shot.uid}"

    @cached_property
    def writers(self) -> list[Writer]:
        here = now().timestamp()
        return [each for each in cache.get(self.key) or [] if each.until > here]

    @property
    def others(self) -> list[Writer]:
        return [each for each in self.writers if each.person != self.me.pk]

    @property
    def seal(self) -> str:
        """What a poll compares."""
        return ",".join(f"{each.person}.{each.field}" for each in sorted(self.others, key=lambda w: w.person))

    def say(self, field: str) -> None:
        """I write in this field; "" when I have left it."""
        here, mine = now().timestamp(), next((w for w in self.writers if w.person == self.me.pk), None)
        if mine and mine.field == field and mine.until > here + LASTS - OFTEN:
            return
        if not (mine or field):
            return
        me = self.me
        now_here = [Writer(me.pk, field, str(me), me.initials, me.hue, here + LASTS)] if field else []
        cache.set(self.key, [*self.others[-MOST:], *now_here], LASTS)


def texts_of(form: Any) -> str:
    """What each field of a shot holds, as its field shows it, for fields that nobody here has touched."""
    shown = {field.name: field.value() for field in form}
    return json.dumps({name: as_typed(value) for name, value in shown.items()})


def as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)
