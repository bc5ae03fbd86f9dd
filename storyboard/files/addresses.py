"""What somebody gives by its address instead of as an upload: fetched while the form is cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.files import fetcher


class AddressField(forms.URLField):
    """An http or https address; a name and password in it are refused, because they would be kept with it."""

    default_error_messages = {"invalid": _("Give an address that begins with https:// or http://.")}

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"label": _("Address"), "max_length": 2000, "assume_scheme": "https"} | more)

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if "@" in urlsplit(address).netloc:
            raise forms.ValidationError(gettext("Leave the name and password out of the address."))
        return address


@contextmanager
def brought_from(address: str, *, most: int, seconds: float) -> Iterator[Path]:
    """What lies at the address as a file, there while the block runs; what goes wrong is a ValidationError.

    At most `most` bytes in `seconds`. Nothing is said about its content: look before it is kept.
    """
    path: Path = settings.UPLOADS / f"{uuid4().hex}.fetched"
    try:
        yield fetcher.fetch(address, path, most=most, seconds=seconds)
    except fetcher.CannotFetch as trouble:
        raise forms.ValidationError(str(trouble)) from trouble
    except OSError as trouble:
        raise forms.ValidationError(
            gettext("It could not be written to the disk: is there room?")
        ) from trouble
    finally:
        path.unlink(missing_ok=True)
