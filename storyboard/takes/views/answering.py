"""What the views of takes and rooms share: who may spend, the way back to where they were, and a plain no."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

MAY_NOT_SPEND = _("You may not spend in this project: ask an owner for it.")


def must_spend(member: Any) -> None:
    if not member.may_spend:
        raise PermissionDenied(MAY_NOT_SPEND)


def way_back(request: HttpRequest, noun: Any) -> Any:
    """Where the form stood, when it says so (`back`, a path of ours); else the noun itself."""
    back = (request.POST or request.GET).get("back", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if here else noun


def target_of(request: HttpRequest) -> str:
    """What htmx was about to swap, as a selector for the forms of a part that is shown in its place."""
    _, mark, name = request.headers.get("HX-Target", "").rpartition("#")
    return f"#{name}" if mark and name.isidentifier() else "body"


def say_no(sentence: str, *events: str) -> HttpResponse:
    """For htmx: 422 with the sentence as a toast; the page stays as it is, but for parts that wait for an event."""
    sentence = str(sentence)  # it may be a lazy one
    told = json.dumps({"toast": {"text": sentence, "level": "error"}} | {event: {} for event in events})
    return HttpResponse(sentence, status=422, headers={"HX-Trigger": told, "HX-Reswap": "none"})
