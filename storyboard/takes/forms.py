"""What people say to takes and generations."""

from __future__ import annotations

import uuid
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.files import fetcher
from storyboard.files.addresses import AddressField, brought_from
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.forms import OnForm
from storyboard.projects.models import Shot
from storyboard.takes.budget import cost_again
from storyboard.takes.models import Generation, Take
from storyboard.takes.models.generation import TROUBLED
from storyboard.web import in_words

MOST_BYTES = 1_000_000_000
MOST_SECONDS = 60.0  # somebody waits at the page
LONGEST_ID = 18  # digits
MOST_NAMED = 20_000  # rows at once: more than a film has, and fewer than the database takes in one question
SANDBOX_MARK = "storyboard sandbox"
EMPTY = {"empty": _("This file is empty.")}
WHOLE_FRAMES = {
    "invalid": _("A frame is a whole number, counted from 0."),
    "min_value": _("Frames count from 0."),
    "max_value": _("No clip is as long as that."),
}
MOST_FRAMES = 2**31 - 1
NO_CLICK = _(
    "This page cannot tell one press from two any more: reload it and press again. Nothing was sent."
)


COSTS_MORE = _("It costs more today than this button said: look at it, and press again.")
NO_PRICE = _("The prices on this page cannot be read any more: reload it and press again. Nothing was sent.")
MANY_COST_MORE = _("They cost more today than this button said: look at it, and press again.")


class ClickForm(forms.Form):
    """One click is one request, however often it arrives."""

    click = forms.UUIDField(error_messages={"required": NO_CLICK, "invalid": NO_CLICK})


class AgainForm(ClickForm):
    """`costs` is what the button said, as `Cost.sum`: it never spends more than that.

    What the same press has sent already is asked nothing: its answer was lost.
    """

    costs = forms.IntegerField(required=False, min_value=0, error_messages={"invalid": NO_CLICK})

    def costs_more(self, generation: Generation) -> bool:
        said: int | None = self.cleaned_data["costs"]
        if said is None or generation.is_sandbox or cost_again(generation).sum <= said:
            return False
        return not Generation.objects.filter(click=self.cleaned_data["click"]).exists()


def click_of(click: uuid.UUID, pk: int) -> uuid.UUID:
    """The click of one row of a press."""
    return uuid.uuid5(click, str(pk))


class PointField(forms.IntegerField):
    """A frame counted from 0, or none."""

    def __init__(self, *, min_value: int = 0, **more: Any) -> None:
        super().__init__(
            required=False, min_value=min_value, max_value=MOST_FRAMES, error_messages=WHOLE_FRAMES, **more
        )


class PointsForm(forms.Form):
    """In and out of a take: `end` is the frame before which it goes out, `last` the same as people say it.

    Left empty, a point stands where it does by itself.
    """

    start = PointField(label=_("In"))
    end = PointField(min_value=1)
    last = PointField(label=_("Out"))

    def __init__(self, take: Take, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.take = take

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("last") is not None:
            said["end"] = said["last"] + 1
        if not self.errors and (why := self.why_not(said["start"], said["end"])):
            self.add_error("start" if said["end"] is None else "last", why)
        return said

    def why_not(self, start: int | None, end: int | None) -> str:
        take, first = self.take, self.take.enters_at if start is None else start
        if start is None and end is None:
            return ""
        if take.is_being_measured:
            return gettext("{take} is being measured: trim it in a moment.").format(take=take)
        if take.frames is not None and max(first, (end or 1) - 1) >= take.frames:
            return gettext("{take} ends on frame {frame}.").format(take=take, frame=take.frames - 1)
        return (
            gettext("It comes in on frame {first}: it has to go out after that.").format(first=first)
            if end and end <= first
            else ""
        )

    @property
    def names_points(self) -> bool:
        """Whether in and out were said at all, if only to say that they are where they stand by themselves."""
        return any(name in self.data for name in ("start", "end", "last"))

    @property
    def points(self) -> dict[str, int | None]:
        return {name: self.cleaned_data.get(name) for name in ("start", "end")}


class PickForm(PointsForm, OnForm):
    """A pick, with its points where the page names them; for another `shot` where the cut comes back to the take."""

    shot = forms.ModelChoiceField(
        queryset=Shot.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("There is no such shot in this film.")},
    )

    def __init__(self, take: Take, *args: Any, **more: Any) -> None:
        super().__init__(take, *args, **more)
        rows = (
            Shot.objects.alive().filter(scene__project=take.project).select_related("scene__project", "pick")
        )
        self.fields["shot"].queryset = rows  # type: ignore[attr-defined]

    def clean_shot(self) -> Shot | None:
        shot: Shot | None = self.cleaned_data["shot"]
        self.take.stands_in = shot if shot and shot.pk != self.take.shot_id else None
        return shot


class KeptForm(OnForm):
    """Good as it is, for what it was judged by."""

    meaning = forms.CharField(required=False, max_length=64)


class FrameForm(forms.Form):
    """A frame of a take, counted from 0."""

    frame = forms.IntegerField(
        min_value=0,
        error_messages=WHOLE_FRAMES | {"required": _("Say which frame.")},
    )

    def __init__(self, take: Take, *args: Any) -> None:
        super().__init__(*args)
        self.take = take

    def clean_frame(self) -> int:
        frame: int = self.cleaned_data["frame"]
        if self.take.is_being_measured:
            raise forms.ValidationError(
                gettext("{take} is being measured: save the frame in a moment.").format(take=self.take)
            )
        if self.take.frames is not None and frame >= self.take.frames:
            raise forms.ValidationError(
                gettext("{take} ends on frame {frame}.").format(take=self.take, frame=self.take.frames - 1)
            )
        return frame


class DecidedForm(forms.Form):
    """How many clips of a lost call were charged; 0 for none."""

    videos = forms.IntegerField(
        min_value=0, error_messages={"required": _("Say how many clips were charged.")}
    )


class Ticked(forms.SelectMultiple):
    """Boxes of one name; an Undo names all of them in one value."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        said = (pk for each in data.getlist(name) for pk in each.split())
        return list(islice(said, MOST_NAMED))


class Rows(forms.ModelMultipleChoiceField):
    """Rows by their ids; a number that no id can be is an unknown one, not an overflow."""

    def clean(self, value: Any) -> Any:
        if any(len(pk) > LONGEST_ID for pk in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class ManyForm(forms.Form):
    """Several generations of one film."""

    generations = Rows(
        queryset=None,
        widget=Ticked,
        error_messages={
            "required": _("Nothing is ticked: tick what is meant."),
            "invalid_choice": _("One of these is not in this film’s queue."),
            "invalid_pk_value": _("One of these is not in this film’s queue."),
        },
    )

    def __init__(self, rows: QuerySet[Any], *args: Any) -> None:
        super().__init__(*args)
        self.fields["generations"].queryset = rows  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[Any]:
        return list(self.cleaned_data["generations"])


class Costs(forms.Field):
    """What a page said of each row, as "12-2400000": `Cost.sum` by id."""

    widget = Ticked

    def clean(self, value: Any) -> dict[int, int]:
        said = [each.partition("-") for each in value or ()]
        if any(not (isdigits(pk) and isdigits(costs)) for pk, _dash, costs in said):
            raise forms.ValidationError(NO_PRICE)
        return {int(pk): int(costs) for pk, _dash, costs in said}


def isdigits(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID


class ManyAgainForm(ManyForm, ClickForm):
    """Several at one press; `costs` is what their buttons said, and none costs more than that.

    What the same press has sent already is asked nothing.
    """

    costs = Costs(required=False)

    @cached_property
    def asked(self) -> list[Generation]:
        """Those that this press would pay for."""
        clicks = {click_of(self.cleaned_data["click"], row.pk): row for row in self.rows}
        sent = set(Generation.objects.filter(click__in=clicks).values_list("click", flat=True))
        rows = (row for click, row in clicks.items() if click not in sent)
        return [row for row in rows if row.status in TROUBLED and not row.is_sandbox]

    @property
    def not_said(self) -> list[Generation]:
        """Those of which the page had no price: they came to be sent again after it was drawn."""
        return [row for row in self.asked if row.pk not in self.cleaned_data["costs"]]

    @property
    def cost_more(self) -> bool:
        said = self.cleaned_data["costs"]
        return any(cost_again(row).sum > said[row.pk] for row in self.asked if row.pk in said)


class ClipForm(forms.Form):
    """An MP4 that somebody brings; `keep` moves it into the store."""

    file = forms.FileField(
        label=_("Upload a take"),
        widget=forms.FileInput(attrs={"accept": "video/mp4,.mp4"}),
        error_messages={"required": _("Choose an MP4."), "empty": _("This file is empty.")},
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        brought: UploadedFile[Any] | None = self.cleaned_data["file"]
        if brought:
            if (brought.size or 0) > MOST_BYTES:
                raise forms.ValidationError(gettext("A clip of at most 1 GB is taken."))
            self.judge(Path(brought.temporary_file_path()))
        return brought

    def judge(self, path: Path) -> None:
        try:
            self.clip, self.path = clips.probe(path), path
        except clips.BadClip as trouble:
            raise forms.ValidationError(in_words(trouble)) from trouble

    @property
    def is_sandbox(self) -> bool:
        """The sandbox marks what it draws in the file itself: bringing it back does not wash that off."""
        return SANDBOX_MARK in self.clip.comment

    def keep(self) -> File:
        return File.objects.keep(self.path, "video/mp4")


class AdoptForm(ClipForm):
    """The clip of a call or a take that turned up elsewhere: brought as a file, or fetched from where it lies."""

    file = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "video/mp4,.mp4"}), error_messages=EMPTY
    )
    address = AddressField(required=False)
    kept: File | None = None

    def __init__(self, *args: Any, free: bool = False) -> None:
        super().__init__(*args)
        self.free = free

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and not self.cleaned_data.get("file") and not self.errors:
            with brought_from(address, most=fetcher.MOST_BYTES, seconds=MOST_SECONDS) as path:
                self.judge(path)
                self.kept = super().keep()
        return address

    def judge(self, path: Path) -> None:
        """What is paid for is not what the sandbox drew."""
        super().judge(path)
        if self.is_sandbox and not self.free:
            raise forms.ValidationError(
                gettext("The sandbox drew this clip: it is not what Veo was asked for.")
            )

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and not hasattr(self, "clip"):
            self.add_error("file", gettext("Choose an MP4, or give the address where it lies."))
        return self.cleaned_data

    def keep(self) -> File:
        return self.kept or super().keep()
