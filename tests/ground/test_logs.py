"""Nobody writes a line of the log but the product."""

import logging
import sys

import pytest

from storyboard.logs import OneLine

FORGED = "a lamp\n2026-01-01 00:00:00,000 INFO storyboard.worker all is paid\r\x1b[2J\u2028\x85end"


def written(message: str, error: Exception | None = None) -> list[str]:
    try:
        raise error or RuntimeError
    except (RuntimeError, ValueError):
        trace = sys.exc_info() if error else None
    record = logging.LogRecord("storyboard.worker", logging.WARNING, "", 1, "%s", (message,), trace)
    return OneLine("%(levelname)s %(message)s").format(record).split("\n")


def test_a_message_stays_on_its_line_and_reaches_no_terminal() -> None:
    (line,) = written(FORGED)
    assert line.startswith("WARNING a lamp\\n2026-01-01")
    assert line.isprintable()
    assert line.splitlines() == [line]


def test_words_of_any_language_stay_as_they_are() -> None:
    assert written("Der Wärter · 灯台守 “lights” 🏮") == ["WARNING Der Wärter · 灯台守 “lights” 🏮"]


def test_a_traceback_is_indented_so_that_no_line_of_it_passes_for_a_record() -> None:
    first, *trace = written("broke", ValueError(FORGED))
    assert first == "WARNING broke"
    assert any("Traceback" in line for line in trace)
    assert all(line.startswith("  ") and line.isprintable() for line in trace)


@pytest.mark.parametrize("name", ["storyboard.worker", "django.request"])
def test_the_product_logs_this_way(name: str, settings: object) -> None:
    root = logging.getLogger()
    assert getattr(settings, "LOGGING")["formatters"]["line"]["()"] == "storyboard.logs.OneLine"  # noqa: B009
    assert logging.getLogger(name).propagate
    assert any(isinstance(each.formatter, OneLine) for each in root.handlers)
