from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project, Scene
from storyboard.rooms.continuity import Continuity
from storyboard.rooms.views.board import whole
from storyboard.web import page


@require_safe
def continuity(request: HttpRequest, pk: int) -> HttpResponse:
    """Every shot of the cut by the frames it comes in and goes out on; with `?scene=` those of one scene."""
    project = find(Project.objects.all(), request.user, pk)
    scenes = Scene.objects.alive().filter(project=project, omitted_at=None)
    only = scenes.filter(pk=whole(request, "scene")).first()
    context = {
        "project": project,
        "room": "continuity",
        "member": project.member_for(request.user),
        "all_scenes": scenes,
        "only": only,
        "continuity": Continuity(project, only.pk if only else 0),
    }
    return page(request, "rooms/continuity.html", context)
