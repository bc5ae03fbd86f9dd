"""*Split here*: a new shot whose pick goes on where the first one's stops."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from storyboard.cut.splitting import CannotSplit, Split
from storyboard.projects.finding import WHY_NOT, find
from storyboard.projects.models import Shot
from storyboard.takes.forms import MOST_FRAMES, WHOLE_FRAMES
from storyboard.takes.views.answering import say_no, way_back
from storyboard.web import tell


class SplitForm(forms.Form):
    """The frame of the take with which the second half begins."""

    frame = forms.IntegerField(
        min_value=0,
        max_value=MOST_FRAMES,
        error_messages=WHOLE_FRAMES | {"required": gettext_lazy("Say at which frame.")},
    )


@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    shot: Shot = find(Shot.objects.alive().select_related("scene__project"), request.user, pk, "editable_by")
    if not shot.project.member_for(request.user).may_pick:
        raise PermissionDenied(WHY_NOT["picked_by"])
    form = SplitForm(request.POST)
    if not form.is_valid():
        return refuse(request, shot, form.errors["frame"][0])
    cut, frame = Split(shot), form.cleaned_data["frame"]
    touched = cut.touched
    try:
        new, change = cut.make(frame, request.user, place=way_back(request, ""))
    except CannotSplit as trouble:
        return refuse(request, shot, str(trouble))
    said = [_("%(shot)s goes on as %(new)s.") % {"shot": shot, "new": new}]
    said += [
        _("{shot} {verb} {source}.").format(shot=link.shot, verb=link.verb, source=new) for link in touched
    ]
    tell(request, " ".join(said), **change.undo)
    return redirect(way_back(request, new))


def refuse(request: HttpRequest, shot: Shot, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    messages.error(request, sentence)
    return redirect(way_back(request, shot))
