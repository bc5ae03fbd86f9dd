"""An uploaded picture, from the browser to the store."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile

from storyboard.files.models import File
from storyboard.media import pictures


def keep_picture(upload: TemporaryUploadedFile) -> File:
    """The upload made safe (upright, flat, no metadata) and kept; BadPicture says why it cannot be."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    safe = settings.UPLOADS / f"{uuid4().hex}.picture"
    try:
        picture = pictures.clean(Path(upload.temporary_file_path()), safe)
        return File.objects.keep(safe, picture.mime_type, width=picture.width, height=picture.height)
    finally:
        safe.unlink(missing_ok=True)


def name_from(file_name: str) -> str:
    """`keeper_oil-skin.png` is called Keeper oil skin until somebody says otherwise."""
    words = Path(file_name).stem.replace("_", " ").replace("-", " ").split()
    name = " ".join(words)[:80].strip() or "Picture"
    return name[0].upper() + name[1:]
