"""Generating many shots: the list that says what will be sent, and the press that sends it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.many import Many
from storyboard.rooms.many_form import ManyShotsForm
from storyboard.rooms.views.queue import tell_of
from storyboard.takes.composition import Preset
from storyboard.takes.forms import NO_CLICK
from storyboard.takes.marks import listed
from storyboard.takes.models import Generation, Status
from storyboard.takes.views.answering import must_spend, way_back
from storyboard.web import page

NOTHING_GOES = _("Nothing was sent: no row is ticked that can go.")


@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it is asked for; a press on *Work out* adds it up anew, one on *Generate* sends it."""
    project: Project = find(Project.objects.all(), request.user, pk, "editable_by")
    form = ManyShotsForm(request.POST if request.method == "POST" else request.GET)
    shown = Many(project, project.member_for(request.user), form.wanted)
    if request.method == "POST" and "work_out" not in request.POST:
        return send(request, shown, form)
    return show(request, shown)


def show(request: HttpRequest, shown: Many, status: int = 200, **more: Any) -> HttpResponse:
    asked = request.POST or request.GET
    context = {
        "project": shown.project,
        "member": shown.member,
        "room": "board",
        "many": shown,
        "click": uuid.uuid4(),
        "back": asked.get("back", ""),
    }
    return page(request, "rooms/many.html", context | more, parts=("many",), status=status)


def send(request: HttpRequest, shown: Many, form: ManyShotsForm) -> HttpResponse:
    if shown.wanted.preset in (Preset.DRAFT, Preset.FINAL):
        must_spend(shown.member)
    if form.press is None:
        return show(request, shown, 422, trouble=NO_CLICK)
    sent, left = shown.send(request.user, form.press)
    besides = why_left(left)
    if not sent:
        return show(request, shown, 422, trouble=besides or NOTHING_GOES)
    answer = redirect(way_back(request, shown.scene or shown.project))
    tell_of(request, sent, f"{counted(sent)}. {besides}".strip(), answer.url)
    return answer


def counted(sent: Sequence[Generation]) -> str:
    """`12 queued, 3 wait`."""
    waiting = sum(row.status == Status.WAITING for row in sent)
    queued = len(sent) - waiting
    said = [gettext("{n} queued").format(n=queued)] if queued else []
    waits = ngettext("{n} waits", "{n} wait", waiting).format(n=waiting)
    return ", ".join(said + ([waits] if waiting else []))


def why_left(left: Sequence[tuple[str, str]]) -> str:
    """Those that are not sent by name, together where the reason is one."""
    by_reason: dict[str, list[str]] = {}
    for name, why in left:
        by_reason.setdefault(why, []).append(name)
    return " ".join(
        ngettext("{shots} is not sent: {why}", "{shots} are not sent: {why}", len(names)).format(
            shots=listed(names), why=why
        )
        for why, names in by_reason.items()
    )
