"""The clips of a cut as files: each take once under its own name, with their list and the edit list, as one zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from storyboard.cut.changes import Since
from storyboard.cut.models import CutVersion
from storyboard.cut.working import WorkingCut, pick_of
from storyboard.exchange.edl import EditList, edit_lists
from storyboard.files.models import File
from storyboard.projects.models import Project, Shot
from storyboard.rooms.shot_list import written
from storyboard.takes.models import Pick, Take

CHUNK = 1 << 20
COLUMNS = (
    "Number", "File", "Scene", "Shot", "Take", "In", "Out", "Frames", "Sandbox", "Bytes", "SHA-256",
)  # fmt: skip


class Kept(Protocol):
    """A file in the store that goes into an archive, under this name and of this moment."""

    @property
    def name(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def file(self) -> File: ...


@dataclass(frozen=True)
class PickedFile:
    """What stands in the cut for a shot, and the clip it is of, whole; `number` counts the cut from 1."""

    number: int
    name: str
    where: tuple[str, str]
    take: Take
    file: File
    points: tuple[int | None, int | None, int | None]
    at: datetime
    pick: Pick | None = None

    def cells(self) -> list[Any]:
        span = ["" if each is None else str(each) for each in self.points]
        kept = ["yes" if self.take.sandbox else "", str(self.file.size), self.file.sha256]
        return [f"{self.number:03d}", self.name, *self.where, str(self.take.number), *span, *kept]


class Brought:
    """What a download of clips brings."""

    files: list[PickedFile]
    lists: list[EditList]

    @cached_property
    def clips(self) -> list[PickedFile]:
        """Each once, however often the cut comes back to it."""
        return list({each.name: each for each in reversed(self.files)}.values())[::-1]

    @property
    def bytes(self) -> int:
        return sum(each.file.size for each in self.clips)

    def manifest(self) -> str:
        return written(COLUMNS, (each.cells() for each in self.files))

    def zip(self) -> Iterator[bytes]:
        """The archive piece by piece: stored, not compressed, never whole in memory or on disk."""
        drain = Drain()
        with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("picks.csv", self.manifest().encode())
            for each in self.lists:
                archive.writestr(each.name, each.encoded())
            for clip in self.clips:
                yield from add(archive, clip, drain)
        yield drain.take()


class Picks(Brought):
    """The working cut: what *Download picks* brings, and which shots of the cut it cannot bring."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.cut = WorkingCut(project)
        self.shots = self.cut.shots

    @cached_property
    def files(self) -> list[PickedFile]:
        kept = [(pick, self.cut.names.of(pick.take), pick.take.clip) for pick in self.picks]
        here = [(pick, name, clip) for pick, name, clip in kept if clip and clip.path.exists()]
        return [picked(number, *each) for number, each in enumerate(here, 1)]

    @cached_property
    def picks(self) -> list[Pick]:
        return [pick for shot in self.shots if (pick := pick_of(shot))]

    @property
    def without(self) -> list[Shot]:
        """Shots that have no pick."""
        return [shot for shot in self.shots if not pick_of(shot)]

    @property
    def not_here(self) -> list[Pick]:
        """Picks whose clip has not been copied yet, or is gone from the disk."""
        here = {each.pick.pk for each in self.files if each.pick}
        return [pick for pick in self.picks if pick.pk not in here]

    @property
    def frames(self) -> int:
        """How long they run one after another, each from in to out."""
        return sum(each.points[2] or 0 for each in self.files)

    @cached_property
    def since(self) -> Since:
        return Since.newest(self.project, self.cut)

    @property
    def stem(self) -> str:
        """A cut that is the newest version goes under its number."""
        saved = self.since.version if self.since.version and not self.since.changes else None
        return (saved or self.cut).export_name

    @property
    def lists(self) -> list[EditList]:
        return edit_lists(self.stem, self.cut.events) if self.shots else []


class VersionPicks(Brought):
    """A saved version: its clips as they are named there."""

    def __init__(self, version: CutVersion) -> None:
        self.version = version
        self.events = list(version.events.to_show())

    @cached_property
    def files(self) -> list[PickedFile]:
        found = []
        for event in self.events:
            clip = event.take.clip if event.take else None
            if event.take and clip and clip.path.exists():
                where, points = (event.scene_number, event.code), (event.start, event.end, event.length)
                at, number = self.version.at, event.position
                found.append(PickedFile(number, event.clip_name, where, event.take, clip, points, at))
        return found

    @property
    def lists(self) -> list[EditList]:
        return edit_lists(self.version.export_name, self.events)


def picked(number: int, pick: Pick, name: str, clip: File) -> PickedFile:
    points = (pick.first_frame, pick.end_frame, pick.shown_frames)
    where = (pick.shot.scene.number, pick.shot.code)
    return PickedFile(number, name, where, pick.take, clip, points, pick.at, pick)


def add(archive: zipfile.ZipFile, each: Kept, drain: Drain) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(each.name, date_time=each.at.timetuple()[:6])
    entry.file_size = each.file.size
    entry.external_attr = 0o644 << 16
    with each.file.path.open("rb") as source, archive.open(entry, "w") as target:
        while piece := source.read(CHUNK):
            target.write(piece)
            yield drain.take()


class Drain:
    """A file that only takes: what is written waits until it is taken away."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)
