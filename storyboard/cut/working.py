"""The working cut: the picks in order as they stand now, and the version that is made of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from storyboard.cut.models import CutVersion, Event
from storyboard.projects.models import Project, Shot
from storyboard.takes.models import Pick, Take
from storyboard.takes.parents import know_parents

PICK = ("take__shot__scene", "take__original", "take__conformed")
ROWS = ("scene", *(f"pick__{row}" for row in PICK))
STEM = 150  # of a clip's name, which has room for a number behind it


class CannotFreeze(Exception):
    """A sentence for people: why no version can be made of the cut as it stands; `version` where it is one already."""

    version: CutVersion | None = None


class WorkingCut:
    """The cut of a film as events that nobody has saved, in two queries however long it is."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def __str__(self) -> str:
        return _("Working cut")

    @property
    def export_name(self) -> str:
        return f"{self.project.export_name}_cut"

    @cached_property
    def shots(self) -> list[Shot]:
        rows = Shot.objects.filter(scene__project=self.project).in_the_cut().select_related(*ROWS)
        shots = list(rows)
        takes = [pick.take for shot in shots if (pick := pick_of(shot))]
        for take in takes:
            take.shot.scene.project = self.project
        know_parents(self.project, takes)
        return shots

    @cached_property
    def events(self) -> list[Event]:
        return list(self.read())

    def read(self) -> Iterator[Event]:
        record = 0
        for position, shot in enumerate(self.shots, 1):
            pick, frames = shown_by(shot), shot.length
            known: dict[str, Any] = {"start": 0}
            if pick:
                frames = pick.shown_frames or 0
                clip = pick.take.clip
                known = {"take": pick.take, "start": pick.first_frame, "clip_name": self.names.of(pick.take)}
                known["sha256"] = clip.sha256 if clip else ""
            where = {"shot": shot, "scene_number": shot.scene.number, "code": shot.code}
            end = known["start"] + frames
            yield Event(position=position, record_in=record, length=frames, end=end, **where, **known)
            record += frames

    @cached_property
    def names(self) -> ClipNames:
        """In the order of the cut, also of what cannot be shown yet."""
        names = ClipNames()
        for shot in self.shots:
            if pick := pick_of(shot):
                names.of(pick.take)
        return names

    @property
    def frames(self) -> int:
        return sum(event.length for event in self.events)

    @property
    def why_not(self) -> str:
        """Why no version can be made of it yet; "" when one can."""
        if not self.shots:
            return _("There are no shots in this film yet: a version freezes what is in the cut.")
        takes = [pick.take for shot in self.shots if (pick := pick_of(shot))]
        if late := next((take for take in takes if take.is_being_measured and not take.link_died), None):
            return _("%(take)s is being measured: save the version in a moment.") % {"take": late}
        return ""


class ClipNames:
    """The names of clips in one cut: a take has one, and no two takes share it."""

    def __init__(self) -> None:
        self.known: dict[int, str] = {}
        self.used: set[str] = set()

    def of(self, take: Take) -> str:
        if take.pk not in self.known:
            self.known[take.pk] = self.free(take.download_name)
        return self.known[take.pk]

    def free(self, wanted: str) -> str:
        stem, number = wanted.removesuffix(".mp4")[:STEM], 1
        name = f"{stem}.mp4"
        while name.casefold() in self.used:
            number += 1
            name = f"{stem}_{number}.mp4"
        self.used.add(name.casefold())
        return name


def pick_of(shot: Shot) -> Pick | None:
    return getattr(shot, "pick", None)


def shown_by(shot: Shot) -> Pick | None:
    """Its pick, once it is known how long that runs."""
    pick = pick_of(shot)
    return pick if pick and pick.shown_frames else None


@transaction.atomic
def freeze(
    project: Project, by: Any, name: str = "", note: str = "", click: uuid.UUID | None = None
) -> CutVersion:
    """Keep the working cut as the film's next version. CannotFreeze says why there is none."""
    number = project.number_cut_version()  # first: from here on nobody else writes
    cut = WorkingCut(project)
    if why := cut.why_not:
        raise CannotFreeze(why)
    said = {"name": name, "note": note, "by": by, "click": click}
    version = CutVersion.objects.create(project=project, number=number, **said)
    for event in cut.events:
        event.version = version
    Event.objects.bulk_create(cut.events)
    project.change()
    return version
