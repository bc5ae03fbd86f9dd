"""What is done to several shots at once: one request, one change, one Undo."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from storyboard.continuity.touching import listed, said_of_leaving
from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project, Scene, Shot
from storyboard.rooms.selection import Joined, Selection, duplicate, not_copied
from storyboard.rooms.selection_forms import ChosenForm, DropForm, PlaceForm
from storyboard.rooms.views.board import context_of, from_menu
from storyboard.rooms.views.scenes import switched
from storyboard.web import page, tell, toast


@require_POST
def selection(request: HttpRequest, pk: int) -> HttpResponse:
    """What the chosen shots come to, and the hands for all of them: asked by POST, since they may be a thousand."""
    project = find(Project.objects.all(), request.user, pk)
    chosen = ChosenForm(request.POST).chosen
    context = context_of(request, project)
    context |= {"selection": Selection(project, context["member"], chosen), "click": uuid.uuid4()}
    return page(request, "rooms/selection.html", context, parts=("selection",))


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Dropped in a `scene`, `copy` right behind themselves, or moved by *Move to…*, which asks for a place first."""
    project, shots = of(request, pk)
    if "scene" in request.POST:
        return drop(request, project, shots)
    if "copy" in request.POST:
        last = shots[-1]
        return copy(request, shots, last.scene, follower(last.scene, last, ()))
    form = PlaceForm(project, shots, request.POST if "place" in request.POST else None)
    if form.is_valid():
        scene, after = form.chosen
        return move(request, shots, scene, follower(scene, after, shots))
    context = context_of(request, project) | {"shots": shots, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "rooms/selection_place.html", context, parts=("tools",), status=status)


def of(request: HttpRequest, pk: int) -> tuple[Project, list[Shot]]:
    """The film, and those of its shots that are chosen; 400 where there is none of them."""
    project = find(Project.objects.all(), request.user, pk, may="editable_by")
    chosen = Selection(project, project.member_for(request.user), ChosenForm(request.POST).chosen)
    if not chosen.shots:
        raise BadRequest(_("Choose some shots first."))
    return project, chosen.shots


def drop(request: HttpRequest, project: Project, shots: list[Shot]) -> HttpResponse:
    form = DropForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("That is no place in this film."), status=422)
    scene = get_object_or_404(Scene.objects.alive(), pk=form.cleaned_data["scene"], project=project)
    scene.project = project
    rows = list(Shot.objects.alive().filter(scene=scene))
    before = form.cleaned_data["before"]
    here = next((n for n, row in enumerate(rows) if row.pk == before), len(rows))
    if form.cleaned_data["copy"]:
        return copy(request, shots, scene, rows[here] if here < len(rows) else None)
    stays = [row for row in rows[here:] if row not in shots]
    return move(request, shots, scene, stays[0] if stays else None)


def follower(scene: Scene, after: Shot | None, shots: Collection[Shot]) -> Shot | None:
    """The shot that stands after another one, or first, once these are out of the way."""
    rows = [row for row in Shot.objects.alive().filter(scene=scene) if row not in shots]
    here = rows.index(after) + 1 if after in rows else 0
    return rows[here] if here < len(rows) else None


def move(request: HttpRequest, shots: list[Shot], scene: Scene, before: Shot | None) -> HttpResponse:
    names, scenes = [str(shot) for shot in shots], {shot.scene_id for shot in shots} | {scene.pk}
    joined = Joined(scene.project)
    rows = Shot.objects.filter(scene__in=scenes)
    with Change.objects.keep(scene.project, request.user, rows) as change:
        Shot.objects.move(shots, scene, before)
        change.said, change.place = moved(names, shots), shots[0].on_the_board
    if not change.pk:
        return HttpResponse(status=204)
    return done(request, shots, f"{change.said}{joined.in_words(shots)}", change, scenes=scenes, take=True)


def moved(names: list[str], shots: list[Shot]) -> str:
    if len(shots) == 1:
        new = str(shots[0])
        if new == names[0]:
            return _("{name} moved").format(name=new)
        return _("{name} moved: it is {new} now").format(name=names[0], new=new)
    if names == [str(shot) for shot in shots]:
        return _("{n} moved").format(n=len(shots))
    return _("{n} moved: they are {names} now").format(n=len(shots), names=listed(shots))


def copy(request: HttpRequest, shots: list[Shot], scene: Scene, before: Shot | None) -> HttpResponse:
    """The plan of each anew; frames of other shots that they went on from are said, since nothing leads there."""
    with Change.objects.keep(scene.project, request.user) as change:
        copies = duplicate(shots, scene, before)
        change.made(*copies)
        change.said, change.place = duplicated(shots, copies), shots[0].on_the_board
    left = not_copied(shots)
    besides = ngettext("{n} link is not copied.", "{n} links are not copied.", left).format(n=left)
    words = f"{change.sentence} {besides if left else ''}".strip()
    return done(request, copies, words, change, take=True)


def duplicated(shots: list[Shot], copies: list[Shot]) -> str:
    if len(shots) == 1:
        return _("{name} duplicated: the new one is {new}").format(name=shots[0], new=copies[0])
    return _("{n} duplicated: {names}").format(n=len(shots), names=listed(copies))


@require_POST
def held(request: HttpRequest, pk: int) -> HttpResponse:
    project, shots = of(request, pk)
    on, n = switched(request), len(shots)
    held_now = ngettext("{shot} is on hold", "{n} are on hold", n)
    free_now = ngettext("{shot} is off hold", "{n} are off hold", n)
    with kept(request, project, shots) as (rows, change):
        rows.hold(on)
        change.said = (held_now if on else free_now).format(shot=shots[0], n=n)
    return done(request, shots, change.sentence, change)


@require_POST
def omitted(request: HttpRequest, pk: int) -> HttpResponse:
    project, shots = of(request, pk)
    on, n = switched(request), len(shots)
    out_now, back_now = (
        ngettext("{shot} omitted", "{n} omitted", n),
        ngettext("{shot} is back", "{n} are back", n),
    )
    with kept(request, project, shots) as (rows, change):
        rows.omit(on)
        change.said = (out_now if on else back_now).format(shot=shots[0], n=n)
    hangs = said_of_leaving(*shots) if on else ""
    return done(request, shots, f"{change.sentence} {hangs}".strip(), change)


@contextmanager
def kept(request: HttpRequest, project: Project, shots: list[Shot]) -> Iterator[tuple[Any, Change]]:
    rows = Shot.objects.filter(pk__in=[shot.pk for shot in shots])
    with Change.objects.keep(project, request.user, rows, place=shots[0].on_the_board) as change:
        yield rows, change
        project.change()


def done(
    request: HttpRequest,
    shots: list[Shot],
    words: str,
    change: Change,
    *,
    scenes: Collection[int] = (),
    take: bool = False,
    about: str = "",
) -> HttpResponse:
    tell(request, words, about=about, **change.undo)
    return answer(request, shots, scenes=scenes, take=take)


def answer(
    request: HttpRequest, shots: list[Shot], *, scenes: Collection[int] = (), take: bool = False
) -> HttpResponse:
    """Scenes that changed fetch themselves, a toast offers Undo; `take`: the shots are chosen where they are."""
    if not request.headers.get("HX-Request"):
        return redirect(shots[0].on_the_board)
    told: dict[str, Any] = {f"scene-{pk}": {} for pk in {shot.scene_id for shot in shots}.union(scenes)}
    chosen = {"take-tiles": {"ids": [str(shot.pk) for shot in shots]}} if take else {}
    again: dict[str, Any] = {"chosen-again": {}}
    no_page = HttpResponse(status=200 if from_menu(request) else 204)
    toast(request, no_page)
    no_page["HX-Trigger"] = json.dumps(json.loads(no_page["HX-Trigger"]) | told | chosen | again)
    return no_page
