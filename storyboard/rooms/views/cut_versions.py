"""Cut versions: saved, locked, looked at, compared, and handed on."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storyboard.cut.changes import CutChanges, Since
from storyboard.cut.models import CutVersion
from storyboard.cut.saving import NothingNew, save
from storyboard.cut.working import CannotFreeze, WorkingCut
from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Project
from storyboard.rooms.comparison import Comparison
from storyboard.rooms.picks import Brought, Picks, VersionPicks
from storyboard.takes.views.answering import say_no, way_back
from storyboard.web import page, tell

EDL = "text/plain; charset=us-ascii"
NO_CLICK = gettext_lazy(
    "This page cannot tell one press from two any more: reload it and press again. Nothing was saved."
)


class SaveVersionForm(forms.ModelForm):
    """What a version is called, if anything, and what is to be said about it; with `lock` it is the picture lock."""

    click = forms.UUIDField(
        initial=uuid.uuid4,
        widget=forms.HiddenInput,
        error_messages={"required": NO_CLICK, "invalid": NO_CLICK},
    )
    lock = forms.BooleanField(required=False)
    has_locked = False  # by `keep`

    class Meta:
        model = CutVersion
        fields = ("name", "note")
        labels = {"name": gettext_lazy("Name"), "note": gettext_lazy("Note")}
        widgets = {
            "name": forms.TextInput(attrs={"class": "input"}),
            "note": forms.Textarea(attrs={"class": "input", "rows": 2}),
        }

    @property
    def trouble(self) -> str:
        """The first sentence of what is wrong."""
        return str(next(iter(self.errors.values()))[0]) if self.errors else ""

    @property
    def has_own_errors(self) -> bool:
        """They stand beside their fields already."""
        return any(field.errors for field in self.visible_fields())

    def keep(self, project: Project, by: Any) -> CutVersion:
        """The working cut as a version; to be locked, the newest one will do where nothing has changed since."""
        said = {name: self.cleaned_data[name] for name in ("click", "name", "note")}
        try:
            version = save(project, by, **said)
        except NothingNew as known:
            if not self.cleaned_data["lock"]:
                raise
            version = known.newest
        self.has_locked = self.cleaned_data["lock"] and version.lock(True, by)
        return version


class LockForm(OnForm):
    """The picture lock; an Undo says `since` when its own lock stood."""

    since = forms.CharField(required=False, max_length=40)

    def clean_since(self) -> datetime | None:
        said = self.cleaned_data["since"]
        if not said:
            return None
        try:
            found = parse_datetime(said)
            if found is None or is_naive(found):
                raise ValueError(said)
            return found.astimezone(UTC)
        except (ValueError, OverflowError) as trouble:
            raise forms.ValidationError(_("That is no time.")) from trouble


@require_http_methods(["GET", "HEAD", "POST"])
def cut_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions of a film, the newest first; a POST saves the working cut as the next one."""
    if request.method != "POST":
        project = find(Project.objects.all(), request.user, pk)
        return show(request, project, SaveVersionForm())
    project = find(Project.objects.all(), request.user, pk, "editable_by")
    form = SaveVersionForm(request.POST)
    if not form.is_valid():
        return refuse(request, project, form, form.trouble)
    try:
        version = form.keep(project, request.user)
    except CannotFreeze as trouble:
        return refuse(request, project, form, str(trouble), trouble.version)
    tell_of(request, version, lock=form.cleaned_data["lock"], has_locked=form.has_locked)
    return redirect(way_back(request, version))


def tell_of(request: HttpRequest, version: CutVersion, *, lock: bool, has_locked: bool) -> None:
    """That it is saved or locked, with Undo for who locked it; in another room with the way to it."""
    back = way_back(request, "")
    known: dict[str, Any] = {"link": (version.get_absolute_url(), _("Open it"))} if back else {}
    if has_locked:
        known |= {"undo": reverse("cut_version_locked", args=[version.pk]), "into": "cut-version"}
        known |= {"on": 0, "since": said_at(version)}
        known |= {"back": back} if back else {}
    said = _("%(version)s is the picture lock.") if lock else _("%(version)s is saved.")
    tell(request, said % {"version": version}, **known)


def refuse(
    request: HttpRequest,
    project: Project,
    form: SaveVersionForm,
    sentence: str,
    known: CutVersion | None = None,
) -> HttpResponse:
    """In another room as a toast, with the way to what is `known`; the page of versions keeps what was typed."""
    if known and (back := way_back(request, "")):
        tell(request, sentence, link=(known.get_absolute_url(), _("Open it")))
        return redirect(back)
    if request.headers.get("HX-Request"):
        return say_no(sentence)
    return show(request, project, form, 422, trouble="" if form.has_own_errors else sentence)


def show(
    request: HttpRequest, project: Project, form: SaveVersionForm, status: int = 200, trouble: str = ""
) -> HttpResponse:
    rows = project.cut_versions.select_related("by", "locked_by")
    picks = Picks(project)
    context = {
        "project": project,
        "room": "cut_versions",
        "member": project.member_for(request.user),
        "cut": picks.cut,
        "since": picks.since,
        "versions": rows.annotate(shots=Count("events"), frames=Sum("events__length")).order_by("-number"),
        "form": form,
        "trouble": trouble,
    }
    return page(request, "rooms/cut_versions.html", context, status=status)


def find_version(request: HttpRequest, pk: int, may: str = "") -> CutVersion:
    rows = CutVersion.objects.select_related("project", "by", "locked_by")
    found: CutVersion = find(rows, request.user, pk, may)
    return found


def context_of(request: HttpRequest, version: CutVersion) -> dict[str, Any]:
    member = version.project.member_for(request.user)
    return {"version": version, "project": version.project, "room": "cut_versions", "member": member}


@require_safe
def cut_version(request: HttpRequest, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    events = list(version.events.to_show())
    more = {
        "events": events,
        "frames": sum(event.length for event in events),
        "holes": sum(event.take is None for event in events),
        "drawn": sum(bool(event.take and event.take.sandbox) for event in events),
        "since": Since(version, CutChanges(events, WorkingCut(version.project).events)),
    }
    return page(request, "rooms/cut_version.html", context_of(request, version) | more)


@require_POST
def locked(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture lock, or no longer; what the version holds stays the same either way."""
    version = find_version(request, pk, "editable_by")
    form = LockForm(request.POST)
    if not form.is_valid():
        return say_no(next(iter(form.errors.values()))[0])
    on, back = form.cleaned_data["on"], way_back(request, version.get_absolute_url())
    if version.lock(on, request.user, form.cleaned_data["since"]):
        said = _("%(version)s is the picture lock.") if on else _("%(version)s is no picture lock any more.")
        undo = {"undo": request.path, "into": "cut-version", "on": 0 if on else 1, "back": back}
        tell(request, said % {"version": version}, **undo | ({"since": said_at(version)} if on else {}))
    elif form.cleaned_data["since"]:
        tell(request, _("Nothing was changed: somebody else has locked or opened it since."))
    return redirect(back)


def said_at(version: CutVersion) -> str:
    """When it was locked, for the Undo of that lock."""
    return version.locked_at.isoformat() if version.locked_at else ""


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """From this version to the working cut, or `against` another version by its number."""
    version = find_version(request, pk)
    others = list(version.project.cut_versions.exclude(pk=pk))
    more = {"others": others, "comparison": compared(request, version, others)}
    return page(request, "rooms/cut_version_changes.html", context_of(request, version) | more)


@require_safe
def changes_csv(request: HttpRequest, pk: int) -> HttpResponse:
    version = find_version(request, pk)
    comparison = compared(request, version, list(version.project.cut_versions.all()))
    answer = HttpResponse(comparison.csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{comparison.export_name}.csv"'
    return answer


def compared(request: HttpRequest, version: CutVersion, others: list[CutVersion]) -> Comparison:
    if not (asked := request.GET.get("against", "")):
        return Comparison.with_working_cut(version)
    other = next((each for each in others if str(each.number) == asked), None)
    if other is None:
        raise Http404(_("There is no such version."))
    return Comparison.of(version, other)


@require_safe
def version_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = find_version(request, pk)
    return zipped(VersionPicks(version), version.export_name)


def zipped(brought: Brought, stem: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(brought.zip(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{stem}_picks.zip"'
    return answer


@require_safe
def version_edl(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_list(request, VersionPicks(find_version(request, pk)))


@require_safe
def working_edl(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_list(request, Picks(find(Project.objects.all(), request.user, pk)))


def edit_list(request: HttpRequest, brought: Brought) -> HttpResponse:
    """The whole cut; where that takes several lists, the one that `part` counts from 1."""
    lists, part = brought.lists, request.GET.get("part", "1")
    place = int(part) if part.isascii() and part.isdecimal() and len(part) < 5 else 0
    if not 0 < place <= len(lists):
        raise Http404(_("There is no such edit list."))
    answer = HttpResponse(lists[place - 1].encoded(), content_type=EDL)
    answer["Content-Disposition"] = f'attachment; filename="{lists[place - 1].name}"'
    return answer
