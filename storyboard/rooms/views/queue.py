"""The queue of a film, and what is done there with several generations at one press."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from storyboard.continuity.touching import listed
from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.own_news import OwnNews
from storyboard.rooms.queue import Queue, version_of
from storyboard.takes import batch
from storyboard.takes.forms import LONGEST_ID, MANY_COST_MORE, ManyAgainForm, ManyForm
from storyboard.takes.models import Generation
from storyboard.takes.views.answering import must_spend, way_back
from storyboard.web import page, part_asked_for, tell

PARTS = ("queue",)


@require_safe
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    project: Project = find(Project.objects.all(), request.user, pk)
    if "version" in request.GET and request.GET["version"] == version_of(project):
        return HttpResponse(status=204)
    return show(request, project, mine="mine" in request.GET, section=request.GET.get("ticked", ""))


def show(
    request: HttpRequest, project: Project, *, mine: bool, ticked: Collection[int] = (), **more: Any
) -> HttpResponse:
    status = 422 if "trouble" in more else 200
    context = {
        "project": project,
        "room": "queue",
        "member": project.member_for(request.user),
        "queue": Queue(project, request.user, mine=mine, ticked=ticked),
        "news": OwnNews(project, request.user),
        "click": uuid.uuid4(),
        "partial": part_asked_for(request, PARTS),
    }
    return page(request, "rooms/queue.html", context | more, parts=PARTS, status=status)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that are ticked, each as a new generation; the same press twice sends once."""
    project, form = ticked(request, pk, ManyAgainForm)
    if not form.is_valid():
        return refuse(request, project, said_by(form))
    rows = form.rows
    pays(project, request.user, rows)
    if form.not_said:
        return refuse(request, project, changed_since(form.not_said))
    if form.cost_more:
        return refuse(request, project, str(MANY_COST_MORE))
    try:
        sent, left = batch.send_all_again(rows, request.user, form.cleaned_data["click"])
    except batch.NoRoomForAll as trouble:
        return refuse(request, project, str(trouble))
    besides = " ".join(
        gettext("{shot} is not sent: {why}").format(shot=row.shot, why=why) for row, why in left
    )
    if not sent:
        return refuse(request, project, besides)
    answer = back_to(request, project)
    done = ngettext(
        "{n} request is sent again in {seconds:.0f} s.",
        "{n} requests are sent again in {seconds:.0f} s.",
        len(sent),
    ).format(n=len(sent), seconds=batch.REST)
    said = f"{done} {besides}".strip()
    tell_of(request, sent, said, answer.url)
    return answer


def changed_since(rows: Sequence[Generation]) -> str:
    shots = listed([row.shot for row in rows])
    return gettext(
        "{shots} came to be sent again after this page was drawn: look at the price, and press again."
    ).format(shots=shots)


@require_POST
def canceled(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that have not been sent are taken back; of the others it says so."""
    project, form = ticked(request, pk)
    if not form.is_valid():
        return refuse(request, project, said_by(form))
    rows = form.rows
    gone = {row.pk for row in batch.cancel_all(rows)}
    late = [row for row in rows if row.pk not in gone]
    if not gone:
        return refuse(request, project, gettext("Nothing was canceled: {late}").format(late=under_way(late)))
    done = ngettext(
        "{n} request is canceled; that costs nothing.",
        "{n} requests are canceled; that costs nothing.",
        len(gone),
    ).format(n=len(gone))
    tell(request, f"{done} {under_way(late)}".strip())
    return back_to(request, project)


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Those on hold that a person knows to be unsent go on."""
    project, form = ticked(request, pk)
    if not form.is_valid():
        return refuse(request, project, said_by(form))
    rows = form.rows
    pays(project, request.user, rows)
    gone = batch.let_all_go(rows)
    if not gone:
        return refuse(request, project, gettext("None of these is on hold any more."))
    answer = back_to(request, project)
    said = ngettext("{n} request is let go.", "{n} requests are let go.", len(gone)).format(n=len(gone))
    tell_of(request, gone, said, answer.url)
    return answer


def ticked(request: HttpRequest, pk: int, form: type[ManyForm] = ManyForm) -> tuple[Project, ManyForm]:
    """The film, and what is ticked in its queue."""
    project: Project = find(Project.objects.all(), request.user, pk, "editable_by")
    return project, form(rows_of(project), request.POST)


def tell_of(request: HttpRequest, rows: Sequence[Generation], sentence: str, back: str) -> None:
    """What was done with these, and an Undo that cancels them and goes `back`."""
    undo = reverse("queue_canceled", args=[rows[0].project.pk])
    named = " ".join(str(row.pk) for row in rows)
    tell(request, sentence, undo=undo, into="queue", generations=named, back=back)


def back_to(request: HttpRequest, project: Project) -> HttpResponseRedirect:
    return redirect(way_back(request, reverse("queue", args=[project.pk])))


def rows_of(project: Project) -> Any:
    rows = Generation.objects.filter(shot__scene__project=project)
    return rows.select_related("shot__scene__project", "made_by").order_by("pk")


def pays(project: Project, person: Any, rows: Iterable[Generation]) -> None:
    if any(not row.is_sandbox for row in rows):
        must_spend(project.member_for(person))


def under_way(rows: Collection[Generation]) -> str:
    """What was sent before anybody could take it back; "" for none."""
    said = ngettext(
        "{shots} is under way already, and cannot be taken back.",
        "{shots} are under way already, and cannot be taken back.",
        len(rows),
    )
    return said.format(shots=", ".join(str(row.shot) for row in rows)) if rows else ""


def said_by(form: ManyForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def refuse(request: HttpRequest, project: Project, sentence: str) -> HttpResponse:
    """The page with the sentence on it, and what was ticked still ticked."""
    ticked = {
        int(pk) for pk in request.POST.getlist("generations") if pk.isdecimal() and len(pk) <= LONGEST_ID
    }
    mine = urlencode({"mine": 1}) in request.POST.get("back", "")
    return show(request, project, mine=mine, ticked=ticked, trouble=sentence)
