from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.lint import FilmLint
from storyboard.web import page


@require_safe
def lint(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is in the way of a shot or worth a second look, on one sheet."""
    project = find(Project.objects.all(), request.user, pk)
    member = project.member_for(request.user)
    context = {"project": project, "room": "shot_list", "member": member, "lint": FilmLint(project)}
    return page(request, "rooms/lint.html", context)
