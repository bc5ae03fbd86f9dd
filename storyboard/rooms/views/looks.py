"""The looks of a scene, on a page of their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.models import Change as Kept
from storyboard.projects.models import Scene
from storyboard.rooms.looks import Change, LookForm, SceneLooks
from storyboard.web import page, tell

SCENES = Scene.objects.alive().select_related("project")


@require_http_methods(["GET", "HEAD", "POST"])
def scene_looks(request: HttpRequest, pk: int) -> HttpResponse:
    """What assets wear in the scene; `?look=` says what another one would put out of date, a POST puts it on."""
    scene = find(SCENES, request.user, pk, may="editable_by" if request.method == "POST" else "")
    looks = SceneLooks(scene)
    form = LookForm(looks, request.POST or request.GET)
    if request.method == "POST" and form.is_valid():
        here, asset = reverse("scene_looks", args=[pk]), form.wanted.asset
        said = gettext("{asset} wears {look} in scene {number}").format(
            asset=asset, look=form.wanted.own_name, number=scene.number
        )
        worn = scene.looks.filter(asset=asset)
        with Kept.objects.keep(scene.project, request.user, worn, said=said, place=here) as kept:
            form.write()
        tell(request, f"{said}.", **kept.undo)
        return redirect(here)
    member = scene.project.member_for(request.user)
    asked = "look" in request.GET and member.plans and form.is_valid()
    context = {
        "project": scene.project,
        "member": member,
        "room": "board",
        "scene": scene,
        "looks": looks,
        "form": form,
        "change": Change(form) if asked else None,
    }
    return page(request, "rooms/scene_looks.html", context, status=422 if request.method == "POST" else 200)
