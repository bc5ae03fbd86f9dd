"""Which shots a board shows: all, or those that want the same of a person. It stands in the address."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from storyboard.rooms.standing import Stand, happenings
from storyboard.takes.marks import Marks

if TYPE_CHECKING:
    from storyboard.rooms.board import Line


class Show(TextChoices):
    ALL = "", _("All shots")
    REVIEW = "review", _("To review")
    OUTDATED = "outdated", _("Out of date")
    MISSING = "missing", _("Missing")
    TROUBLE = "trouble", _("Refused, failed or lost")
    RUNNING = "running", _("Under way")
    HOLD = "hold", _("On hold")
    OMITTED = "omitted", _("Omitted")


STANDS = {Show.REVIEW: Stand.REVIEW, Show.HOLD: Stand.HOLD, Show.OMITTED: Stand.OMITTED}


def shown_of(request: HttpRequest) -> Show:
    """What the address says, or for a part of the board the address of the page it is a part of."""
    there = parse_qs(urlsplit_query(request.headers.get("HX-Current-URL", ""))).get("show", [""])[0]
    said = request.GET.get("show", there)
    return Show(said) if said in Show.values else Show.ALL


def urlsplit_query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def kept(lines: Collection[Line], show: Show, marks: Marks) -> set[int]:
    """Those of the shots that are shown, by primary key."""
    if show == Show.OUTDATED:
        return {line.pk for line in lines if line.pk in marks.by_shot}
    if show == Show.TROUBLE:
        told = happenings([line.pk for line in lines])
        return {pk for pk, happening in told.items() if not happening.is_running}
    return {line.pk for line in lines if is_shown(line, show)}


def is_shown(line: Line, show: Show) -> bool:
    if show == Show.MISSING:
        return line.is_missing
    if show == Show.RUNNING:
        return line.is_running
    return show == Show.ALL or line.stand == STANDS[show]
