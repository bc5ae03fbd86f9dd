"""Small pictures for lists: made when first asked for, then found again by hash and width."""

from pathlib import Path

from django.conf import settings

from storyboard.files.models import File
from storyboard.media import pictures

WIDTH = 640


def thumbnail(file: File, width: int = WIDTH) -> Path:
    """A JPEG of at most `width` pixels across; written whole, so two readers may make it at once."""
    place: Path = settings.DATA / "thumbnails" / file.sha256[:2] / f"{file.sha256}-{width}.jpg"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        pictures.thumbnail(file.path, place, width)
    return place
