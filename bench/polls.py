"""Every poll of every page of a film of 1,000 shots, asked while nothing moves: it is told so, within 5 ms.

What a page polls is read from the page: each element with `hx-trigger="every …"`, and what screening's script asks.
"""

import os
import statistics
import sys
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.board import begin, plan

RUNS = 15
SCRIPT = "screening-room's script"
BAR = 5.0
PAGES = (
    "/projects/{film}",
    "/projects/{film}/shot-list",
    "/projects/{film}/gallery",
    "/projects/{film}/compare?take={take}&take={other}",
    "/projects/{film}/screening",
    "/projects/{film}/joins",
    "/projects/{film}/continuity",
    "/projects/{film}/ledger",
    "/projects/{film}/queue",
    "/shots/{shot}",
)


class Polls(HTMLParser):
    """The polls of a page: (the element's name as the header writes it, its address)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.version = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if "every " in (said.get("hx-trigger") or ""):
            self.found.add((f"{tag}#{said['id']}", said["hx-get"] or ""))
        if tag == "screening-room":
            mark = "&" if "?" in (said["address"] or "") else "?"
            self.found.add((SCRIPT, f"{said['address']}{mark}version={said['version']}"))


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        begin()
        return measure()


def measure() -> str | None:
    from django.conf import settings
    from django.test import Client

    from storyboard.projects.models import Shot
    from storyboard.takes.models import Take

    settings.REST_SECONDS = 3600
    film, person = plan()
    client = Client()
    client.force_login(person)
    takes = Take.objects.values_list("pk", flat=True)
    shot = Shot.objects.filter(scene__project=film).last()
    assert shot
    named = {"film": film.pk, "shot": shot.pk, "take": takes[0], "other": takes[1]}
    missed = []
    for page in PAGES:
        address = page.format(**named)
        answer = client.get(address)
        polls = Polls()
        polls.feed(answer.content.decode())
        if answer.status_code != 200 or not polls.found:
            missed.append(address)
            print(f"{page}: {answer.status_code}, no poll")
        missed += [poll for name, poll in sorted(polls.found) if say(client, page, name, poll)]
    return f"missed: {', '.join(missed)}" if missed else None


def say(client: Any, page: str, name: str, address: str) -> bool:
    """Print a line for one poll; whether it was slow, or told more than that nothing moved."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    headers = {"Accept": "application/json"} if name == SCRIPT else {"HX-Request": "true", "HX-Target": name}
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers=headers)
        asked = len(queries)
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        client.get(address, headers=headers)
        spent.append(time.perf_counter() - begun)
    middle = statistics.median(spent) * 1000
    print(
        f"{page}: {name}: {answer.status_code}, {asked} queries, {middle:.1f} ms ({middle / BAR:.2f} of {BAR:.0f} ms)"
    )
    return answer.status_code != 204 or middle > BAR


if __name__ == "__main__":
    sys.exit(main())
