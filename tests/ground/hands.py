"""A process beside a running product that does what it is told: Django is ready once, not at each word.

A line in is a program as JSON, a line out is `{"said": what it printed, "wrong": its traceback}`.
"""

import contextlib
import io
import json
import sys
import traceback

import django
from django.conf import settings

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # whoever is made here comes in by a session


def do(program: str) -> dict[str, str]:
    """Run it in names of its own."""
    said, wrong = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(program, "<hands>", "exec"), {"__name__": "hands"})
        except BaseException:  # noqa: BLE001
            wrong = traceback.format_exc()
    return {"said": said.getvalue(), "wrong": wrong}


if __name__ == "__main__":
    django.setup()
    settings.PASSWORD_HASHERS = QUICK
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), flush=True)
