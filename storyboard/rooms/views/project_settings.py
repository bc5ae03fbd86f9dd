from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.forms import BudgetForm, ProjectForm
from storyboard.projects.models import Change, Project
from storyboard.takes.composition import why_not_veo
from storyboard.web import page, tell


@require_http_methods(["GET", "POST"])
def project_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """The film's defaults; editors change them, everybody else reads."""
    may = "editable_by" if request.method == "POST" else ""
    project = find(Project.objects.all(), request.user, pk, may=may)
    form = ProjectForm(request.POST or None, instance=project)
    here = reverse("project_settings", args=[pk])
    with Change.objects.keep(project, request.user, project, said=_("Settings"), place=here) as change:
        written = form.is_valid() and form.write()
    if written:
        tell(request, _("Saved. It holds for what is generated from now on."), **change.undo)
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
