from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.forms import ProjectForm
from storyboard.projects.models import Project
from storyboard.takes.composition import why_not_veo
from storyboard.web import page


@require_http_methods(["GET", "POST"])
def project_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """The film's defaults; editors change them, everybody else reads."""
    may = "editable_by" if request.method == "POST" else ""
    project = find(Project.objects.all(), request.user, pk, may=may)
    form = ProjectForm(request.POST or None, instance=project)
    if form.is_valid() and form.write():
        messages.success(request, "Saved. It holds for what is generated from now on.")
        return redirect("project_settings", pk)
    context = {
        "project": Project.objects.get(pk=pk),
        "member": project.member_for(request.user),
        "form": form,
        "why_not": why_not_veo(project),
    }
    status = (409 if form.conflicts else 422) if form.is_bound else 200
    return page(request, "projects/settings.html", context, status=status)
