"""Two to four takes side by side, at an address of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.compare import NEEDED, Comparison
from storyboard.rooms.gallery_forms import CompareForm
from storyboard.takes.models import Take
from storyboard.web import page


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    project: Project = find(Project.objects.all(), request.user, pk)
    rows = Take.objects.filter(shot__scene__project=project).select_related(*NEEDED)
    form = CompareForm(request.GET, rows)
    takes = form.takes
    context = {
        "project": project,
        "room": "gallery",
        "member": project.member_for(request.user),
        "comparison": Comparison(project, takes, form.slides),
        "trouble": form.trouble(len(takes)),
    }
    return page(request, "rooms/compare.html", context, parts=("panes",))
