"""What is asked of the list of many shots, by its address or by its boxes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from storyboard.rooms.many_rows import Tick
from storyboard.takes.composition import Preset
from storyboard.takes.forms import LONGEST_ID, NO_CLICK, Ticked

AS_PICKED = "picked"
PRESETS = [(AS_PICKED, _("As picked")), *Preset.choices]


class Which(TextChoices):
    MISSING = "missing", _("Missing")
    OUTDATED = "outdated", _("Out of date")
    BOTH = "both", _("Missing and out of date")


@dataclass(frozen=True)
class Wanted:
    """What is asked of the page; no `ticks` at all: as it proposes them."""

    scene: int | None = None
    shots: tuple[int, ...] = ()
    which: str = ""
    preset: str = Preset.SANDBOX
    pick_first: bool = False
    sandbox_frames: bool = False
    ticks: Mapping[int, Tick] | None = None


def number_of(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) <= LONGEST_ID else None


class Numbers(forms.Field):
    """Ids that may be said many times or in one value; what is no number is nobody's."""

    widget = Ticked

    def clean(self, value: list[str]) -> tuple[int, ...]:
        return tuple(number for said in value if (number := number_of(said)) is not None)


class Ticks(forms.Field):
    """Boxes as they were ticked: `shot.cost.twin`."""

    widget = Ticked

    def clean(self, value: list[str]) -> dict[int, Tick]:
        parts = [(*said.split("."), "", "")[:3] for said in value]
        return {
            pk: Tick(shown[:LONGEST_ID], known) for said, shown, known in parts if (pk := number_of(said))
        }


class ManyShotsForm(forms.Form):
    """Which shots, how, and which boxes are ticked; what cannot be read is not asked."""

    scene = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST_ID)
    shot = Numbers()
    which = forms.ChoiceField(required=False, choices=Which.choices)
    preset = forms.ChoiceField(required=False, choices=PRESETS)
    pick_first = forms.BooleanField(required=False)
    sandbox_frames = forms.BooleanField(required=False)
    ticked = forms.CharField(required=False)
    tick = Ticks()
    click = forms.UUIDField(error_messages={"required": NO_CLICK, "invalid": NO_CLICK})

    @property
    def said(self) -> dict[str, Any]:
        self.full_clean()
        return dict(self.cleaned_data)

    @property
    def wanted(self) -> Wanted:
        said = self.said
        return Wanted(
            scene=said.get("scene"),
            shots=said["shot"],
            which=said.get("which", ""),
            preset=said.get("preset")
            or (Preset.SANDBOX if said.get("which") == Which.MISSING else AS_PICKED),
            pick_first=said["pick_first"],
            sandbox_frames=said["sandbox_frames"],
            ticks=self.ticks,
        )

    @property
    def ticks(self) -> dict[int, Tick] | None:
        """None as long as nobody has seen the boxes; all or none of them at one press."""
        said = self.said
        return said["tick"] if said.get("ticked") else None

    @property
    def press(self) -> uuid.UUID | None:
        return self.said.get("click")
