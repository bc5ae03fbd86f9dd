"""The takes of a gallery as files, named for the cut, streamed as one zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile

from storyboard.files.models import File
from storyboard.rooms.picks import Drain, add
from storyboard.takes.models import Take


@dataclass(frozen=True)
class TakeFile:
    """A take that is here, and the file that is downloaded of it."""

    take: Take
    file: File

    @property
    def name(self) -> str:
        """`Keeper_SC002-SH030_T02.mp4`."""
        return self.take.download_name

    @property
    def at(self) -> datetime:
        return self.take.made_at


def files_of(takes: Iterable[Take]) -> Iterator[TakeFile]:
    for take in takes:
        file = take.whole
        if file and file.path.exists():
            yield TakeFile(take, file)


def zipped(takes: Iterable[Take]) -> Iterator[bytes]:
    """The archive piece by piece: stored, not compressed, never whole in memory or on disk."""
    drain = Drain()
    with ZipFile(drain, "w", ZIP_STORED) as archive:
        for each in files_of(takes):
            yield from add(archive, each, drain)
    yield drain.take()
