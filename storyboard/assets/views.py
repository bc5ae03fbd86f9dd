from contextlib import AbstractContextManager
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storyboard.assets.completion import offered
from storyboard.assets.forms import AssetForm, LookForm, NewAssetForm, NewLookForm, RevisionForm
from storyboard.assets.models import Asset, Kind, Look, Version
from storyboard.assets.thumbnails import serve_small
from storyboard.assets.uses import Uses
from storyboard.files.ranges import serve
from storyboard.projects.finding import find
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Change, Project, Shot
from storyboard.web import page, tell

ASSETS = Asset.objects.select_related("project")
LOOKS = Look.objects.select_related("asset__project")


@require_http_methods(["GET", "HEAD", "POST"])
def assets(request: HttpRequest, pk: int) -> HttpResponse:
    """The film's characters, props, places and stills; a POST brings pictures in."""
    project = find(Project.objects.all(), request.user, pk, may=to_change(request))
    form = NewAssetForm(initial={"kind": kind_asked_for(request) or Kind.STILL})
    if request.method == "POST":
        form = NewAssetForm(request.POST, request.FILES)
        if form.is_valid():
            tell(request, said_of(form.add(project, by=request.user)))
            for sentence in form.left_out:
                messages.warning(request, sentence)
            return redirect(request.get_full_path())
    return room(request, project, form)


def room(request: HttpRequest, project: Project, form: NewAssetForm) -> HttpResponse:
    kind = kind_asked_for(request)
    found = project.assets.alive().with_looks()
    context = in_room(request, project) | {
        "assets": found.filter(kind=kind) if kind else found,
        "kinds": Kind.choices,
        "kind": kind,
        "form": form,
    }
    return page(request, "assets/assets.html", context, status=422 if form.is_bound else 200)


@require_safe
def names(request: HttpRequest, pk: int) -> JsonResponse:
    """What may follow an @ in this film: assets and their looks, people first, each with its picture."""
    project = find(Project.objects.all(), request.user, pk)
    answer = JsonResponse({"names": offered(project.assets.alive().with_looks())})
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """One asset with its looks; a POST changes its kind, name and words."""
    row = find(ASSETS.alive(), request.user, pk, may=to_change(request))
    if request.method != "POST":
        return asset_page(request, row)
    form = AssetForm(request.POST, instance=Asset.objects.get(pk=pk), auto_id="asset_%s")
    if form.is_valid():
        with kept(request, row, row) as change:
            said = form.write(row)
        if said:
            tell(request, said, **change.undo)
            return redirect(row)
    return asset_page(request, row, asset_form=form)


def kept(request: HttpRequest, asset: Asset, row: Asset | Look) -> AbstractContextManager[Change]:
    """A name or words can be taken back, with each text in which the name was rewritten."""
    texts = Shot.objects.filter(scene__project=asset.project_id)
    said, place = _("{} rewritten").format(row), asset.get_absolute_url()
    watched = (row, asset.project, texts)
    return Change.objects.keep(asset.project, request.user, *watched, said=said, place=place)


@require_POST
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Another look beside those that are there."""
    row = find(ASSETS.alive(), request.user, pk, may="editable_by")
    form = NewLookForm(request.POST, request.FILES, auto_id="new_look_%s")
    if form.is_valid():
        still = form.cleaned_data["picture"]
        row.add_look(form.cleaned_data["name"] or still.name, still.file, by=request.user)
        return redirect(row)
    return asset_page(request, row, new_look_form=form)


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What a look is called, and its words."""
    row = find(LOOKS.filter(asset__deleted_at=None), request.user, pk, may="editable_by")
    form = LookForm(request.POST, instance=Look.objects.get(pk=pk), auto_id=f"look_{pk}_%s")
    if form.is_valid():
        with kept(request, row.asset, row) as change:
            said = form.write(row)
        if said:
            tell(request, said, **change.undo)
            return redirect(row.asset)
    return asset_page(request, row.asset, look_forms={pk: form})


@require_POST
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """A revision of one look; the versions before it stay."""
    row = find(LOOKS.filter(asset__deleted_at=None), request.user, pk, may="editable_by")
    form = RevisionForm(request.POST, request.FILES, auto_id=f"revision_{pk}_%s")
    if form.is_valid():
        row.revise(form.cleaned_data["picture"].file, by=request.user)
        return redirect(row.asset)
    return asset_page(request, row.asset, revision_forms={pk: form})


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """Deleted or not; what was made with it keeps its pictures."""
    row = find(ASSETS, request.user, pk, may="editable_by")
    form = OnForm(request.POST)
    if not form.is_valid():
        return page(request, "400.html", status=422)
    on, place = form.cleaned_data["on"], row.get_absolute_url()
    said = _("{} deleted") if on else _("{} is back")
    with Change.objects.keep(row.project, request.user, row, said=said.format(row), place=place) as change:
        row.remove(on)
    if on:
        tell(request, farewell(row), **change.undo)
        return redirect("assets", row.project_id)
    return redirect(row)


def asset_page(
    request: HttpRequest,
    row: Asset,
    *,
    asset_form: AssetForm | None = None,
    new_look_form: NewLookForm | None = None,
    look_forms: dict[int, LookForm] | None = None,
    revision_forms: dict[int, RevisionForm] | None = None,
) -> HttpResponse:
    """The page of one asset; a form that is handed in has something to say, and the answer is 422."""
    prefetch_related_objects([row], "looks__versions__picture", "looks__versions__made_by")
    context = in_room(request, row.project) | {
        "asset": row,
        "uses": Uses(row),
        "asset_form": asset_form or AssetForm(instance=row, auto_id="asset_%s"),
        "new_look_form": new_look_form or NewLookForm(auto_id="new_look_%s"),
        "looks": [
            look_row(each, look_forms or {}, revision_forms or {}) for each in row.looks.all() if each.newest
        ],
    }
    wrong = asset_form or new_look_form or look_forms or revision_forms
    return page(request, "assets/asset.html", context, status=422 if wrong else 200)


def look_row(each: Look, names: dict[int, LookForm], revisions: dict[int, RevisionForm]) -> dict[str, Any]:
    """A look, its versions from the newest back, and its two forms."""
    now, *before = reversed(each.versions.all())
    return {
        "look": each,
        "now": now,
        "before": before,
        "name": names.get(each.pk) or LookForm(instance=each, auto_id=f"look_{each.pk}_%s"),
        "revision": revisions.get(each.pk) or RevisionForm(auto_id=f"revision_{each.pk}_%s"),
        "open": each.pk in names or each.pk in revisions,
    }


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve(request, seen(request, pk).picture)


@require_safe
def small(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve_small(request, seen(request, pk).picture)


def seen(request: HttpRequest, pk: int) -> Version:
    version: Version = find(Version.objects.select_related("picture"), request.user, pk)
    return version


def to_change(request: HttpRequest) -> str:
    return "editable_by" if request.method == "POST" else ""


def in_room(request: HttpRequest, project: Project) -> dict[str, Any]:
    return {"project": project, "member": project.member_for(request.user), "room": "assets"}


def kind_asked_for(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in Kind.values else ""


def farewell(row: Asset) -> str:
    shots = Uses(row).count
    gone = _("{name} was deleted.").format(name=row.name)
    kept = ngettext("{n} shot still uses it.", "{n} shots still use it.", shots).format(n=shots)
    return f"{gone} {kept}" if shots else gone


def said_of(added: list[Asset]) -> str:
    said = ngettext("{name} added.", "{n} pictures added.", len(added))
    return said.format(name=added[0], n=len(added))
