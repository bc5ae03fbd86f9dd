"""Reads the clips out of a raw answer on disk, a window at a time, however large it is.

Where a plain JSON parser needs the whole answer in memory and gives nothing for one that was cut short, this
one walks the structure, decodes each clip while it passes, and keeps every clip whose string came whole. On a
whole answer it agrees with `json` and `base64` (of two equal keys the last counts). It lets a stray control
character pass: that can only save a clip.
"""

import binascii
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

import pybase64

WINDOW = 1 << 20
BOM = b"\xef\xbb\xbf"
LONGEST_TEXT = 64 * 1024  # of a key or an address: longer ones are nobody's

SPACE = re.compile(rb"[ \t\r\n]*")
SCALAR = re.compile(rb'[^][{},:"\s]*')
NO_BRACKET = re.compile(rb'[^][{}"]*')
ESCAPED = re.compile(rb'(?:[^"\\]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+')
LONGEST_ESCAPE = 6
FTYP_ENDS = 8  # an MP4 begins with the size of its first box and that word

Ended = Literal["whole", "truncated", "broken"]


@dataclass(frozen=True)
class Video:
    """One clip of an answer: a file of ours, an address that lives for some hours, or both. Size in bytes."""

    path: Path | None = None
    url: str | None = None
    size: int | None = None
    sha256: str | None = None


@dataclass
class Scan:
    """What an answer held; `videos` is None when it named none, `bad` says what was wrong with the rest."""

    videos: list[Video] | None = None
    bad: list[str] = field(default_factory=list)
    ended: Ended = "broken"


class Truncated(Exception):
    """The answer ends in the middle."""


class Broken(Exception):
    """The answer is not JSON here."""


def scan(raw: Path, into: Path, window: int = WINDOW) -> Scan:
    """Write each clip of `raw` to `into/video-N.mp4` (N counts from 1 in the answer's order).

    `window` is how many bytes are looked at together.
    """
    with raw.open("rb") as file:
        scanner = Scanner(Window(file, window), into)
        try:
            scanner.answer()
            ended: Ended = "whole"
        except Truncated:
            ended = "truncated"
        except Broken:
            ended = "broken"
    videos = scanner.videos
    if videos:
        sync_folder(into)
    return Scan(videos, scanner.bad, ended)


class Window:
    """The part of the file that is being looked at; what has been read is dropped."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.data, self.at = file, size, b"", 0
        while len(self.data) < len(BOM) and self.more():
            pass
        self.data = self.data.removeprefix(BOM)

    def more(self) -> bool:
        fresh = self.file.read(self.size)
        self.data = self.data[self.at :] + fresh
        self.at = 0
        return bool(fresh)

    def need(self) -> None:
        if not self.more():
            raise Truncated

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over everything that matches, through as many windows as it takes."""
        while True:
            match = pattern.match(self.data, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.data) or not self.more():
                return

    def peek(self) -> bytes:
        """The next byte that is not white space."""
        self.skip(SPACE)
        if self.at == len(self.data):
            raise Truncated
        return self.data[self.at : self.at + 1]

    def take(self, expected: bytes) -> bytes:
        """The next byte, which has to be one of the expected ones."""
        byte = self.peek()
        if byte not in expected:
            raise Broken
        self.at += 1
        return byte

    def string(self) -> Iterator[bytes]:
        """The pieces of a string as they stand in the file, never cut within an escape."""
        self.take(b'"')
        while True:
            end = self.data.find(b'"', self.at)
            stop = len(self.data) if end < 0 else end
            if self.data.find(b"\\", self.at, stop) >= 0:
                stop = self._escaped()
            piece = self.data[self.at : stop]
            self.at = stop
            if piece:
                yield piece
            if self.data[self.at : self.at + 1] == b'"':
                self.at += 1
                return
            self.need()

    def _escaped(self) -> int:
        """Where the string ends, or the last whole escape in the window."""
        match = ESCAPED.match(self.data, self.at)
        stop = match.end() if match else self.at
        if self.data[stop : stop + 1] == b"\\" and len(self.data) - stop >= LONGEST_ESCAPE:
            raise Broken
        return stop

    def text(self) -> str:
        """A short string, decoded; one that is too long to be a key or an address is read past and empty."""
        raw, size = [], 0
        for piece in self.string():
            size += len(piece)
            if size <= LONGEST_TEXT:
                raw.append(piece)
        return unescape(b"".join(raw).decode(errors="replace")) if size <= LONGEST_TEXT else ""

    def skip_value(self) -> None:
        """Read past one value of any kind."""
        byte = self.peek()
        if byte == b'"':
            self._skip_string()
        elif byte in b"{[":
            self._skip_nested()
        else:
            self._skip_scalar()

    def _skip_string(self) -> None:
        for _ in self.string():
            pass

    def _skip_nested(self) -> None:
        """Only brackets count, and only outside strings."""
        depth = 0
        while True:
            self.skip(NO_BRACKET)
            byte = self.peek()
            if byte == b'"':
                self._skip_string()
                continue
            self.at += 1
            depth += 1 if byte in b"{[" else -1
            if not depth:
                return

    def _skip_scalar(self) -> None:
        if self.peek() in b",:]}":
            raise Broken
        self.skip(SCALAR)
        if self.at == len(self.data):
            raise Truncated


class Scanner:
    """Walks one answer: an object, its `videos`, and in each of them `base64_encoded` and `url`."""

    def __init__(self, window: Window, into: Path) -> None:
        self.window, self.into = window, into
        self.videos: list[Video] | None = None
        self.bad: list[str] = []

    def answer(self) -> None:
        for key in self.keys():
            if key == "videos" and self.window.peek() == b"[":
                self.videos, self.bad = [], []
                self.all_videos()
            else:
                self.window.skip_value()
                self.videos = None if key == "videos" else self.videos
        self.window.skip(SPACE)
        if self.window.at < len(self.window.data):
            raise Broken

    def keys(self) -> Iterator[str]:
        """Each key of the object that begins here; its value is read before the next is asked for."""
        self.window.take(b"{")
        if self.window.peek() == b"}":
            self.window.at += 1
            return
        while True:
            key = self.window.text()
            self.window.take(b":")
            yield key
            if self.window.take(b",}") == b"}":
                return

    def all_videos(self) -> None:
        self.window.take(b"[")
        number = 0
        if self.window.peek() == b"]":
            self.window.at += 1
            return
        while True:
            number += 1
            self.video(self.into / f"video-{number}.mp4")
            if self.window.take(b",]") == b"]":
                return

    def video(self, path: Path) -> None:
        """One entry of `videos`; what came whole is kept even when the entry breaks off after it."""
        if self.window.peek() != b"{":
            self.window.skip_value()
            return
        entry = Entry(path)
        try:
            for key in self.keys():
                entry.said_something = True
                if key == "base64_encoded":
                    entry.clip, entry.bad = None, None
                    self._clip(entry)
                elif key == "url":
                    entry.url = self._text_or_none()
                else:
                    self.window.skip_value()
        finally:
            self._keep(entry)

    def _clip(self, entry: "Entry") -> None:
        if self.window.peek() != b'"':
            self.window.skip_value()
            return
        entry.clip, entry.bad = write_clip(self.window.string(), entry.path)

    def _text_or_none(self) -> str | None:
        if self.window.peek() == b'"':
            return self.window.text() or None
        self.window.skip_value()
        return None

    def _keep(self, entry: "Entry") -> None:
        if self.videos is None:
            return
        clip, url = entry.clip, entry.url
        if clip:
            self.videos.append(Video(clip.path, url, clip.size, clip.sha256))
        elif url:
            self.videos.append(Video(url=url))
        if entry.bad:
            self.bad.append(entry.bad)
        elif entry.said_something and not clip and not url:
            self.bad.append("not_mp4")


@dataclass
class Entry:
    """What is known so far of one entry of `videos`."""

    path: Path
    clip: Video | None = None
    url: str | None = None
    bad: str | None = None
    said_something: bool = False


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
    """Decodes base64 into a file as it comes, in whole groups of four."""

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
        if self.rest and not self.broken:
            self._decode(self.rest.ljust(4, b"="))
        if self.broken:
            return "broken_base64"
        if self.start[4:FTYP_ENDS] != b"ftyp":
            return "not_mp4"
        os.fsync(self.file.fileno())
        return None


def strip(text: bytes) -> bytes:
    return text.translate(None, b" \t\r\n")


def unescape(text: str) -> str:
    """A JSON string's text without its escapes."""
    return str(json.loads(f'"{text}"', strict=False))


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
