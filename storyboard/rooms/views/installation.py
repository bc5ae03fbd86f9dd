"""The owner's page: people, who may send to Veo, what each film has spent, and how this installation is set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from storyboard.accounts.models import Person
from storyboard.projects.models import Member, Project, Role
from storyboard.rooms.views.scenes import switched
from storyboard.takes.models import Worker
from storyboard.web import page, tell


def must_own(request: HttpRequest) -> None:
    """Nobody but the installation's owner sees that this page is there."""
    if not request.user.is_authenticated or not request.user.owns_installation:
        raise Http404


@require_safe
def installation(request: HttpRequest) -> HttpResponse:
    must_own(request)
    context = {"people": people(), "films": films(), "facts": facts(), "prices": prices()}
    context["alive"] = Worker.any_alive()
    return page(request, "rooms/installation.html", context)


def people() -> QuerySet[Person]:
    return Person.objects.annotate(films=Count("memberships")).order_by("joined_at")


def films() -> list[Project]:
    """Every film with its owners' names and sums, never with what is in it."""
    owners: dict[int, list[str]] = {}
    for project, name in Member.objects.filter(role=Role.OWNER).values_list("project", "person__name"):
        owners.setdefault(project, []).append(name)
    rows = list(Project.objects.order_by("title"))
    for row in rows:
        row.owners = ", ".join(owners.get(row.pk, []))  # type: ignore[attr-defined]
    return rows


def facts() -> dict[str, Any]:
    """How paid requests stand; the key itself is never among it."""
    return {
        "has_key": bool(settings.AZERION_API_KEY),
        "base_url": settings.AZERION_BASE_URL,
        "model": settings.VEO_MODEL,
        "currency": settings.VEO_CURRENCY,
        "concurrency": settings.VEO_CONCURRENCY,
    }


def prices() -> list[tuple[str, int | None, int | None]]:
    """The table as it is set: resolution, price of a second with sound and without, None where none is."""
    table = settings.VEO_PRICE_PER_SECOND
    return [(resolution, of.get("audio"), of.get("silent")) for resolution, of in table.items()]


@require_POST
def person_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether somebody may create films that send to Veo."""
    must_own(request)
    person = get_object_or_404(Person, pk=pk)
    person.may_send = switched(request)
    person.save(update_fields=["may_send"])
    now, no_longer = (
        gettext("{person} may now create films that send to Veo."),
        gettext("{person} may no longer create films that send to Veo."),
    )
    tell(request, (now if person.may_send else no_longer).format(person=person))
    return redirect("installation")


@require_POST
def project_sending(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a film may send to Veo."""
    must_own(request)
    project = get_object_or_404(Project, pk=pk)
    project.may_send = switched(request)
    project.save(update_fields=["may_send"])
    project.change()
    paid, free = gettext("“{film}” may now send to Veo."), gettext("“{film}” is for the sandbox only now.")
    tell(request, (paid if project.may_send else free).format(film=project))
    return redirect("installation")
