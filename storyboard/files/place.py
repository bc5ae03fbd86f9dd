"""Whether the database is still where it has been working: in the one data folder that knows what it knows.

A mark lies in the data folder. Its inode stays; its name changes with each paid call, in step with a row. So a database
sees that it was copied (another inode), taken from its folder (no mark) or put back from an older day (a mark whose
name it has never heard of). In each case its queue may have been sent meanwhile.

The row is committed first and the mark renamed after it: killed between the two, the mark has the previous name. Host
and device are not asked, they change when a container starts anew. What puts back a whole volume below the file
system, as a virtual machine's snapshot does, cannot be seen from here.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from storyboard.files.models import Place, sync

PREFIX = "place-"
NEW = "new"
WORDS = "Storyboard knows its data folder by this file. Leave it here, under this name.\n"
FS_IOC_GETVERSION = 0x8000_7601 | struct.calcsize("l") << 16  # _IOR('v', 1, long)


@contextmanager
def turned() -> Iterator[bool]:
    """Rename the mark together with what the block writes; False when the database is not in its place."""
    with alone(), turning() as in_place:
        yield in_place


@contextmanager
def moved_in() -> Iterator[bool]:
    """Make this folder its place; True when it had another one, and the block settles that in the same commit."""
    with alone():
        with turning() as in_place:
            pass
        if in_place:
            yield False
            return
        drawn, others, mark = secrets.token_hex(8), old_marks(), new_mark()
        with transaction.atomic():
            yield Place.objects.exists() or bool(others)
            Place.move_in(NEW, drawn, identity(mark))
        for other in others:
            other.unlink(missing_ok=True)
        rename(mark, drawn)


@contextmanager
def turning() -> Iterator[bool]:
    drawn, found = secrets.token_hex(8), marks()
    with transaction.atomic():
        in_place = len(found) == 1 and Place.turn(nonce_of(found[0]), drawn, identity(found[0]))
        yield in_place
    if in_place:
        rename(found[0], drawn)


@contextmanager
def alone() -> Iterator[None]:
    """One at a time, over all processes: else two could rename the mark in another order than they committed."""
    folder = os.open(settings.DATA, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def marks() -> list[Path]:
    return list(settings.DATA.glob(f"{PREFIX}*"))


def old_marks() -> list[Path]:
    return [mark for mark in marks() if nonce_of(mark) != NEW]


def new_mark() -> Path:
    """A file that never was here before; one that a killed process has left is not used again."""
    mark: Path = settings.DATA / f"{PREFIX}{NEW}"
    mark.unlink(missing_ok=True)
    mark.write_text(WORDS)
    sync(mark)
    sync(mark.parent)
    return mark


def rename(mark: Path, nonce: str) -> None:
    mark.rename(mark.with_name(PREFIX + nonce))
    sync(mark.parent)


def nonce_of(mark: Path) -> str:
    return mark.name.removeprefix(PREFIX)


def identity(mark: Path) -> str:
    """Inode and its generation: a copy made where the first one was deleted often gets the same inode again."""
    with mark.open("rb") as file:
        try:
            (generation,) = struct.unpack(
                "l", fcntl.ioctl(file, FS_IOC_GETVERSION, bytes(struct.calcsize("l")))
            )
        except OSError:  # not every file system counts them
            generation = 0
        return f"{os.fstat(file.fileno()).st_ino}.{generation & 0xFFFF_FFFF}"
