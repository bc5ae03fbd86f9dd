"""Notes: read by everybody in the film, written by who may rate, changed by who wrote them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Change, Shot
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
    with kept(request, shot, _("Note on {shot}")) as change:
        known = set(Note.objects.filter(uid=form.cleaned_data["uid"]).values_list("pk", flat=True))
        said = Note.objects.say(form.cleaned_data["uid"], request.user, **form.said)
        if said.pk not in known:
            change.made(said)
            change.place = place_of(request, said)
    return redirect(way_back(request, reverse("shot_notes", args=[shot.pk])))


def kept(
    request: HttpRequest, shot: Shot, said: str, note: Note | None = None
) -> AbstractContextManager[Change]:
    """What one said can be taken back, where it was said."""
    rows, place = ((note,), place_of(request, note)) if note else ((), "")
    said = said.format(shot=shot)
    return Change.objects.keep(shot.project, request.user, *rows, said=said, place=place, may="noted_by")


def place_of(request: HttpRequest, note: Note) -> str:
    here = str(way_back(request, note.get_absolute_url())).partition("#")[0]
    return f"{here}#note-{note.pk}"


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
    with kept(request, found.shot, _("Note on {shot} rewritten"), found):
        found.rewrite(form.cleaned_data["text"])
    return redirect(way_back(request, reverse("shot_notes", args=[found.shot_id])))


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_note(request, pk, "written_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return say_no(str(form.errors["on"][0]))
    on = form.cleaned_data["on"]
    with kept(request, found.shot, _("Note on {shot} deleted") if on else _("Note on {shot} is back"), found):
        found.remove(on)
    back = way_back(request, reverse("shot_notes", args=[found.shot_id]))
    if on:
        undo = reverse("note_deleted", args=[pk])
        tell(request, _("Note deleted."), undo=undo, into="notes", on=0, back=back)
    return redirect(back)
