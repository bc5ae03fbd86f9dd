"""Reads the clips out of a raw answer on disk, a window at a time, however large it is.

Where a plain JSON parser needs the whole answer in memory and gives nothing for one that was cut short, this
one walks the structure, decodes each clip while it passes, and keeps every clip whose string came whole. On a
whole answer it agrees with `json` and `base64` (of two equal keys the last counts). It lets a stray control
character pass: that can only save a clip.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from storyboard.veo.clip import Video, sync, write_clip
from storyboard.veo.window import Broken, Truncated, Window

WINDOW = 1 << 20  # bytes looked at together

Ended = Literal["whole", "truncated", "broken"]


@dataclass
class Scan:
    """What an answer held; `videos` is None when it named none, `bad` says what was wrong with the rest."""

    videos: list[Video] | None = None
    bad: list[str] = field(default_factory=list)
    ended: Ended = "broken"


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
        sync(into)
    return Scan(videos, scanner.bad, ended)


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
        self.window.end()

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
        if (first := self.window.peek()) != b"{":
            self.bad += [] if first == b"n" else ["not_mp4"]
            self.window.skip_value()
            return
        entry = Entry()
        try:
            for key in self.keys():
                entry.said_something = True
                if key == "base64_encoded":
                    entry.clip, entry.bad = self._clip(path)
                elif key == "url":
                    entry.url = self._text_or_none()
                else:
                    self.window.skip_value()
        finally:
            self._keep(entry)

    def _clip(self, path: Path) -> tuple[Video | None, str | None]:
        if self.window.peek() == b'"':
            return write_clip(self.window.string(), path)
        self.window.skip_value()
        return None, None

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

    clip: Video | None = None
    url: str | None = None
    bad: str | None = None
    said_something: bool = False
