"""A 200 with videos, as a row of parts that are sent one by one: clips are never whole in memory."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pybase64

from .errors import Dropped

Part = bytes | Path  # JSON as it stands, or a file that goes out in base64
PIECE = 192 * 1024  # divides by three, so pieces of base64 join without padding

START, END = b'{"videos": [', b"]}"
OPEN, CLOSE = b'{"base64_encoded": "', b'"}'


def of_clips(clips: Sequence[Part]) -> list[Part]:
    """The answer that holds clips: files, or bytes that are base64 already."""
    parts: list[Part] = [START]
    for at, clip in enumerate(clips):
        parts += [b", " if at else b"", OPEN, clip, CLOSE]
    return [*parts, END]


def of_urls(urls: Sequence[str]) -> list[Part]:
    """The answer that names addresses."""
    return [json.dumps({"videos": [{"url": url} for url in urls]}).encode()]


def length(parts: Sequence[Part]) -> int:
    """How many bytes the parts make on the wire."""
    return sum(-(-part.stat().st_size // 3) * 4 if isinstance(part, Path) else len(part) for part in parts)


async def stream(parts: Sequence[Part], stop_at: int | None = None) -> AsyncIterator[bytes]:
    """The parts in pieces; after `stop_at` bytes the connection drops."""
    sent = 0
    for part in parts:
        async for piece in _pieces(part):
            if stop_at is not None and sent + len(piece) > stop_at:
                yield piece[: stop_at - sent]
                raise Dropped("body")
            sent += len(piece)
            yield piece


async def _pieces(part: Part) -> AsyncIterator[bytes]:
    if isinstance(part, bytes):
        for at in range(0, len(part), PIECE):
            yield part[at : at + PIECE]
        return
    with part.open("rb") as file:
        while piece := file.read(PIECE):
            yield pybase64.b64encode(piece)


def cut(parts: Sequence[Part], size: int) -> list[Part]:
    """The first `size` bytes of an answer as parts of their own, read into memory."""
    whole = bytearray()
    for part in parts:
        whole += pybase64.b64encode(part.read_bytes()) if isinstance(part, Path) else part
    return [bytes(whole[:size])]


async def of_bytes(content: bytes) -> AsyncIterator[bytes]:
    """A short answer as it is."""
    yield content


async def of_file(path: Path) -> AsyncIterator[bytes]:
    """A file as it is."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
