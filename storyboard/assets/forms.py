from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset, Kind, Look
from storyboard.assets.uploads import keep_picture, name_from
from storyboard.files.models import File
from storyboard.media.pictures import BadPicture
from storyboard.projects.models import Project

ACCEPTED = {"accept": "image/jpeg,image/png,image/webp"}


@dataclass(frozen=True)
class Still:
    """A picture that came in: its bytes, safe and kept, and what its file was called."""

    file: File
    name: str


class PictureField(forms.FileField):
    """One picture, judged by its bytes; cleaned it is a Still."""

    widget = forms.FileInput(attrs=ACCEPTED)
    default_error_messages = {"required": "Choose a picture."}

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_empty_file=True, **more)

    def clean(self, data: TemporaryUploadedFile | None, initial: Any = None) -> Still:
        upload = super().clean(data, initial)
        try:
            return Still(keep_picture(upload), name_from(upload.name))
        except BadPicture as trouble:
            raise forms.ValidationError(str(trouble)) from trouble


class Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[TemporaryUploadedFile]:
        return files.getlist(name)


class PicturesField(PictureField):
    """One or more pictures; of several the good ones are taken, and `left_out` says why the others are not."""

    left_out: list[str]

    widget = Several(attrs=ACCEPTED | {"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Still]:
        stills, troubles = [], []
        for upload in data or [None]:
            try:
                stills.append(super().clean(upload, initial))
            except forms.ValidationError as trouble:
                which = f"{upload.name}: " if len(data) > 1 else ""
                troubles += [f"{which}{sentence}" for sentence in trouble.messages]
        if not stills:
            raise forms.ValidationError(troubles)
        self.left_out = troubles
        return stills


class NewAssetForm(forms.Form):
    """One asset for each picture that comes."""

    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.STILL)
    name = forms.CharField(max_length=80, required=False, help_text="Left empty, it is the file's name.")
    words = forms.CharField(
        label="In words", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    pictures = PicturesField(label="Pictures")

    @transaction.atomic
    def add(self, project: Project, by: Person) -> list[Asset]:
        given = self.cleaned_data
        return [
            Asset.objects.add(project, given["kind"], name, still.file, by, given["words"])
            for name, still in zip(self.names(), given["pictures"], strict=True)
        ]

    @property
    def left_out(self) -> list[str]:
        field: Any = self.fields["pictures"]
        return list(field.left_out)

    def names(self) -> list[str]:
        """The name that was typed, with a number where several share it; else each file's own."""
        name, stills = self.cleaned_data["name"], self.cleaned_data["pictures"]
        if not name:
            return [still.name for still in stills]
        return [name] if len(stills) == 1 else [f"{name[:76]} {n}" for n in range(1, len(stills) + 1)]


class AssetForm(forms.ModelForm):
    class Meta:
        model = Asset
        fields = ["kind", "name", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}


class LookForm(forms.ModelForm):
    """A look's name; the first one may go without."""

    class Meta:
        model = Look
        fields = ["name"]
        labels = {"name": "Look"}


class NewLookForm(forms.Form):
    name = forms.CharField(
        label="Look", max_length=80, required=False, help_text="Left empty, it is the file's name."
    )
    picture = PictureField()


class RevisionForm(forms.Form):
    picture = PictureField(label="New version")
