"""A take's page, and what a hand does with a take."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.takes.composition import CannotSend, send_again
from storyboard.takes.forms import ClickForm
from storyboard.takes.models import Take
from storyboard.takes.recipes import Recipe
from storyboard.takes.views.answering import must_spend, say_no, way_back
from storyboard.web import page

WHOLE = ("shot__scene__project", "shot__pick", "generation__made_by", "uploaded_by", "parent__shot__scene")
FILES = ("original", "conformed", "poster", "strip")
NOT_GENERATED = "An uploaded take has no recipe that could be sent again."


def find_take(request: HttpRequest, pk: int, may: str = "") -> Take:
    found: Take = find(Take.objects.select_related(*WHOLE, *FILES), request.user, pk, may)
    return found


def show(request: HttpRequest, take: Take, status: int = 200, **more: Any) -> HttpResponse:
    member = take.project.member_for(request.user)
    context = {"take": take, "shot": take.shot, "project": take.project, "member": member, "room": "gallery"}
    context |= {"recipe": Recipe.of(take), "click": uuid.uuid4(), "named_by_shot": True}
    return page(request, "takes/take.html", context | more, parts=("take",), status=status)


@require_safe
def take(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find_take(request, pk))


@require_POST
def circle(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_take(request, pk, "rated_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, trouble=form.errors["on"][0])
    found.circle(form.cleaned_data["on"])
    return redirect(way_back(request, found))


@require_POST
def ng(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_take(request, pk, "rated_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, trouble=form.errors["on"][0])
    found.put_aside(form.cleaned_data["on"])
    return redirect(way_back(request, found))


@require_POST
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_take(request, pk, "picked_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, trouble=form.errors["on"][0])
    found.pick(form.cleaned_data["on"], by=request.user)
    return redirect(way_back(request, found))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same recipe with a new seed."""
    found = find_take(request, pk, "editable_by")
    form = ClickForm(request.POST)
    if not found.generation:
        return refuse(request, found, NOT_GENERATED)
    if not form.is_valid():
        return refuse(request, found, form.errors["click"][0])
    if not found.generation.is_sandbox:
        must_spend(found.project.member_for(request.user))
    try:
        send_again(found.generation, request.user, form.cleaned_data["click"], new_seed=True)
    except CannotSend as trouble:
        return refuse(request, found, str(trouble))
    return redirect(way_back(request, found.shot))


def refuse(request: HttpRequest, take: Take, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    return show(request, take, 422, trouble=sentence)
