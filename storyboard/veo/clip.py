"""A clip decoded from base64 into its file as it comes: whole and synced, or not there at all."""

import binascii
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pybase64

from storyboard.veo.window import unescape

FTYP_ENDS = 8  # an MP4 begins with the size of its first box and that word


@dataclass(frozen=True)
class Video:
    """One clip of an answer: a file of ours, an address that lives for some hours, or both. Size in bytes."""

    path: Path | None = None
    url: str | None = None
    size: int | None = None
    sha256: str | None = None


def write_clip(pieces: Iterator[bytes], path: Path) -> tuple[Video | None, str | None]:
    """Decode a clip into its file, all or nothing: the clip, or what is wrong with it.

    The string is read to its end either way, so that the clips after a bad one are still found.
    """
    part = path.with_name(path.name + ".part")
    clip = ClipFile(part)
    try:
        for piece in pieces:
            clip.feed(piece)
        bad = clip.finish()
        if not bad:
            part.replace(path)
        return (None, bad) if bad else (Video(path, None, clip.size, clip.sum.hexdigest()), None)
    finally:
        clip.file.close()
        part.unlink(missing_ok=True)


class ClipFile:
    """Decodes base64 into a file as it comes, in whole groups of four; padding at its end may be missing."""

    def __init__(self, part: Path) -> None:
        self.file = part.open("wb", buffering=0)
        self.sum = hashlib.sha256()
        self.size = 0
        self.start, self.rest = b"", b""
        self.loose = self.padded = self.broken = False

    def feed(self, piece: bytes) -> None:
        if self.broken:
            return
        if b"\\" in piece:
            piece = unescape(piece.decode("latin-1")).encode("latin-1", "replace")
        text = self.rest + (strip(piece) if self.loose else piece)
        whole = len(text) & ~3
        self.rest = text[whole:]
        self._decode(text if whole == len(text) else text[:whole])

    def _decode(self, text: bytes) -> None:
        if not text:
            return
        try:
            data = pybase64.b64decode(text, validate=True)
        except binascii.Error:
            self._decode_loosely(text)
            return
        self.broken = self.padded
        self.padded = text.endswith(b"=")
        self._write(data)

    def _decode_loosely(self, text: bytes) -> None:
        """Base64 may be wrapped in lines; anything else outside its alphabet breaks the clip."""
        text += self.rest
        bare = strip(text)
        if len(bare) == len(text):
            self.broken = True
            return
        self.loose, self.rest = True, b""
        self.feed(bare)

    def _write(self, data: bytes) -> None:
        if len(self.start) < FTYP_ENDS:
            self.start += data[:FTYP_ENDS]
        self.sum.update(data)
        self.size += len(data)
        view = memoryview(data)
        while view:
            view = view[self.file.write(view) or 0 :]

    def finish(self) -> str | None:
        """Seal the file; what is wrong with the clip when something is."""
        rest, self.rest = strip(self.rest), b""
        if rest and not self.broken:
            self._decode(rest.ljust(4, b"="))
        if self.broken:
            return "broken_base64"
        if self.start[4:FTYP_ENDS] != b"ftyp":
            return "not_mp4"
        os.fsync(self.file.fileno())
        return None


def strip(text: bytes) -> bytes:
    return text.translate(None, b" \t\r\n")


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's names, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
