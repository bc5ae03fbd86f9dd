"""The page behind an invitation link."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from storyboard.accounts.forms import NewPersonForm
from storyboard.accounts.models import Person
from storyboard.projects.models import Invitation
from storyboard.web import page


class UsedUp(Exception):
    """Somebody else used the link, or it was withdrawn, since the page was opened."""


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join the film: at once for who is signed in, with a new account for a stranger."""
    found = Invitation.objects.select_related("project", "made_by").by_token(token)
    if not found:
        return gone(request)
    try:
        return join(request, found) if request.user.is_authenticated else enter(request, found)
    except UsedUp:
        return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    return page(request, "projects/invitation_gone.html", status=410)


def join(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        accept(found, request.user)
        return redirect(found.project)
    return show(request, found, {"is_member": bool(found.project.member_for(request.user))})


def enter(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = make_person(found, form.cleaned_data)
        except IntegrityError:
            form.add_error("email", gettext("This email has an account here already: sign in instead."))
        else:
            login(request, person)
            return redirect(found.project)
    return show(request, found, {"form": form}, status=422 if form.is_bound else 200)


@transaction.atomic
def make_person(found: Invitation, fields: dict[str, str]) -> Person:
    """The account and its membership, both or neither."""
    person = Person.objects.create_user(**fields)
    accept(found, person)
    return person


def accept(found: Invitation, person: Any) -> None:
    if not found.accept(person):
        raise UsedUp


def show(request: HttpRequest, found: Invitation, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"invitation": found, "film": found.project, **more}
    return page(request, "projects/invitation.html", context, status=status)
