"""A take's page, and what a hand does with a take."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from storyboard.continuity.touching import said_of_unpicking
from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Change, Shot
from storyboard.takes.carrying import Points, carried, kept_in_words
from storyboard.takes.composition import CannotSend, send_again
from storyboard.takes.forms import COSTS_MORE, AdoptForm, AgainForm, KeptForm, PickForm, PointsForm
from storyboard.takes.marks import Consequences, Marks, newly_outdated, outdated_now
from storyboard.takes.models import Pick, Take, Watched
from storyboard.takes.recipes import Recipe
from storyboard.takes.using import Using
from storyboard.takes.views.answering import must_spend, say_no, target_of, way_back
from storyboard.web import page, part_asked_for, tell

WHOLE = ("shot__scene__project", "shot__pick", "generation__made_by", "uploaded_by", "parent__shot__scene")
FILES = ("original", "conformed", "poster", "strip")
PLAIN = "text/plain; charset=utf-8"
IS_HERE = gettext_lazy("Its clip is here already: upload this one to the shot as a take of its own.")
CHANGED_SINCE = gettext_lazy(
    "The shot has changed since you looked: see why it is out of date now, and say it again."
)
NO_RECIPE = gettext_lazy("An uploaded take has no recipe that could be used.")
NOT_GENERATED = gettext_lazy("An uploaded take has no recipe that could be sent again.")


def find_take(request: HttpRequest, pk: int, may: str = "") -> Take:
    found: Take = find(Take.objects.select_related(*WHOLE, *FILES), request.user, pk, may)
    return found


def show(request: HttpRequest, take: Take, status: int = 200, **more: Any) -> HttpResponse:
    member = take.project.member_for(request.user)
    context = {"take": take, "shot": take.shot, "project": take.project, "member": member, "room": "gallery"}
    context |= {"recipe": Recipe.of(take), "click": uuid.uuid4(), "named_by_shot": True}
    if not part_asked_for(request, ("take",)):
        context |= dict(zip(("before", "after"), take.shot.neighbours, strict=True))
    context |= {"marks": Marks.near(take.project), "new": {take.pk} - Watched.among([take], request.user)}
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
    on = form.cleaned_data["on"]
    if not on and (why := why_it_stays(found)):
        return refuse(request, found, why)
    with kept_as(request, found, _("{take} circled") if on else _("{take} not circled any more")):
        found.circle(on)
    return rated(request, found)


@require_POST
def ng(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_take(request, pk, "rated_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return show(request, found, 422, trouble=form.errors["on"][0])
    on = form.cleaned_data["on"]
    if on and (why := why_it_stays(found)):
        return refuse(request, found, why)
    with kept_as(request, found, _("{take} put aside") if on else _("{take} not NG any more")):
        found.put_aside(on)
    return rated(request, found)


def why_it_stays(take: Take) -> str:
    """The sentence where the cut comes back to it for another shot, whose page alone lets go of it; "" elsewhere."""
    rows = Pick.objects.filter(take=take, shot__deleted_at=None).exclude(shot=take.shot_id)
    pick = rows.select_related("shot__scene").first()
    said = _("{take} stands in the cut for {shot}: it stays circled and cannot be put aside.")
    return said.format(take=take, shot=pick.shot) if pick else ""


def kept_as(
    request: HttpRequest, take: Take, said: str, *rows: Any, may: str = "rated_by"
) -> AbstractContextManager[Change]:
    """A change of the take, and of these rows, that can be taken back, where its hand stood."""
    here, _mark, part = str(way_back(request, take.get_absolute_url())).partition("#")
    said, place = said.format(take=take), f"{here}#{part or f'take-{take.pk}'}"
    return Change.objects.keep(take.project, request.user, take, *rows, said=said, place=place, may=may)


@require_POST
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the cut with the points that are named, else with those of the former pick that make sense on it."""
    found = find_take(request, pk, "picked_by")
    form = PickForm(found, request.POST)
    if not form.is_valid():
        return show(request, found, 422, trouble=next(iter(form.errors.values()))[0])
    on, before, former = form.cleaned_data["on"], Marks(found.project).judge(), former_pick(found)
    points = Points(**form.points) if form.names_points else carried(former, found)
    words = _("{take} picked") if on else _("{take} not picked any more")
    with kept_as(request, found, words, Pick.objects.filter(shot=found.in_shot), may="picked_by") as change:
        found.pick(on, request.user, *points)
    carries = on and former and former.take != found and not form.names_points
    said = [kept_in_words(former, points)] if carries else []
    said += said_of_outdated(found, before, leaves=not on and bool(former and former.take == found))
    if sentence := " ".join(filter(None, said)):
        tell(request, sentence, back=way_back(request, found.get_absolute_url()), **change.undo)
    return rated(request, found)


def former_pick(take: Take) -> Pick | None:
    rows = Pick.objects.filter(shot=take.in_shot).select_related("take__parent", "take__shot__scene")
    pick: Pick | None = rows.first()
    return pick


def rated(request: HttpRequest, take: Take) -> HttpResponse:
    """A tile that asked for itself gets itself; everything else goes back to where the form stood."""
    return redirect(take if part_asked_for(request, ("take",)) else way_back(request, take))


def said_of_outdated(take: Take, before: Marks, *, leaves: bool) -> list[str]:
    """What the change of a pick has put out of date, and what else waits now."""
    new = newly_outdated(take.project, before)
    waits = said_of_unpicking(take.in_shot, besides=new) if leaves else ""
    return [outdated_now(new), waits]


def written_points(pick: Pick) -> dict[str, Any]:
    """As a form says them: empty where a point stands by itself."""
    return {
        name: "" if point is None else point for name, point in (("start", pick.start), ("end", pick.end))
    }


@require_safe
def consequences(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be out of date if this take were the pick, from in to out: said before it takes effect."""
    found = find_take(request, pk)
    form = PointsForm(found, request.GET)
    if not form.is_valid():
        return HttpResponse(next(iter(form.errors.values()))[0], status=422, content_type=PLAIN)
    points = Points(**form.points) if form.names_points else carried(former_pick(found), found)
    context = {"would": Consequences(found, points), "take": found}
    context["member"] = found.project.member_for(request.user)
    return page(request, "takes/consequences.html", context)


@require_POST
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of date and good as it is, for what the reader saw it judged by."""
    found = find_take(request, pk, "editable_by")
    form = KeptForm(request.POST)
    if not form.is_valid():
        return refuse(request, found, next(iter(form.errors.values()))[0])
    on, meant = form.cleaned_data["on"], form.cleaned_data["meaning"]
    if on and (why := why_not_kept(found, meant)):
        return refuse(request, found, why, "outdated")
    words = _("{take} is kept as it is") if on else _("{take} is not kept as it is any more")
    with kept_as(request, found, words, may="editable_by") as change:
        found.keep_as_it_is(meant if on else "")
    if on:
        tell(request, change.sentence, back=way_back(request, found.get_absolute_url()), **change.undo)
    return redirect(way_back(request, found))


def why_not_kept(take: Take, meant: str) -> str:
    """The sentence where what was judged has moved since; "" when it stands."""
    mark = Marks(take.project).judge().by_shot.get(take.shot_id)
    if meant and take.kept_for == meant:
        return ""
    if not mark or mark.take != take.pk:
        return _("This take is not out of date any more.")
    return "" if mark.meaning == meant else CHANGED_SINCE


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same recipe with a new seed."""
    found = find_take(request, pk, "editable_by")
    form = AgainForm(request.POST)
    if not found.generation:
        return refuse(request, found, NOT_GENERATED)
    if not form.is_valid():
        return refuse(request, found, next(iter(form.errors.values()))[0])
    if form.costs_more(found.generation):
        return refuse(request, found, COSTS_MORE)
    if not found.generation.is_sandbox:
        must_spend(found.project.member_for(request.user))
    try:
        send_again(found.generation, request.user, form.cleaned_data["click"], new_seed=True)
    except CannotSend as trouble:
        return refuse(request, found, str(trouble))
    return redirect(way_back(request, found.shot))


@require_POST
def used(request: HttpRequest, pk: int) -> HttpResponse:
    """The shot's composer holds what this take was made with; nothing is sent, and it can be taken back."""
    found = find_take(request, pk, "editable_by")
    if not found.generation:
        return refuse(request, found, str(NO_RECIPE))
    shot, said = found.shot, _("{shot} filled from take {n}").format(shot=found.shot, n=found.number)
    watched = (Shot.objects.filter(pk=shot.pk), shot.links.all(), shot.references.all())
    with Change.objects.keep(
        found.project, request.user, *watched, said=said, place=place_of(found)
    ) as change:
        left = Using(found).fill()
    told = _("The composer holds the recipe of take {n}; nothing was sent.").format(n=found.number)
    tell(request, " ".join([told, *left]), **change.undo)
    return redirect(f"{place_of(found)}&filled=1")


def place_of(take: Take) -> str:
    return f"{take.shot.get_absolute_url()}?take={take.number}"


@require_POST
def watched(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's player has shown it: for them it is not new any more."""
    Watched.say(find_take(request, pk), request.user)
    return HttpResponse(status=204)


@require_POST
def adopted(request: HttpRequest, pk: int) -> HttpResponse:
    """The clip of a take whose link died, from elsewhere: it stays the same take, and is measured as usual."""
    found = find_take(request, pk, "editable_by")
    if found.original_id:
        return refuse(request, found, IS_HERE)
    form = AdoptForm(request.POST, request.FILES, free=found.sandbox)
    if not form.is_valid():
        return show_trouble(request, found, form)
    if not found.bring(form.keep(), by=request.user):
        return refuse(request, found, IS_HERE)
    tell(request, _("The file is {found} now.").format(found=found))
    return redirect(way_back(request, found))


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the address at once instead of later; a take that is here already is left as it is."""
    found = find_take(request, pk, "editable_by")
    found.copy_now()
    return redirect(way_back(request, found))


def show_trouble(request: HttpRequest, take: Take, form: AdoptForm) -> HttpResponse:
    """The sentence where the file was given; for htmx in place, the page around it stays as it is."""
    if not request.headers.get("HX-Request"):
        return show(request, take, 422, adopt_form=form)
    member = take.project.member_for(request.user)
    context = {"take": take, "member": member, "adopt_form": form}
    context |= {"back": way_back(request, ""), "target": target_of(request)}
    answer = render(request, "takes/take_copy.html", context, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#copy-{take.pk}", "outerMorph"
    return answer


def refuse(request: HttpRequest, take: Take, sentence: str, *events: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence, *events)
    return show(request, take, 422, trouble=sentence)
