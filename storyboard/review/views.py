"""Notes: read by everybody in the film, written by who may rate, changed by who wrote them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Shot
from storyboard.review.forms import NoteForm, RewordForm
from storyboard.review.models import Note
from storyboard.review.notes import Notes
from storyboard.takes.views.answering import say_no, way_back
from storyboard.web import page, tell

PARTS = ("notes",)


@require_http_methods(["GET", "HEAD", "POST"])
def shot_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes on a shot and on its takes; `version` is the film's that the reader has, 204 when nothing moved."""
    writes = request.method == "POST"
    rows = Shot.objects.alive().select_related("scene__project")
    shot: Shot = find(rows, request.user, pk, "noted_by" if writes else "")
    if writes:
        return add(request, shot)
    if request.GET.get("version") == str(shot.project.version):
        return HttpResponse(status=204)
    return show(request, shot)


def show(request: HttpRequest, shot: Shot, status: int = 200, form: NoteForm | None = None) -> HttpResponse:
    member = shot.project.member_for(request.user)
    context: dict[str, Any] = {"shot": shot, "project": shot.project, "member": member, "room": "board"}
    context["notes"] = Notes(shot, member, form)
    return page(request, "review/shot_notes.html", context, parts=PARTS, status=status)


def add(request: HttpRequest, shot: Shot) -> HttpResponse:
    form = NoteForm(shot, request.POST)
    if not form.is_valid():
        in_place = bool(request.headers.get("HX-Request"))
        return say_no(form.trouble) if in_place else show(request, shot, 422, form)
    Note.objects.say(form.cleaned_data["uid"], request.user, **form.said)
    return redirect(way_back(request, reverse("shot_notes", args=[shot.pk])))


def find_note(request: HttpRequest, pk: int, may: str = "") -> Note:
    found: Note = find(Note.objects.select_related("shot__scene__project", "take"), request.user, pk, may)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return redirect(find_note(request, pk))
    found = find_note(request, pk, "written_by")
    form = RewordForm(request.POST)
    if not form.is_valid():
        return say_no(str(form.errors["text"][0]))
    found.rewrite(form.cleaned_data["text"])
    return redirect(way_back(request, reverse("shot_notes", args=[found.shot_id])))


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_note(request, pk, "written_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return say_no(str(form.errors["on"][0]))
    found.remove(form.cleaned_data["on"])
    back = way_back(request, reverse("shot_notes", args=[found.shot_id]))
    if form.cleaned_data["on"]:
        undo = reverse("note_deleted", args=[pk])
        tell(request, _("Note deleted."), undo=undo, into="notes", on=0, back=back)
    return redirect(back)
