"""Many cells at once, looked at before they are written: a pasted block, one field of many shots."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.models import Change, Project
from storyboard.rooms.sheet.bulk import Bulk, BulkForm
from storyboard.rooms.sheet.changes import Unwritten
from storyboard.rooms.sheet.columns import WRITTEN
from storyboard.rooms.sheet.pasting import FRAMES, MINUTES, Pasted
from storyboard.rooms.sheet.seal import LOOK_AGAIN
from storyboard.rooms.views.sheet import kept, place_of, plain, written
from storyboard.takes.forms import MOST_NAMED
from storyboard.takes.marks import Marks, newly_outdated, outdated_now
from storyboard.takes.views.answering import way_back
from storyboard.web import page, tell

MOST_TEXT = 1_000_000
SHOWN_LINES = 60
MEANINGS = [
    ("", _("Leave out")),
    ("number", _("Scene")),
    ("slug", _("Slug line")),
    ("code", _("Shot")),
    *((name, column.label) for name, column in WRITTEN.items()),
    (FRAMES, _("Length in frames")),
    (MINUTES, _("Length as m:ss")),
]
OPEN = ["GET", "HEAD", "POST"]
TAKEN_BACK = _("What this press made was taken back since. Press again to make it anew.")


def numbers(typed: str) -> list[int]:
    """`3,5,8`: primary keys; what is none is passed over."""
    said = (int(each) for each in typed.split(",") if each.isdecimal() and len(each) < 19)
    return list(islice(said, MOST_NAMED))


class PasteForm(forms.Form):
    """`rows` are the shots from the cell down where it was pasted, `columns` the names from there on; `looked` is
    the seal of what was shown."""

    text = forms.CharField(
        required=False, strip=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 12})
    )
    rows = forms.CharField(required=False, max_length=60_000)
    columns = forms.CharField(required=False, max_length=1000)
    into = forms.CharField(required=False, max_length=8)
    looked = forms.CharField(required=False, max_length=32)
    click = forms.UUIDField(required=False)

    def pasted(self, project: Project) -> Pasted:
        said: dict[str, str] = self.cleaned_data
        mapping = [self.data[name] for name in column_names(self.data)]
        rows, columns = numbers(said["rows"]), said["columns"].split(",")
        return Pasted(
            project, said["text"], rows=rows, columns=columns, mapping=mapping, into=said["into"].strip()
        )


def column_names(data: Any) -> list[str]:
    """`column-0`, `column-1`, … as far as they go."""
    names = [f"column-{place}" for place in range(60)]
    return [name for name in names if name in data]


@require_http_methods(OPEN)
def pasted(request: HttpRequest, pk: int) -> HttpResponse:
    """A block from a spreadsheet, as it was read; `direct` writes what lies on cells that are there, `go` all of it."""
    project = find(Project.objects.all(), request.user, pk, "editable_by")
    form = PasteForm(request.POST if request.method == "POST" else {})
    if not form.is_valid():
        return show_paste(request, project, form, None, 422)
    block = form.pasted(project)
    if "direct" in request.POST and block.is_plain:
        return lay(request, block)
    if "go" in request.POST and block.will and ("leave_bad" in request.POST or not block.bad):
        return go(request, project, form)
    return show_paste(request, project, form, block if block.table else None)


def lay(request: HttpRequest, block: Pasted) -> HttpResponse:
    """At once, on the cells that are there."""
    try:
        with kept(request, block.changes) as change:
            block.write()
    except Unwritten as trouble:
        return plain(str(trouble), 409)
    return written(block.changes, change)


def show_paste(
    request: HttpRequest,
    project: Project,
    form: PasteForm,
    block: Pasted | None,
    status: int = 200,
    trouble: object = "",
) -> HttpResponse:
    context = {
        "trouble": trouble,
        "click": uuid4(),
        "project": project,
        "member": project.member_for(request.user),
        "room": "shot_list",
        "form": form,
        "read": block,
        "heads": heads(block) if block else [],
        "lines": block.lines[:SHOWN_LINES] if block else [],
        "meanings": MEANINGS,
        "back": way_back(request, reverse("shot_list", args=[project.pk])),
    }
    return page(request, "rooms/paste.html", context, parts=("over", "pasted"), status=status)


def heads(block: Pasted) -> list[tuple[str, str]]:
    """Each pasted column: its heading, and what it was read as."""
    return [
        (head, name) for head, name in zip(block.heads or [""] * block.width, block.mapping, strict=False)
    ]


def go(request: HttpRequest, project: Project, form: PasteForm) -> HttpResponse:
    click = form.cleaned_data["click"]
    try:
        with transaction.atomic():
            block = form.pasted(project)  # the film as it is now that nobody else writes
            known = block.written_by(click) if click else None
            moved = form.cleaned_data["looked"] != block.seal
            if not known and not moved:
                before = Marks(project).judge()
                change = written_whole(request, project, block, click)
    except Unwritten as trouble:
        return nothing_written(request, project, trouble)
    except IntegrityError:  # the same click, which arrived in this moment
        if not click or not block.written_by(click):
            raise
        return written_before(request, project)
    if known:
        again = show_paste(request, project, form, block, 409, TAKEN_BACK) if known.deleted_at else None
        return again or written_before(request, project)
    if moved:
        return show_paste(request, project, form, block, 409, LOOK_AGAIN)
    return back_with(request, project, before, change)


def written_whole(request: HttpRequest, project: Project, block: Pasted, click: UUID | None) -> Change:
    with kept(request, block.changes) as change:
        done = block.write(click)
        change.made(*done.made, *done.scenes)
        change.said = block.said(done)
        change.place = place_of(
            project, [*(shot.pk for shot in done.made), *(each.shot for each in done.moved)]
        )
    return change


def written_before(request: HttpRequest, project: Project) -> HttpResponse:
    messages.info(request, gettext("These shots were made already: nothing was made twice."))
    return redirect(way_back(request, reverse("shot_list", args=[project.pk])))


def nothing_written(request: HttpRequest, project: Project, trouble: Unwritten) -> HttpResponse:
    messages.error(request, str(trouble))
    return redirect(way_back(request, reverse("shot_list", args=[project.pk])))


def back_with(request: HttpRequest, project: Project, before: Marks, change: Change) -> HttpResponse:
    """To the list, with what was done, what it put out of date, and Undo."""
    outdated = outdated_now(newly_outdated(project, before))
    tell(request, f"{change.sentence} {outdated}".strip(), **change.undo)
    return redirect(way_back(request, reverse("shot_list", args=[project.pk])))


@require_http_methods(OPEN)
def edited(request: HttpRequest, pk: int) -> HttpResponse:
    """One field of all ticked shots: what would change and what that puts out of date; `go` writes it."""
    project = find(Project.objects.all(), request.user, pk, "editable_by")
    asked = request.POST if request.method == "POST" else request.GET
    shots = numbers(",".join(asked.getlist("shot")))
    bulk = Bulk(project, shots, BulkForm(asked))
    if "go" in request.POST and bulk.count and not bulk.changes.bad:
        return set_all(request, project, bulk)
    context = {
        "project": project,
        "member": project.member_for(request.user),
        "room": "shot_list",
        "bulk": bulk,
        "form": bulk.form,
        "asked": "preview" in asked or "go" in asked,
        "column": WRITTEN[bulk.form.data["field"]],
        "back": way_back(request, reverse("shot_list", args=[pk])),
    }
    return page(request, "rooms/bulk.html", context, parts=("over", "bulk"))


def set_all(request: HttpRequest, project: Project, bulk: Bulk) -> HttpResponse:
    before = Marks(project).judge()
    try:
        with kept(request, bulk.changes) as change:
            bulk.changes.write()
    except Unwritten as trouble:
        return nothing_written(request, project, trouble)
    return back_with(request, project, before, change)
