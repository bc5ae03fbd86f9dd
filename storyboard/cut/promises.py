"""What a link between two neighbours of the cut promises about their join."""

from __future__ import annotations

from dataclasses import dataclass

from storyboard.continuity.models import Link, LinkKind
from storyboard.projects.models import Shot


@dataclass(frozen=True)
class Promise:
    """What a link between two neighbours says about their join, and what is wrong where they do not meet."""

    icon: str
    words: str
    broken: str


def promise_of(first: Shot, second: Shot, closing: Link | None, opening: Link | None) -> Promise | None:
    """What links these two neighbours; links to other shots promise nothing here."""
    if opening and opening.source_id == first.pk:
        return promised_by_opening(first, second, LinkKind(opening.kind))
    if closing and closing.source_id == second.pk:
        return Promise(
            "first-frame",
            f"{first} closes on the first frame of {second}.",
            f"They do not meet: {first} was to end on the first frame of {second}, and does not.",
        )
    if closing and opening and closing.still_id and closing.still_id == opening.still_id:
        return Promise(
            "still",
            f"Both show the still {closing.still}.",
            f"They do not meet: {first} was to end and {second} to begin on the still {closing.still}.",
        )
    return None


def promised_by_opening(first: Shot, second: Shot, kind: LinkKind) -> Promise:
    if kind == LinkKind.EXTEND:
        return Promise(
            "extend",
            f"{second} extends {first}.",
            f"They do not meet: {second} extends {first}, and does not go on where that ends.",
        )
    return Promise(
        "last-frame",
        f"{second} opens on the last frame of {first}.",
        f"They do not meet: {second} was to begin on the last frame of {first}, and does not.",
    )
