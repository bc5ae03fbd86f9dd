from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.shot_list import ShotList
from storyboard.takes.marks import Marks, price_of
from storyboard.web import page


@require_GET
def shot_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every shot; with `?only=outdated` those whose pick is out of date."""
    project = find(Project.objects.all(), request.user, pk)
    marks, only = Marks(project).judge().by_shot, request.GET.get("only") == "outdated"
    context = {
        "project": project,
        "room": "shot_list",
        "member": project.member_for(request.user),
        "list": ShotList(project, marks, only_outdated=only),
        "outdated": len(marks),
        "only": only,
        "price": price_of(marks.values()),
    }
    return page(request, "rooms/shot_list.html", context)


@require_GET
def shot_list_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """For spreadsheets; with `?for=kitsu` in the columns that Kitsu imports."""
    project = find(Project.objects.all(), request.user, pk)
    kitsu = request.GET.get("for") == "kitsu"
    shots = ShotList(project)
    answer = HttpResponse(shots.kitsu_csv() if kitsu else shots.csv(), content_type="text/csv; charset=utf-8")
    name = f"{project.export_name}_{'kitsu' if kitsu else 'shot-list'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
