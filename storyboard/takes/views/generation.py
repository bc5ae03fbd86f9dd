"""A generation's page: how it stands, taking it back, sending it again, what became of a lost one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from storyboard.files.models import File
from storyboard.projects.finding import find
from storyboard.takes.composition import CannotSend, send_again
from storyboard.takes.forms import COSTS_MORE, AdoptForm, AgainForm, DecidedForm
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.models.generation import TROUBLED
from storyboard.takes.progress import follow, nobody_works
from storyboard.takes.recipes import Recipe
from storyboard.takes.settling import Arrival
from storyboard.takes.views.answering import must_spend, say_no, target_of, way_back
from storyboard.web import page, tell

NOT_LOST = _(
    "Only a lost generation adopts a file, and this one is not lost any more: upload it to the shot as a take."
)
FREE = _("The sandbox costs nothing: there is nothing to decide.")
MOVED = _("It has moved meanwhile: look at how it stands now.")


def find_generation(request: HttpRequest, pk: int, may: str = "", *, pays: bool = False) -> Generation:
    """The row; `pays` asks for the switch *may spend* too, where money is meant."""
    rows = Generation.objects.select_related("shot__scene__project", "made_by").prefetch_related(
        "takes", "sent_again_as", "ledger__by"
    )
    found: Generation = find(rows, request.user, pk, may)
    if pays and not found.is_sandbox:
        must_spend(found.project.member_for(request.user))
    return found


def show(request: HttpRequest, generation: Generation, status: int = 200, **more: Any) -> HttpResponse:
    context = context_of(request, generation) | {
        "recipe": Recipe(generation),
        "idle": nobody_works([generation]),
        "room": "queue",
    }
    return page(request, "takes/generation.html", context | more, status=status)


def show_notice(request: HttpRequest, generation: Generation, **more: Any) -> HttpResponse:
    """For htmx: the notice with its sentence, in place; the page around it stays as it is."""
    context = context_of(request, generation) | {"back": way_back(request, ""), "target": target_of(request)}
    answer = render(request, "takes/generation.html#notice", context | more, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#generation-{generation.pk}", "outerMorph"
    return answer


def context_of(request: HttpRequest, generation: Generation) -> dict[str, Any]:
    project = generation.project
    return {
        "progress": follow([generation], project)[0],
        "generation": generation,
        "shot": generation.shot,
        "project": project,
        "member": project.member_for(request.user),
        "click": uuid.uuid4(),
    }


@require_safe
def generation(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find_generation(request, pk))


@require_POST
def canceled(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it is sent it can be taken back; that costs nothing, and saying it twice is harmless."""
    found = find_generation(request, pk, "editable_by")
    if not found.cancel() and found.status != Status.CANCELED:
        return refuse(request, found, gettext("It is under way already and cannot be taken back."))
    return redirect(way_back(request, found.shot))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_generation(request, pk, "editable_by", pays=True)
    form = AgainForm(request.POST)
    if not form.is_valid():
        return refuse(request, found, next(iter(form.errors.values()))[0])
    if form.costs_more(found):
        return refuse(request, found, str(COSTS_MORE))
    if found.status not in TROUBLED:
        return refuse(request, found, gettext("Only what was refused, failed or was lost is sent again."))
    try:
        send_again(found, request.user, form.cleaned_data["click"])
    except CannotSend as trouble:
        return refuse(request, found, str(trouble))
    return redirect(way_back(request, found.shot))


@require_POST
def decided(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says what a lost call took, and may think better of it; saying it twice is harmless."""
    found = find_generation(request, pk, "editable_by", pays=True)
    form = DecidedForm(request.POST)
    if not form.is_valid():
        return refuse(request, found, form.errors["videos"][0])
    if found.is_sandbox:
        return refuse(request, found, FREE)
    videos = min(form.cleaned_data["videos"], found.n)
    if found.decided != videos and not found.decide(videos, by=request.user):
        return refuse(request, found, MOVED)
    return redirect(way_back(request, found))


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """On hold since the data folder was copied or restored: a person says that it was not sent elsewhere."""
    found = find_generation(request, pk, "editable_by", pays=True)
    found.let_go()
    return redirect(way_back(request, found.shot))


@require_POST
def adopted(request: HttpRequest, pk: int) -> HttpResponse:
    """The clip of a lost call turned up elsewhere: it becomes the call's take, and the call is done."""
    found = find_generation(request, pk, "editable_by", pays=True)
    if found.status != Status.LOST:
        return refuse(request, found, NOT_LOST)
    form = AdoptForm(request.POST, request.FILES, free=found.is_sandbox)
    if not form.is_valid():
        return show_trouble(request, found, adopt_form=form)
    file, drawn = form.keep(), form.is_sandbox
    is_here = gettext("The file is {found} now.")
    if takes := found.adopt(Arrival(next_place(found), file), by=request.user):
        tell(request, f"{is_here.format(found=takes[-1])} {still_lost(found)}".strip())
    else:
        bring(request, found, file, drawn)
    return redirect(way_back(request, found.shot))


def bring(request: HttpRequest, generation: Generation, file: File, drawn: bool) -> None:
    """Its own clips came while the file was on its way: the file is a take beside them, unless a person says no."""
    take = Take.upload(generation.shot, file, by=request.user, sandbox=drawn)
    aside = reverse("take_ng", args=[take.pk])
    tell(
        request,
        gettext("The generation is done by itself meanwhile: your file is {take}.").format(take=take),
        undo=aside,
        on=1,
    )


def still_lost(generation: Generation) -> str:
    missing = generation.n - generation.takes.count()
    if generation.status != Status.LOST:
        return ""
    return ngettext(
        "{n} more may have been made: adopt it too, or say what was charged.",
        "{n} more may have been made: adopt them too, or say what was charged.",
        missing,
    ).format(n=missing)


def next_place(generation: Generation) -> int:
    """Behind those that the call's own clips have, should they still come."""
    return max([generation.n - 1, *(take.place for take in generation.takes.all())]) + 1


def show_trouble(request: HttpRequest, generation: Generation, **more: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return show_notice(request, generation, **more)
    return show(request, generation, 422, **more)


def refuse(request: HttpRequest, generation: Generation, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    return show(request, generation, 422, trouble=sentence)
