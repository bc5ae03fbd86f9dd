"""What the views of takes and rooms share: finding a row for a person, and the way back to where they were."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme

SENTENCES = {
    "editable_by": "Only owners and editors of this project may do that.",
    "rated_by": "Only owners, editors and reviewers of this project may do that.",
    "picked_by": "You may not pick in this project: ask an owner for it.",
}
MAY_NOT_SPEND = "You may not spend in this project: ask an owner for it."


def find(rows: Any, request: HttpRequest, pk: int, may: str = "visible_to") -> Any:
    """The row; 404 for who may not see it, 403 with a sentence for a member who may not do this with it."""
    row = get_object_or_404(rows.visible_to(request.user), pk=pk)
    if may != "visible_to" and not getattr(rows, may)(request.user).filter(pk=pk).exists():
        raise PermissionDenied(SENTENCES[may])
    return row


def must_spend(member: Any) -> None:
    if not member.may_spend:
        raise PermissionDenied(MAY_NOT_SPEND)


def way_back(request: HttpRequest, noun: Any) -> Any:
    """Where the form stood, when it says so (`back`, a path of ours); else the noun itself."""
    back = request.POST.get("back", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if here else noun


def say_no(sentence: str) -> HttpResponse:
    """For htmx: 422 with the sentence as a toast; the page stays as it is."""
    toast = json.dumps({"toast": {"text": sentence, "level": "error"}})
    return HttpResponse(sentence, status=422, headers={"HX-Trigger": toast, "HX-Reswap": "none"})
