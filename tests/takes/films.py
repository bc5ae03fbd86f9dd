"""Takes without pictures: rows as a generation leaves them, for what is judged from rows alone."""

import hashlib
import uuid
from typing import Any

from django.utils.timezone import now

from storyboard.assets.models import Asset
from storyboard.files.models import File
from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.settling import parent_of
from storyboard.takes.sources import Sources

FRAMES = 96


def a_file(mime_type: str = "video/mp4") -> File:
    sha256 = hashlib.sha256(uuid.uuid4().bytes).hexdigest()
    return File.objects.create(sha256=sha256, size=1000, mime_type=mime_type, width=1280, height=720)


def fresh(shot: Shot) -> Shot:
    return Shot.objects.select_related("scene__project").get(pk=shot.pk)


def shoot(
    shot: Shot, by: Any, preset: str = "sandbox", frames: int = FRAMES, sources: Sources | None = None
) -> Take:
    """What the shot would send now, sent, and its take here and measured; with `sources` what those make of it."""
    composition = Composition(sources.shot if sources else fresh(shot), preset, sources=sources)
    assert not composition.sources.waits_for
    row = composition.row(by, None) | {"status": Status.DONE}
    generation = Generation.objects.create(click=uuid.uuid4(), **row)
    number = shot.number_takes(1)[0]
    return Take.objects.create(
        shot=shot, number=number, generation=generation, parent=parent_of(generation), sandbox=True,
        original=a_file(), frames=frames, width=1280, height=720, derived_at=now(),
    )  # fmt: skip


def picked(shot: Shot, by: Any, **more: Any) -> Take:
    take = shoot(shot, by, **more)
    Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, by=by)
    return take


def an_asset(film: Project, name: str, by: Any, kind: str = "character") -> Asset:
    return Asset.objects.add(film, kind, name, a_file("image/png"), by)


def longer(take: Take, by: Any) -> Take:
    """The take made longer, with all of it at its start."""
    shot = fresh(take.shot)
    made = shoot(shot, by, frames=take.frames + 7 * 24, sources=Sources.going_on(shot, take.number))
    Take.objects.filter(pk=made.pk).update(head=take.frames)
    return Take.objects.select_related("shot__scene__project").get(pk=made.pk)
