from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.forms import ScriptForm
from storyboard.projects.models import Change, Project
from storyboard.projects.script import CannotRead, ScriptScene, add_scenes, numbered, read_script
from storyboard.web import page, tell


@require_http_methods(["GET", "POST"])
def script(request: HttpRequest, pk: int) -> HttpResponse:
    """Paste, look at what would be added, add it."""
    project = find(Project.objects.all(), request.user, pk, may="editable_by")
    form = ScriptForm(request.POST or None)
    found = scenes_in(form)
    if found and request.POST.get("add"):
        with Change.objects.keep(project, request.user) as change:
            made = add_scenes(project, found)
            change.made(*made)
            change.said = ngettext("{} scene added", "{} scenes added", len(made)).format(len(made))
            change.place = made[0].on_the_board
        tell(request, change.sentence, **change.undo)
        return redirect(made[0])
    context = {
        "project": project,
        "room": "board",
        "member": project.member_for(request.user),
        "form": form,
        "found": numbered(project, found),
        "asked": [each.number for each in found],
    }
    return page(request, "projects/script.html", context, status=422 if form.errors else 200)


def scenes_in(form: ScriptForm) -> list[ScriptScene]:
    if not form.is_valid():
        return []
    try:
        return read_script(form.cleaned_data["source"])
    except CannotRead as trouble:
        form.add_error("source", str(trouble))
        return []
