"""Measuring a clip in the process pool: plain functions on files, no Django."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from storyboard.media import UnequalClips, clips

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
    try:
        return made(clip, parent, parent_frames, folder / name)
    except BaseException:
        for left in folder.glob(f"{name}*"):
            left.unlink(missing_ok=True)
        raise


def made(clip: Path, parent: Path | None, parent_frames: int, stem: Path) -> Measured:
    plays, conformed = at_24(clip, stem)
    head = clips.shared_start(parent, plays) if parent else 0
    if parent and not head and (joined := with_parent(parent, plays, stem)):
        if conformed:
            conformed.unlink()
        plays = conformed = joined
        head = parent_frames
    poster, strip = stem.with_name(f"{stem.name}-poster.jpg"), stem.with_name(f"{stem.name}-strip.jpg")
    clips.poster(plays, poster)
    clips.strip(plays, strip)
    return Measured(clips.probe(plays), poster, strip, conformed, head)


def at_24(clip: Path, stem: Path) -> tuple[Path, Path | None]:
    """The clip as it plays, and the conformed copy where one was needed."""
    found = clips.probe(clip)
    if found.fps == FPS and found.steady:
        return clip, None
    conformed = stem.with_name(f"{stem.name}-24.mp4")
    clips.conform(clip, conformed)
    return conformed, conformed


def with_parent(parent: Path, tail: Path, stem: Path) -> Path | None:
    """Where only the tail came back: one clip of both; None where they cannot be joined as they are."""
    joined = stem.with_name(f"{stem.name}-joined.mp4")
    try:
        clips.join([parent, tail], joined)
    except UnequalClips:
        return None
    return joined


def settle_in() -> None:
    """A process of the pool: Ctrl-C is for the worker, and when that is gone, however it went, so is this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_worker, daemon=True).start()


def leave_with_worker() -> None:
    worker = multiprocessing.parent_process()
    assert worker
    worker.join()
    os._exit(1)
