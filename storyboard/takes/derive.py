"""What is made of a take's clip afterwards: measures, poster, strip, head. Retried; never a condition of a take."""

from __future__ import annotations

import contextlib
import logging
import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from storyboard.continuity.models import End, Link
from storyboard.files import fetcher
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.models import Shot
from storyboard.takes.measuring import Extended, Measured
from storyboard.takes.models import Take
from storyboard.takes.renewing import take_the_place

MOST_TRIES = 8
LINKS_LIVE = timedelta(hours=48)

log = logging.getLogger("storyboard.worker")


def arguments(take: Take) -> tuple[Path, Extended | None, Path | None, Path]:
    """What `measure` needs to know of a take, as plain data."""
    assert take.original
    given = shown_before(take)
    return take.original.path, extended(take), given.path if given else None, settings.UPLOADS


def extended(take: Take) -> Extended | None:
    parent = take.parent if take.parent_id else None
    if not (parent and parent.original and parent.clip):
        return None
    return Extended(parent.original.path, parent.clip.path, take.is_longer, parent.enters_at)


def shown_before(take: Take) -> File | None:
    """The picture that it was to begin from, where the shot before ends on it: a last frame, or a shared still."""
    if not take.generation:
        return None
    image = next((each for each in take.generation.recipe["inputs"] if each["role"] == "image"), None)
    if not image or ("version" in image and not ends_on(before(take.shot), image["version"])):
        return None
    sent = take.generation.inputs.filter(role="image").select_related("file").first()
    return sent.file if sent else None


def before(shot: Shot) -> int | None:
    """The shot that stands just before it in the cut, by primary key."""
    order = Shot.objects.filter(scene__project=shot.project).in_the_cut().values_list("pk", flat=True)
    return next((one for one, other in pairwise(order) if other == shot.pk), None)


def ends_on(shot: int | None, version: int) -> bool:
    return Link.objects.filter(shot=shot, end=End.CLOSING, still__versions=version).exists()


def write(take: Take, measured: Measured) -> None:
    found = measured.clip
    take.conformed = File.objects.keep(measured.conformed, "video/mp4") if measured.conformed else None
    take.poster = File.objects.keep(measured.poster, "image/jpeg")
    take.strip = File.objects.keep(measured.strip, "image/jpeg")
    with transaction.atomic():
        take.mark(
            conformed=take.conformed,
            poster=take.poster,
            strip=take.strip,
            width=found.width,
            height=found.height,
            frames=found.frames,
            fps=str(found.fps),
            has_audio=found.has_audio,
            head=measured.head,
            derived_at=now(),
            derive_trouble=measured.trouble,
        )
        take_the_place(take)


def put_off(take: Take, trouble: str) -> None:
    """Tried again later, ever more rarely; the clip plays meanwhile."""
    tries = take.derive_tries + 1
    take.mark(
        derive_tries=tries,
        derive_next_at=now() + timedelta(seconds=min(5 * 2**tries, 3600)),
        derive_trouble=trouble[:300],
        **({"derived_at": now()} if tries >= MOST_TRIES else {}),
    )


def part_of(take: Take) -> Path:
    """Where its copy is written until it is whole."""
    return settings.UPLOADS / f"copy-{take.pk}-{os.urandom(6).hex()}.part"


def fetch(address: str, part: Path) -> Exception | None:
    """Fetch the clip from the address it was returned at; what went wrong, if anything did.

    Touches no row: who is told to stop leaves a slow link behind.
    """
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        fetcher.fetch(address, part)
        clips.probe(part)
    except Exception as trouble:  # noqa: BLE001 (told to whoever asked)
        return trouble
    return None


def copied(take: Take, part: Path, went_wrong: Exception | None) -> None:
    """Keep what was fetched; what was not is tried again until it is here or the link has died."""
    try:
        if went_wrong:
            raise went_wrong
        take.bring(File.objects.keep(part, "video/mp4"))
    except fetcher.CannotFetch as trouble:
        put_copy_off(take, str(trouble), gone=trouble.gone)
    except clips.BadClip as trouble:
        put_copy_off(take, f"What the link leads to is no clip: {trouble}", gone=False)
    except Exception:
        log.exception("%s could not be copied; it is tried again", take)
        put_copy_off(take, "The copy could not be made; the log says why. It is tried again.", gone=False)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def put_copy_off(take: Take, trouble: str, *, gone: bool) -> None:
    """Links live for a day or two: only one that says no after that is given up."""
    tries = take.copy_tries + 1
    missing = type(take).objects.filter(pk=take.pk, original=None)  # somebody may have brought it meanwhile
    if missing.update(
        copy_tries=tries,
        copy_trouble=trouble[:300],
        copy_gave_up=gone and take.made_at < now() - LINKS_LIVE,
        copy_next_at=now() + timedelta(seconds=min(2 * 2 ** min(tries, 10), 1800)),
    ):
        take.project.change()
