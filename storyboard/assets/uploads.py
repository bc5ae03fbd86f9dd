"""A picture that comes in, as an upload or by its address, on its way to the store."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import gettext

from storyboard.files.addresses import brought_from
from storyboard.files.models import File
from storyboard.media import pictures

SECONDS = 30.0


@dataclass(frozen=True)
class Still:
    """A picture that came in: its bytes, safe and kept, and what its file was called."""

    file: File
    name: str


def still_from(upload: TemporaryUploadedFile) -> Still:
    return Still(keep_picture(Path(upload.temporary_file_path())), name_from(upload.name))


def still_at(address: str) -> Still:
    """The picture that lies there, within the limits of an upload; a ValidationError says why it did not come."""
    with brought_from(address, most=pictures.MAX_BYTES, seconds=SECONDS) as path:
        return Still(keep_picture(path), name_from(unquote(urlsplit(address).path)))


def keep_picture(path: Path) -> File:
    """The picture made safe (upright, flat, no metadata) and kept; BadPicture says why it cannot be."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    safe = settings.UPLOADS / f"{uuid4().hex}.picture"
    try:
        picture = pictures.clean(path, safe)
        return File.objects.keep(safe, picture.mime_type, width=picture.width, height=picture.height)
    finally:
        safe.unlink(missing_ok=True)


def name_from(file_name: str) -> str:
    """`keeper_oil-skin.png` is called Keeper oil skin until somebody says otherwise."""
    words = Path(file_name).stem.replace("_", " ").replace("-", " ").split()
    printable = "".join(letter for letter in " ".join(words) if letter.isprintable())
    name = printable[:80].strip() or gettext("Picture")
    return name[0].upper() + name[1:]
