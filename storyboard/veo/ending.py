"""Where a JSON object that arrives in pieces comes to its end: its brackets are counted, outside of strings."""

import re

BRACKET_OR_QUOTE = re.compile(rb'[][{}"]')
TO_THE_QUOTE = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
BEFORE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark, white space


class Ending:
    """Fed with each piece in its turn; what does not begin as an object, or goes on after it, has no end to be seen."""

    def __init__(self) -> None:
        self.depth = 0
        self.begun = self.hopeless = self.in_string = self.escaped = False

    def reached(self, data: bytes) -> bool:
        """Whether the object ends in this piece, with nothing but white space behind it."""
        if not self.begun:
            data = data.lstrip(BEFORE)
            self.begun = bool(data)
            self.hopeless = not data.startswith(b"{") and self.begun
        at = len(data) if self.hopeless else 0
        while at < len(data):
            at = self._string(data, at) if self.in_string else self._bracket(data, at)
            if not self.depth:
                self.hopeless = bool(data[at:].strip())
                return not self.hopeless
        return False

    def _bracket(self, data: bytes, at: int) -> int:
        """Past the next bracket or quote."""
        found = BRACKET_OR_QUOTE.search(data, at)
        if not found:
            return len(data)
        self.in_string = found[0] == b'"'
        if not self.in_string:
            self.depth += 1 if found[0] in b"{[" else -1
        return found.end()

    def _string(self, data: bytes, at: int) -> int:
        """Past the quote that ends the string, or all of it; most have no escape, and are looked through fastest."""
        at, self.escaped = at + self.escaped, False
        quote = data.find(b'"', at)
        stop = len(data) if quote < 0 else quote
        if data.find(b"\\", at, stop) >= 0:
            match = TO_THE_QUOTE.match(data, at)
            stop = match.end() if match else stop
        self.escaped = data[stop : stop + 1] == b"\\"
        self.in_string = data[stop : stop + 1] != b'"'
        return stop + 1
