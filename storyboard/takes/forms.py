"""What people say to takes and generations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from storyboard.files.models import File
from storyboard.media import clips

MOST_BYTES = 1_000_000_000
SANDBOX_MARK = "storyboard sandbox"
NO_CLICK = "This page cannot tell one press from two any more: reload it and press again. Nothing was sent."


class ClickForm(forms.Form):
    """One click is one request, however often it arrives."""

    click = forms.UUIDField(error_messages={"required": NO_CLICK, "invalid": NO_CLICK})


class ClipForm(forms.Form):
    """An MP4 that somebody brings; `keep` moves it into the store."""

    file = forms.FileField(
        label="Upload a take",
        widget=forms.FileInput(attrs={"accept": "video/mp4,.mp4"}),
        error_messages={"required": "Choose an MP4.", "empty": "This file is empty."},
    )

    def clean_file(self) -> UploadedFile[Any]:
        brought: UploadedFile[Any] = self.cleaned_data["file"]
        if (brought.size or 0) > MOST_BYTES:
            raise forms.ValidationError("A clip of at most 1 GB is taken.")
        try:
            self.clip = clips.probe(Path(brought.temporary_file_path()))
        except clips.BadClip as trouble:
            raise forms.ValidationError(str(trouble)) from trouble
        return brought

    @property
    def is_sandbox(self) -> bool:
        """The sandbox marks what it draws in the file itself: bringing it back does not wash that off."""
        return SANDBOX_MARK in self.clip.comment

    def keep(self) -> File:
        return File.objects.keep(Path(self.cleaned_data["file"].temporary_file_path()), "video/mp4")
