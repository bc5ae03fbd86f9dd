"""How a log line is written."""

import logging
from typing import Any


class OneLine(logging.Formatter):
    """A record is one line: what strangers put into it can neither begin another nor command a terminal.

    A traceback follows, each of its lines indented, so that no message in it passes for a record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        return harmless(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        return "\n".join(f"  {harmless(line)}" for line in super().formatException(ei).splitlines())


def harmless(text: str) -> str:
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
