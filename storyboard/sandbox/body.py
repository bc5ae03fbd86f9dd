"""Reading a request of any size: long strings go to files as they arrive, the rest is ordinary JSON."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any

import pybase64

from .errors import Refusal

LONG = 64 * 1024  # a prompt of 4,000 characters is at most 48 KB, even written in escapes
SMALL_PARTS = 4 * 1024 * 1024
LARGEST = 256 * 1024 * 1024

STOPS = re.compile(rb'["\\]')


class Body:
    """One request body being read; `document()` is its JSON with long strings replaced by their `Path`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.size = 0
        self._token = secrets.token_hex(8)
        self._skeleton = bytearray()
        self._string = bytearray()
        self._file: IO[bytes] | None = None
        self._inside = self._escaped = False
        self._spilled: dict[str, Path] = {}

    async def read(self, chunks: AsyncIterator[bytes]) -> None:
        """Take the whole body in; more than 256 MB is a 413."""
        try:
            async for chunk in chunks:
                self.feed(chunk)
        finally:
            if self._file:
                self._file.close()

    def feed(self, chunk: bytes) -> None:
        """Take one chunk, split anywhere."""
        self.size += len(chunk)
        if self.size > LARGEST or len(self._skeleton) > SMALL_PARTS:
            raise Refusal(413, "The request is too large.")
        at = 0
        while at < len(chunk):
            at = self._inner(chunk, at) if self._inside else self._outer(chunk, at)

    def document(self) -> Any:
        """The parsed JSON; malformed JSON is a 400."""
        try:
            return self._resolve(json.loads(self._skeleton))
        except (ValueError, RecursionError) as wrong:
            raise Refusal(400, f"The body is not JSON: {wrong}.") from wrong

    def _outer(self, chunk: bytes, at: int) -> int:
        quote = chunk.find(b'"', at)
        end = len(chunk) if quote < 0 else quote + 1
        self._skeleton += chunk[at:end]
        self._inside = quote >= 0
        return end

    def _inner(self, chunk: bytes, at: int) -> int:
        if self._escaped:
            self._escaped = False
            return self._keep(chunk[at : at + 1], at + 1)
        stop = STOPS.search(chunk, at)
        if stop is None:
            return self._keep(chunk[at:], len(chunk))
        if stop.group() == b"\\":
            self._escaped = True
            return self._keep(chunk[at : stop.end()], stop.end())
        self._keep(chunk[at : stop.start()], stop.end())
        self._close_string()
        return stop.end()

    def _keep(self, piece: bytes, end: int) -> int:
        if self._file:
            self._file.write(piece)
        else:
            self._string += piece
            if len(self._string) > LONG:
                self._spill()
        return end

    def _spill(self) -> None:
        path = self.folder / f"{len(self._spilled)}.string"
        self._spilled[f"{self._token}:{len(self._spilled)}"] = path
        self._file = path.open("wb")
        self._file.write(self._string)
        self._string.clear()

    def _close_string(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
            self._string += list(self._spilled)[-1].encode()
        self._skeleton += self._string + b'"'
        self._string.clear()
        self._inside = False

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._resolve(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self._resolve(part) for part in value]
        return self._spilled.get(value, value) if isinstance(value, str) else value


def decode(encoded: str | Path, target: Path) -> None:
    """Write what a base64 string holds, or raise ValueError; a long one is read piece by piece."""
    with target.open("wb") as out:
        for piece in _quads(encoded):
            out.write(pybase64.b64decode(piece, validate=True))


def _quads(encoded: str | Path) -> Iterator[bytes]:
    """The string in pieces whose length divides by four; a JSON escape of base64 can only be `\\/`."""
    if isinstance(encoded, str):
        yield encoded.encode("ascii")
        return
    carry = b""
    with encoded.open("rb") as file:
        while piece := file.read(1 << 20):
            carry += piece.replace(b"\\", b"")
            whole = len(carry) // 4 * 4
            yield carry[:whole]
            carry = carry[whole:]
    if carry:
        yield carry
