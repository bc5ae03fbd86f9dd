"""Small pictures for lists: made when first asked for, then found again by hash and width."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from storyboard.files.models import File
from storyboard.media import pictures

WIDTH = 640
FOR_EVER = "private, max-age=31536000, immutable"


def thumbnail(file: File, width: int = WIDTH) -> Path:
    """A JPEG of at most `width` pixels across; written whole, so two readers may make it at once."""
    place: Path = settings.DATA / "thumbnails" / file.sha256[:2] / f"{file.sha256}-{width}.jpg"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        pictures.thumbnail(file.path, place, width)
    return place


def serve_small(request: HttpRequest, file: File) -> HttpResponseBase:
    """The picture for lists, a JPEG; it never changes."""
    etag = f'"{file.sha256[:32]}-{WIDTH}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            answer = FileResponse(thumbnail(file).open("rb"), content_type="image/jpeg")
        except FileNotFoundError:
            raise Http404 from None
    answer["ETag"], answer["Cache-Control"] = etag, FOR_EVER
    return answer
