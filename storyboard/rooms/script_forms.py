"""What the script pane posts: some lines of a scene, and somebody who speaks in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Asset, Kind
from storyboard.projects.models import Scene, Shot
from storyboard.projects.script_lines import ScriptLine, action_of, cues_of, dialogue_of, read_lines

CHOOSE = _("Choose some lines first.")
CHANGED = _("The text changed meanwhile: choose the lines again.")
LONGEST = 4000


class LinesForm(forms.Form):
    """`line`, many times: from the first to the last of them; with `shot` one that is there covers them."""

    line = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": CHOOSE, "invalid_choice": CHANGED}
    )
    shot = forms.ModelChoiceField(None, required=False)

    def __init__(self, scene: Scene, data: Any) -> None:
        super().__init__(data)
        self.scene, self.lines = scene, read_lines(scene.text)
        self.fields["line"].choices = [(str(each.number), each.text) for each in self.lines]  # type: ignore[attr-defined]
        shots = Shot.objects.alive().filter(scene__project=scene.project_id).select_related("scene__project")
        self.fields["shot"].queryset = shots  # type: ignore[attr-defined]

    def clean_line(self) -> list[int]:
        numbers: list[int] = sorted(self.cleaned_data["line"])
        if not any(each.kind for each in self.lines[numbers[0] : numbers[-1] + 1]):
            raise ValidationError(CHOOSE)
        return numbers

    @property
    def first(self) -> int:
        return int(self.cleaned_data["line"][0])

    @property
    def last(self) -> int:
        return int(self.cleaned_data["line"][-1])

    @property
    def chosen(self) -> list[ScriptLine]:
        return self.lines[self.first : self.last + 1]

    @property
    def fields_of_shot(self) -> dict[str, str]:
        """What a new shot of these lines shows and says."""
        return {"action": action_of(self.chosen)[:LONGEST], "dialogue": dialogue_of(self.chosen)[:LONGEST]}


class PersonForm(forms.Form):
    """Somebody who speaks in a scene, to be a character of the film."""

    name = forms.ChoiceField(
        error_messages={"invalid_choice": _("Nobody of that name speaks in this scene.")}
    )

    def __init__(self, scene: Scene, data: Any) -> None:
        super().__init__(data)
        self.scene = scene
        self.fields["name"].choices = [(name, name) for name in cues_of(read_lines(scene.text))]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(name) > Asset._meta.get_field("name").max_length:  # type: ignore[operator]
            raise ValidationError(_("This name is too long."))
        return name

    def add(self) -> tuple[Asset, bool]:
        """The character, and whether it is new."""
        mine = Asset.objects.alive().filter(project=self.scene.project_id)
        known = next(
            (each for each in mine if each.name.casefold() == self.cleaned_data["name"].casefold()), None
        )
        if known:
            return known, False
        return Asset.objects.begin(self.scene.project, Kind.CHARACTER, self.cleaned_data["name"]), True
