"""The links that a hand touches when it takes away or moves shots, in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext_lazy

from storyboard.continuity.models import End, Link, LinkKind
from storyboard.projects.models import Shot

NAMED = 8
HANG_ON_IT = ngettext_lazy("{n} shot hangs on it: {shots}.", "{n} shots hang on it: {shots}.", "n")
HANG_ON_ITS_PICK = ngettext_lazy(
    "{n} shot hangs on its pick: {shots}.", "{n} shots hang on its pick: {shots}.", "n"
)
HANG_ON_ITS_FRAME = ngettext_lazy(
    "{n} shot hangs on the frame it shows there: {shots}.",
    "{n} shots hang on the frame it shows there: {shots}.",
    "n",
)
STAY_LINKED = ngettext_lazy(
    "{n} shot stays linked with it: {shots}.", "{n} shots stay linked with it: {shots}.", "n"
)
STAY_LINKED_WITH_THEM = ngettext_lazy(
    "{n} shot stays linked with them: {shots}.", "{n} shots stay linked with them: {shots}.", "n"
)
ALONE = gettext_lazy("It stays linked: {links}")
ALONE_WITH_THEM = gettext_lazy("Still linked: {links}")
STILL = gettext_lazy("As before, {links}")
KINDS = {End.OPENING: LinkKind.FIRST_FRAME, End.CLOSING: LinkKind.LAST_FRAME}


def said_of_leaving(*shots: Shot) -> str:
    """What hangs on these shots; "" for nothing."""
    return said(list(Link.objects.leading_to(shots)), HANG_ON_IT, alone=STILL)


def said_of_unpicking(*shots: Shot, besides: Collection[int] = ()) -> str:
    """What hangs on the picks of these shots, besides those by primary key, which are named already."""
    links = Link.objects.leading_to(shots).filter(take_number=None).exclude(shot__in=besides)
    return said(list(links), HANG_ON_ITS_PICK)


def said_of_trimming(shot: Shot, ends: Collection[End], besides: Collection[int] = ()) -> str:
    """What hangs on the frames that these ends of its pick show, besides these shots by primary key."""
    kinds = [KINDS[end] for end in ends]
    links = Link.objects.leading_to([shot]).filter(kind__in=kinds, take_number=None).exclude(shot__in=besides)
    return said(list(links), HANG_ON_ITS_FRAME)


def said_of_moving(*shots: Shot, besides: Collection[int] = ()) -> str:
    """What these shots hang on, what hangs on them, and with which they share a still: a move leaves all of it.

    `besides` are links by primary key that are named already.
    """
    rows = Link.objects.touching(shots).exclude(pk__in=besides)
    many, alone = (STAY_LINKED, ALONE) if len(shots) == 1 else (STAY_LINKED_WITH_THEM, ALONE_WITH_THEM)
    links = said(list(rows), many, but=shots, alone=alone)
    return f"{links} {said_of_sharing(shots)}".strip()


def said_of_sharing(shots: Collection[Shot]) -> str:
    """The shots that end on a still on which one of these opens, or the other way about; "" for none."""
    mine = Link.objects.filter(shot__in=shots, still__isnull=False)
    wanted = {(link.still_id, End.CLOSING if link.end == End.OPENING else End.OPENING) for link in mine}
    rows = Link.objects.filter(still__in={still for still, _ in wanted}).exclude(shot__in=shots)
    rows = rows.filter(shot__deleted_at=None, shot__scene__deleted_at=None).select_related("shot__scene")
    sharing = [link.shot for link in rows.order_by("pk") if (link.still_id, link.end) in wanted]
    if not sharing:
        return ""
    one, more = gettext("It shares a still with {shots}."), gettext("They share a still with {shots}.")
    return (one if len(shots) == 1 else more).format(shots=listed(sharing))


def said(links: list[Link], how: Any, but: Collection[Shot] = (), alone: Any = "{links}") -> str:
    """One link in its own words, which `alone` leads in, more by the names of the other shots."""
    others = [link.source if link.shot in but else link.shot for link in links]
    many = len(set(others))
    if many < 2:
        return str(alone.format(links=" ".join(link.sentence for link in links))) if links else ""
    return str(how.format(n=many, shots=listed(others)))


def listed(shots: Iterable[Shot]) -> str:
    """The first few by name, each once, the rest by number."""
    names = list(dict.fromkeys(str(shot) for shot in shots))
    first = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return first
    return gettext("{shots} and {n} more").format(shots=first, n=len(names) - NAMED)
