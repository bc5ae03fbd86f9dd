"""Several takes rated at one press, and tiles as they stand now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project
from storyboard.rooms.gallery import Gallery
from storyboard.rooms.gallery_forms import GalleryForm, RatingsForm, numbers_in
from storyboard.takes.models import Take
from storyboard.takes.views.answering import say_no, way_back
from storyboard.web import page, tell, toast


@require_http_methods(["GET", "HEAD", "POST"])
def ratings(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: all of them get the mark, or lose it, in one change. GET: their tiles, for a gallery that is open."""
    if request.method != "POST":
        return show(request, find(Project.objects.all(), request.user, pk))
    project: Project = find(Project.objects.all(), request.user, pk, "rated_by")
    form = RatingsForm(request.POST, Take.objects.filter(shot__scene__project=project))
    if not form.is_valid():
        return refuse(request, project, next(iter(form.errors.values()))[0])
    takes, mark, on = form.takes_chosen, form.cleaned_data["mark"], form.cleaned_data["on"]
    back = way_back(request, reverse("gallery", args=[project.pk]))
    rows = Take.objects.filter(pk__in=[take.pk for take in takes])
    place = f"{back}#take-{takes[0].pk}"
    with Change.objects.keep(project, request.user, rows, place=place, may="rated_by") as change:
        changed = Take.rate(project, takes, mark, on=on)
        change.said = said_of(changed, mark, on=on)
    tell(request, told(changed, len(takes), change), back=back, **change.undo)
    asked = " ".join(str(take.pk) for take in takes)
    return redirect(reverse("ratings", args=[project.pk], query={"takes": asked}))


def show(request: HttpRequest, project: Project) -> HttpResponse:
    """The tiles as parts for htmx; everybody else sees the gallery."""
    if not request.headers.get("HX-Request"):
        return redirect("gallery", project.pk)
    gallery = Gallery(project, GalleryForm({}, project), request.user)
    gallery.page = gallery.again(numbers_in(request.GET.get("takes", "")))
    member = project.member_for(request.user)
    context: dict[str, Any] = {"project": project, "member": member, "gallery": gallery}
    answer = page(request, "rooms/gallery_again.html", context)
    toast(request, answer)
    return answer


def refuse(request: HttpRequest, project: Project, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")


def said_of(changed: int, mark: str, *, on: bool) -> str:
    """`20 takes circled`."""
    if mark == "clear":
        return ngettext("%(n)s take cleared", "%(n)s takes cleared", changed) % {"n": changed}
    if mark == "ng":
        said = ngettext("%(n)s take put aside", "%(n)s takes put aside", changed)
        back = ngettext("%(n)s take not NG any more", "%(n)s takes not NG any more", changed)
        return (said if on else back) % {"n": changed}
    said = ngettext("%(n)s take circled", "%(n)s takes circled", changed)
    back = ngettext("%(n)s take not circled any more", "%(n)s takes not circled any more", changed)
    return (said if on else back) % {"n": changed}


def told(changed: int, asked: int, change: Change) -> str:
    """What was done, and that a pick stays circled."""
    if changed == asked:
        return change.sentence
    rest = ngettext("%(n)s stays as it was", "%(n)s stay as they were", asked - changed) % {
        "n": asked - changed
    }
    return (
        f"{change.sentence} {rest}."
        if changed
        else _("Nothing was changed: it stood like that, and picks stay circled.")
    )
