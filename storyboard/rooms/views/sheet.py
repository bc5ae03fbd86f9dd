"""Cells of the shot list, written in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project, Scene, Shot
from storyboard.rooms.sheet.asked import Asked
from storyboard.rooms.sheet.changes import Cell, Changes, Unwritten, put
from storyboard.rooms.sheet.columns import WRITTEN
from storyboard.rooms.sheet.reading import BadCell
from storyboard.rooms.sheet.rows import cells_of, read

MOST_CELLS = 20_000
HALF = re.compile(r"[\ud800-\udfff]")  # half a character, which JSON can say and no database keeps
NOT_CELLS = gettext_lazy("These are no cells of the shot list.")


class Told(forms.JSONField):
    """JSON that anybody may send: nested too deep, or with a number too long, it is none either."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as trouble:
            raise forms.ValidationError(NOT_CELLS) from trouble


class CellsForm(forms.Form):
    """`cells`: a list of [shot, field, text, the text it started from or null]. Shot 0 is a new one: with the same
    `click` it is made once, however often it arrives."""

    cells = Told()
    click = forms.UUIDField(required=False)

    def clean_cells(self) -> list[Cell]:
        given = self.cleaned_data["cells"]
        if not isinstance(given, list) or not 0 < len(given) <= MOST_CELLS or not all(map(is_cell, given)):
            raise forms.ValidationError(NOT_CELLS)
        return [Cell(*each) for each in given]


def is_cell(given: Any) -> bool:
    if not isinstance(given, list) or len(given) != 4:
        return False
    shot, name, typed, was = given
    told = isinstance(typed, str) and not HALF.search(typed) and isinstance(was, str | None)
    return type(shot) is int and 0 <= shot < 2**62 and isinstance(name, str) and name in WRITTEN and told


@require_POST
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells written together: 422 with a sentence, 409 with both texts for one, and nothing changed in either case."""
    project = find(Project.objects.all(), request.user, pk, "editable_by")
    form = CellsForm(request.POST)
    if not form.is_valid():
        return plain(NOT_CELLS, 422)
    if form.cleaned_data["cells"][0].shot == 0:
        return new_shot(request, project, form.cleaned_data["cells"][0], form.cleaned_data["click"])
    changes = Changes(project, form.cleaned_data["cells"])
    if len(changes.cells) == 1 and changes.clashes:
        return clash(request, changes)
    try:
        with kept(request, changes) as change:
            change.typed = len(changes.cells) == 1
            changes.write()
    except Unwritten as trouble:
        alone = changes.bad[0][1] if len(changes.cells) == 1 and changes.bad else str(trouble)
        return plain(alone, 422 if changes.bad else 409)
    return written(changes, change)


def kept(request: HttpRequest, changes: Changes) -> AbstractContextManager[Change]:
    """What is written here can be taken back, and is found at its first row again."""
    place = place_of(changes.project, [each.shot for each in changes.moved])
    return Change.objects.keep(changes.project, request.user, changes.shots, said=changes.said, place=place)


def place_of(project: Project, shots: Sequence[int]) -> str:
    return reverse("shot_list", args=[project.pk]) + (f"#row-{shots[0]}" if shots else "")


def new_shot(request: HttpRequest, project: Project, cell: Cell, click: UUID | None) -> HttpResponse:
    """Typed under the last row: a shot at the end of the scene that is shown, else of the last one."""
    asked = Asked(request.GET, project.member_for(request.user).sheet_columns)
    shot = (
        Shot.objects.filter(scene__project=project, uid=click).select_related("scene").first()
        if click
        else None
    )
    again = Changes(project, [replace(cell, shot=shot.pk)]) if shot else None
    if again and again.clashes:
        return clash(request, again)
    try:
        value = cell.column.read(cell.typed)
        if again:
            write_again(request, again)
        shot = shot or make(request, project, asked.scene, {cell.name: value}, click)
    except BadCell as trouble:
        return plain(str(trouble), 422)
    except Unwritten as trouble:
        return plain(str(trouble), 409)
    except IntegrityError:  # the same click, which arrived in this moment
        shot = get_object_or_404(Shot, uid=click, scene__project=project)
    row = read(project, {shot.scene_id: shot.scene}, {}, pk=shot.pk)
    if not row:
        return plain(gettext("This shot is not in the film any more."), 409)
    context = {"row": row[0], "cells": cells_of(row[0], asked), "member": project.member_for(request.user)}
    html = render_to_string("rooms/shot_list_row.html", context)
    return JsonResponse({"made": html, "scene": shot.scene_id})


def write_again(request: HttpRequest, changes: Changes) -> None:
    """What was typed since, into the shot that this click made already and of which nobody heard."""
    with kept(request, changes):
        put(changes.project, changes.moved)


def make(
    request: HttpRequest, project: Project, number: str, fields: dict[str, Any], click: UUID | None
) -> Shot:
    """With its scene, where the film has none yet."""
    with Change.objects.keep(project, request.user) as change:
        scenes = project.scenes.filter(deleted_at=None)
        scene = scenes.filter(number=number).first() or scenes.last()
        if scene is None:
            scene = Scene.objects.add(project)
            change.made(scene)
        shot: Shot = Shot.objects.add(scene, **fields, **({"uid": click} if click else {}))
        change.made(shot)
        change.said = gettext("%(shot)s added") % {"shot": shot}
        change.place = place_of(project, [shot.pk])
    return shot


def plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def clash(request: HttpRequest, changes: Changes) -> HttpResponse:
    cell = changes.cells[0]
    one = {"shown": cell.column.shows(changes.now(cell)), "is_text": cell.column.is_text}
    answer = render(request, "rooms/shot_conflict.html", {"one": one}, status=409)
    answer["X-Both-Texts"] = "1"  # by which the page knows that it is ours
    return answer


def written(changes: Changes, change: Change) -> JsonResponse:
    """The cells as they read now, and how to take it back where it was more than one."""
    fresh = Changes(changes.project, changes.cells)
    told = [[each.shot, each.name, each.column.shows(fresh.now(each))] for each in changes.cells]
    answer: dict[str, Any] = {"cells": told}
    if not told:
        answer["toast"] = {"text": gettext("These columns are not written by hand."), "level": "warning"}
    elif len(told) > 1 and change.pk:
        answer["toast"] = {"text": change.sentence, "level": "success", "undo": change.toast}
    return JsonResponse(answer)
