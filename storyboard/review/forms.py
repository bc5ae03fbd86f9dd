"""What people say to the film."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Shot
from storyboard.review.models import LONGEST
from storyboard.takes.forms import PointField
from storyboard.takes.models import Take

EMPTY = _("Write something first.")
NO_TAKE = _("That take is not in this film.")
NO_FRAME = _("Say which frame of the take.")
NO_UID = _("This page cannot tell one note from two any more: copy your words, and reload it.")


class TextField(forms.CharField):
    """The words of a note; its line breaks stay."""

    def __init__(self) -> None:
        errors = {"required": EMPTY}
        super().__init__(max_length=LONGEST, label=_("Note"), error_messages=errors, widget=forms.Textarea)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class RewordForm(forms.Form):
    text = TextField()


class NoteForm(forms.Form):
    """A note on a shot; `take` and `frame` say on which picture of it, `uid` makes it one note."""

    uid = forms.UUIDField(error_messages={"required": NO_UID, "invalid": NO_UID}, widget=forms.HiddenInput)
    take = forms.ModelChoiceField(
        Take.objects.none(), required=False, error_messages={"invalid_choice": NO_TAKE}
    )
    frame = PointField()
    text = TextField()

    def __init__(self, shot: Shot, *args: Any) -> None:
        super().__init__(*args)
        self.shot = shot
        takes = Take.objects.filter(shot__scene__project=shot.project)
        self.fields["take"].queryset = takes.select_related("shot__scene")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        take, frame = said.get("take"), said.get("frame")
        if take is None:
            said["frame"] = None
        elif frame is None and not self.errors:
            self.add_error("frame", NO_FRAME)
        elif frame is not None and take.frames is not None and frame >= take.frames:
            said["frame"] = max(take.frames - 1, 0)
        return said

    @property
    def said(self) -> dict[str, Any]:
        return {"shot": self.shot, **{name: self.cleaned_data[name] for name in ("take", "frame", "text")}}

    @property
    def trouble(self) -> str:
        """The first sentence that says why not; "" when nothing is in the way."""
        return next((str(errors[0]) for errors in self.errors.values()), "")
