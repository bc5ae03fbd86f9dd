"""What is out of date in a film of 1,000 shots in chains: one pass, a constant number of queries.

Ten chains of a hundred shots, each opening on the last frame of the one before; the first of each is then changed,
so that every shot is out of date: by itself, or by what it hangs on. Each names one of fifty assets, and the first
of a chain refers to one in what its scene has it wear.
"""

import os
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SHOTS, CHAIN = 1000, 100
BAR = 1.0  # seconds


def film(shots: int):
    """The rows as generations leave them."""
    from storyboard.accounts.models import Person
    from storyboard.assets.models import refer, wear
    from storyboard.continuity.models import Link
    from storyboard.projects.models import Project, Scene, Shot
    from tests.takes.films import a_file, an_asset, picked

    dana = Person.objects.create_user(email=f"{uuid.uuid4()}@example.com")
    film = Project.objects.begin("Bench", by=dana)
    people = [an_asset(film, f"Keeper {n}", dana) for n in range(50)]
    looks = [each.add_look("oilskin", a_file("image/png"), dana) for each in people]
    before = scene = None
    for place in range(shots):
        scene = scene if place % CHAIN else Scene.objects.add(film)
        shot = Shot.objects.create(
            scene=scene, code=f"{place:04d}", position=place, prompt=f"@Keeper {place % 50}’s lamp."
        )
        if place % CHAIN:
            Link.objects.create(shot=shot, end="opening", kind="last_frame", source=before)
        else:
            wear(scene, people[0], looks[0])
            refer(shot, people[:1])
        picked(shot, dana)
        before = shot
    Shot.objects.filter(scene__project=film, position__in=range(0, shots, CHAIN)).update(
        prompt="Fog and @Keeper 0."
    )
    return film


def judged(project) -> tuple[float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from storyboard.takes.freshness import Freshness

    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        found = len(Freshness(project).outdated)
        seconds = time.perf_counter() - start
    return seconds, len(queries), found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        (_, few, _), (seconds, many, found) = judged(film(CHAIN)), judged(film(SHOTS))
    print(
        f"{found} of {SHOTS} shots in chains of {CHAIN}: {seconds * 1000:.0f} ms, {many} queries ({few} for {CHAIN})"
    )
    print(f"freshness, of its bar of {BAR} s: {seconds / BAR:.2f}")
    return int(found != SHOTS or many != few or seconds > BAR)


if __name__ == "__main__":
    sys.exit(main())
