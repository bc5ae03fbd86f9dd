"""Extending a take: a longer take of the same shot, or as a new shot."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.projects.models import Change, Shot
from storyboard.rooms.extending import SECONDS, Longer, LongerForm, left_as_they_are, next_shot
from storyboard.takes.composition import CannotSend, Preset
from storyboard.takes.models import Take
from storyboard.takes.views.answering import must_spend
from storyboard.takes.views.take import find_take
from storyboard.web import page, tell


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be sent for a longer take, and what it costs; a POST sends it."""
    take = find_take(request, pk, "editable_by")
    if request.method != "POST":
        return show(request, take)
    form = LongerForm(request.POST)
    if not form.is_valid():
        return show(request, take, next(iter(form.errors.values()))[0])
    if trouble := send(request, take, form):
        return show(request, take, trouble)
    kept = urlencode({"take": take.number, "sent": 1})
    return redirect(f"{take.shot.get_absolute_url()}?{kept}")


def send(request: HttpRequest, take: Take, form: LongerForm) -> str:
    """Record it; else the sentence that says why it was not."""
    preset, click = form.cleaned_data["preset"], form.cleaned_data["click"]
    member = take.project.member_for(request.user)
    if preset != Preset.SANDBOX:
        must_spend(member)
    composer = Longer(take, member, form.cleaned_data["prompt"]).composer(preset)
    shown, known = (request.POST.get(f"{name}_{preset}", "") for name in ("shown", "known"))
    is_new = not take.shot.generations.filter(click=click).exists()
    if is_new and (why := composer.why_not(preset, shown, known)):
        return why
    try:
        composer.composition.generate(request.user, click)
    except CannotSend as trouble:
        return str(trouble)
    return ""


def show(request: HttpRequest, take: Take, trouble: str = "") -> HttpResponse:
    member = take.project.member_for(request.user)
    longer = Longer(take, member, request.POST.get("prompt"))
    context = {
        "take": take,
        "shot": take.shot,
        "project": take.project,
        "member": member,
        "room": "board",
        "longer": longer,
        "seconds": SECONDS,
        "form": LongerForm(initial={"prompt": longer.prompt}),
        "click": uuid.uuid4(),
        "trouble": trouble,
    }
    return page(request, "rooms/extension.html", context, status=422 if trouble else 200)


@require_POST
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """The next shot, which goes on from this take; nothing is sent."""
    take = find_take(request, pk, "editable_by")
    beside = Shot.objects.filter(scene=take.shot.scene_id)
    with Change.objects.keep(take.project, request.user, beside) as change:
        shot, is_new = next_shot(take)
        if is_new:
            change.made(shot)
        change.said, change.place = (
            gettext("{shot} goes on from {take}").format(shot=shot, take=take),
            shot.on_the_board,
        )
    if is_new:
        goes_on = gettext("{shot} goes on from {take}.").format(shot=shot, take=take)
        said = f"{goes_on} {left_as_they_are(take.shot, shot)}".strip()
        tell(request, said, **change.undo)
    else:
        messages.info(request, gettext("{shot} goes on from {take} already.").format(shot=shot, take=take))
    return redirect(shot)
