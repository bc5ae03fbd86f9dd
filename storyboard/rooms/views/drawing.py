"""A shot's drawing: dropped, pasted, chosen or drawn here; taken away, kept as a still, downloaded."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storyboard.assets.models import Asset
from storyboard.assets.thumbnails import serve_small
from storyboard.files.models import File
from storyboard.files.ranges import serve
from storyboard.projects.finding import find
from storyboard.projects.models import Change, Drawing, Shot
from storyboard.rooms.drawing import DrawingForm, Ground, GroundForm, Meanwhile, Pad, SeenForm
from storyboard.rooms.shown import pictures_of
from storyboard.takes.views.answering import say_no
from storyboard.takes.views.stills import say
from storyboard.web import page, path_of, tell, toast

FILES = ("picture", "ground")
TEXT = "text/plain; charset=utf-8"


def find_shot(request: HttpRequest, pk: int, may: str = "") -> Shot:
    rows = Shot.objects.alive().select_related("scene__project", "drawing__picture", "drawing__ground")
    found: Shot = find(rows, request.user, pk, may)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def shot_drawing(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its drawing as a file to keep; a POST brings another one, as a picture or drawn here."""
    if request.method == "POST":
        return give(request, find_shot(request, pk, "editable_by"))
    found = find_shot(request, pk)
    drawing = drawing_of(found)
    name = f"{found.project.export_name}_{found.export_code}_drawing{drawing.picture.path.suffix}"
    answer = serve(request, drawing.picture, download_as=name)
    answer["Cache-Control"] = "private, no-cache"  # the shot may have another one tomorrow
    return answer


def drawing_of(shot: Shot) -> Drawing:
    if not shot.drawing:
        raise Http404(_("{shot} has no drawing.").format(shot=shot))
    return shot.drawing


def give(request: HttpRequest, shot: Shot) -> HttpResponse:
    form = DrawingForm(shot.project, request.POST, request.FILES)
    if not form.is_valid():
        return refuse(request, shot, form.sentence)
    said = _("Drawing of {shot} replaced") if shot.drawing else _("Drawing of {shot} added")
    try:
        with kept(request, shot, said) as change:
            form.give(shot, request.user)
    except Meanwhile:
        return refuse(request, shot, meanwhile(shot), status=409)
    return done(request, shot, f"{change.sentence} {still_shows(shot)}".strip(), change)


def kept(request: HttpRequest, shot: Shot, said: str) -> Any:
    """What is done can be taken back, and is found again on the page where it was done."""
    here = path_of(request.headers.get("HX-Current-URL", shot.get_absolute_url()))
    at_shot = here.startswith(shot.get_absolute_url())
    place = f"{shot.get_absolute_url()}#drawing" if at_shot else shot.on_the_board
    return Change.objects.keep(shot.project, request.user, shot, said=said.format(shot=shot), place=place)


def still_shows(shot: Shot) -> str:
    """Where a take is what the shot is shown by, the drawing does not hide it."""
    take = pictures_of([shot.pk])[shot.pk].take
    return _("The board goes on showing take {number}.").format(number=take.number) if take else ""


def meanwhile(shot: Shot) -> str:
    said = _("Somebody gave {shot} another drawing meanwhile. Save again to put yours in its place.")
    return said.format(shot=shot)


def changed(shot: Shot) -> str:
    return _("The drawing of {shot} is another one by now: look at it first.").format(shot=shot)


def refuse(request: HttpRequest, shot: Shot, sentence: str, status: int = 422) -> HttpResponse:
    """The pad says it itself, where what was drawn still stands; elsewhere it is a toast or a page."""
    if not request.headers.get("HX-Request"):
        return pad(request, shot, trouble=sentence, status=status)
    if "strokes" in request.POST:
        return HttpResponse(sentence, status=status, content_type=TEXT, headers={"HX-Reswap": "none"})
    return say_no(sentence)


def done(request: HttpRequest, shot: Shot, sentence: str, change: Change) -> HttpResponse:
    """The scene on the board and the part of the shot page fetch themselves; a toast offers Undo."""
    tell(request, sentence, **change.undo)
    if not request.headers.get("HX-Request"):
        return redirect(f"{shot.get_absolute_url()}#drawing")
    answer = HttpResponse(status=204)
    toast(request, answer)
    told = json.loads(answer["HX-Trigger"])
    answer["HX-Trigger"] = json.dumps(told | {f"scene-{shot.scene_id}": {}, "drawn": {}})
    return answer


@require_POST
def removed(request: HttpRequest, pk: int) -> HttpResponse:
    """The shot has no drawing any more; Undo brings it back."""
    shot = find_shot(request, pk, "editable_by")
    form = SeenForm(request.POST)
    if not form.is_valid():
        return refuse(request, shot, form.sentence)
    with kept(request, shot, _("Drawing of {shot} removed")) as change:
        is_gone = shot.write_if({"drawing": form.cleaned_data["was"]}, drawing=None)
    if not is_gone:
        return refuse(request, shot, changed(shot), status=409)
    return done(request, shot, change.sentence, change)


@require_POST
def still(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawing becomes a still of the film, to open or end on; the same one again is the same still."""
    shot = find_shot(request, pk, "editable_by")
    drawing = drawing_of(shot)
    words = _("Drawing of {shot}.").format(shot=shot)
    name = _("{shot} drawing").format(shot=shot)
    look, is_new = Asset.objects.add_frame(
        shot.project, name, drawing.picture, request.user, words=words, sandbox=drawing.sandbox
    )
    said = _("{still} is saved.") if is_new else _("{still} was saved before.")
    return say(request, f"{shot.get_absolute_url()}#drawing", look.asset, said.format(still=look.asset))


@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """The pad to draw on: over a `take` at its `frame`, a `version`, a `drawing`, or with `blank` over nothing."""
    shot = find_shot(request, pk, "editable_by")
    form = GroundForm(shot.project, request.GET)
    if not form.is_valid():
        return refuse(request, shot, form.sentence)
    asked = any(request.GET.get(name) for name in ("take", "version", "drawing", "blank"))
    return pad(request, shot, form.ground if asked else None)


def pad(
    request: HttpRequest, shot: Shot, ground: Ground | None = None, trouble: str = "", status: int = 200
) -> HttpResponse:
    member = shot.project.member_for(request.user)
    context = {"shot": shot, "project": shot.project, "member": member, "room": "board"}
    context |= {"pad": Pad(shot, ground, trouble)}
    return page(request, "rooms/shot_draw.html", context, parts=("draw",), status=status)


def seen(request: HttpRequest, pk: int) -> Drawing:
    """Without its strokes, which may be long: they are read by who asks for them."""
    drawing: Drawing = find(Drawing.objects.select_related(*FILES).defer("strokes"), request.user, pk)
    return drawing


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve(request, seen(request, pk).picture)


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve_small(request, seen(request, pk).picture)


@require_safe
def ground(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is drawn over when this drawing is gone on with."""
    under: File | None = seen(request, pk).under
    if under is None:
        raise Http404(_("It was drawn on a blank page."))
    return serve(request, under)
