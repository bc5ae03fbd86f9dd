"""What came to a film, for the title of a tab that nobody looks at and for a word of the browser's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.web import page


@require_safe
def came(request: HttpRequest, pk: int) -> HttpResponse:
    """`version` is the one that the reader has: 204 says that nothing moved since."""
    project: Project = find(Project.objects.all(), request.user, pk)
    if request.GET.get("version") == str(project.version):
        return HttpResponse(status=204)
    if not request.headers.get("HX-Request"):
        return redirect(project)
    member = project.member_for(request.user)
    context = {"project": project, "member": member, "titled": "titled" in request.GET}
    return page(request, "rooms/came.html", context)
