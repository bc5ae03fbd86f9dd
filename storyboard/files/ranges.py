"""Serving a file by ranges, at most 2 MB an answer: eight players with open ranges would fill every thread."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.translation import gettext

from storyboard.files.models import File

MOST = 2_000_000
PIECE = 1 << 16
RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")


def serve(request: HttpRequest, file: File, *, download_as: str = "") -> HttpResponseBase:
    """200 whole for a download or a picture, 206 for a range, 304 and 416 as RFC 9110 has them."""
    if not file.path.exists():
        raise Http404(gettext("This file is not in the store any more."))
    etag = f'"{file.sha256[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponseBase = HttpResponse(status=304)
    elif span := wanted(request, file, etag):
        answer = part(file, *span) if span[0] < file.size else not_there(file)
    else:
        answer = whole(file, download_as)
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def wanted(request: HttpRequest, file: File, etag: str) -> tuple[int, int] | None:
    """First and last byte asked for, or None for the whole file; a first byte past the end cannot be served."""
    asked = RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    if not asked or not any(asked.groups()) or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        length = min(int(last), file.size)
        return (file.size - length, file.size - 1) if length else (file.size, file.size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) if last else file.size - 1, file.size - 1)


def part(file: File, first: int, last: int) -> HttpResponseBase:
    last = min(last, first + MOST - 1)
    answer = StreamingHttpResponse(pieces(file.path, first, last), status=206, content_type=file.mime_type)
    answer["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    answer["Content-Length"] = str(last - first + 1)
    return answer


def not_there(file: File) -> HttpResponseBase:
    answer = HttpResponse(status=416)
    answer["Content-Range"] = f"bytes */{file.size}"
    return answer


def whole(file: File, download_as: str) -> HttpResponseBase:
    return FileResponse(
        file.path.open("rb"),
        content_type=file.mime_type,
        as_attachment=bool(download_as),
        filename=download_as or f"{file.sha256[:12]}{file.path.suffix}",
    )


def pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (piece := source.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
