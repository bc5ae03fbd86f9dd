"""What is said about how a shot begins from the one before it, and what puts both ends back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property

from storyboard.assets.forms import PictureField
from storyboard.assets.models import Asset, Kind, Look
from storyboard.continuity.models import CLOSINGS, OPENINGS, End, Link, LinkKind, ends_between, set_ends
from storyboard.projects.models import Shot
from storyboard.rooms.beginnings import Choices
from storyboard.rooms.between import OFFERED, Beginning, Between
from storyboard.takes.forms import LONGEST_ID
from storyboard.takes.models import Generation, Pick, Take
from storyboard.takes.views.stills import save

FIRST = "{} is the first shot of the cut: there is nothing to begin from."
OTHERWISE = "Meanwhile {} stands before it: look again, and choose."
WHICH = "Choose a still, or bring a picture."
UNMEASURED = "{} is not measured yet: which frame is meant is known in a moment."
WRITTEN = re.compile(rf"(\w+) (\d{{1,{LONGEST_ID}}})(?: (\d{{1,6}}))?")
CHANGED_SINCE = "Somebody has changed it since: nothing was undone."


class BetweenForm(forms.Form):
    """A way to begin; for a shared still a look by its key, a frame of a pick, or a picture that comes."""

    before = forms.IntegerField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        choices=[(each.value, each.label) for each in OFFERED],
        error_messages={
            "required": "Choose how it begins.",
            "invalid_choice": "There is no such way to begin.",
        },
    )
    still = forms.CharField(required=False, max_length=LONGEST_ID)
    picture = PictureField(label="Bring a picture")

    def __init__(self, between: Between, *args: Any) -> None:
        super().__init__(*args)
        self.between = between
        self.new: Shot | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        near = self.between.before
        if not near:
            raise ValidationError(FIRST.format(self.between.shot))
        if given.get("before") not in (None, near.pk):
            raise ValidationError(OTHERWISE.format(near))
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
                self.add_error("still", UNMEASURED.format(pick.take))
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


def written(link: Link | None) -> str:
    """An end as a form carries it: `last_frame 12`, `extend 12 3`, `still 4`; "" for none."""
    if not link:
        return ""
    return " ".join(
        filter(None, [link.kind, str(link.still_id or link.source_id), str(link.take_number or "")])
    )


class EndField(forms.CharField):
    """What `written` wrote, as `connect` takes it; None for an end without a link."""

    def __init__(self, project: Any, end: End) -> None:
        super().__init__(required=False, max_length=60)
        self.project, self.end = project, end

    def to_python(self, value: Any) -> dict[str, Any] | None:
        if not (said := super().to_python(value)):
            return None
        found = WRITTEN.fullmatch(said)
        kinds: tuple[LinkKind, ...] = OPENINGS if self.end == End.OPENING else CLOSINGS
        if not found or found[1] not in kinds:
            raise ValidationError("This is no end of a shot.")
        return self.of(LinkKind(found[1]), int(found[2]), found[3])

    def of(self, kind: LinkKind, pk: int, said: str | None) -> dict[str, Any]:
        if kind == LinkKind.STILL:
            known: Any = {"still": Look.objects.filter(asset__project=self.project, pk=pk).first()}
        else:
            shot = Shot.objects.filter(scene__project=self.project, pk=pk).select_related("scene__project")
            known = {"source": shot.first()}
        number = int(said) if said else None
        if None in known.values() or (number and not self.is_there(known.get("source"), number)):
            raise ValidationError("What it was is not there any more.")
        return {"kind": kind, "take_number": number} | known

    def is_there(self, source: Shot | None, number: int) -> bool:
        return Take.objects.filter(shot=source, number=number).exists()


class AsItWasForm(forms.Form):
    """Both ends as they were, and as they were left: who changed them since is not talked over."""

    before = forms.ModelChoiceField(None)
    closing_now = forms.CharField(required=False)
    opening_now = forms.CharField(required=False)
    bridge = forms.ModelChoiceField(None, required=False)

    def __init__(self, shot: Shot, *args: Any) -> None:
        super().__init__(*args)
        self.shot = shot
        shots = Shot.objects.filter(scene__project=shot.project).select_related("scene__project")
        self.fields["before"].queryset = self.fields["bridge"].queryset = shots  # type: ignore[attr-defined]
        for end in End:
            self.fields[end.value] = EndField(shot.project, end)

    def write(self) -> bool:
        """False, with the sentence, where it cannot be put back any more."""
        try:
            with transaction.atomic():
                self.put_back(**{end.value: self.cleaned_data[end] for end in End})
        except ValidationError as trouble:
            self.add_error(None, trouble)
            return False
        return True

    def put_back(self, closing: dict[str, Any] | None, opening: dict[str, Any] | None) -> None:
        given = self.cleaned_data
        left = [given["closing_now"], given["opening_now"]]
        if [written(end) for end in ends_between(given["before"], self.shot)] != left:
            raise ValidationError(CHANGED_SINCE)
        set_ends(given["before"], self.shot, closing, opening)
        if new := given["bridge"]:
            self.take_away(new)

    def take_away(self, new: Shot) -> None:
        """The shot between goes again, unless something was made for it."""
        if Take.objects.filter(shot=new).exists() or Generation.objects.filter(shot=new).exists():
            raise ValidationError(f"{new} has takes or generations by now: it stays.")
        new.remove()
