"""What is said about how a shot begins from the one before it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from storyboard.assets.forms import PictureField
from storyboard.assets.models import Asset, Kind, Look
from storyboard.projects.models import Shot
from storyboard.rooms.beginnings import Choices
from storyboard.rooms.between import OFFERED, Beginning, Between
from storyboard.takes.forms import LONGEST_ID
from storyboard.takes.models import Pick
from storyboard.takes.views.stills import save

FIRST = _("{shot} is the first shot of the cut: there is nothing to begin from.")
OTHERWISE = _("Meanwhile {shot} stands before it: look again, and choose.")
WHICH = _("Choose a still, or bring a picture.")
UNMEASURED = _("{take} is not measured yet: which frame is meant is known in a moment.")


class BetweenForm(forms.Form):
    """A way to begin; for a shared still a look by its key, a frame of a pick, or a picture that comes."""

    before = forms.IntegerField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        choices=[(each.value, each.label) for each in OFFERED],
        error_messages={
            "required": _("Choose how it begins."),
            "invalid_choice": _("There is no such way to begin."),
        },
    )
    still = forms.CharField(required=False, max_length=LONGEST_ID)
    picture = PictureField(label=_("Bring a picture"))

    def __init__(self, between: Between, *args: Any) -> None:
        super().__init__(*args)
        self.between = between
        self.new: Shot | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        near = self.between.before
        if not near:
            raise ValidationError(FIRST.format(shot=self.between.shot))
        if given.get("before") not in (None, near.pk):
            raise ValidationError(OTHERWISE.format(shot=near))
        if "choice" in given and (why := self.why_not(self.how)):
            self.add_error("choice", why)
        if not self.errors and self.how == Beginning.SHARED:
            self.find_still()
        return given

    @property
    def how(self) -> Beginning:
        return Beginning(self.cleaned_data["choice"])

    def why_not(self, how: Beginning) -> str:
        return "" if self.between.now == how else Choices(self.between).why_not(how)

    def find_still(self) -> None:
        """One picture, whichever way it was said."""
        said = self.cleaned_data.get("still", "")
        if self.cleaned_data.get("picture"):
            return
        if said in self.frames:
            pick, frame = self.frames[said]
            if frame is None:
                self.add_error("still", UNMEASURED.format(take=pick.take))
        elif not self.look:
            self.add_error("still", WHICH)

    @cached_property
    def looks(self) -> list[Look]:
        """The film's stills, each with its picture."""
        rows = Look.objects.filter(asset__project=self.between.project, asset__kind=Kind.STILL)
        rows = rows.filter(asset__deleted_at=None).select_related("asset").prefetch_related("versions")
        return [look for look in rows.order_by("asset__name", "asset", "position") if look.newest]

    @property
    def look(self) -> Look | None:
        said = self.cleaned_data.get("still", "")
        return next((look for look in self.looks if str(look.pk) == said), None)

    @property
    def look_now(self) -> int | None:
        """The still that both ends share already."""
        return self.between.ties[0].still_id if self.between.now == Beginning.SHARED else None

    @cached_property
    def frames(self) -> dict[str, tuple[Pick, int | None]]:
        """Frames of the picks on both sides that can become the still."""
        before = getattr(self.between.before, "pick", None)
        after = getattr(self.between.shot, "pick", None)
        found = {}
        if before:
            found["last_frame"] = (before, before.last_frame)
        if after:
            found["first_frame"] = (after, after.first_frame)
        return found

    def keep_still(self, by: Any) -> Look | None:
        """The look that is shared: the chosen one, or a new one made of what came. BadClip when no frame can be cut."""
        if self.how != Beginning.SHARED:
            return None
        if brought := self.cleaned_data["picture"]:
            asset = Asset.objects.add(self.between.project, Kind.STILL, brought.name, brought.file, by)
            return asset.looks.get()
        if chosen := self.frames.get(self.cleaned_data["still"]):
            pick, frame = chosen
            return save(pick.take, frame or 0, by)[0]
        return self.look
