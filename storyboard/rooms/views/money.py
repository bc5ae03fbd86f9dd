"""The pages of money: the chip, the budget, the ledger and the day sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from storyboard.projects.finding import find
from storyboard.projects.forms import BudgetForm
from storyboard.projects.models import Project
from storyboard.rooms.day_sheet import DaySheet
from storyboard.rooms.ledger import Ledger
from storyboard.rooms.money import Purse
from storyboard.rooms.views.project_settings import show_settings
from storyboard.web import page, part_asked_for


@require_safe
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """The chip of the top bar; 204 while it says what the reader sees already."""
    project = find(Project.objects.all(), request.user, pk, may="accounted_to")
    if request.GET.get("version") == Purse(project).version:
        return HttpResponse(status=204)
    if not part_asked_for(request, ("money",)):
        return redirect("ledger", pk)
    return page(request, "components/money.html", {"project": project})


@require_POST
def budget(request: HttpRequest, pk: int) -> HttpResponse:
    """None, or so much money or seconds; less than is spent already is said, and kept."""
    project = find(Project.objects.all(), request.user, pk, may="owned_by")
    form = BudgetForm(project, request.POST)
    if not form.is_valid() or not form.write():
        return show_settings(request, project, budget=form, status=409 if form.conflicts else 422)
    purse = Purse(Project.objects.get(pk=pk))
    if purse.is_over:
        messages.warning(
            request,
            gettext("Saved. {over} more than that is spent or held already: nothing more is sent.").format(
                over=purse.over
            ),
        )
    else:
        messages.success(
            request,
            gettext("Saved. {sentence}").format(sentence=purse.sentence)
            if purse.sentence
            else gettext("Saved: no budget."),
        )
    return redirect("project_settings", pk)


@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    project = find(Project.objects.all(), request.user, pk, may="accounted_to")
    context = context_of(request, project, "ledger") | {"ledger": Ledger(project, request.GET)}
    return page(request, "rooms/ledger.html", context)


@require_safe
def ledger_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """One line for each move, with the filters of the page; sent as it is read."""
    project = find(Project.objects.all(), request.user, pk, may="accounted_to")
    lines = Ledger(project, request.GET).csv()
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{project.export_name}_ledger.csv"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


class DayForm(forms.Form):
    """Which day; today when none can be read."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not date(1970, 1, 1) <= day <= localdate():
            raise forms.ValidationError(gettext("That day has not begun."))
        return day


@require_safe
def day_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    project = find(Project.objects.all(), request.user, pk, may="accounted_to")
    form = DayForm(request.GET)
    day = form.cleaned_data["day"] if form.is_valid() else localdate()
    context = context_of(request, project, "day_sheet") | {"sheet": DaySheet(project, day, request.user)}
    return page(request, "rooms/day_sheet.html", context)


def context_of(request: HttpRequest, project: Project, room: str) -> dict[str, Any]:
    return {"project": project, "room": room, "member": project.member_for(request.user)}
