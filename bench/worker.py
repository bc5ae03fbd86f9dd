"""500 calls in flight in one worker, from claim to `done`, against canned clips over HTTP.

Wall time stands beside the longest call, memory is the worker's own resident peak. The same 500 calls are made
beside it by what a user would write: a thread for each, `httpx.post`, `.json()`, `b64decode`, a file.
"""

import asyncio
import base64
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CALLS = 500
LATENCY = 20
MOST_MEMORY = 200e6
MOST_WALL = 1.3


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Endpoint(folder) as url:
        world = os.environ | {
            "STORYBOARD_DATA": folder,
            "AZERION_BASE_URL": url,
            "AZERION_API_KEY": "bench",
            "VEO_CONCURRENCY": str(CALLS),
            "VEO_OUTPUT_FORMAT": "base64",
            "DJANGO_SETTINGS_MODULE": "storyboard.settings",
            "PYTHONPATH": str(ROOT),
        }
        worker, plain = ([sys.executable, __file__, way] for way in ("work", "threads"))
        status = subprocess.run(worker, env=world, cwd=ROOT, check=False).returncode
        subprocess.run(plain, env=world, cwd=ROOT, check=True)
        return status


class Endpoint:
    """`manage.py sandbox --canned` in a process of its own."""

    def __init__(self, folder: str) -> None:
        line = [sys.executable, "manage.py", "sandbox", "--port", "0", "--canned", "--latency", str(LATENCY)]
        world = os.environ | {"STORYBOARD_DATA": f"{folder}/sandbox"}
        self.process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=world)

    def __enter__(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().split()[-1]

    def __exit__(self, *why: object) -> None:
        self.process.send_signal(signal.SIGINT)  # at SIGTERM it would leave the semaphores of its pool
        self.process.wait(20)


def work() -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    plan()
    wall = asyncio.run(carry_out())
    return report(wall)


def plan() -> None:
    """500 shots and their recorded generations."""
    from storyboard.accounts.models import Installation
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.composition import Composition

    owner = Installation.begin(email="bench@example.com", name="Bench", password=None)
    scene = Scene.objects.add(Project.objects.begin("Bench", by=owner, resolution="720p"))
    Shot.objects.bulk_create(
        Shot(scene=scene, code=f"{place:04d}", position=place, prompt="A lamp.") for place in range(CALLS)
    )
    for shot in Shot.objects.select_related("scene__project"):
        Composition(shot, "final", rest=0).generate(owner)


async def carry_out() -> float:
    from storyboard.takes.engine import Engine, read_less_at_a_time
    from storyboard.takes.models import Generation, Status

    read_less_at_a_time()
    engine = Engine()
    begun = time.monotonic()
    working = asyncio.create_task(engine.run())
    while await engine.db(Generation.objects.exclude(status=Status.DONE).count):
        await asyncio.sleep(0.2)
    wall = time.monotonic() - begun
    engine.stop()
    await working
    return wall


def threads() -> int:
    """The plain way: nothing recorded, nothing synced, all that is in flight is lost with the process."""
    import httpx

    url, key = f"{os.environ['AZERION_BASE_URL']}/videos/generation", os.environ["AZERION_API_KEY"]
    folder = Path(os.environ["STORYBOARD_DATA"]) / "plain"
    folder.mkdir()

    def call(number: int) -> None:
        asked = {"model": "google-veo-3-1", "prompt": "A lamp.", "duration": 4}
        answer = httpx.post(url, json=asked, headers={"Authorization": f"Bearer {key}"}, timeout=900)
        for place, video in enumerate(answer.json()["videos"]):
            (folder / f"{number}-{place}.mp4").write_bytes(base64.b64decode(video["base64_encoded"]))

    begun = time.monotonic()
    with ThreadPoolExecutor(CALLS) as pool:
        list(pool.map(call, range(CALLS)))
    wall = time.monotonic() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"the same by {CALLS} plain threads: {wall:.1f} s, {memory / 1e6:.0f} MB; nothing survives a kill")
    return 0


def report(wall: float) -> int:
    from django.db.models import F, Max

    from storyboard.takes.models import Generation

    longest = Generation.objects.aggregate(most=Max(F("ended_at") - F("sent_at")))["most"].total_seconds()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(
        f"{CALLS} calls in flight, wall / longest call: {wall / longest:.2f} (bar {MOST_WALL}; {wall:.1f} s)"
    )
    print(
        f"{CALLS} calls in flight, memory / 200 MB: {memory / MOST_MEMORY:.2f} (bar 1; {memory / 1e6:.0f} MB)"
    )
    return int(wall / longest > MOST_WALL or memory > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit({"work": work, "threads": threads}.get("".join(sys.argv[1:]), main)())
