"""Whether a worker of this machine still lives: each holds a lock that the system takes back when it dies.

A lease alone would let a call whose worker was killed hang for its whole length; across machines it has to do.
"""

from __future__ import annotations

import fcntl
from io import TextIOWrapper
from pathlib import Path

from django.conf import settings


def place(worker: str) -> Path:
    return settings.DATA / "workers" / f"{worker}.lock"


def hold_lock(worker: str) -> TextIOWrapper:
    """Lock the worker's file for as long as this process lives, or until it is closed; it is never seen unlocked."""
    path = place(worker)
    path.parent.mkdir(exist_ok=True)
    unseen = path.with_suffix(".new")
    held = unseen.open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    unseen.rename(path)
    return held


def forget_lock(worker: str, held: TextIOWrapper) -> None:
    place(worker).unlink(missing_ok=True)
    held.close()


def is_dead(worker: str) -> bool:
    """True when the worker ran here and its lock is free; unknown ones are given the benefit of their lease."""
    try:
        with place(worker).open() as lock:
            fcntl.flock(
                lock, fcntl.LOCK_SH | fcntl.LOCK_NB
            )  # two that look do not take each other for the worker
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def anybody() -> bool:
    """Whether a worker or the web server is at work on this data folder."""
    return any(not is_dead(path.stem) for path in locks())


def dead() -> list[str]:
    """Who died here and has not been swept away yet."""
    return [path.stem for path in locks() if is_dead(path.stem)]


def locks() -> list[Path]:
    return list((settings.DATA / "workers").glob("*.lock"))
