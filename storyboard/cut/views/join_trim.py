"""A trim at a join: what it would put out of date, and the trim itself."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from storyboard.continuity.models import End
from storyboard.continuity.touching import said_of_trimming
from storyboard.cut.join_trim import CHANGED_SINCE, JoinConsequences, JoinTrim
from storyboard.cut.joins import Join, Joins
from storyboard.cut.views.joins import PARTS, context_of
from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project, Shot
from storyboard.takes.marks import Marks, newly_outdated, outdated_now
from storyboard.takes.models import Pick
from storyboard.takes.views.answering import say_no, way_back
from storyboard.web import page, tell

NO_JOIN = gettext_lazy("There is no join to trim here: its two shots are not both picked any more.")
PLAIN = "text/plain; charset=utf-8"


def find_join(request: HttpRequest, pk: int, may: str = "") -> Join | None:
    """The join that leads into this shot, where both clips are here and measured."""
    shot = find(Shot.objects.select_related("scene__project"), request.user, pk, may)
    join = Joins(shot.project).into(shot)
    return join if join and join.points else None


@require_safe
def consequences(request: HttpRequest, pk: int) -> HttpResponse:
    """Said beside the button before it is pressed."""
    join = find_join(request, pk)
    trim = JoinTrim(join, request.GET) if join else None
    if not trim or trim.trouble:
        return HttpResponse(trim.trouble if trim else NO_JOIN, status=422, content_type=PLAIN)
    member = join.first.project.member_for(request.user)
    return page(request, "cut/consequences.html", {"would": JoinConsequences(trim), "member": member})


@require_POST
def join_trim(request: HttpRequest, pk: int) -> HttpResponse:
    join = find_join(request, pk, "picked_by")
    if not join:
        return say_no(NO_JOIN)
    trim, project = JoinTrim(join, request.POST), join.first.project
    before = Marks(project).judge()
    if trim.trouble:
        return refuse(request, join, trim.trouble)
    here = f"{reverse('joins', args=[project.pk])}?scene={join.scene}#join-{pk}"
    picks = Pick.objects.filter(shot__in=(join.first.pk, join.second.pk))
    said = _("Join of {} and {} trimmed").format(join.first, join.second)
    with Change.objects.keep(project, request.user, picks, said=said, place=here, may="picked_by") as change:
        applied = trim.apply(request.user)
    if not applied:
        return refuse(request, join, CHANGED_SINCE, 409)
    back = way_back(request, here)
    new = newly_outdated(project, before)
    said = " ".join(filter(None, [trim.words, outdated_now(new), *said_of_links(trim, new)]))
    tell(request, said, back=back, **change.undo)
    return redirect(back)


def said_of_links(trim: JoinTrim, besides: Collection[int]) -> list[str]:
    """The links to a frame that moved, also of shots that nothing is made of yet."""
    join = trim.join
    sides = (
        (join.first, End.CLOSING, join.before.last_frame != trim.before.last_frame),
        (join.second, End.OPENING, join.after.first_frame != trim.after.first_frame),
    )
    return [said_of_trimming(shot, [end], besides) for shot, end, moved in sides if moved]


def refuse(request: HttpRequest, join: Join, trouble: str, status: int = 422) -> HttpResponse:
    """The sentence stands at the join, which is shown as it is now."""
    context = context_of(request, Project.objects.get(pk=join.first.project.pk), first=join.scene)
    each = context["joins"].scene(join.scene)
    each.shown = max(each.shown, len(each.rows))
    context |= {"each": each, "trouble": trouble, "trouble_at": join.second.pk}
    return page(request, "cut/joins.html", context, parts=PARTS, status=status)
