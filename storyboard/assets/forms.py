from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset, Kind, Look
from storyboard.assets.uploads import Still, still_at, still_from
from storyboard.assets.uses import Renaming
from storyboard.files.addresses import AddressField
from storyboard.media.pictures import BadPicture
from storyboard.projects.models import Project
from storyboard.web import in_words

ACCEPTED = {"accept": "image/jpeg,image/png,image/webp"}


class PictureField(forms.FileField):
    """One picture, judged by its bytes; cleaned it is a Still."""

    widget = forms.FileInput(attrs=ACCEPTED)

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_empty_file=True, required=False, **more)

    def clean(self, data: TemporaryUploadedFile | None, initial: Any = None) -> Still | None:
        upload = super().clean(data, initial)
        try:
            return still_from(upload) if upload else None
        except BadPicture as trouble:
            raise forms.ValidationError(in_words(trouble)) from trouble

    def holding(self, still: Still) -> Any:
        """As it would be after an upload of this picture alone."""
        return still


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
        for upload in data or []:
            try:
                stills.append(super().clean(upload, initial))
            except forms.ValidationError as trouble:
                which = f"{upload.name}: " if len(data) > 1 else ""
                troubles += [f"{which}{sentence}" for sentence in trouble.messages]
        if troubles and not stills:
            raise forms.ValidationError(troubles)
        self.left_out = troubles
        return stills

    def holding(self, still: Still) -> Any:
        return [still]


class BringingForm(forms.Form):
    """Takes pictures as files in the field that `brings` names, or one picture by its address."""

    brings: ClassVar[str] = "picture"

    address = AddressField(required=False, help_text=_("Of one picture on the web, instead of a file."))

    def clean(self) -> dict[str, Any]:
        """The address is asked last, when all else is right: it may take its time."""
        given: dict[str, Any] = self.cleaned_data
        if self.errors:
            return given
        if given[self.brings] and given["address"]:
            self.add_error("address", gettext("Give a picture or an address, not both."))
        elif given["address"]:
            self.bring(given["address"])
        elif not given[self.brings]:
            self.add_error(self.brings, gettext("Choose a picture, or give its address."))
        return given

    def bring(self, address: str) -> None:
        try:
            field: Any = self.fields[self.brings]
            self.cleaned_data[self.brings] = field.holding(still_at(address))
        except forms.ValidationError as trouble:
            self.add_error("address", trouble)
        except BadPicture as trouble:
            self.add_error("address", in_words(trouble))


class NewAssetForm(BringingForm):
    """One asset for each picture that comes."""

    brings = "pictures"

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.STILL)
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("Left empty, it is the file's name.")
    )
    words = forms.CharField(
        label=_("In words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    pictures = PicturesField(label=_("Pictures"))

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


class RenamingForm(forms.ModelForm):
    """A name, which is rewritten where `@name` says it, and what stands beside it."""

    def write(self, row: Asset | Look) -> str:
        """What was done, in a sentence; "" where the name cannot be, and the field says why."""
        fields = dict(self.cleaned_data)
        name = fields.pop("name")
        if name == row.name:
            type(row).objects.get(pk=row.pk).write(**fields)
            return gettext("Saved.")
        try:
            shots = Renaming(type(row).objects.get(pk=row.pk), name).write(**fields)
        except forms.ValidationError as trouble:
            self.add_error("name", trouble)
            return ""
        if not shots:
            return gettext("Saved.")
        said = ngettext(
            "Saved, and @{name} rewritten in {n} shot.", "Saved, and @{name} rewritten in {n} shots.", shots
        )
        return said.format(name=row, n=shots)


class AssetForm(RenamingForm):
    class Meta:
        model = Asset
        fields = ["kind", "name", "words"]
        labels = {"kind": _("Kind"), "name": _("Name")}
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}


class LookForm(RenamingForm):
    """A look's name, which the first one may go without, and what an @name brings in with it."""

    class Meta:
        model = Look
        fields = ["name", "words"]
        labels = {"name": _("Look")}
        widgets = {"words": forms.Textarea(attrs={"rows": 2})}


class NewLookForm(BringingForm):
    name = forms.CharField(
        label=_("Look"), max_length=80, required=False, help_text=_("Left empty, it is the file's name.")
    )
    picture = PictureField(label=_("Picture"))


class RevisionForm(BringingForm):
    picture = PictureField(label=_("New version"))
