"""Shots as a whole: added, moved, put on hold, left out, deleted and brought back."""

from contextlib import AbstractContextManager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.continuity.touching import said_of_leaving, said_of_moving
from storyboard.projects.finding import find
from storyboard.projects.forms import ActionForm, NewShotForm, ShotPlaceForm
from storyboard.projects.models import Change, Scene, Shot
from storyboard.rooms.views.board import answer_menu, context_of, from_menu, scene_address
from storyboard.rooms.views.scenes import switched
from storyboard.takes.views.answering import say_no
from storyboard.web import page, tell

WITH_PROJECT = "scene__project"
# What a shot has from its beginning, before anybody writes on it.
FROM_THE_START = {"id", "uid", "scene", "code", "position", "made_at"}


@require_POST
def shots(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty shot at the end of the scene, or after another one; its action is open for writing.

    With `open` it stands on a page of its own, where its prompt is.
    """
    scene = find(Scene.objects.select_related("project"), request.user, pk, may="editable_by")
    form = NewShotForm(request.POST)
    after = form.cleaned_data["after"] if form.is_valid() else None
    with Change.objects.keep(scene.project, request.user, Shot.objects.filter(scene=scene)) as change:
        shot = add(scene, after)
        change.made(shot)
        change.said, change.place = _("{shot} added").format(shot=shot), shot.on_the_board
    if "open" in request.POST:
        tell(request, _("{shot} is new.").format(shot=shot), **change.undo)
        return redirect(f"{shot.get_absolute_url()}#id_prompt")
    return redirect(scene_address(pk, new=shot.pk))


@require_POST
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """An empty shot after this one, on a page of its own."""
    shot = find(Shot.objects.alive().select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    new, change = one_more(request, shot)
    tell(request, _("{shot} is new.").format(shot=new), **change.undo)
    return redirect(f"{new.get_absolute_url()}#id_prompt")


def add(scene: Scene, after: int | None) -> Shot:
    if after is None:
        return Shot.objects.add(scene)
    if after == 0:
        shot = Shot.objects.add(scene)
        shot.move(scene)
        return shot
    return Shot.objects.add(scene, after=get_object_or_404(scene.shots.alive(), pk=after))


@require_POST
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """What is seen, written on the board; with `next` words go on to a next shot, and none leave no trace of it."""
    shot = find(Shot.objects.select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    form = ActionForm(request.POST, instance=shot)
    if not form.is_valid():
        return say_no(" ".join(form.errors["action"]))
    goes_on = bool(request.POST.get("next"))
    if goes_on and not form.cleaned_data["action"]:
        return give_up(shot)
    with kept(request, shot, _("Action of {shot}")) as change:
        change.typed = True
        written = write_action(shot, form.cleaned_data["action"], request.POST.get("was"))
    if not written:
        return somebody_was_first(shot)
    new = one_more(request, shot)[0].pk if goes_on else 0
    return redirect(scene_address(shot.scene_id, new=new))


def one_more(request: HttpRequest, shot: Shot) -> tuple[Shot, Change]:
    beside = Shot.objects.filter(scene=shot.scene_id)
    with Change.objects.keep(shot.project, request.user, beside) as change:
        new: Shot = Shot.objects.add(shot.scene, after=shot)
        change.made(new)
        change.said, change.place = _("{shot} added").format(shot=new), new.on_the_board
    return new, change


def kept(request: HttpRequest, shot: Shot, said: str, *rows: Any) -> AbstractContextManager[Change]:
    """A change of the shot, or of these rows, that can be taken back; `said` names it as `{shot}`."""
    watched = rows or (shot,)
    return Change.objects.keep(
        shot.project, request.user, *watched, said=said.format(shot=shot), place=shot.on_the_board
    )


def write_action(shot: Shot, action: str, was: str | None) -> bool:
    """False when its writer started from something else than what stands there now."""
    if was is not None:
        return shot.write_if({"action": was}, action=action) or now_there(shot) == action
    shot.write(action=action)
    return True


def now_there(shot: Shot) -> str:
    return str(Shot.objects.values_list("action", flat=True).get(pk=shot.pk))


def somebody_was_first(shot: Shot) -> HttpResponse:
    """409 with what they wrote; what was typed here stays in its field."""
    theirs = Truncator(now_there(shot)).chars(80)
    answer = say_no(
        _("Somebody wrote here meanwhile: “{theirs}” Open {shot} to bring both together.").format(
            theirs=theirs, shot=shot
        )
    )
    answer.status_code, answer["Content-Type"] = 409, "text/plain; charset=utf-8"
    return answer


def give_up(shot: Shot) -> HttpResponse:
    """A new shot that nobody wrote anything on goes again."""
    if is_untouched(shot):
        Change.objects.forget(shot)
        shot.remove()
    return redirect(scene_address(shot.scene_id))


def is_untouched(shot: Shot) -> bool:
    """As `add` made it, and followed by no other shot."""
    fields = [field for field in Shot._meta.concrete_fields if field.name not in FROM_THE_START]
    as_made = all(getattr(shot, field.attname) == field.get_default() for field in fields)
    return as_made and not (is_used(shot) or shot.links.exists() or shot.followers.exists())


@require_http_methods(["GET", "POST"])
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """*Move to…* and what else is done to a whole shot."""
    shot = find(Shot.objects.select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    form = ShotPlaceForm(shot, request.POST or None)
    if form.is_valid():
        name, left = str(shot), shot.scene_id
        change = move(request, shot, *form.chosen)
        tell(request, moved(name, shot), **change.undo)
        return done(request, shot, left=left)
    form.initial["place"] = place_of(shot)
    context = context_of(request, shot.project) | {"shot": shot, "form": form, "is_used": is_used(shot)}
    status = 422 if form.is_bound else 200
    return page(request, "rooms/shot_tools.html", context, parts=("tools",), status=status)


def move(request: HttpRequest, shot: Shot, scene: Scene, after: Shot | None) -> Change:
    both = Shot.objects.filter(scene__in=(shot.scene_id, scene.pk))
    with kept(request, shot, _("{shot} moved"), both) as change:
        shot.move(scene, after)
        change.place = shot.on_the_board
    return change


def done(request: HttpRequest, shot: Shot, *, left: int = 0) -> HttpResponse:
    """Back to the scene; over the board with focus on the shot's menu again, or when it is gone on the next one's."""
    if not from_menu(request):
        return redirect("scene", shot.scene_id)
    near = shot if Shot.objects.alive().filter(pk=shot.pk).exists() else next_to(shot)
    focus = f"#shot-{near.pk}-menu" if near else f"#panels-{shot.scene_id} .panel-add"
    also = {"left": left, "gone": f"#panel-{shot.pk}"} if left not in (0, shot.scene_id) else {}
    return answer_menu(request, shot.scene, focus=focus, shot=near.pk if near else 0, **also)


def next_to(shot: Shot) -> Shot | None:
    """The shot after it in its scene, or the last one."""
    rows = Shot.objects.alive().filter(scene=shot.scene_id)
    return rows.filter(position__gt=shot.position).first() or rows.last()


def place_of(shot: Shot) -> str:
    """`3.17`: its scene and the shot before it, where Undo puts it again."""
    rows = list(Shot.objects.alive().filter(scene=shot.scene_id).values_list("pk", flat=True))
    place = rows.index(shot.pk) if shot.pk in rows else 0
    return f"{shot.scene_id}.{rows[place - 1] if place else 0}"


def moved(name: str, shot: Shot) -> str:
    now = _("{name} moved.") if str(shot) == name else _("{name} moved: it is {shot} now.")
    now = now.format(name=name, shot=shot)
    return f"{now} {said_of_moving(shot)}".strip()


def left_out(shot: Shot, how: str, on: bool) -> str:
    """Gone, with what hangs on it; or back."""
    said = (how if on else _("{shot} is back.")).format(shot=shot)
    return f"{said} {said_of_leaving(shot)}".strip() if on else said


@require_POST
def held(request: HttpRequest, pk: int) -> HttpResponse:
    shot = find(Shot.objects.select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    on = switched(request)
    said = _("{shot} is on hold") if on else _("{shot} is off hold")
    with kept(request, shot, said) as change:
        shot.write(on_hold=on)
    tell(request, change.sentence, **change.undo)
    return done(request, shot)


@require_POST
def omitted(request: HttpRequest, pk: int) -> HttpResponse:
    shot = find(Shot.objects.select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    on = switched(request)
    with kept(request, shot, _("{shot} omitted") if on else _("{shot} is back")) as change:
        shot.omit(on)
    tell(request, left_out(shot, _("{shot} omitted."), on), **change.undo)
    return done(request, shot)


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """Deleted, or brought back; what has takes or generations can only be omitted."""
    shot = find(Shot.objects.select_related(WITH_PROJECT), request.user, pk, may="editable_by")
    on = switched(request)
    with kept(request, shot, _("{shot} deleted") if on else _("{shot} is back")) as change:
        stays = on and is_used(shot)
        if not stays:
            shot.remove(on)
    if stays:
        messages.error(
            request, _("{shot} has takes or generations: it can only be omitted.").format(shot=shot)
        )
        return done(request, shot)
    tell(request, left_out(shot, _("{shot} deleted."), on), **change.undo)
    return done(request, shot)


def is_used(shot: Shot) -> bool:
    return shot.takes.exists() or shot.generations.exists()
