"""What a link between two neighbours of the cut promises about their join."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

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
            gettext("{first} closes on the first frame of {second}.").format(first=first, second=second),
            gettext(
                "They do not meet: {first} was to end on the first frame of {second}, and does not."
            ).format(first=first, second=second),
        )
    if closing and opening and closing.still_id and closing.still_id == opening.still_id:
        return Promise(
            "still",
            gettext("Both show the still {still}.").format(still=closing.still),
            gettext(
                "They do not meet: {first} was to end and {second} to begin on the still {still}."
            ).format(first=first, second=second, still=closing.still),
        )
    return None


def promised_by_opening(first: Shot, second: Shot, kind: LinkKind) -> Promise:
    if kind == LinkKind.EXTEND:
        return Promise(
            "extend",
            gettext("{second} extends {first}.").format(second=second, first=first),
            gettext("They do not meet: {second} extends {first}, and does not go on where that ends.").format(
                second=second, first=first
            ),
        )
    return Promise(
        "last-frame",
        gettext("{second} opens on the last frame of {first}.").format(second=second, first=first),
        gettext("They do not meet: {second} was to begin on the last frame of {first}, and does not.").format(
            second=second, first=first
        ),
    )
