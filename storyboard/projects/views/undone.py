"""⌘Z and ⇧⌘Z: one's own last change taken back, or done again, and back to where it happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from storyboard.projects.finding import find
from storyboard.projects.models import Change, MovedSince, Project
from storyboard.projects.models.change import ChangeQuerySet
from storyboard.web import path_of, tell, toast

LONGEST_ID = 18


@require_POST
def undone(request: HttpRequest, pk: int) -> HttpResponse:
    """My newest change is taken back, or with `change` that one of mine."""
    change = chosen(request, pk, ChangeQuerySet.done)
    if change is None:
        return nothing(request, pk, _("There is nothing of yours to take back."))
    redo = {"undo": reverse("redone", args=[pk]), "words": _("Redo"), "change": change.pk}
    return turn(request, change, Change.take_back, _("Taken back: {said}"), redo)


@require_POST
def redone(request: HttpRequest, pk: int) -> HttpResponse:
    change = chosen(request, pk, ChangeQuerySet.taken_back)
    if change is None:
        return nothing(request, pk, _("There is nothing to do again."))
    return turn(request, change, Change.do_again, _("Done again: {said}"), change.undo)


def chosen(request: HttpRequest, pk: int, which: Callable[[ChangeQuerySet], ChangeQuerySet]) -> Change | None:
    project = find(Project.objects.all(), request.user, pk)
    mine = Change.objects.filter(project=project, by=request.user).select_related("project", "by")
    named = request.POST.get("change", "")
    if not named:
        return which(mine).first()
    whole = named.isascii() and named.isdecimal() and len(named) < LONGEST_ID
    return get_object_or_404(mine, pk=named if whole else 0)


def turn(
    request: HttpRequest, change: Change, act: Callable[[Change], None], words: str, back: dict[str, object]
) -> HttpResponse:
    for may in change.asks:
        find(Project.objects.all(), request.user, change.project_id, may)
    here = {"back": request.POST["back"]} if "back" in request.POST else {}
    try:
        act(change)
    except MovedSince as why:
        messages.error(request, str(why))
        return answer(request, "", change.project)
    tell(request, words.format(said=change.sentence), **back, **here)  # type: ignore[arg-type]
    return answer(request, change.place, change.project)


def nothing(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.info(request, sentence)
    return answer(request, "", Project(pk=pk))


def answer(request: HttpRequest, place: str, project: Project) -> HttpResponse:
    """To where it happened, or with `back` to there. For htmx on that page already: the event `undone`, with the
    fragment to look at."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = ""
    here = path_of(request.headers.get("HX-Current-URL", ""))
    if not request.headers.get("HX-Request"):
        return redirect(back or place or project)
    if place and not back and urlsplit(place).path != here:
        return HttpResponse(status=204, headers={"HX-Redirect": iri_to_uri(place)})
    told = HttpResponse(status=204)
    toast(request, told)
    event = {"undone": {"place": urlsplit(place).fragment}} if place else {}
    told["HX-Trigger"] = json.dumps(json.loads(told["HX-Trigger"]) | event)
    return told
