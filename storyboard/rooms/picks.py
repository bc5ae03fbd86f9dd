"""The picks of a film as files: in cut order, named for the cut, streamed as one zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from storyboard.files.models import File
from storyboard.projects.models import Project, Shot
from storyboard.rooms.shot_list import written
from storyboard.takes.models import Pick

CHUNK = 1 << 20
COLUMNS = (
    "Number", "File", "Scene", "Shot", "Take", "In", "Out", "Frames", "Sandbox", "Bytes", "SHA-256",
)  # fmt: skip


@dataclass(frozen=True)
class PickedFile:
    """A pick and the clip that stands for it, whole; `number` counts the cut from 1."""

    number: int
    pick: Pick
    file: File

    @property
    def name(self) -> str:
        """`001_Keeper_SC002-SH030_T02.mp4`."""
        return f"{self.number:03d}_{self.pick.take.download_name}"

    def cells(self) -> list[str]:
        pick, take, shot = self.pick, self.pick.take, self.pick.shot
        points = (pick.first_frame, pick.end_frame, pick.shown_frames)
        span = ["" if each is None else str(each) for each in points]
        where = [shot.scene.number, shot.code, str(take.number)]
        kept = ["yes" if take.sandbox else "", str(self.file.size), self.file.sha256]
        return [f"{self.number:03d}", self.name, *where, *span, *kept]


class Picks:
    """What *Download picks* brings, and which shots of the cut it cannot bring."""

    def __init__(self, project: Project) -> None:
        self.shots: list[Any] = list(
            Shot.objects.filter(scene__project=project)
            .in_the_cut()
            .select_related(
                "scene",
                "pick__take__shot__scene__project",
                "pick__take__original",
                "pick__take__conformed",
                "pick__take__parent",
            )
        )

    @cached_property
    def files(self) -> list[PickedFile]:
        kept = [(pick, pick.take.clip) for pick in self.picks if is_kept(pick.take.clip)]
        return [PickedFile(number, pick, clip) for number, (pick, clip) in enumerate(kept, 1)]

    @cached_property
    def picks(self) -> list[Pick]:
        return [pick for shot in self.shots if (pick := getattr(shot, "pick", None))]

    @property
    def without(self) -> list[Shot]:
        """Shots that have no pick."""
        return [shot for shot in self.shots if not getattr(shot, "pick", None)]

    @property
    def not_here(self) -> list[Pick]:
        """Picks whose clip has not been copied yet, or is gone from the disk."""
        here = {each.pick.pk for each in self.files}
        return [pick for pick in self.picks if pick.pk not in here]

    @property
    def bytes(self) -> int:
        return sum(each.file.size for each in self.files)

    @property
    def frames(self) -> int:
        """How long they run one after another, each from in to out."""
        return sum(each.pick.shown_frames or 0 for each in self.files)

    def manifest(self) -> str:
        return written(COLUMNS, (each.cells() for each in self.files))

    def zip(self) -> Iterator[bytes]:
        """The archive piece by piece: stored, not compressed, never whole in memory or on disk."""
        drain = Drain()
        with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("picks.csv", self.manifest().encode())
            for each in self.files:
                yield from add(archive, each, drain)
        yield drain.take()


def is_kept(file: File | None) -> bool:
    return bool(file and file.path.exists())


def add(archive: zipfile.ZipFile, each: PickedFile, drain: Drain) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(each.name, date_time=each.pick.at.timetuple()[:6])
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
