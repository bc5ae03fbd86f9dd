"""What breaks around a worker, for real: a database that is locked, a disk that is full, a process that dies."""

import asyncio
import logging
import multiprocessing
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection


@contextmanager
def locked_database() -> Iterator[sqlite3.Connection]:
    """Nobody else can write, until this connection, which may, has committed."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        other.execute("COMMIT")


class SmallDisk:
    """A file system of so many KiB; `grow` makes room on it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "small", folder], check=True)

    def grow(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}k", self.folder], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)


class Listener(logging.Handler):
    """Knows when a line with these words is logged, from whatever thread."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.heard, self.loop = words, asyncio.Event(), asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.loop.call_soon_threadsafe(self.heard.set)


@contextmanager
def hearing(words: str) -> Iterator[asyncio.Event]:
    """An event that is set once the worker logs these words."""
    listener, log = Listener(words), logging.getLogger("storyboard.worker")
    log.addHandler(listener)
    try:
        yield listener.heard
    finally:
        log.removeHandler(listener)


async def kill_whoever_reads(path: Path) -> None:
    """kill -9 each process of the pool as soon as it has the file open."""
    while True:
        for child in multiprocessing.active_children():
            if child.pid and has_open(child.pid, path):
                os.kill(child.pid, signal.SIGKILL)
        await asyncio.sleep(0.002)


def has_open(pid: int, path: Path) -> bool:
    with suppress(OSError):
        return any(file.readlink() == path for file in Path(f"/proc/{pid}/fd").iterdir())
    return False
