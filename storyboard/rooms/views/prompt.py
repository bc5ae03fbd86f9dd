"""A shot's words as a whole: made of its fields or written by hand, and what they were before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from storyboard.rooms.prompt_form import PromptForm
from storyboard.rooms.views.shot import MEANWHILE, find_shot, kept, refuse
from storyboard.rooms.wordings import History
from storyboard.web import page, tell


@require_safe
def prompts(request: HttpRequest, pk: int) -> HttpResponse:
    """Every prompt that was sent for the shot and what was typed since, with what changed."""
    shot = find_shot(request, pk)
    member = shot.project.member_for(request.user)
    known = {"shot": shot, "project": shot.project, "member": member, "room": "board"}
    return page(request, "rooms/prompts.html", known | {"history": History(shot)}, parts=("prompts",))


@require_POST
def prompt(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the fields speak, write them down as one to go on by hand, or put words back that once stood."""
    shot = find_shot(request, pk, "editable_by")
    form = PromptForm(shot, request.POST)
    if not form.is_valid():
        return refuse(request, shot, " ".join(m for said in form.errors.values() for m in said))
    with kept(request, shot, _("Prompt"), shot, at="id_prompt") as change:
        written = shot.write_if({"prompt": shot.prompt}, prompt=form.words)
    if not written:
        return refuse(request, shot, MEANWHILE)
    tell(request, form.said, **change.undo)
    return redirect(f"{shot.get_absolute_url()}?edit=1")
