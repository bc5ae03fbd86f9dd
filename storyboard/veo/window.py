"""JSON read through a window that moves over a file: tokens and strings, whatever their length."""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

BOM = b"\xef\xbb\xbf"
LONGEST_TEXT = 64 * 1024  # of a key or an address: longer ones are nobody's

SPACE = re.compile(rb"[ \t\r\n]*")
SCALAR = re.compile(rb'[^][{},:"\s]*')
NO_BRACKET = re.compile(rb'[^][{}"]*')
ESCAPED = re.compile(rb'(?:[^"\\]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+')
LONGEST_ESCAPE = 6


class Truncated(Exception):
    """The answer ends in the middle."""


class Broken(Exception):
    """The answer is not JSON here."""


class Window:
    """The part of the file that is being looked at; what has been read is dropped."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.data, self.at = file, size, b"", 0
        while len(self.data) < len(BOM) and self.more():
            pass
        self.data = self.data.removeprefix(BOM)

    def more(self) -> bool:
        fresh = self.file.read(self.size)
        self.data = self.data[self.at :] + fresh
        self.at = 0
        return bool(fresh)

    def need(self) -> None:
        if not self.more():
            raise Truncated

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over everything that matches, through as many windows as it takes."""
        while True:
            match = pattern.match(self.data, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.data) or not self.more():
                return

    def peek(self) -> bytes:
        """The next byte that is not white space."""
        self.skip(SPACE)
        if self.at == len(self.data):
            raise Truncated
        return self.data[self.at : self.at + 1]

    def take(self, expected: bytes) -> bytes:
        """The next byte, which has to be one of the expected ones."""
        byte = self.peek()
        if byte not in expected:
            raise Broken
        self.at += 1
        return byte

    def end(self) -> None:
        """Nothing but white space follows."""
        self.skip(SPACE)
        if self.at < len(self.data):
            raise Broken

    def string(self) -> Iterator[bytes]:
        """The pieces of a string as they stand in the file, never cut within an escape."""
        self.take(b'"')
        while True:
            end = self.data.find(b'"', self.at)
            stop = len(self.data) if end < 0 else end
            if self.data.find(b"\\", self.at, stop) >= 0:
                stop = self._escaped()
            piece = self.data[self.at : stop]
            self.at = stop
            if piece:
                yield piece
            if self.data[self.at : self.at + 1] == b'"':
                self.at += 1
                return
            self.need()

    def _escaped(self) -> int:
        """Where the string ends, or the last whole escape in the window."""
        match = ESCAPED.match(self.data, self.at)
        stop = match.end() if match else self.at
        if self.data[stop : stop + 1] == b"\\" and len(self.data) - stop >= LONGEST_ESCAPE:
            raise Broken
        return stop

    def text(self) -> str:
        """A short string, decoded; one that is too long to be a key or an address is read past and empty."""
        raw, size = [], 0
        for piece in self.string():
            size += len(piece)
            if size <= LONGEST_TEXT:
                raw.append(piece)
        return whole(unescape(b"".join(raw).decode(errors="replace"))) if size <= LONGEST_TEXT else ""

    def skip_value(self) -> None:
        """Read past one value of any kind."""
        byte = self.peek()
        if byte == b'"':
            self._skip_string()
        elif byte in b"{[":
            self._skip_nested()
        else:
            self._skip_scalar()

    def _skip_string(self) -> None:
        for _ in self.string():
            pass

    def _skip_nested(self) -> None:
        """Only brackets count, and only outside strings."""
        depth = 0
        while True:
            self.skip(NO_BRACKET)
            byte = self.peek()
            if byte == b'"':
                self._skip_string()
                continue
            self.at += 1
            depth += 1 if byte in b"{[" else -1
            if not depth:
                return

    def _skip_scalar(self) -> None:
        if self.peek() in b",:]}":
            raise Broken
        self.skip(SCALAR)
        if self.at == len(self.data):
            raise Truncated


def unescape(text: str) -> str:
    """A JSON string's text without its escapes."""
    return str(json.loads(f'"{text}"', strict=False))


def whole(text: str) -> str:
    """JSON may hold half a character, as of an emoji that was cut in two: no page and no row can."""
    return text.encode(errors="replace").decode()
