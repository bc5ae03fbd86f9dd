"""The joins of a film on one page, of a scene as a part of it, and those of one shot on the shot's page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from storyboard.cut.joins import AT_ONCE, Joins, SceneJoins
from storyboard.cut.models import Seam
from storyboard.projects.finding import find
from storyboard.projects.models import Project, Scene, Shot
from storyboard.web import page, part_asked_for

PARTS = ("scene-joins", "joins-undo")
KINDS = {"": _("All"), "flagged": _("Do not meet"), "suggested": _("With a suggested trim")}


@require_safe
def joins(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole film; `scene` and `shown` say which rows are near. Its sums ask again until all is measured."""
    project = find(Project.objects.all(), request.user, pk)
    asks_again = part_asked_for(request, ("joins-sums",))
    if asks_again and not has_moved(request, project):
        return HttpResponse(status=204)
    context = context_of(request, project)
    answer = page(request, "cut/joins.html", context, parts=("joins-sums",))
    if asks_again:
        changed = changed_scenes(request.GET.getlist("seen"), context["joins"])
        answer["HX-Trigger"] = json.dumps({f"joins-{scene}": {} for scene in changed})
    return answer


@require_safe
def scene_joins(request: HttpRequest, pk: int) -> HttpResponse:
    scene = find(Scene.objects.select_related("project"), request.user, pk)
    if not part_asked_for(request, PARTS):
        return redirect(f"{reverse('joins', args=[scene.project_id])}?scene={pk}#scene-joins-{pk}")
    context = context_of(request, scene.project, first=pk)
    context["each"] = context["joins"].scene(pk) or SceneJoins(scene)
    return page(request, "cut/joins.html", context, parts=PARTS)


@require_safe
def shot_joins(request: HttpRequest, pk: int) -> HttpResponse:
    """Where this shot begins and where it ends in the cut, small, for its own page."""
    shot = find(Shot.objects.select_related("scene__project"), request.user, pk)
    if not part_asked_for(request, ("shot-joins",)):
        return redirect(f"{reverse('joins', args=[shot.project.pk])}?scene={shot.scene_id}#join-{pk}")
    if not has_moved(request, shot.project):
        return HttpResponse(status=204)
    context = context_of(request, shot.project) | {"shot": shot}
    around = [join for join in (context["joins"].into(shot), context["joins"].out_of(shot)) if join]
    context |= {"around": around, "waits": any(join.is_waiting for join in around)}
    return page(request, "cut/joins.html", context, parts=("shot-joins",))


def context_of(request: HttpRequest, project: Project, first: int = 0) -> dict[str, Any]:
    since = stamp(now())
    only = request.GET.get("only", "")
    found = Joins(project, only=only if only in KINDS else "").ask()
    found.share_out(first or whole(request, "scene"), whole(request, "shown") or AT_ONCE)
    return {
        "project": project,
        "room": "joins",
        "member": project.member_for(request.user),
        "joins": found,
        "kinds": KINDS,
        "at_once": AT_ONCE,
        "since": since,
    }


def has_moved(request: HttpRequest, project: Project) -> bool:
    """Whether the film has changed, or a join of its clips was measured, since what the reader has was read."""
    since = whole(request, "since")
    if request.GET.get("version") != str(project.version) or not since:
        return True
    return Seam.objects.of(project).filter(settled_at__gte=moment_of(since)).exists()


def stamp(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def moment_of(stamped: int) -> datetime:
    """The moment of a stamp; no page was read later than now."""
    return datetime.fromtimestamp(min(stamped, stamp(now())) / 1000, UTC)


def changed_scenes(seen: list[str], found: Joins) -> list[int]:
    """Of the scenes that a page says it shows, `scene-seal`, those whose joins read otherwise by now."""
    seals = {each.scene.pk: each.seal for each in found.scenes}
    shown = [each.partition("-") for each in seen]
    said = {number: seal for scene, _, seal in shown if (number := number_of(scene))}
    return [scene for scene, seal in said.items() if seals.get(scene, "") != seal]


def whole(request: HttpRequest, name: str) -> int:
    return number_of(request.GET.get(name, ""))


def number_of(given: str) -> int:
    """A whole number that was typed, 0 for anything else."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else 0
