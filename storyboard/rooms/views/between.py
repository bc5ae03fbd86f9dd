"""How a shot begins from the one before it: a menu over the board, or a page of its own."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from storyboard.continuity.models import Circle, Link
from storyboard.media import BadClip
from storyboard.projects.models import Change, Shot
from storyboard.rooms.beginnings import Choices
from storyboard.rooms.between import Between
from storyboard.rooms.between_forms import BetweenForm
from storyboard.rooms.views.board import answer_menu, context_of, from_menu
from storyboard.rooms.views.shot import find_shot
from storyboard.takes.marks import Marks, newly_outdated, outdated_now
from storyboard.takes.views.stills import NOT_HERE
from storyboard.web import in_words, page, tell


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
    marks = Marks(found.project).judge()
    try:
        still = form.keep_still(request.user)
        with kept(request, found) as change:
            if new := found.begin(form.how, still):
                change.made(new)
                change.said = _("{shot} is new").format(shot=new)
        form.new = new
    except Circle as trouble:
        form.add_error("choice", trouble)
    except BadClip as trouble:
        form.add_error("still", in_words(trouble))
    except FileNotFoundError:
        form.add_error("still", NOT_HERE)
    if form.errors:
        return False
    told(request, found, marks, form.new, change)
    return True


def kept(request: HttpRequest, found: Between) -> AbstractContextManager[Change]:
    """Both ends can be taken back."""
    assert found.before
    links = Link.objects.filter(shot__in=(found.before, found.shot))
    beside = Shot.objects.filter(scene=found.before.scene_id)
    said = _("How {shot} begins").format(shot=found.shot)
    return Change.objects.keep(
        found.project, request.user, links, beside, said=said, place=found.shot.on_the_board
    )


def told(request: HttpRequest, found: Between, marks: Marks, new: Shot | None, change: Change) -> None:
    """How it begins now and what that put out of date, with the way back."""
    bridges = _("{new} is new between {before} and {shot}.").format(
        new=new, before=found.before, shot=found.shot
    )
    said = bridges if new else f"{Between(found.shot).in_words}."
    said = f"{said} {outdated_now(newly_outdated(found.project, marks))}".strip()
    tell(request, said, **change.undo)


def done(request: HttpRequest, shot: Shot, before: Shot | None, new: Shot | None = None) -> HttpResponse:
    """Back to the board, where the shot, or the new one, has focus; without it to the page that was chosen on."""
    if not from_menu(request):
        return redirect("between", shot.pk)
    across = before and before.scene_id != shot.scene_id
    here = new or shot
    left = {"left": shot.scene_id if new else before.scene_id} if before and across else {}
    return answer_menu(request, here.scene, focus=f"#panel-{here.pk}", shot=here.pk, **left)
