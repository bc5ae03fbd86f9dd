"""How a shot's words are to be made: by its fields, by hand from what they say, or as they once were."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from storyboard.projects.models import Shot
from storyboard.rooms.wordings import words_sent
from storyboard.takes.guide import planned

LARGEST_KEY = 2**63 - 1


class How(TextChoices):
    FIELDS = "fields", gettext_lazy("The fields speak again. Your prompt is kept in the history.")
    WHOLE = "whole", gettext_lazy("The prompt is yours to write; the fields are kept.")
    WORDING = "wording", gettext_lazy("These words are the prompt now.")
    GENERATION = "generation", gettext_lazy("These words are the prompt now.")


class PromptForm(forms.Form):
    """`how`, and of what stood once `which`."""

    how = forms.ChoiceField(
        choices=How, error_messages={"required": gettext_lazy("Say how the prompt is made.")}
    )
    which = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY)

    def __init__(self, shot: Shot, data: Any) -> None:
        super().__init__(data)
        self.shot, self.words = shot, ""

    def clean_how(self) -> How:
        return How(self.cleaned_data["how"])

    def clean(self) -> dict[str, Any]:
        how = self.cleaned_data.get("how")
        if how and how != How.FIELDS:
            self.words = planned(self.shot) if how == How.WHOLE else self.words_of_old(how)
            if not self.words:
                nothing = (
                    _("The fields say nothing yet.") if how == How.WHOLE else _("These words are not there.")
                )
                self.add_error("how", ValidationError(nothing))
        return self.cleaned_data

    def words_of_old(self, how: How) -> str:
        which = self.cleaned_data.get("which") or 0
        if how == How.WORDING:
            row = self.shot.wordings.filter(pk=which).first()
            return row.words if row else ""
        sent = self.shot.generations.filter(pk=which).first()
        return words_sent(sent) if sent else ""

    @property
    def said(self) -> str:
        return str(self.cleaned_data["how"].label)
