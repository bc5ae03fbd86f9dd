"""The gallery of 4,000 takes, four compared, and the shot page of 1,000 shots: queries, time, size."""

import html
import os
import re
import statistics
import sys
import tempfile
import time
from typing import Any

from bench.board import begin, plan

RUNS = 9
BARS = {
    "gallery, first page": (150, 1_000_000),
    "gallery, next page": (150, 1_000_000),
    "gallery, filtered": (150, 1_000_000),
    "gallery, one asset": (150, 1_000_000),
    "gallery, nothing came": (5, 0),
    "four takes compared": (150, 1_000_000),
    "shot page": (150, 1_000_000),
    "what would be sent": (100, 1_000_000),
    "saving one field": (30, 0),
    "takes, nothing moved": (5, 0),
    "queue": (150, 1_000_000),
}

FILTERS = {"new": 1, "stale": 1, "since": "week", "ng": 1}


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        begin()
        return measure()


def measure() -> str | None:
    from django.test import Client

    from storyboard.takes.models import Take
    from tests.takes.films import an_asset

    film, person = plan()
    shot = clothe(film, person)
    client = Client()
    client.force_login(person)
    gallery, page = f"/projects/{film.pk}/gallery", f"/shots/{shot.pk}"
    more = found(r'hx-get="([^"]*before=[^"]*)"', client.get(gallery))
    poll = found(r'hx-get="([^"]*seen=[^"]*)"', client.get(gallery))
    asset, four = an_asset(film, "Keeper", person), [take.pk for take in Take.objects.all()[:4]]
    version = found(r"ng=1?&amp;version=([\d-]+)", client.get(page))
    texts = iter(range(1000))

    def save() -> Any:
        return client.post(f"{page}/field", {"name": "notes", "value": str(next(texts)), "fix": "1"})

    missed = [
        say("gallery, first page", lambda: client.get(gallery)),
        say("gallery, next page", lambda: client.get(more, headers=part("more"))),
        say("gallery, filtered", lambda: client.get(gallery, FILTERS | {"by": person.pk})),
        say("gallery, one asset", lambda: client.get(gallery, {"asset": asset.pk})),
        say("gallery, nothing came", lambda: client.get(poll, headers=part("arrivals"))),
        say("four takes compared", lambda: client.get(f"/projects/{film.pk}/compare", {"take": four})),
        say("shot page", lambda: client.get(page)),
        say("what would be sent", lambda: client.get(f"{page}/request", headers=part("request"))),
        say("takes, nothing moved", lambda: client.get(page, {"version": version}, headers=part("takes"))),
        say("queue", lambda: client.get(f"/projects/{film.pk}/queue")),
        say("saving one field", save),
    ]
    return "a bar was missed" if any(missed) else None


def clothe(film: Any, person: Any) -> Any:
    """Give every take its files' rows, and a shot something that has just been asked for."""
    from django.conf import settings

    from storyboard.files.models import File
    from storyboard.projects.models import Shot
    from storyboard.takes.composition import Composition
    from storyboard.takes.models import Take

    file = File.objects.create(sha256="0" * 64, size=1, mime_type="video/mp4")
    Take.objects.update(original=file, poster=file, strip=file, derived_at="2026-01-01T00:00:00Z")
    shot = Shot.objects.filter(scene__project=film, pick=None).last()
    shot.links.all().delete()
    settings.REST_SECONDS = 3600
    Composition(shot).generate(person)
    return shot


def found(pattern: str, answer: Any) -> str:
    match = re.search(pattern, answer.content.decode())
    assert match
    return html.unescape(match[1])


def part(name: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": f"section#{name}"}


def say(name: str, ask: Any) -> bool:
    """Print a line for one address; whether it missed its bar."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
        asked = len(queries)
    middle = statistics.median(seconds(ask) for _ in range(RUNS)) * 1000
    most_ms, most_bytes = BARS[name]
    size = len(answer.content)
    print(
        f"{name}: {asked} queries, {middle:.1f} ms ({middle / most_ms:.2f} of {most_ms} ms), "
        f"{size / 1000:.0f} kB of {most_bytes / 1000:.0f}"
    )
    return middle > most_ms or (bool(most_bytes) and size > most_bytes)


def seconds(ask: Any) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
