"""The shot list: seen, printed, taken along as CSV; each person with the columns they chose."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from storyboard.projects.finding import find
from storyboard.projects.models import Project
from storyboard.rooms.film_words import FILM_WORDS
from storyboard.rooms.sheet.asked import Asked
from storyboard.rooms.sheet.columns import COLUMNS, chosen
from storyboard.rooms.sheet.rows import Sheet, SheetRow, cells_of
from storyboard.rooms.shot_list import ShotList, chosen_csv
from storyboard.rooms.standing import Stand
from storyboard.takes.marks import Mark, Marks, price_of
from storyboard.web import page

PARTS = ("rows", "judged", "columns")


class SheetPage:
    """The page, or the part of it that is asked for."""

    def __init__(self, request: HttpRequest, project: Project) -> None:
        self.request, self.project = request, project
        self.member: Any = project.member_for(request.user)
        self.asked = Asked(request.GET, self.member.sheet_columns if self.member else "")
        self.before = Marks(project).by_shot

    def answer(self) -> HttpResponse:
        part = self.request.headers.get("HX-Target", "").rpartition("#")[2]
        exact = self.asked.only_outdated or part == "judged"
        self.marks = Marks(self.project).judge() if exact else Marks.near(self.project)
        self.sheet = Sheet(self.project, self.asked, self.marks.by_shot)
        return page(self.request, "rooms/shot_list.html", self.context(part), parts=PARTS)

    def context(self, part: str) -> dict[str, Any]:
        rows, first = self.sheet.all_rows, self.sheet.first
        every = "all" in self.request.GET or part == "main" or len(rows) <= first
        rows = rows[first:] if part == "rows" else rows if every else rows[:first]
        return {
            "project": self.project,
            "room": "shot_list",
            "member": self.member,
            "sheet": self.sheet,
            "asked": self.asked,
            "groups": self.shown(rows),
            "more": 0 if every else len(self.sheet.all_rows) - first,
            "marks": self.marks,
            "moved": self.moved() if part == "judged" else [],
            "outdated": len(self.marks.by_shot),
            "price": price_of(self.marks.by_shot.values()),
            "words": FILM_WORDS,
            "stands": Stand,
            "choices": [each for each in self.asked.columns if each.kind == "choice"],
            "all_columns": columns_in_order(self.asked),
        }

    def shown(self, rows: list[SheetRow]) -> list[tuple[Any, list[tuple[SheetRow, list[Any]]]]]:
        """Each row with its cells, by scene."""
        groups = self.sheet.groups(rows)
        return [(scene, [(row, cells_of(row, self.asked)) for row in of_scene]) for scene, of_scene in groups]

    def moved(self) -> list[SheetRow]:
        """The rows whose mark is another one since it was judged last: each gets its state anew."""
        if COLUMNS["status"] not in self.asked.columns:
            return []
        return [row for row in self.sheet.all_rows if words(row.outdated) != words(self.before.get(row.pk))]


def words(mark: Mark | None) -> str:
    return mark.in_words if mark else ""


def columns_in_order(asked: Asked) -> list[tuple[Any, bool]]:
    """What is shown, in its order, then the rest."""
    shown = {each.name for each in asked.columns}
    rest = [each for each in COLUMNS.values() if each.name not in shown]
    return [(each, True) for each in asked.columns] + [(each, False) for each in rest]


@require_GET
def shot_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every shot, or those that pass the filters of the address; `?all` shows all rows at once."""
    return SheetPage(request, find(Project.objects.all(), request.user, pk)).answer()


@require_GET
def shot_list_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """For spreadsheets: all there is, or the rows and columns of the address; `?for=kitsu` in Kitsu's columns."""
    project = find(Project.objects.all(), request.user, pk)
    kitsu, asked = request.GET.get("for") == "kitsu", Asked(request.GET)
    if asked.query and not kitsu:
        marks = Marks(project).judge().by_shot if asked.only_outdated else {}
        text = chosen_csv(Sheet(project, asked, marks))
    else:
        shots = ShotList(project)
        text = shots.kitsu_csv() if kitsu else shots.csv()
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{project.export_name}_{'kitsu' if kitsu else 'shot-list'}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which columns, and in which order: kept for this person in this film, and in the address to share."""
    project = find(Project.objects.all(), request.user, pk)
    asked = Asked(request.GET)
    names = moved_about(
        request.POST.getlist("column"), request.POST.get("up", ""), request.POST.get("down", "")
    )
    kept = ",".join(each.name for each in chosen(",".join(names)))
    if "usual" in request.POST:
        kept = ""
    project.member_for(request.user).lay_out(kept)
    return redirect(reverse("shot_list", args=[pk]) + asked.address(columns=kept))


def moved_about(names: list[str], up: str, down: str) -> list[str]:
    """The order after one column went a place forward or back."""
    step, name = (-1, up) if up in names else (1, down)
    if name in names:
        place = names.index(name)
        names.insert(max(0, place + step), names.pop(place))
    return names
