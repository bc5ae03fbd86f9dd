"""The shot page: plan and Veo's fields, the request, the takes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storyboard.continuity.models import End
from storyboard.projects.finding import find
from storyboard.projects.models import Change, Shot
from storyboard.review.notes import Notes
from storyboard.rooms.between import Between
from storyboard.rooms.company import Company, texts_of
from storyboard.rooms.composer import Composer, EndPart, click_for
from storyboard.rooms.film_words import FILM_WORDS
from storyboard.rooms.forms import FieldForm, LinkForm, ReferencesForm, ShotForm
from storyboard.rooms.hanging import Hanging
from storyboard.rooms.rushes import Rushes, version_of
from storyboard.rooms.script_pane import covers
from storyboard.rooms.views.company import nothing_but_company
from storyboard.takes.composition import CannotSend, Preset
from storyboard.takes.forms import ClickForm, ClipForm
from storyboard.takes.marks import Marks
from storyboard.takes.models import Take
from storyboard.takes.sources import Sources
from storyboard.takes.using import Using
from storyboard.takes.views.answering import must_spend, say_no
from storyboard.web import fire, page, part_asked_for

PARTS = ("takes", "words", "request", "opening", "closing", "references", "freshness", "recipe", "drawing")
CHANGE_THE_REQUEST = ("words", "opening", "closing", "references")
MEANWHILE = gettext_lazy("Somebody changed this text meanwhile: look at it, and press again.")
GONE = gettext_lazy("A picture or clip that goes along is not on this machine any more: choose another one.")


def find_shot(request: HttpRequest, pk: int, may: str = "") -> Shot:
    rows = Shot.objects.alive().select_related("scene__project", "pick__take", "drawing")
    rows = rows.defer("drawing__strokes")  # long, and read by no part of the page
    found: Shot = find(rows, request.user, pk, may)
    return found


class ShotPage:
    """The context of the page, made for the part that is asked for; forms that came back stay as they were typed."""

    def __init__(self, request: HttpRequest, shot: Shot, **kept: Any) -> None:
        self.request, self.shot, self.kept = request, shot, kept
        self.member: Any = shot.project.member_for(request.user)
        self.asked = request.POST or request.GET

    def answer(self, status: int = 200) -> HttpResponse:
        part = part_asked_for(self.request, PARTS)
        makers = {"takes": self.takes, "request": self.composed, "words": self.worded}
        makers |= {"freshness": self.judged, "recipe": self.compared, "drawing": dict, None: self.whole}
        context = self.common() | makers.get(part, self.ends)()
        return page(self.request, "rooms/shot.html", context, parts=PARTS, status=status)

    def common(self) -> dict[str, Any]:
        project = self.shot.project
        known = {"shot": self.shot, "project": project, "member": self.member, "room": "board"}
        return known | {"hanging": Hanging(self.shot), **self.writing()}

    def writing(self) -> dict[str, Any]:
        """Who else writes here, and the texts as they stand, for fields that nobody here has touched."""
        if not self.member.plans:
            return {}
        company = Company(self.shot, self.request.user)
        return {
            "company": company,
            "texts": texts_of(ShotForm(instance=self.shot)) if self.is_partial else "",
        }

    def takes(self) -> dict[str, Any]:
        wanted, with_ng = self.asked.get("take", ""), bool(self.asked.get("ng"))
        rushes = Rushes(self.shot, self.member, wanted, with_ng=with_ng)
        more = {"clip_form": ClipForm(), "click": rushes.click, "partial": self.is_partial}
        filled = self.ends() if "filled" in self.asked else {}
        return {"rushes": rushes, "filled": bool(filled)} | filled | more | self.kept

    def compared(self) -> dict[str, Any]:
        """Where the recipe of the take that plays differs from the composer."""
        rushes = Rushes(self.shot, self.member, self.asked.get("take", ""))
        take = rushes.playing
        return {"take": take, "using": Using(take) if take and take.generation_id else None}

    def judged(self) -> dict[str, Any]:
        Marks(self.shot.project).judge()
        return self.takes()

    def composed(self) -> dict[str, Any]:
        composer = Composer(self.shot, self.member, self.asked.get("preset", ""))
        click = click_for(self.asked.get("click", ""))
        return {"composer": composer, "generate_click": click, "partial": self.is_partial}

    def worded(self) -> dict[str, Any]:
        return self.composed() | {"form": ShotForm(instance=self.shot, writes="edit" in self.asked)}

    @property
    def is_partial(self) -> bool:
        return part_asked_for(self.request, PARTS) is not None

    def ends(self) -> dict[str, Any]:
        """Opening, closing and references, each with its form as it stands or as it was typed."""
        sources = Sources(self.shot)
        forms = {end.value: self.kept.get(f"{end.value}_form") or LinkForm(self.shot, end) for end in End}
        parts = {name: EndPart(form, sources) for name, form in forms.items()}
        references = self.kept.get("references_form") or ReferencesForm(self.shot, wardrobe=sources.wardrobe)
        return {
            **parts,
            "ends": list(parts.values()),
            "references": references,
            "referred": sources.many("reference"),
            "between": Between(self.shot),
        }

    def whole(self) -> dict[str, Any]:
        form = ShotForm(instance=self.shot)
        before, after = self.shot.neighbours
        more = {"form": form, "before": before, "after": after, "film_words": FILM_WORDS}
        more |= {"notes": Notes(self.shot, self.member), "covers": covers(self.shot)}
        return self.composed() | self.ends() | self.takes() | more | self.kept


@require_http_methods(["GET", "HEAD", "POST"])
def shot(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return save(request, find_shot(request, pk, "editable_by"))
    found = find_shot(request, pk)
    if "version" in request.GET and request.GET["version"] == version_of(found):
        return nothing_but_company(request, found)
    answer = ShotPage(request, found).answer()
    if part_asked_for(request, PARTS) in CHANGE_THE_REQUEST:
        fire(answer, "saved")
    elif "sent" in request.GET:
        answer["HX-Trigger"] = "generated"
    elif "filled" in request.GET:
        fire(answer, "saved")
    elif "version" in request.GET:
        answer.headers.setdefault("HX-Trigger", "arrived")
    return answer


def save(request: HttpRequest, shot: Shot) -> HttpResponse:
    """The whole form at once, for a browser without JavaScript."""
    form = ShotForm(request.POST, instance=shot)
    if form.is_valid():
        with kept(request, shot, _("Plan"), shot, at="plan") as change:
            change.typed = True
            form.write()
        return redirect(shot)
    return ShotPage(request, find_shot(request, shot.pk), form=form).answer(422)


@require_POST
def field(request: HttpRequest, pk: int) -> HttpResponse:
    """One field with the value it started from: 409 with both texts when the row differs, 422 with a sentence."""
    found = find_shot(request, pk, "editable_by")
    name, asked = request.POST.get("name", ""), request.POST
    if name not in ShotForm.base_fields:
        return HttpResponse(_("There is no such field."), status=422)
    one = FieldForm(found, name, asked.get("value", ""), asked.get("was", ""))
    if "fix" in asked and "was" not in asked:
        one.was = one.shown
    try:
        with kept(request, found, one.label, found, at=f"field-{name}", sitting=one.is_typed) as change:
            change.typed = True
            written = one.write()
    except ValidationError as trouble:
        return HttpResponse(trouble.messages[0], status=422, content_type="text/plain; charset=utf-8")
    if not written and "fix" in asked:
        return refuse(request, found, MEANWHILE)
    if not written:
        return render(request, "rooms/shot_conflict.html", {"one": one}, status=409)
    return fixed(request, found.pk, name) if "fix" in asked else HttpResponse(status=204)


def kept(
    request: HttpRequest, shot: Shot, label: str, *rows: Any, at: str, sitting: bool = False
) -> AbstractContextManager[Change]:
    """What is written in one place of the page can be taken back, and is found there again."""
    said = _("{label} of {shot}").format(label=label, shot=shot)
    place = f"{shot.get_absolute_url()}#{at}"
    return Change.objects.keep(shot.project, request.user, *rows, said=said, place=place, sitting=sitting)


def fixed(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """After a one-click fix: the field as it stands now, and the word that it was saved."""
    shot = find_shot(request, pk)
    if not request.headers.get("HX-Request"):
        return redirect(shot)
    answer = render(request, "rooms/shot_fixed.html", {"field": ShotForm(instance=shot)[name]})
    answer["HX-Trigger"] = "saved"
    return answer


def link(request: HttpRequest, pk: int, end: End) -> HttpResponse:
    found = find_shot(request, pk, "editable_by")
    form = LinkForm(found, end, request.POST)
    page_with_it = ShotPage(request, found, **{f"{end.value}_form": form})
    if not form.is_valid():
        return page_with_it.answer(422)
    if form.asks_which:
        return page_with_it.answer()
    with kept(request, found, end.label, found.links.filter(end=end), at=end.value):
        written = form.write()
    return redirect("shot", pk) if written else page_with_it.answer(422)


@require_POST
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    return link(request, pk, End.OPENING)


@require_POST
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    return link(request, pk, End.CLOSING)


@require_POST
def references(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_shot(request, pk, "editable_by")
    form = ReferencesForm(found, request.POST)
    if form.is_valid():
        with kept(request, found, _("References"), found.references.all(), at="references"):
            form.write()
        return redirect(found)
    return ShotPage(request, found, references_form=form).answer(422)


@require_safe
def request_part(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be sent, with the rules' words for each field."""
    return ShotPage(request, find_shot(request, pk)).answer()


@require_POST
def generations(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the request under the chosen preset and let it rest; the same click again is the same generation."""
    found = find_shot(request, pk, "editable_by")
    form = ClickForm(request.POST)
    if not form.is_valid():
        return refuse(request, found, form.errors["click"][0])
    wanted, member = request.POST.get("preset") or Preset.SANDBOX, found.project.member_for(request.user)
    if wanted != Preset.SANDBOX:
        must_spend(member)
    composer = Composer(found, member, wanted, sandbox_frames="send_sandbox_frame" in request.POST)
    click, asked = form.cleaned_data["click"], request.POST
    is_new = not found.generations.filter(click=click).exists()
    if is_new and (why := composer.why_not(wanted, asked.get("shown", ""), asked.get("known", ""))):
        return refuse(request, found, why)
    try:
        composer.composition.generate(request.user, click)
    except CannotSend as trouble:
        return refuse(request, found, str(trouble))
    return redirect(f"{found.get_absolute_url()}?{sent(request)}")


def sent(request: HttpRequest) -> str:
    """What plays goes on playing; a preset stays chosen."""
    kept = {name: request.POST[name] for name in ("take", "preset") if request.POST.get(name)}
    return urlencode(kept | {"sent": 1})


@require_POST
def uploads(request: HttpRequest, pk: int) -> HttpResponse:
    """An MP4 that somebody brings becomes the shot's next take."""
    found = find_shot(request, pk, "editable_by")
    form = ClipForm(request.POST, request.FILES)
    if form.is_valid():
        take = Take.upload(found, form.keep(), request.user, sandbox=form.is_sandbox)
        return redirect(f"{found.get_absolute_url()}?{urlencode({'take': take.number})}")
    return ShotPage(request, found, clip_form=form).answer(422)


def refuse(request: HttpRequest, shot: Shot, sentence: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return say_no(sentence, "outdated")
    return ShotPage(request, shot, trouble=sentence).answer(422)
