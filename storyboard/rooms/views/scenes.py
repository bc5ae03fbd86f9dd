"""Scenes as a whole: added, moved, left out, deleted and brought back."""

import json
from contextlib import AbstractContextManager
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.continuity.touching import said_of_leaving, said_of_moving
from storyboard.projects.finding import find
from storyboard.projects.forms import DropForm, OnForm, ScenePlaceForm
from storyboard.projects.models import Change, Project, Scene
from storyboard.rooms.views.board import answer_menu, context_of, from_menu
from storyboard.takes.models import Generation, Take
from storyboard.web import page, tell


@require_POST
def scenes(request: HttpRequest, pk: int) -> HttpResponse:
    """A new scene at the end, its slug line open for writing."""
    project = find(Project.objects.all(), request.user, pk, may="editable_by")
    with Change.objects.keep(project, request.user) as change:
        scene = Scene.objects.add(project)
        change.made(scene)
        change.said, change.place = _("Scene {} added").format(scene.number), scene.on_the_board
    # No fragment: with one a browser ignores autofocus, and focus scrolls there as well.
    return redirect(f"{reverse('board', args=[pk])}?scene={scene.pk}&edit={scene.pk}")


@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """*Move to…* and what else is done to a whole scene."""
    scene = find(Scene.objects.select_related("project"), request.user, pk, may="editable_by")
    form = ScenePlaceForm(scene, request.POST or None)
    if form.is_valid():
        return move(request, scene, form.after)
    form.initial["place"] = str(place_of(scene))
    context = context_of(request, scene.project) | {"scene": scene, "form": form, "is_used": is_used(scene)}
    status = 422 if form.is_bound else 200
    return page(request, "rooms/scene_tools.html", context, parts=("tools",), status=status)


def move(request: HttpRequest, scene: Scene, after: Scene | None) -> HttpResponse:
    change = put_after(request, scene, after)
    tell(request, moved(scene), **change.undo)
    return put(request, scene) if from_menu(request) else redirect(scene)


def put_after(request: HttpRequest, scene: Scene, after: Scene | None) -> Change:
    with kept(request, scene, _("Scene {} moved"), Scene.objects.filter(project=scene.project_id)) as change:
        scene.move_after(after)
    return change


def kept(request: HttpRequest, scene: Scene, said: str, *rows: Any) -> AbstractContextManager[Change]:
    """A change of the scene, or of these rows, that can be taken back; `said` names it as `{}`."""
    watched = rows or (scene,)
    return Change.objects.keep(
        scene.project, request.user, *watched, said=said.format(scene.number), place=scene.on_the_board
    )


def put(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The scene stands on the board where it belongs now."""
    rows = list(Scene.objects.alive().filter(project=scene.project_id))
    place = rows.index(scene)
    if len(rows) == 1:
        return whole_board(scene)
    beside, how = (rows[place - 1], "afterend") if place else (rows[1], "beforebegin")
    return answer_menu(
        request, scene, focus=menu_of(scene), gone=f"#scene-{scene.pk}", beside=beside.pk, how=how
    )


def menu_of(scene: Scene) -> str:
    return f"#scene-{scene.pk}-menu"


def whole_board(scene: Scene) -> HttpResponse:
    """A board that has no scene yet, or none any more, is another page."""
    return HttpResponse(status=204, headers={"HX-Redirect": reverse("board", args=[scene.project_id])})


def place_of(scene: Scene) -> int:
    """The scene before it, or 0: where Undo puts it again."""
    rows = list(Scene.objects.alive().filter(project=scene.project_id).values_list("pk", flat=True))
    place = rows.index(scene.pk) if scene.pk in rows else 0
    return rows[place - 1] if place else 0


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """A scene was dropped before another one, or at the end."""
    project = find(Project.objects.all(), request.user, pk, may="editable_by")
    form = DropForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("That is no place in this film."), status=422)
    rows = list(Scene.objects.alive().filter(project=project))
    scene = get_object_or_404(Scene.objects.alive(), pk=form.cleaned_data["moved"], project=project)
    change = put_after(request, scene, row_before(rows, scene, form.cleaned_data["before"]))
    if from_menu(request):
        tell(request, moved(scene), **change.undo)
        return put(request, scene)
    return say({}, moved(scene), change)


def moved(scene: Scene) -> str:
    said = _("Scene {} moved.").format(scene.number)
    return f"{said} {said_of_moving(*scene.shots.filter(deleted_at=None))}".strip()


def left_out(scene: Scene, how: str, on: bool) -> str:
    """Gone, with what hangs on its shots; or back."""
    said = said_of_leaving(*scene.shots.filter(deleted_at=None)) if on else ""
    return f"{(how if on else _('Scene {} is back.')).format(scene.number)} {said}".strip()


def row_before(rows: list[Any], moved: Any, before: int | None) -> Any:
    """The row that `moved` now follows, when it was dropped before this one (None: at the end)."""
    others = [row for row in rows if row != moved]
    place = next((n for n, row in enumerate(others) if row.pk == before), len(others))
    return others[place - 1] if place else None


def say(moved: dict[str, object], text: str, change: Change) -> HttpResponse:
    """An answer without a page: the parts that listen fetch themselves again, and a toast offers Undo."""
    answer = HttpResponse(status=204)
    answer["HX-Trigger"] = json.dumps({**moved, "toast": {"text": text, "undo": change.toast}})
    return answer


@require_POST
def omitted(request: HttpRequest, pk: int) -> HttpResponse:
    scene = find(Scene.objects.select_related("project"), request.user, pk, may="editable_by")
    on = switched(request)
    with kept(request, scene, _("Scene {} omitted") if on else _("Scene {} is back")) as change:
        scene.omit(on)
    tell(request, left_out(scene, _("Scene {} omitted."), on), **change.undo)
    return answer_menu(request, scene, focus=menu_of(scene)) if from_menu(request) else redirect("scene", pk)


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """Deleted, or brought back; what has takes or generations can only be omitted."""
    scene = find(Scene.objects.select_related("project"), request.user, pk, may="editable_by")
    on = switched(request)
    with kept(request, scene, _("Scene {} deleted") if on else _("Scene {} is back")) as change:
        stays = on and is_used(scene)
        if not stays:
            scene.remove(on)
    if stays:
        messages.error(
            request,
            _("Scene {number} has takes or generations: it can only be omitted.").format(number=scene.number),
        )
        return answer_menu(request, scene, focus=menu_of(scene)) if from_menu(request) else redirect(scene)
    tell(request, left_out(scene, _("Scene {} deleted."), on), **change.undo)
    if not from_menu(request):
        return redirect("board", scene.project_id)
    return take_away(request, scene) if on else put(request, scene)


def take_away(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The scene leaves the board, and focus goes to the next one."""
    rows = Scene.objects.alive().filter(project=scene.project_id)
    near = rows.filter(position__gt=scene.position).first() or rows.last()
    if not near:
        return whole_board(scene)
    return answer_menu(request, near, focus=menu_of(near), gone=f"#scene-{scene.pk}", each=None)


def is_used(scene: Scene) -> bool:
    return (
        Take.objects.filter(shot__scene=scene).exists()
        or Generation.objects.filter(shot__scene=scene).exists()
    )


def switched(request: HttpRequest) -> bool:
    """What the hand said, on or off; BadRequest when it said neither."""
    form = OnForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors["on"][0])
    on: bool = form.cleaned_data["on"]
    return on
