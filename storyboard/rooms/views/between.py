"""How a shot begins from the one before it: a menu over the board, or a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storyboard.continuity.models import Circle, ends_between
from storyboard.media import BadClip
from storyboard.projects.models import Shot
from storyboard.rooms.beginnings import Choices
from storyboard.rooms.between import Between
from storyboard.rooms.between_forms import AsItWasForm, BetweenForm, written
from storyboard.rooms.views.board import answer_menu, context_of, from_menu
from storyboard.rooms.views.shot import find_shot
from storyboard.takes.marks import Marks, newly_outdated, outdated_now
from storyboard.takes.views.stills import NOT_HERE
from storyboard.web import page, tell


@require_http_methods(["GET", "HEAD", "POST"])
def between(request: HttpRequest, pk: int) -> HttpResponse:
    """What is chosen and what else could be; a POST chooses."""
    found = Between(find_shot(request, pk, "editable_by"))
    form = BetweenForm(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and choose(request, found, form):
        return done(request, found.shot, found.before, form.new)
    return show(request, found, form, 422 if request.method == "POST" else 200)


def show(request: HttpRequest, found: Between, form: BetweenForm, status: int) -> HttpResponse:
    context = context_of(request, found.project) | {"shot": found.shot, "between": found, "form": form}
    context["choices"] = Choices(found).rows if found.before else []
    return page(request, "rooms/between.html", context, parts=("tools",), status=status)


def choose(request: HttpRequest, found: Between, form: BetweenForm) -> bool:
    """False, with the sentence on the form, where it turned out not to be possible."""
    were, marks = found.ends, Marks(found.project).judge()
    try:
        form.new = found.begin(form.how, form.keep_still(request.user))
    except Circle as trouble:
        form.add_error("choice", trouble)
    except BadClip as trouble:
        form.add_error("still", str(trouble))
    except FileNotFoundError:
        form.add_error("still", NOT_HERE)
    if form.errors:
        return False
    told(request, found, were, marks, form.new)
    return True


def told(request: HttpRequest, found: Between, were: Any, marks: Marks, new: Shot | None) -> None:
    """How it begins now and what that put out of date, with the way back."""
    assert found.before
    now = ends_between(found.before, found.shot)
    back: dict[str, Any] = {"before": found.before.pk}
    back |= dict(zip(("closing", "opening"), map(written, were), strict=True))
    back |= dict(zip(("closing_now", "opening_now"), map(written, now), strict=True))
    if new:
        back["bridge"] = new.pk
        said = f"{new} is new between {found.before} and {found.shot}."
    else:
        said = f"{Between(found.shot).in_words}."
    undo = reverse("between_as_it_was", args=[found.shot.pk])
    said = f"{said} {outdated_now(newly_outdated(found.project, marks))}".strip()
    tell(request, said, undo=undo, **back)


def done(request: HttpRequest, shot: Shot, before: Shot | None, new: Shot | None = None) -> HttpResponse:
    """Back to the board, where the gap has focus again, or the new shot; without it to the page that was chosen on."""
    if not from_menu(request):
        return redirect("between", shot.pk)
    across = before and before.scene_id != shot.scene_id
    here = new or shot
    left = {"left": shot.scene_id if new else before.scene_id} if before and across else {}
    focus = f"#panel-{new.pk} .code" if new else f"#between-{shot.pk}"
    return answer_menu(request, here.scene, focus=focus, shot=here.pk, **left)


@require_POST
def as_it_was(request: HttpRequest, pk: int) -> HttpResponse:
    """Both ends as they were before somebody chose, if nobody has changed them since."""
    shot = find_shot(request, pk, "editable_by")
    form = AsItWasForm(shot, request.POST)
    if form.is_valid() and form.write():
        messages.success(request, f"{Between(shot).in_words or shot} again.")
    else:
        messages.error(request, " ".join(sentence for each in form.errors.values() for sentence in each))
    return done(request, shot, form.cleaned_data.get("before"))
