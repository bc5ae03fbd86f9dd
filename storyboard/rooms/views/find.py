"""Going somewhere by a few letters: a part for the palette, and a page without JavaScript."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find as find_row
from storyboard.projects.models import Project
from storyboard.rooms.find import Find, FindAnywhere
from storyboard.web import page


@require_safe
def find(request: HttpRequest, pk: int) -> HttpResponse:
    project = find_row(Project.objects.all(), request.user, pk)
    member = project.member_for(request.user)
    found = Find(project, member, request.user, request.GET.get("q", ""))
    context = {"project": project, "member": member, "room": "find", "find": found}
    return page(request, "rooms/find.html", context, parts=("found",))


@require_safe
def find_anywhere(request: HttpRequest) -> HttpResponse:
    """Where no film is open: one's films and the rooms beside them."""
    context = {"find": FindAnywhere(request.user, request.GET.get("q", ""))}
    return page(request, "rooms/find.html", context, parts=("found",))
