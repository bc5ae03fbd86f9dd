"""Who is in the film, with which role and switches, and the links that let people in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from storyboard.projects.finding import find
from storyboard.projects.forms import DayLimitForm, InvitationForm, MemberForm
from storyboard.projects.models import Invitation, Member, Project
from storyboard.web import page

LAST_OWNER = _("A film keeps at least one owner: make somebody else an owner first.")


@require_GET
def members(request: HttpRequest, pk: int) -> HttpResponse:
    project = find(Project.objects.all(), request.user, pk)
    return show(request, project)


def show(
    request: HttpRequest,
    project: Project,
    *,
    changed: MemberForm | None = None,
    daily: DayLimitForm | None = None,
    inviting: InvitationForm | None = None,
    invited_daily: DayLimitForm | None = None,
) -> HttpResponse:
    rows = list(project.members.select_related("person"))
    me = next((row for row in rows if row.person_id == request.user.pk), None)
    for row in rows:
        is_changed = changed is not None and changed.instance.pk == row.pk
        row.form = changed if is_changed else MemberForm(instance=row)
        row.daily = daily if is_changed and daily else DayLimitForm(row)
    context: dict[str, Any] = {
        "project": project,
        "room": "members",
        "member": me,
        "rows": rows,
        "inviting": inviting or InvitationForm(),
        "invited_daily": invited_daily or DayLimitForm(Invitation(project=project)),
        "invitations": invitations_of(request, project) if me and me.owns else [],
    }
    refused = any(each.errors for each in (changed, daily, inviting, invited_daily) if each)
    return page(request, "projects/members.html", context, status=422 if refused else 200)


def invitations_of(request: HttpRequest, project: Project) -> list[Invitation]:
    rows = list(project.invitations.open().select_related("made_by", "project"))
    for row in rows:
        row.link = request.build_absolute_uri(row.get_absolute_url())
    return rows


@require_POST
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role, other switches, how much a day; the last owner stays one."""
    row = find(Member.objects.select_related("project", "person"), request.user, pk, may="owned_by")
    form, daily = MemberForm(request.POST, instance=row), DayLimitForm(row, request.POST)
    if daily.is_valid() and form.is_valid() and not row.give(**form.cleaned_data):
        form.add_error("role", LAST_OWNER)
    if form.errors or daily.errors:
        return show(request, row.project, changed=form, daily=daily)
    if daily.cleaned_data["unit"]:
        row.limit(daily.daily)
    upto = row.day_limit if row.may_spend else ""
    said = (
        gettext("{person} is {role} now, with up to {upto}.") if upto else gettext("{person} is {role} now.")
    )
    role = row.get_role_display().lower()
    messages.success(request, said.format(person=row.person, role=role, upto=upto))
    return redirect(row)


@require_POST
def left(request: HttpRequest, pk: int) -> HttpResponse:
    """A member leaves, or an owner takes somebody out; the last owner stays."""
    row = get_object_or_404(
        Member.objects.visible_to(request.user).select_related("project", "person"), pk=pk
    )
    own = row.person_id == request.user.pk
    if not own:
        find(Member.objects.all(), request.user, pk, may="owned_by")
    if not row.leave():
        messages.error(request, LAST_OWNER)
        return redirect(row)
    messages.success(
        request,
        gettext("You left {project}.").format(project=row.project)
        if own
        else gettext("{person} is no longer in this film.").format(person=row.person),
    )
    return redirect("projects" if own else row)


@require_POST
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    project = find(Project.objects.all(), request.user, pk, may="owned_by")
    form, daily = InvitationForm(request.POST), DayLimitForm(Invitation(project=project), request.POST)
    if not (form.is_valid() and daily.is_valid()):
        return show(request, project, inviting=form, invited_daily=daily)
    limit = {"daily_cap": daily.money, "daily_seconds": daily.seconds}
    project.invitations.create(made_by=request.user, **form.cleaned_data, **limit)
    messages.success(request, gettext("Here is the link. It lets one person in, within two weeks."))
    return redirect("members", pk)


@require_POST
def withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = find(Invitation.objects.all(), request.user, pk, may="owned_by")
    invitation.withdraw()
    messages.success(request, gettext("The link no longer lets anybody in."))
    return redirect("members", invitation.project_id)
