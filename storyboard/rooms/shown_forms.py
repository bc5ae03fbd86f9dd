"""Takes named as panels show them: what is rated or sent again is what somebody saw, whatever has come since."""

from __future__ import annotations

from copy import copy
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from storyboard.projects.forms import OnForm
from storyboard.projects.models import Project, Shot
from storyboard.takes.forms import AgainForm
from storyboard.takes.models import Take

PAIR = r"\d{1,11}-\d{1,11}"
MARKS = ("circled", "ng", "clear", "pick")
NOT_HERE = _("This take is not in this film any more.")
LONGEST_PAIR = 24  # characters, with the space
MOST = 2_000  # at once: twice what a long film has
TOO_MANY = _("That are more than {n} takes at once: choose fewer.")


class ShownForm(forms.Form):
    """`12-7 13-9`: shots, each with the take that its panel shows."""

    shown = forms.RegexField(
        rf"^{PAIR}(\s+{PAIR})*$",
        max_length=MOST * LONGEST_PAIR,
        error_messages={
            "required": _("No take is chosen: choose some first."),
            "invalid": NOT_HERE,
            "max_length": format_lazy(TOO_MANY, n=MOST),
        },
    )

    def __init__(self, project: Project, data: Any) -> None:
        super().__init__(data)
        self.project = project

    def clean_shown(self) -> list[Take]:
        named = dict.fromkeys(self.cleaned_data["shown"].split())
        if len(named) > MOST:
            raise forms.ValidationError(TOO_MANY.format(n=MOST))
        pairs = [tuple(int(each) for each in pair.split("-")) for pair in named]
        rows = (
            Shot.objects.alive().filter(scene__project=self.project).select_related("scene__project", "pick")
        )
        shots = rows.in_bulk([shot for shot, _ in pairs])
        found = Take.objects.filter(shot__scene__project=self.project).select_related(
            "shot__scene__project", "shot__pick", "generation"
        )
        takes = found.in_bulk([take for _, take in pairs])
        if any(shot not in shots or take not in takes for shot, take in pairs):
            raise forms.ValidationError(NOT_HERE)
        return [stood(takes[take], shots[shot]) for shot, take in pairs]


def stood(take: Take, shot: Shot) -> Take:
    """The take as this shot shows it, which may be another shot's."""
    shown = copy(take)
    shown.stands_in = shot if shot.pk != take.shot_id else None
    return shown


class ShownRatingForm(ShownForm, OnForm):
    """The mark that they get or lose; `knows` stands for what a page has said that a pick does."""

    mark = forms.ChoiceField(choices=[(name, name) for name in MARKS])
    knows = forms.CharField(required=False, max_length=16)


class ShownAgainForm(ShownForm, AgainForm):
    """Once more with what they were made of."""
