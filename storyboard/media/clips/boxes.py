"""A look at an MP4's boxes before a demuxer believes them: a few bytes may promise billions of frames."""

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

MAX_BOXES = 50_000
MAX_SAMPLES = 1_000_000
MAX_EDITS = 32
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf"}
# Where each table keeps its count, in bytes after the box's header.
COUNTS = {b"stsz": 8, b"stz2": 8, b"trun": 4, b"elst": 4}


class Unsound(Exception):
    """Boxes that no camera and no model writes."""


class Box(NamedTuple):
    """One box: its type, where its content starts, and where it ends; all in bytes."""

    kind: bytes
    start: int
    end: int


def inspect(path: Path) -> int:
    """How many packets the tables promise; Unsound when boxes are cut off, promise too much or hide it."""
    samples, size = 0, path.stat().st_size
    with path.open("rb") as file:
        for number, box in enumerate(_boxes(file, 0, size)):
            if number > MAX_BOXES or box.kind == b"cmov":
                raise Unsound
            if box.kind not in COUNTS:
                continue
            count = _count(file, box)
            samples += count
            if samples > MAX_SAMPLES or (box.kind == b"elst" and count > MAX_EDITS):
                raise Unsound
    return samples


def matrices(path: Path) -> list[bytes]:
    """How each track is turned on the screen, as its nine raw numbers."""
    with path.open("rb") as file:
        return [_matrix(file, box) for box in _boxes(file, 0, path.stat().st_size) if box.kind == b"tkhd"]


def _matrix(file: BufferedReader, box: Box) -> bytes:
    file.seek(box.start)
    header = file.read(box.end - box.start)
    return header[52:88] if header[:1] == b"\1" else header[40:76]


def _boxes(file: BufferedReader, start: int, end: int) -> Iterator[Box]:
    """Every box in reading order; parents come before what they hold."""
    while start + 8 <= end:
        file.seek(start)
        head = file.read(16)
        size, header = int.from_bytes(head[:4]), 8
        if size == 1:
            size, header = int.from_bytes(head[8:16]), 16
        stop = start + size if size else end
        if not start + header <= stop <= end:
            raise Unsound
        box = Box(head[4:8], start + header, stop)
        yield box
        if box.kind in PARENTS:
            yield from _boxes(file, box.start, box.end)
        start = stop


def _count(file: BufferedReader, box: Box) -> int:
    file.seek(box.start + COUNTS[box.kind])
    return int.from_bytes(file.read(4))
