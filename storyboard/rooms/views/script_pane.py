"""The script pane: lines that are chosen become a shot, or are covered by one that is there."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Change, Covered, Project, Scene, Shot
from storyboard.rooms.script_forms import LinesForm, PersonForm
from storyboard.rooms.script_pane import ScriptPane, shot_before
from storyboard.rooms.views.board import whole
from storyboard.takes.views.answering import say_no
from storyboard.web import fire, page, tell

PARTS = ("script-pane",)
COVERED = Covered.objects.alive().select_related("scene__project", "shot__scene")
SCENES = Scene.objects.alive().select_related("project")


@require_safe
def script_pane(request: HttpRequest, pk: int) -> HttpResponse:
    """One scene's text beside the plan; `shot` is the one whose page it stands on, `at` the line that has focus."""
    project = find(Project.objects.all(), request.user, pk)
    shots = Shot.objects.alive().filter(scene__project=project).select_related("scene")
    pane = ScriptPane(project, whole(request, "scene"), shots.filter(pk=whole(request, "shot")).first())
    context = {"project": project, "room": "board", "member": project.member_for(request.user)}
    context |= {"pane": pane, "at": whole(request, "at")}
    answer = page(request, "rooms/script_pane.html", context, parts=PARTS)
    if "changed" in request.GET and pane.open:
        fire(answer, f"scene-{pane.open.scene.pk}")
    return answer


@require_POST
def covered(request: HttpRequest, pk: int) -> HttpResponse:
    """A new shot of the chosen lines, after the last one that covers what is before them; or one that is there."""
    scene = find(SCENES, request.user, pk, may="editable_by")
    form = LinesForm(scene, request.POST)
    if not form.is_valid():
        return no(request, scene, " ".join(said for errors in form.errors.values() for said in errors))
    shot = form.cleaned_data["shot"]
    if shot:
        with kept(request, scene, _("{shot} covers lines"), shot):
            Covered.objects.cover(shot, scene, form.first, form.last)
    else:
        shot = add(request, form)
    return back(request, scene, at=form.last + 1)


def add(request: HttpRequest, form: LinesForm) -> Shot:
    scene = form.scene
    with kept(request, scene, "") as change:
        shot: Shot = Shot.objects.add(scene, after=shot_before(scene, form.first), **form.fields_of_shot)
        change.made(shot)
        change.said, change.place = _("{shot} added").format(shot=shot), shot.on_the_board
        Covered.objects.cover(shot, scene, form.first, form.last)
    tell(request, _("{shot} added from the script.").format(shot=shot), **change.undo)
    return shot


@require_POST
def uncovered(request: HttpRequest, pk: int) -> HttpResponse:
    """A shot does not cover these lines after all."""
    row = find(COVERED, request.user, pk, may="editable_by")
    with kept(request, row.scene, _("{shot} covers lines no more"), row.shot) as change:
        row.delete()
    row.scene.project.change()
    tell(request, _("{shot} covers them no more.").format(shot=row.shot), **change.undo)
    return back(request, row.scene, at=row.first)


@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody who speaks in the scene becomes a character of the film."""
    scene = find(SCENES, request.user, pk, may="editable_by")
    form = PersonForm(scene, request.POST)
    if not form.is_valid():
        return no(request, scene, " ".join(form.errors["name"]))
    with Change.objects.keep(scene.project, request.user) as change:
        asset, is_new = form.add()
        if is_new:
            change.made(asset)
            change.said, change.place = _("{asset} added").format(asset=asset), asset.get_absolute_url()
    tell(
        request,
        _("{asset} is a character now; a picture is added under Assets.").format(asset=asset),
        **change.undo,
    )
    return back(request, scene)


def kept(request: HttpRequest, scene: Scene, said: str, shot: Shot | None = None) -> Any:
    rows = Covered.objects.filter(scene=scene)
    place = shot.on_the_board if shot else ""
    return Change.objects.keep(scene.project, request.user, rows, said=said.format(shot=shot), place=place)


def back(request: HttpRequest, scene: Scene, *, at: int = 0) -> HttpResponse:
    """The pane as it is now, on the page where it stood."""
    on = request.POST.get("on", "")
    asked = {"scene": scene.pk, "changed": 1} | ({"at": at} if at else {})
    asked |= {"shot": on} if on.isascii() and on.isdecimal() and len(on) < 12 else {}
    return redirect(f"{reverse('script_pane', args=[scene.project_id])}?{urlencode(asked)}")


def no(request: HttpRequest, scene: Scene, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    pane = ScriptPane(scene.project, scene.pk)
    context = {"project": scene.project, "room": "board", "member": scene.project.member_for(request.user)}
    return page(request, "rooms/script_pane.html", context | {"pane": pane, "trouble": sentence}, status=422)
