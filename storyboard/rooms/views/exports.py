from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from storyboard.projects.finding import find
from storyboard.projects.models import Project, Shot
from storyboard.rooms.picks import Picks
from storyboard.web import page


@require_GET
def exports(request: HttpRequest, pk: int) -> HttpResponse:
    project = find(Project.objects.all(), request.user, pk)
    context = {
        "project": project,
        "has_shots": Shot.objects.alive().filter(scene__project=project).exists(),
        "room": "exports",
        "member": project.member_for(request.user),
        "picks": Picks(project),
    }
    return page(request, "rooms/exports.html", context)


@require_GET
def picks_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    project = find(Project.objects.all(), request.user, pk)
    answer = StreamingHttpResponse(Picks(project).zip(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{project.export_name}_picks.zip"'
    return answer
