"""The links that a hand touches when it takes away or moves shots, in a sentence."""

from __future__ import annotations

from collections.abc import Collection

from storyboard.continuity.models import Link
from storyboard.projects.models import Shot

NAMED = 8


def said_of_leaving(*shots: Shot) -> str:
    """What hangs on these shots; "" for nothing."""
    return said(list(Link.objects.leading_to(shots)), "hang on it")


def said_of_unpicking(shot: Shot, besides: Collection[int] = ()) -> str:
    """What hangs on the shot's pick, besides these shots by primary key, which are named already."""
    links = Link.objects.leading_to([shot]).filter(take_number=None).exclude(shot__in=besides)
    return said(list(links), "hang on its pick")


def said_of_moving(*shots: Shot) -> str:
    """What these shots hang on, and what hangs on them: it goes on doing so."""
    return said(list(Link.objects.touching(shots)), "are linked with it", but=shots)


def said(links: list[Link], how: str, but: Collection[Shot] = ()) -> str:
    """One link in its own words, more by the names of the other shots."""
    if len(links) == 1:
        return f"{links[0].shot} {links[0].verb} {links[0].source}."
    others = list(dict.fromkeys(str(link.source if link.shot in but else link.shot) for link in links))
    if len(others) < 2:
        return " ".join(f"{link.shot} {link.verb} {link.source}." for link in links)
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"{len(others)} shots {how}: {', '.join(others[:NAMED])}{more}."
