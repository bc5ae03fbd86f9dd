"""What people say to takes and generations."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from storyboard.files import fetcher
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.forms import OnForm
from storyboard.takes.models import Take

MOST_BYTES = 1_000_000_000
MOST_SECONDS = 60.0  # somebody waits at the page
LONGEST_ID = 18  # digits
SANDBOX_MARK = "storyboard sandbox"
EMPTY = {"empty": "This file is empty."}
NO_CLICK = "This page cannot tell one press from two any more: reload it and press again. Nothing was sent."


class ClickForm(forms.Form):
    """One click is one request, however often it arrives."""

    click = forms.UUIDField(error_messages={"required": NO_CLICK, "invalid": NO_CLICK})


class PickForm(OnForm):
    """A pick, whole or from one frame to before another, as an Undo puts it back."""

    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)

    def clean(self) -> dict[str, Any] | None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start is not None and end is not None and end <= start:
            self.add_error("on", "It has to end after it begins.")
        return self.cleaned_data


class KeptForm(OnForm):
    """Good as it is, for what it was judged by."""

    meaning = forms.CharField(required=False, max_length=64)


class FrameForm(forms.Form):
    """A frame of a take, counted from 0."""

    frame = forms.IntegerField(
        min_value=0,
        error_messages={
            "required": "Say which frame.",
            "invalid": "A frame is a whole number, counted from 0.",
            "min_value": "Frames count from 0.",
        },
    )

    def __init__(self, take: Take, *args: Any) -> None:
        super().__init__(*args)
        self.take = take

    def clean_frame(self) -> int:
        frame: int = self.cleaned_data["frame"]
        if self.take.is_being_measured:
            raise forms.ValidationError(f"{self.take} is being measured: save the frame in a moment.")
        if self.take.frames is not None and frame >= self.take.frames:
            raise forms.ValidationError(f"{self.take} ends on frame {self.take.frames - 1}.")
        return frame


class DecidedForm(forms.Form):
    """How many clips of a lost call were charged; 0 for none."""

    videos = forms.IntegerField(min_value=0, error_messages={"required": "Say how many clips were charged."})


class Ticked(forms.SelectMultiple):
    """Boxes of one name; an Undo names all of them in one value."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [pk for said in data.getlist(name) for pk in said.split()]


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
            "required": "Nothing is ticked: tick what is meant.",
            "invalid_choice": "One of these is not in this film’s queue.",
            "invalid_pk_value": "One of these is not in this film’s queue.",
        },
    )

    def __init__(self, rows: QuerySet[Any], *args: Any) -> None:
        super().__init__(*args)
        self.fields["generations"].queryset = rows  # type: ignore[attr-defined]


class ManyAgainForm(ManyForm, ClickForm):
    """Several at one press."""


class ClipForm(forms.Form):
    """An MP4 that somebody brings; `keep` moves it into the store."""

    file = forms.FileField(
        label="Upload a take",
        widget=forms.FileInput(attrs={"accept": "video/mp4,.mp4"}),
        error_messages={"required": "Choose an MP4.", "empty": "This file is empty."},
    )

    def clean_file(self) -> UploadedFile[Any] | None:
        brought: UploadedFile[Any] | None = self.cleaned_data["file"]
        if brought:
            if (brought.size or 0) > MOST_BYTES:
                raise forms.ValidationError("A clip of at most 1 GB is taken.")
            self.judge(Path(brought.temporary_file_path()))
        return brought

    def judge(self, path: Path) -> None:
        try:
            self.clip, self.path = clips.probe(path), path
        except clips.BadClip as trouble:
            raise forms.ValidationError(str(trouble)) from trouble

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
    address = forms.URLField(
        required=False,
        max_length=2000,
        assume_scheme="https",
        error_messages={"invalid": "This is not an address: it begins with https://"},
    )

    def __init__(self, *args: Any, free: bool = False) -> None:
        super().__init__(*args)
        self.free = free

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and not self.cleaned_data.get("file") and not self.errors:
            self.fetch(address)
        return address

    def fetch(self, address: str) -> None:
        part = settings.UPLOADS / f"adopt-{os.urandom(6).hex()}.part"
        try:
            self.judge(fetcher.fetch(address, part, seconds=MOST_SECONDS))
        except (fetcher.CannotFetch, forms.ValidationError) as trouble:
            part.unlink(missing_ok=True)
            said = "".join(getattr(trouble, "messages", [str(trouble)]))
            raise forms.ValidationError(said) from trouble
        except OSError as trouble:
            part.unlink(missing_ok=True)
            raise forms.ValidationError("It could not be written to the disk: is there room?") from trouble

    def clean(self) -> dict[str, Any] | None:
        """What is paid for is not what the sandbox drew."""
        if not self.errors and not hasattr(self, "clip"):
            self.add_error("file", "Choose an MP4, or give the address where it lies.")
        elif not self.errors and self.is_sandbox and not self.free:
            self.path.unlink(missing_ok=True)
            self.add_error("file", "The sandbox drew this clip: it is not what Veo was asked for.")
        return self.cleaned_data
