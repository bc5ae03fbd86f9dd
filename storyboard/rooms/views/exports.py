from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from storyboard.cut.joined import CannotJoin, joined
from storyboard.projects.finding import find
from storyboard.projects.models import Project, Shot
from storyboard.rooms.picks import Picks
from storyboard.rooms.views.cut_versions import zipped
from storyboard.web import page


@require_GET
def exports(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find(Project.objects.all(), request.user, pk))


def show(request: HttpRequest, project: Project, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "project": project,
        "has_shots": Shot.objects.alive().filter(scene__project=project).exists(),
        "room": "exports",
        "member": project.member_for(request.user),
        "picks": Picks(project),
    }
    return page(request, "rooms/exports.html", context | more, status=status)


@require_GET
def picks_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    project = find(Project.objects.all(), request.user, pk)
    return zipped(Picks(project), project.export_name)


@require_GET
def cut_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picks that are here as one MP4, made while the browser waits."""
    project = find(Project.objects.all(), request.user, pk)
    try:
        file = joined([each.pick for each in Picks(project).files if each.pick])
    except CannotJoin as trouble:
        return show(request, project, 422, not_joined=str(trouble))
    name = f"{project.export_name}_cut.mp4"
    return FileResponse(file, as_attachment=True, filename=name, content_type="video/mp4")
