"""The screening of a film or of one scene: the page, its events as JSON, its notes and its version as parts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from storyboard.cut.models import CutVersion
from storyboard.projects.finding import find
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.screening import Screening
from storyboard.rooms.version_screening import VersionScreening
from storyboard.rooms.views.board import whole
from storyboard.takes.models import Take
from storyboard.web import page, toast

PARTS = ("notes", "cut-version")


@require_safe
def screening(request: HttpRequest, pk: int) -> HttpResponse:
    """`scene` is the one that is screened, `shot` where it begins; with `version` 204 when nothing moved since."""
    project: Project = find(Project.objects.all(), request.user, pk)
    if request.GET.get("version") == str(project.version):
        return HttpResponse(status=204)
    scenes = Scene.objects.alive().filter(project=project, omitted_at=None)
    scene = scenes.filter(pk=whole(request, "scene")).first()
    member = project.member_for(request.user)
    shown = Screening(project, member, scene)
    return answer(request, shown, {"project": project, "member": member, "scenes": scenes})


def answer(request: HttpRequest, shown: Screening, context: dict[str, Any]) -> HttpResponse:
    """Anything that has events to play, in the room or as JSON."""
    if "application/json" in request.headers.get("Accept", ""):
        told = JsonResponse(shown.json())
        toast(request, told)
    else:
        begins = {"begin": shown.at(whole(request, "shot")), "uid": uuid.uuid4(), "room": "screening"}
        told = page(request, "rooms/screening.html", context | begins | {"screening": shown}, parts=PARTS)
    patch_vary_headers(told, ["Accept"])
    return told


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A cut version in the same room."""
    found: CutVersion = find(CutVersion.objects.select_related("project"), request.user, pk)
    if request.GET.get("version") == str(found.project.version):
        return HttpResponse(status=204)
    member = found.project.member_for(request.user)
    context = {"project": found.project, "member": member, "version": found}
    return answer(request, VersionScreening(found, member), context)


@require_safe
def swap(request: HttpRequest, pk: int) -> HttpResponse:
    """The takes of a shot to be tried in its place, those put aside last."""
    rows = Shot.objects.alive().select_related("scene__project", "pick__take")
    shot: Shot = find(rows, request.user, pk, "picked_by")
    files = ("original", "conformed", "poster", "parent__shot__scene")
    takes = list(Take.objects.filter(shot=shot).select_related(*files).order_by("ng", "number"))
    for take in takes:
        take.shot = shot
    return page(request, "rooms/screening_swap.html", {"shot": shot, "project": shot.project, "takes": takes})
