"""A frame of a take, saved as a still of the film."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from storyboard.assets.models import Asset, Look
from storyboard.media import BadClip
from storyboard.takes.forms import FrameForm
from storyboard.takes.models import Take
from storyboard.takes.sources import Source
from storyboard.takes.views.answering import way_back
from storyboard.takes.views.take import find_take, refuse
from storyboard.web import in_words, tell

NOT_HERE = _("Its clip is not here yet: there is no frame to save.")


@require_POST
def stills(request: HttpRequest, pk: int) -> HttpResponse:
    """The frame that is shown becomes a still; the same frame again is the same still."""
    found = find_take(request, pk, "editable_by")
    form = FrameForm(found, request.POST)
    if not form.is_valid():
        return refuse(request, found, form.errors["frame"][0])
    try:
        look, is_new = save(found, form.cleaned_data["frame"], request.user)
    except BadClip as trouble:
        return refuse(request, found, in_words(trouble))
    except FileNotFoundError:
        return refuse(request, found, NOT_HERE)
    still = look.asset
    return say(
        request,
        way_back(request, found),
        still,
        gettext("{still} is saved.").format(still=still)
        if is_new
        else gettext("{still} was saved before.").format(still=still),
    )


def save(take: Take, frame: int, by: Any) -> tuple[Look, bool]:
    """The exact picture, by its name; one that the sandbox drew says so and stays marked."""
    if not take.clip:
        raise FileNotFoundError
    picture = Source("still", str(take), take=take, frame=frame).cut_frame()
    name = f"{take.shot} take {take.number}, frame {frame}"
    words = f"Frame {frame} of {take}" + (", drawn by the sandbox." if take.sandbox else ".")
    return Asset.objects.add_frame(take.project, name, picture, by, words=words, sandbox=take.sandbox)


def say(request: HttpRequest, back: str, still: Asset, sentence: str) -> HttpResponse:
    """With a link to it; for htmx a toast alone: what plays goes on playing."""
    link = {"href": still.get_absolute_url(), "words": gettext("Open")}
    if request.headers.get("HX-Request"):
        toast = {"text": sentence, "link": link, "key": "still"}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"toast": toast})})
    tell(request, format_html('{} <a href="{}">{}</a>', sentence, link["href"], link["words"]))
    return redirect(back)
