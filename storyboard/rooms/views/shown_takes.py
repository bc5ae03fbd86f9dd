"""What is done on the board to the takes that its panels show."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from storyboard.continuity.touching import said_of_unpicking
from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project
from storyboard.rooms.shown_forms import ShownAgainForm, ShownRatingForm
from storyboard.rooms.views.queue import tell_of
from storyboard.rooms.views.ratings import said_of, told
from storyboard.rooms.views.selection import answer, done
from storyboard.takes.carrying import carried
from storyboard.takes.composition import CannotSend, send_again
from storyboard.takes.forms import COSTS_MORE
from storyboard.takes.marks import outdated_now, would_be_marked, would_be_outdated
from storyboard.takes.models import Pick, Status, Take
from storyboard.takes.views.answering import must_spend, say_no
from storyboard.takes.views.take import NOT_GENERATED
from storyboard.web import tell, toast

TAKEN_BACK = gettext_lazy("What this press asked for was taken back. Choose the shot anew to press again.")
ASKED = "ask-pick"  # a pick takes the place of the word that asked about it
MOST_ON_A_BUTTON = 20  # takes that a word's button names, whose answer is a header
OF_ONE = {
    ("circled", True): gettext_lazy("{take} circled"),
    ("circled", False): gettext_lazy("{take} not circled any more"),
    ("ng", True): gettext_lazy("{take} put aside"),
    ("ng", False): gettext_lazy("{take} not NG any more"),
}


@require_POST
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them get the mark, or lose it, in one change; a pick says what it puts out of date."""
    may = "picked_by" if request.POST.get("mark") == "pick" else "rated_by"
    project: Project = find(Project.objects.all(), request.user, pk, may)
    form = ShownRatingForm(project, request.POST)
    if not form.is_valid():
        return say_no(next(iter(form.errors.values()))[0])
    takes, mark, on = form.cleaned_data["shown"], form.cleaned_data["mark"], form.cleaned_data["on"]
    rows = Take.objects.filter(pk__in=[take.pk for take in takes])
    picks = [Pick.objects.filter(shot__in=[take.in_shot for take in takes])] if mark == "pick" else []
    place = takes[0].in_shot.on_the_board
    try:
        with Change.objects.keep(project, request.user, rows, *picks, place=place, may=may) as change:
            words = pick(request, form, change) if picks else rate(project, takes, change, mark, on)
    except NotKnown as consequences:
        return ask(request, form, str(consequences))
    about = ASKED if picks else ""
    return done(request, [take.in_shot for take in takes], words or change.sentence, change, about=about)


def rate(project: Project, takes: list[Take], change: Change, mark: str, on: bool) -> str:
    changed = Take.rate(project, takes, mark, on=on)
    of_one = OF_ONE.get((mark, on)) if len(takes) == 1 else None
    change.said = str(of_one).format(take=takes[0]) if of_one else said_of(changed, mark, on=on)
    return told(changed, len({take.pk for take in takes}), change)


class NotKnown(Exception):
    """What a pick would do, which was not said yet: nothing is written."""


def ask(request: HttpRequest, form: ShownRatingForm, consequences: str) -> HttpResponse:
    """The sentence with a button that picks all the same; the page keeps what was asked, for the next press of P.

    `knows` stands for the words that were read: where they would be others by then, it is asked anew.
    """
    takes, on = form.cleaned_data["shown"], form.cleaned_data["on"]
    again = _("Press P once more, or the button, to pick it.") if on else _("Press P once more to let it go.")
    asked = {"on": int(on), "knows": seal_of(consequences)}
    button: dict[str, Any] = {}
    if len(takes) <= MOST_ON_A_BUTTON:
        button = {"undo": request.path, "words": _("Pick") if on else _("Let it go")}
        button |= asked | {"mark": "pick", "shown": form.data["shown"]}
    tell(request, f"{consequences} {again}", about=ASKED, **button)
    answer = HttpResponse(status=204)
    toast(request, answer)
    answer["HX-Trigger"] = json.dumps(json.loads(answer["HX-Trigger"]) | {"pick-asked": asked})
    return answer


def seal_of(consequences: str) -> str:
    """What a press says of the words that it has read."""
    return hashlib.sha256(consequences.encode()).hexdigest()[:16]


def pick(request: HttpRequest, form: ShownRatingForm, change: Change) -> str:
    """Once what it does has been read: somebody may have changed the film since."""
    project, takes, on = form.project, form.cleaned_data["shown"], form.cleaned_data["on"]
    project.refresh_from_db(fields=["version"])
    rows = Pick.objects.filter(shot__in=[take.in_shot for take in takes])
    former = {row.shot_id: row for row in rows.select_related("take__parent", "take__shot__scene")}
    points = {take.in_shot.pk: carried(former.get(take.in_shot.pk), take) if on else () for take in takes}
    instead = {take.in_shot.pk: as_picked(take, *points[take.in_shot.pk]) if on else None for take in takes}
    new = would_be_marked(project, instead)
    waits = "" if on else said_of_unpicking(*(take.in_shot for take in takes), besides=new)
    priced = project.member_for(request.user).plans
    said = " ".join(filter(None, [would_be_outdated(list(new.values()), priced=priced), waits]))
    if said and form.cleaned_data["knows"] != seal_of(said):
        raise NotKnown(said)
    for take in takes:
        take.pick(on, request.user, *points[take.in_shot.pk])
    change.said = said_of_picking(takes, on)
    outdated = outdated_now({pk: mark.name for pk, mark in new.items()})
    return " ".join(filter(None, [change.sentence, outdated, waits]))


def as_picked(take: Take, start: int | None, end: int | None) -> Pick:
    start, end = take.points(start, end)
    return Pick(shot=take.in_shot, take=take, start=start, end=end)


def said_of_picking(takes: list[Take], on: bool) -> str:
    if len(takes) == 1:
        return (_("{take} picked") if on else _("{take} not picked any more")).format(take=takes[0])
    n = len(takes)
    said = ngettext("{n} take picked", "{n} takes picked", n)
    back = ngettext("{n} take not picked any more", "{n} takes not picked any more", n)
    return (said if on else back).format(n=n)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same recipe with a new seed, which rests and can be undone; the button that asked said its price."""
    project: Project = find(Project.objects.all(), request.user, pk, "editable_by")
    form = ShownAgainForm(project, request.POST)
    if not form.is_valid():
        return say_no(next(iter(form.errors.values()))[0])
    take = form.cleaned_data["shown"][0]
    if not take.generation:
        return say_no(NOT_GENERATED)
    if form.costs_more(take.generation):
        return say_no(COSTS_MORE)
    if not take.generation.is_sandbox:
        must_spend(project.member_for(request.user))
    try:
        row = send_again(take.generation, request.user, form.cleaned_data["click"], new_seed=True)
    except CannotSend as trouble:
        return say_no(str(trouble))
    if row.status == Status.CANCELED:
        return say_no(TAKEN_BACK)
    said = _("{take} once more, with a new seed: it is sent in a moment.").format(take=take)
    tell_of(request, [row], said, take.shot.on_the_board)
    return answer(request, [take.shot])
