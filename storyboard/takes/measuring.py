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
SLIP = 2  # frames that a copy at another rate may be longer or shorter by

GONE = "The clip that it extends is not on this machine: whether it repeats it is not known."
UNFIT = "Only the new seconds came back, and they cannot be joined with what they extend: they play alone."
ASTRAY = "Only the new seconds came back. They are joined on at frame {frame}, but do not go on from what that shows."


@dataclass(frozen=True)
class Extended:
    """The take that was extended: what was sent of it, and what plays of it.

    They differ where it is itself joined from two clips. `longer` wants a longer take of the same shot: its clip
    shows both, and the cut comes in where that one `enters`; else it is a shot of its own, and the cut comes in at
    its head.
    """

    sent: Path
    plays: Path
    longer: bool
    enters: int = 0


@dataclass(frozen=True)
class Measured:
    """What the process pool hands back: paths of made files, and what was found. Plain data, picklable."""

    clip: clips.Clip
    poster: Path
    strip: Path
    conformed: Path | None
    head: int
    trouble: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back, as it plays: its first new frame, and what a person has to know."""

    plays: Path
    head: int = 0
    trouble: str = ""


def measure(clip: Path, extended: Extended | None, given: Path | None, folder: Path) -> Measured:
    """Probe, conform where the clip is not 24 fps, poster, strip, and the first new frame; runs in the pool.

    `given` is the picture that it was to begin from, where that is shown right before it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clip.stem[:12]}-{os.urandom(6).hex()}"
    kept: tuple[Path | None, ...] = ()
    try:
        measured = made(clip, extended, given, folder / name)
        kept = measured.conformed, measured.poster, measured.strip
    finally:
        for left in {*folder.glob(f"{name}*")} - {*kept}:
            left.unlink(missing_ok=True)
    return measured


def made(clip: Path, extended: Extended | None, given: Path | None, stem: Path) -> Measured:
    came = at_24(clip, stem.with_name(f"{stem.name}-24.mp4"))
    answer = Answer(came)
    if extended:
        answer = continued(came, extended, stem)
    elif given and given.exists():
        answer = Answer(came, head=int(clips.begins_with(came, given)))
    poster, strip = stem.with_name(f"{stem.name}-poster.jpg"), stem.with_name(f"{stem.name}-strip.jpg")
    found, shown = clips.probe(answer.plays), answer.head
    if extended and extended.longer and answer.head:
        shown = extended.enters
    clips.poster(answer.plays, poster, n=shown if shown < found.frames else 0)
    clips.strip(answer.plays, strip)
    conformed = answer.plays if answer.plays != clip else None
    return Measured(found, poster, strip, conformed, answer.head, answer.trouble)


def at_24(clip: Path, copy: Path) -> Path:
    """The clip, or its conformed copy where one was needed."""
    found = clips.probe(clip)
    if found.fps == FPS and found.steady:
        return clip
    clips.conform(clip, copy)
    return copy


def continued(came: Path, extended: Extended, stem: Path) -> Answer:
    """What an extension brought, whole or only its tail: decided from the frames, never assumed.

    What came back goes on from the clip that was sent. Where that was itself only a tail, what plays of it has
    more before it, and a longer take has that too.
    """
    if not (extended.sent.exists() and extended.plays.exists()):
        return Answer(came, trouble=GONE)
    sent = at_24(extended.sent, stem.with_name(f"{stem.name}-sent.mp4"))
    shared = clips.shared_start(sent, came)
    head, goes_on = (shared, True) if shared else clips.taken_up(sent, came)
    before = clips.probe(extended.plays).frames
    if not extended.longer or (shared and before - clips.probe(sent).frames <= SLIP):
        return Answer(came, head)
    joined = stem.with_name(f"{stem.name}-joined.mp4")
    try:
        put_together(extended.plays, came, head, joined)
    except UnequalClips:
        return Answer(came, trouble=UNFIT)
    return Answer(joined, before, "" if goes_on else ASTRAY.format(frame=before))


def put_together(plays: Path, came: Path, head: int, joined: Path) -> None:
    """One clip of both: packets untouched where all of the tail is new and coded alike, else encoded anew."""
    if not head:
        try:
            return clips.join([plays, came], joined)
        except UnequalClips:
            pass
    return clips.splice([(plays, 0), (came, head)], joined)


def settle_in() -> None:
    """A process of the pool: Ctrl-C is for the worker, and when that is gone, however it went, so is this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with_worker, daemon=True).start()


def leave_with_worker() -> None:
    worker = multiprocessing.parent_process()
    assert worker
    worker.join()
    os._exit(1)
