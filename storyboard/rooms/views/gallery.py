"""All takes of a film, newest first."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.forms import GalleryForm
from storyboard.takes.marks import Marks
from storyboard.takes.models import Take
from storyboard.takes.parents import know_parents
from storyboard.web import page

ON_A_PAGE = 48
NEEDED = ("shot__scene", "shot__pick", "original", "uploaded_by")
PRICE = F("generation__price") * F("generation__seconds") / F("generation__n")


class Gallery:
    """The takes that a film's filters leave, a page at a time; `before` is the last take already shown."""

    def __init__(self, project: Project, form: GalleryForm) -> None:
        self.project, self.form = project, form
        self.asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}

    @cached_property
    def takes(self) -> QuerySet[Take]:
        asked = self.asked
        wanted = Q(shot__scene__project=self.project)
        if not asked.get("ng"):
            wanted &= Q(ng=False)
        if asked.get("scene"):
            wanted &= Q(shot__scene=asked["scene"])
        if asked.get("shot"):
            wanted &= Q(shot=asked["shot"])
        if asked.get("circled"):
            wanted &= Q(circled=True)
        if asked.get("picked"):
            wanted &= Q(picks__shot=F("shot"))
        return Take.objects.filter(wanted)

    @cached_property
    def shown(self) -> list[Take]:
        rows = self.takes.select_related(*NEEDED).order_by("-pk")
        if self.asked.get("before"):
            rows = rows.filter(pk__lt=self.asked["before"])
        takes = list(rows[: ON_A_PAGE + 1])
        know_parents(self.project, takes)
        return takes

    @property
    def page(self) -> list[Take]:
        return self.shown[:ON_A_PAGE]

    @property
    def more(self) -> str:
        """The address of what follows, where something does."""
        if len(self.shown) <= ON_A_PAGE:
            return ""
        return self.address(before=self.page[-1].pk)

    @cached_property
    def marks(self) -> Marks:
        """Which picks are out of date; judged after the page is there where that takes long."""
        return Marks.near(self.project)

    @cached_property
    def sums(self) -> dict[str, Any]:
        paid = Q(sandbox=False, generation__price__isnull=False)
        return self.takes.aggregate(
            count=Count("pk"),
            frames=Sum("frames"),
            cost=Sum(PRICE, filter=paid),
            currency=Max("generation__currency", filter=paid),
        )

    def address(self, **changes: Any) -> str:
        """This gallery with some filters set otherwise; empty ones leave the address."""
        asked = {name: self.form[name].value() for name in ("scene", "shot", "circled", "picked", "ng")}
        kept = {name: value for name, value in (asked | changes).items() if value}
        return "?" + urlencode({name: 1 if value is True else value for name, value in kept.items()})

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.get(name) for name in ("scene", "shot", "circled", "picked"))

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The scene and the shot in force, each with the address without it; the rest says so by its tick."""
        found = []
        if self.asked.get("shot"):
            found.insert(0, (f"Shot {self.asked['shot']}", self.address(shot="")))
        if self.asked.get("scene"):
            found.insert(0, (f"Scene {self.asked['scene'].number}", self.address(scene="", shot="")))
        return found


@require_safe
def gallery(request: HttpRequest, pk: int) -> HttpResponse:
    project: Project = find(Project.objects.all(), request.user, pk)
    scenes = Scene.objects.alive().filter(project=project)
    shots = Shot.objects.alive().filter(scene__project=project).in_order().select_related("scene")
    if "judge" in request.GET:
        Marks(project).judge()
    context = {
        "project": project,
        "room": "gallery",
        "member": project.member_for(request.user),
        "gallery": Gallery(project, GalleryForm(request.GET, scenes=scenes, shots=shots)),
    }
    return page(request, "rooms/gallery.html", context, parts=("gallery", "more"))
