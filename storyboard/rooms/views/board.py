import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.forms import SceneForm
from storyboard.projects.models import Change, Project, Scene
from storyboard.rooms.board import AT_ONCE, Board
from storyboard.rooms.filters import shown_of
from storyboard.rooms.own_news import OwnNews
from storyboard.takes.marks import Marks
from storyboard.web import page, part_asked_for

SIZES = {"large": gettext_lazy("Large"), "medium": gettext_lazy("Medium"), "small": gettext_lazy("Small")}
A_YEAR = 60 * 60 * 24 * 365


@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole film; `scene` and `shown` say which panels are near, `edit` which scene is being named."""
    project = find(Project.objects.all(), request.user, pk)
    near = {"first": whole(request, "scene"), "shown": whole(request, "shown") or AT_ONCE}
    shown = Board(project, **near, show=shown_of(request))
    if edited := shown.scene(whole(request, "edit")):
        edited.form = SceneForm(instance=edited.scene)
    size = chosen_size(request)
    captions = chosen_captions(request)
    context = context_of(request, project) | {
        "board": shown,
        "size": size,
        "sizes": SIZES,
        "captions": captions,
    }
    answer = page(request, "rooms/board.html", context)
    for name, value in (("board_size", size), ("board_captions", captions)):
        answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


@require_http_methods(["GET", "POST"])
def scene(request: HttpRequest, pk: int) -> HttpResponse:
    """One scene of the board; `version` is the one that the reader has, and 204 says that nothing moved since."""
    found = find(Scene.objects.select_related("project"), request.user, pk)
    if request.method == "POST":
        return save(request, pk)
    if request.GET.get("version") == str(found.project.version):
        return HttpResponse(status=204)
    if found.deleted_at and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Reswap": "delete"})
    if not part_asked_for(request, ("scene",)):
        return redirect(found)
    return answer_scene(request, found)


@require_GET
def out_of_date(request: HttpRequest, pk: int) -> HttpResponse:
    """How many shots are out of date, judged now; scenes that were `seen` with other marks fetch themselves."""
    project = find(Project.objects.all(), request.user, pk)
    marks = Marks(project).judge()
    if not request.headers.get("HX-Request"):
        return redirect(project)
    answer = page(request, "rooms/out_of_date.html", {"project": project, "marks": marks})
    changed = changed_scenes(request.GET.getlist("seen"), marks.seals())
    answer["HX-Trigger"] = json.dumps({f"scene-{scene}": {} for scene in changed})
    return answer


def changed_scenes(seen: list[str], seals: dict[int, str]) -> list[int]:
    """Of what a board says it shows, `scene-seal`, the scenes whose marks are others by now."""
    shown = [each.partition("-") for each in seen]
    return [int(scene) for scene, _, seal in shown if scene.isdecimal() and seals.get(int(scene), "") != seal]


def save(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(Scene.objects.select_related("project"), request.user, pk, may="editable_by")
    form = SceneForm(request.POST, instance=found)
    said = _("Header of scene {}").format(found.number)
    with Change.objects.keep(found.project, request.user, found, said=said, place=found.on_the_board):
        written = form.is_valid() and form.write()
    if written:
        return redirect("scene", pk)
    return answer_scene(request, Scene.objects.select_related("project").get(pk=pk), form)


def answer_scene(request: HttpRequest, found: Scene, form: SceneForm | None = None) -> HttpResponse:
    """The scene as a part of the board, or for a browser without htmx on the whole board."""
    new = whole(request, "new")
    near = {"first": found.pk, "shown": whole(request, "shown") or AT_ONCE, "new": new}
    shown = Board(found.project, **near, show=shown_of(request))
    each = shown.scene(found.pk)
    if each:
        each.form = form
    context = context_of(request, found.project) | {"board": shown, "each": each, "sizes": SIZES}
    context["size"] = chosen_size(request)
    status = (409 if form.conflicts else 422) if form else 200
    return page(request, "rooms/board.html", context, parts=("scene",), status=status)


def from_menu(request: HttpRequest) -> bool:
    """Asked by a menu that lies over the board; anything else is answered with a page."""
    return part_asked_for(request, ("tools",)) is not None


def answer_menu(
    request: HttpRequest, scene: Scene, *, focus: str, shot: int = 0, left: int = 0, **place: Any
) -> HttpResponse:
    """The menu closes, `scene` comes along as it is now, and what it was opened on has focus again.

    `left` is another scene that changed: it fetches itself. `place` says how the scene is put on the board when it
    is not where it was (`beside` and `how`), and what is `gone` from it.
    """
    project = Project.objects.get(pk=scene.project_id)
    board = Board(project, first=scene.pk, focus=shot, show=shown_of(request))
    context = context_of(request, project) | {"board": board, "each": board.scene(scene.pk), **place}
    context["size"] = chosen_size(request)
    answer = page(request, "rooms/board.html", context, parts=("tools",))
    told = json.loads(answer.get("HX-Trigger", "{}")) | {"take-focus": {"target": focus}}
    answer["HX-Trigger"] = json.dumps(told | ({f"scene-{left}": {}} if left else {}))
    return answer


def context_of(request: HttpRequest, project: Project) -> dict[str, Any]:
    known = {"project": project, "room": "board", "member": project.member_for(request.user)}
    return known | {"news": OwnNews(project, request.user)}


def chosen_size(request: HttpRequest) -> str:
    wanted = request.GET.get("size") or request.COOKIES.get("board_size", "")
    return wanted if wanted in SIZES else "large"


def chosen_captions(request: HttpRequest) -> str:
    wanted = request.GET.get("captions") or request.COOKIES.get("board_captions", "")
    return "off" if wanted == "off" else "on"


def whole(request: HttpRequest, name: str) -> int:
    """A whole number of the query, 0 for anything else."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 12 else 0


def scene_address(scene: int, **query: int) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return f"{reverse('scene', args=[scene])}?{asked}" if asked else reverse("scene", args=[scene])
