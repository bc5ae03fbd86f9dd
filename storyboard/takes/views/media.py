"""The files of a take, each served by its noun after the same check as its page."""

from __future__ import annotations

import os

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from storyboard.files.models import File
from storyboard.files.ranges import serve
from storyboard.media import clips, pictures
from storyboard.projects.finding import find
from storyboard.takes.models import Take

THUMBNAIL = 320
FOR_EVER = "max-age=31536000, immutable"


def there(file: File | None) -> File:
    if file is None or not file.path.exists():
        raise Http404(gettext("There is no such file here yet."))
    return file


def take_for(request: HttpRequest, pk: int) -> Take:
    files = Take.objects.select_related("original", "conformed", "poster", "strip", "shot__scene__project")
    take: Take = find(files, request.user, pk)
    return take


@require_safe
def clip(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve(request, there(take_for(request, pk).clip))


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve(request, there(take_for(request, pk).poster))


@require_safe
def strip(request: HttpRequest, pk: int) -> HttpResponseBase:
    return serve(request, there(take_for(request, pk).strip))


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The untouched original, whole; of a longer take all that plays, also where only its tail came back."""
    take = take_for(request, pk)
    return serve(request, there(take.whole), download_as=take.download_name)


@require_safe
def frame(request: HttpRequest, pk: int, n: int) -> HttpResponseBase:
    """One exact frame as PNG, or with `?small` as a thumbnail.

    Asked for again each time, for a conformed copy may come; an address that names its clip in `of` may be kept.
    """
    take = take_for(request, pk)
    file = there(take.clip)
    if take.frames is not None and n >= take.frames:
        raise Http404(gettext("The clip is shorter."))
    small = "small" in request.GET
    etag = f'"{file.sha256[:32]}-{n}{"-small" if small else ""}"'
    answer = get_conditional_response(request, etag=etag) or picture_of(file, n, small=small)
    kept = request.GET.get("of") == file.sha256
    answer["ETag"], answer["Cache-Control"] = etag, f"private, {FOR_EVER if kept else 'no-cache'}"
    return answer


def picture_of(file: File, n: int, *, small: bool) -> FileResponse:
    """The frame as an open file whose name is gone already: nothing is left behind."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    path = settings.UPLOADS / f"frame-{os.urandom(8).hex()}.png"
    made = [path, path.with_suffix(".jpg")] if small else [path]
    try:
        clips.save_frame(file.path, n, path)
        if small:
            pictures.thumbnail(path, made[-1], THUMBNAIL)
        kind = "image/jpeg" if small else "image/png"
        return FileResponse(
            made[-1].open("rb"), content_type=kind, filename=f"frame-{n:05d}{made[-1].suffix}"
        )
    except clips.BadClip as trouble:
        raise Http404(str(trouble)) from trouble
    finally:
        for each in made:
            each.unlink(missing_ok=True)
