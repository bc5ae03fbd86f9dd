"""A request's JSON, streamed: files are read and encoded piece by piece, while the bytes leave."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pybase64

CHUNK = 96 * 1024  # bytes read at once: divisible by three, so that encoded pieces join without padding


class BodyBroken(Exception):
    """A file that goes along changed or went away while it was being sent."""


class Body:
    """Bytes of known length for `for` and `async for`, as often as wanted; OSError when a file is missing."""

    def __init__(self, pieces: list[bytes | Path]) -> None:
        self.pieces = pieces
        self.sizes = {piece: readable_size(piece) for piece in pieces if isinstance(piece, Path)}
        self.length = sum(
            len(piece) if isinstance(piece, bytes) else encoded_size(self.sizes[piece]) for piece in pieces
        )

    @staticmethod
    def json(value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":")).encode()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from self._encoded(piece)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The same bytes; the disk is read in a thread, because the loop has other calls to carry."""
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            encoded = self._encoded(piece)
            while (data := await asyncio.to_thread(next, encoded, None)) is not None:
                yield data

    def _encoded(self, path: Path) -> Iterator[bytes]:
        left = self.sizes[path]
        try:
            with path.open("rb") as file:
                while left:
                    data = read_exactly(file, min(CHUNK, left))
                    left -= len(data)
                    yield pybase64.b64encode(data)
        except (OSError, EOFError) as error:
            raise BodyBroken(f"{path.name} could not be read to its end") from error


def readable_size(path: Path) -> int:
    """The file's size in bytes, once it is certain that it opens."""
    with path.open("rb") as file:
        return file.seek(0, 2)


def encoded_size(size: int) -> int:
    return (size + 2) // 3 * 4


def read_exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise EOFError
    return data
