from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.forms import BudgetForm, ProjectForm
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
    status = (409 if form.conflicts else 422) if form.is_bound else 200
    return show_settings(request, project, form=form, status=status)


def show_settings(
    request: HttpRequest,
    project: Project,
    *,
    form: ProjectForm | None = None,
    budget: BudgetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with one of its forms as it came back."""
    now = Project.objects.get(pk=project.pk)
    context = {
        "project": now,
        "member": now.member_for(request.user),
        "form": form or ProjectForm(instance=now),
        "budget": budget or BudgetForm(now),
        "why_not": why_not_veo(now),
        "has_prices": bool(settings.VEO_PRICE_PER_SECOND),
    }
    return page(request, "projects/settings.html", context, status=status)
