"""The gallery: all takes of a film, filtered by its address, and what is downloaded of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.gallery import Gallery
from storyboard.rooms.gallery_forms import GalleryForm, numbers_in
from storyboard.rooms.takes_zip import zipped
from storyboard.takes.marks import Marks
from storyboard.takes.models import Take
from storyboard.web import fire, page, part_asked_for

PARTS = ("gallery", "more", "tiles", "arrivals")
FILES = ("shot__scene__project", "original", "conformed", "parent__shot__scene")


@require_safe
def gallery(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, or for a poll that names the version it shows nothing where nothing moved."""
    project: Project = find(Project.objects.all(), request.user, pk)
    if request.GET.get("version") == str(project.version):
        return HttpResponse(status=204)
    if "judge" in request.GET:
        Marks(project).judge()
    shown = Gallery(project, GalleryForm(request.GET, project), request.user)
    member = project.member_for(request.user)
    context = {"project": project, "room": "gallery", "member": member, "gallery": shown}
    answer = page(request, "rooms/gallery.html", context, parts=PARTS)
    if part_asked_for(request, ("arrivals",)):
        fire(answer, "film-moved")
    if part_asked_for(request, ("gallery",)) and "judge" not in request.GET:
        answer["HX-Push-Url"] = (
            request.path + shown.here
        )  # the form names each of its fields, also empty ones
    return answer


@require_GET
def takes_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The takes that are named, or all that the filters leave, in the order of the cut."""
    project: Project = find(Project.objects.all(), request.user, pk)
    rows = Gallery(project, GalleryForm(request.GET, project), request.user).takes
    if "takes" in request.GET:
        rows = Take.objects.filter(shot__scene__project=project, pk__in=numbers_in(request.GET["takes"]))
    rows = rows.select_related(*FILES).order_by("shot__scene__position", "shot__position", "number")
    answer = StreamingHttpResponse(zipped(rows), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{project.export_name}_takes.zip"'
    return answer
