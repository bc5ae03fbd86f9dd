"""Measuring a clip in the process pool: plain functions on files, no Django."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from storyboard.media import clips

FPS = 24


@dataclass(frozen=True)
class Measured:
    """What the process pool hands back: paths of made files, and what was found. Plain data, picklable."""

    clip: clips.Clip
    poster: Path
    strip: Path
    conformed: Path | None
    head: int


def measure(clip: Path, parent: Path | None, parent_frames: int, folder: Path) -> Measured:
    """Probe, conform where the clip is not 24 fps, poster, strip, and the first new frame; runs in the pool."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clip.stem[:12]}-{os.urandom(6).hex()}"
    found, plays, conformed = clips.probe(clip), clip, None
    if found.fps != FPS or not found.steady:
        plays = conformed = folder / f"{name}-24.mp4"
        clips.conform(clip, plays)
        found = clips.probe(plays)
    head = clips.shared_start(parent, plays) if parent else 0
    if parent and not head:
        joined = folder / f"{name}-joined.mp4"
        clips.join([parent, plays], joined)
        found, conformed, plays, head = clips.probe(joined), joined, joined, parent_frames
    poster, strip = folder / f"{name}-poster.jpg", folder / f"{name}-strip.jpg"
    clips.poster(plays, poster)
    clips.strip(plays, strip)
    return Measured(found, poster, strip, conformed, head)


def ignore_interrupts() -> None:
    """Ctrl-C is for the worker, which tells its pool when to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
