"""The board of 1,000 shots and 4,000 takes: queries, time on the server and size of the page.

Every other shot is picked, and all of these are out of date. Each page is measured just after a change of the film,
when nothing that was judged before holds any more.
"""

import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SCENES, SHOTS, TAKES = 40, 25, 4
RUNS = 9
REST = {"HX-Request": "true", "HX-Target": "tbody#rows"}
BARS = {
    "first screen": (150, 1_000_000),
    "a scene": (150, 1_000_000),
    "nothing moved": (5, 0),
    "out of date": (1000, 50_000),
    "shot list": (150, 1_000_000),
    "the rest of it": (1000, 1_000_000),
    "a cell": (30, 1000),
}


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        begin()
        return measure()


def begin() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)


def measure() -> str | None:
    from django.test import Client
    from django.urls import reverse

    film, person = plan()
    client = Client()
    client.force_login(person)
    scene = film.scenes.last()
    part = {"HX-Request": "true", "HX-Target": f"section#scene-{scene.pk}"}
    near, marks = reverse("scene", args=[scene.pk]), reverse("out_of_date", args=[film.pk])
    client.get(marks)
    missed = [
        say("first screen", client, reverse("board", args=[film.pk]), change=film.change),
        say("a scene", client, near, headers=part, change=film.change),
        say("out of date", client, marks, headers={"HX-Request": "true"}, change=film.change),
    ]
    film.refresh_from_db()
    missed += [
        say("nothing moved", client, near, {"version": film.version}, headers=part),
        say("shot list", client, reverse("shot_list", args=[film.pk]), change=film.change),
        say("the rest of it", client, reverse("shot_list", args=[film.pk]), headers=REST, change=film.change),
        say(
            "a cell",
            client,
            reverse("sheet_cells", args=[film.pk]),
            by=lambda url: client.post(url, cell_of(film)),
        ),
    ]
    return "a bar was missed" if any(missed) else None


def cell_of(film: Any) -> dict[str, str]:
    """One typed cell; whatever stands there is written over."""
    shot = film.scenes.first().shots.first()
    return {"cells": json.dumps([[shot.pk, "notes", str(uuid.uuid4()), None]])}


def plan() -> tuple[Any, Any]:
    """A film with a pick on every other shot, links between neighbours since, and something that runs."""
    from storyboard.accounts.models import Installation
    from storyboard.continuity.models import Link
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.composition import Composition
    from storyboard.takes.models import Take
    from tests.takes.films import picked

    person = Installation.begin(email="dana@example.com", name="Dana Reyes", password="a keeper's lamp")
    film = Project.objects.begin("Keeper", by=person)
    for number in range(1, SCENES + 1):
        scene = Scene.objects.add(
            film, slug=f"INT. ROOM {number} - NIGHT", text="He climbs faster than he should. " * 9
        )
        rows = [
            Shot(
                scene=scene, code=f"{n:03d}", position=n, action="The keeper raises his lamp. " * 3, size="MS"
            )
            for n in range(1, SHOTS + 1)
        ]
        shots = Shot.objects.bulk_create(rows)
        for shot in shots[::2]:
            picked(shot, person)
        Take.objects.bulk_create(
            Take(shot=shot, number=n, frames=96, circled=n == 2)
            for place, shot in enumerate(shots)
            for n in range(1 if place % 2 else 2, TAKES + 1)
        )
        Shot.objects.filter(scene=scene).update(takes_made=TAKES)
        Link.objects.bulk_create(
            Link(shot=shot, end="opening", kind="last_frame", source=before)
            for before, shot in pairwise(shots)
        )
    Composition(shots[0]).generate(person)
    return film, person


def say(
    name: str,
    client: Any,
    url: str,
    *args: Any,
    change: Callable[[], None] | None = None,
    by: Callable[..., Any] | None = None,
    **kwargs: Any,
) -> bool:
    """Print a line for one address, asked for each time after `change`; whether it missed its bar."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    change, ask = change or (lambda: None), by or client.get
    change()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(url, *args, **kwargs)
        asked = len(queries)
    # The fastest: what else the machine does only adds to it.
    fastest = min(seconds(change, ask, url, *args, **kwargs) for _ in range(RUNS)) * 1000
    size = len(answer.content)
    most_ms, most_bytes = BARS[name]
    print(
        f"{name}: {asked} queries, {fastest:.1f} ms ({fastest / most_ms:.2f} of {most_ms} ms), "
        f"{size / 1000:.0f} kB of {most_bytes / 1000:.0f}"
    )
    return fastest > most_ms or size > most_bytes


def seconds(
    change: Callable[[], None], ask: Callable[..., Any], url: str, *args: Any, **kwargs: Any
) -> float:
    change()
    begun = time.perf_counter()
    ask(url, *args, **kwargs)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
