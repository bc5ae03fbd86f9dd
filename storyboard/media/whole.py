"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex


@contextmanager
def whole(dst: Path) -> Iterator[Path]:
    """A `.part` beside dst to write into: synced and renamed at the end, removed if something goes wrong."""
    part = dst.with_name(f"{dst.name}.{token_hex(4)}.part")
    try:
        yield part
        _sync(part)
        part.replace(dst)
        _sync(dst.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
