"""Joins: the page of a film of 1,000 shots, its poll while nothing moves, and how long a cut of 20 joins is measured.

A worker measures them one after another, so that drawing and measuring takes keep the other processor.
"""

import asyncio
import html
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SHOTS, ROUNDS = 1000, 5
JOINS, FRAMES = 20, 192
BARS = {"page of 1,000 shots": 0.200, "poll where nothing changed": 0.005, "20 joins measured": 20.0}


def film(shots: int):
    """Picked shots in scenes of ten, each opening on the last frame of the one before."""
    from django.utils.timezone import now

    from storyboard.accounts.models import Person
    from storyboard.continuity.models import Link
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.models import Pick, Take
    from tests.takes.films import a_file

    dana = Person.objects.create_user(email="dana@example.com")
    film = Project.objects.begin("Bench", by=dana)
    before = scene = None
    for place in range(shots):
        scene = scene if place % 10 else Scene.objects.add(film)
        shot = Shot.objects.create(scene=scene, code=f"{place % 10}", position=place)
        take = Take.objects.create(shot=shot, number=1, original=a_file(), frames=96, derived_at=now())
        Pick.objects.create(shot=shot, take=take)
        if before:
            Link.objects.create(shot=shot, end="opening", kind="last_frame", source=before)
        before = shot
    return dana, Project.objects.get(pk=film.pk)


def measured_by_hand(film) -> None:
    """All but the last join, as a worker leaves them."""
    from storyboard.cut.joins import Joins
    from storyboard.cut.models import Seam
    from storyboard.media import clips

    Joins(film).ask()
    found = clips.Join(0, 0, 3, 0.1, True, 1.0, 96, 3, "Leaves out 3 repeated frames.")
    for seam in Seam.objects.order_by("pk")[: SHOTS - 2]:
        seam.write(found)


def asked(client, address: str, **headers: str) -> tuple[float, int, Any]:
    """The best of a few rounds in seconds of processor, queries, and the answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds = []
    for _ in range(ROUNDS):
        with CaptureQueriesContext(connection) as queries:
            start = time.process_time()
            answer = client.get(address, headers=headers)
            seconds.append(time.process_time() - start)
    return min(seconds), len(queries), answer


def page_and_poll() -> dict[str, float]:
    from django.test import Client

    dana, project = film(SHOTS)
    measured_by_hand(project)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/projects/{project.pk}/joins"
    client.get(address)
    page, queries, answer = asked(client, address)
    print(
        f"page of {SHOTS} shots: {page * 1000:.0f} ms, {queries} queries, {len(answer.content) / 1000:.0f} kB"
    )
    again = re.search(r'hx-get="(\S+joins\?version=\S+)"', answer.content.decode())
    assert again
    headers = {"HX-Request": "true", "HX-Target": "div#joins-sums"}
    poll, queries, answer = asked(client, html.unescape(again[1]), **headers)
    assert answer.status_code == 204
    print(f"poll where nothing changed: {poll * 1000:.1f} ms, {queries} queries")
    return {"page of 1,000 shots": page, "poll where nothing changed": poll}


def measuring(folder: Path) -> dict[str, float]:
    """From asked for to there, by a worker that has nothing else to do."""
    from storyboard.cut.models import Seam
    from storyboard.files.models import File
    from tests.media import make

    Seam.objects.all().delete()
    size, first, second = (1280, 720), range(FRAMES), range(FRAMES, 2 * FRAMES)
    files = [
        File.objects.keep(make.clip(folder / f"{n}.mp4", numbers, size=size, sound=440), "video/mp4").pk
        for n, numbers in enumerate((first, second))
    ]
    Seam.objects.ask((files[0], FRAMES - n, files[1], n) for n in range(JOINS))
    start = time.perf_counter()
    asyncio.run(worked_off(Seam))
    seconds = time.perf_counter() - start
    print(f"{JOINS} joins of clips of 8 s at 720p: {seconds:.1f} s, the worker's start among them")
    return {"20 joins measured": seconds}


async def worked_off(seams) -> None:
    from storyboard.takes.engine import Clocks, Engine

    engine = Engine(clocks=Clocks(idle=0.05))
    working = asyncio.create_task(engine.run())
    while await engine.db(lambda: seams.objects.filter(version=0).exists()):
        await asyncio.sleep(0.05)
    engine.stop()
    await working


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"STORYBOARD_DATA": name, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        found = page_and_poll() | measuring(folder)
    for what, seconds in found.items():
        print(f"{what}, of its bar of {BARS[what]} s: {seconds / BARS[what]:.2f}")
    return int(any(seconds > BARS[what] for what, seconds in found.items()))


if __name__ == "__main__":
    sys.exit(main())
