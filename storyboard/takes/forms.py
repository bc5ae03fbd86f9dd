"""What people say to takes and generations."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from storyboard.files.models import File
from storyboard.media import clips

MOST_BYTES = 1_000_000_000


class ClickForm(forms.Form):
    """One click is one request, however often it arrives."""

    click = forms.UUIDField(required=False)


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
            clips.probe(Path(brought.temporary_file_path()))
        except clips.BadClip as trouble:
            raise forms.ValidationError(str(trouble)) from trouble
        return brought

    def keep(self) -> File:
        settings.UPLOADS.mkdir(parents=True, exist_ok=True)
        path = settings.UPLOADS / f"brought-{os.urandom(8).hex()}.mp4"
        with path.open("wb") as kept:
            for piece in self.cleaned_data["file"].chunks(1 << 20):
                kept.write(piece)
        return File.objects.keep(path, "video/mp4")
