"""A worker that is killed at a named point of its own code: nothing in it is changed, it is only watched.

`python -m tests.faults.traps "return storyboard.veo.received:settle #3"` is `manage.py worker` until `settle`
returns for the third time; then the process sends itself SIGKILL. `call` instead of `return` kills before the
function runs, and `< module:name` counts only those calls that this other function makes, however far down.
More words are another program: `… gunicorn storyboard.wsgi`.
"""

import json
import os
import re
import signal
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from inspect import unwrap
from itertools import count
from runpy import run_module
from types import CodeType, FrameType
from typing import Any

POINT = re.compile(r"(call|return) (\S+)(?: < (\S+))?(?: #(\d+))?")


class Trap:
    """Called by the interpreter whenever a function of this process begins; a thread dies in it with all others."""

    def __init__(self, point: str) -> None:
        found = POINT.fullmatch(point)
        assert found, f"{point} is no point"
        self.point, self.when, self.code = point.partition(" #")[0], found[1], code_of(found[2])
        self.within = code_of(found[3]) if found[3] else None
        self.nth, self.passes = int(found[4] or 1), count(1)

    def __call__(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any] | None:
        if frame.f_code is not self.code:
            return None
        frame.f_trace_lines = False
        if self.when == "return":
            return self.leaving
        self.step(frame)
        return None

    def leaving(self, frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        if event == "return":
            self.step(frame)
        return self.leaving

    def step(self, frame: FrameType) -> None:
        if self.is_within(frame) and next(self.passes) == self.nth:
            os.write(sys.stderr.fileno(), self.last_words().encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def is_within(self, frame: FrameType | None) -> bool:
        while self.within and frame and frame.f_code is not self.within:
            frame = frame.f_back
        return frame is not None

    def last_words(self) -> str:
        """Where it sprang, and how the database connection of the thread that died was set, if it had one."""
        from django.db import connection

        raw = connection.connection
        names = ("journal_mode", "synchronous") if raw else ()
        pragmas = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
        return f"\nTRAPPED {json.dumps([self.point, pragmas])}\n"

    def set(self) -> None:
        """For this thread and for all that are started from now on."""
        threading.settrace(self)
        sys.settrace(self)


def code_of(name: str) -> CodeType:
    """The code of `module:function` or `module:Class.method`."""
    module, _, path = name.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    code: CodeType = unwrap(found).__code__
    return code


def main(point: str, *program: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "storyboard.settings"
    import django
    from django.core.management import call_command

    django.setup()
    import_module("storyboard.takes.engine")
    Trap(point).set()
    if program:
        sys.argv = list(program)
        run_module(program[0], run_name="__main__")
    else:
        call_command("worker")


if __name__ == "__main__":
    main(*sys.argv[1:])
