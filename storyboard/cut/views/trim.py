"""Moving the in and out point of a shot's pick."""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from storyboard.continuity.models import End
from storyboard.continuity.touching import said_of_trimming
from storyboard.cut.forms import TrimForm
from storyboard.cut.trims import trim as move
from storyboard.projects.finding import find
from storyboard.projects.lengths import length_in_words, timecode
from storyboard.projects.models import Change, Shot
from storyboard.takes.marks import Consequences, Marks, newly_outdated, outdated_now
from storyboard.takes.models import Pick
from storyboard.takes.views.answering import say_no, target_of, way_back
from storyboard.takes.views.take import find_take, show, written_points
from storyboard.web import tell

NO_PICK = gettext_lazy("{shot} has no pick: pick a take, then trim it.")
MOVED = gettext_lazy(
    "{who} has changed the pick of {shot} meanwhile: here is how it stands now. Nothing was trimmed."
)


@require_POST
def trim(request: HttpRequest, pk: int) -> HttpResponse:
    """In and out of the pick, from the points that the page showed; an empty one stands where it does by itself."""
    shot: Shot = find(Shot.objects.alive().select_related("scene__project"), request.user, pk, "picked_by")
    pick = Pick.objects.filter(shot=shot).select_related("take__parent", "take__shot__scene", "by").first()
    if pick is None:
        return say_no(NO_PICK.format(shot=shot))
    form = TrimForm(pick, request.POST)
    if not form.is_valid() and pick.take.frames is None:
        return say_no(next(iter(form.errors.values()))[0])
    if not form.is_valid():
        return answer(request, pick, 422, trim_form=form)
    if form.cleaned_data["ask"] and (would := asked_about(form)).outdated:
        return answer(request, pick, trim_form=form, would=would)
    return trimmed(request, form, pick)


def asked_about(form: TrimForm) -> Consequences:
    form.take.stands_in = form.pick.shot
    return Consequences(form.take, tuple(form.points.values()))


def trimmed(request: HttpRequest, form: TrimForm, pick: Pick) -> HttpResponse:
    before, seen = Marks(pick.shot.project).judge(), form.seen
    was, frames = written_points(seen), (seen.first_frame, seen.last_frame)
    with kept(request, pick.shot, form.cleaned_data["along"] or 0) as change:
        moved = move(seen, **form.points, by=request.user)
    if not moved:
        sentence = MOVED.format(who=pick.by or _("Somebody"), shot=pick.shot)
        return answer(request, pick, 409, trouble=sentence)
    if written_points(seen) != was:
        new = newly_outdated(pick.shot.project, before)
        said = [said_of(seen), outdated_now(new), said_of_links(seen, frames, besides=new)]
        back, about = way_back(request, pick.shot.get_absolute_url()), f"trim-{pick.shot_id}"
        tell(request, " ".join(filter(None, said)), about=about, back=back, **change.undo)
    return redirect(way_back(request, pick.shot))


def kept(request: HttpRequest, shot: Shot, along: int) -> AbstractContextManager[Change]:
    """The points of its pick as they are moved: taken back where they were, with what they go `along`."""
    place, _mark, part = str(way_back(request, shot.get_absolute_url())).partition("#")
    picks, said = Pick.objects.filter(shot=shot), _("{shot} trimmed").format(shot=shot)
    here = f"{place}#{part or 'trim'}"
    return Change.objects.keep(
        shot.project, request.user, picks, said=said, place=here, may="picked_by", one_with=along
    )


def said_of_links(pick: Pick, was: tuple[int, int | None], besides: Collection[int]) -> str:
    """The links to a frame that moved, also of shots that have nothing yet to be out of date."""
    now = zip((End.OPENING, End.CLOSING), was, (pick.first_frame, pick.last_frame), strict=True)
    return said_of_trimming(pick.shot, [end for end, old, new in now if old != new], besides)


def said_of(pick: Pick) -> str:
    """`1-010 runs 2 s now, in 00:00:00:12, out 00:00:02:11.`"""
    if not pick.is_trimmed:
        return _("{shot} runs untrimmed now.").format(shot=pick.shot)
    frames, last = pick.shown_frames or 0, pick.last_frame or 0
    return _("{shot} runs {length} now, in {start}, out {end}.").format(
        shot=pick.shot,
        length=length_in_words(frames),
        start=timecode(pick.first_frame),
        end=timecode(last),
    )


def answer(request: HttpRequest, pick: Pick, status: int = 200, **more: Any) -> HttpResponse:
    """The points in their place, with what was wrong or what is asked; without htmx on the take's page."""
    take = find_take(request, pick.take_id)
    take.stands_in = pick.shot if pick.shot_id != take.shot_id else None
    if not request.headers.get("HX-Request"):
        return show(request, take, status, **more)
    context = {"take": take, "member": take.project.member_for(request.user)}
    context |= {"back": way_back(request, ""), "target": target_of(request)}
    told = render(request, "takes/trim.html", context | more, status=status)
    told["HX-Retarget"], told["HX-Reswap"] = "#trim", "outerMorph"
    if trouble := more.get("trouble"):
        told["HX-Trigger"] = json.dumps({"toast": {"text": trouble, "level": "error"}})
    return told
