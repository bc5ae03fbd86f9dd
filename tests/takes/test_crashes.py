"""kill -9 of a real worker: unsent work goes on by itself, sent work is lost or found on disk, never sent twice."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest

PATIENCE = 60
PROMPT = "A keeper lights the lamp."

SEED_ONE = """
import sys
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
dana = Installation.begin(email="dana@example.com", name="Dana", password=None)
film = Project.objects.begin("Keeper", by=dana, resolution="720p")
scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
for prompt in {prompts!r}:
    Composition(Shot.objects.add(scene, prompt=prompt), "final", rest={rest}).generate(dana)
"""
RESTED = """
from django.utils.timezone import now
from storyboard.takes.models import Generation
Generation.objects.update(rest_until=now(), next_try_at=now())
"""
STATES = """
import json
from storyboard.projects.models import Project
from storyboard.takes.models import Generation
film = Project.objects.get()
rows = [[g.status, g.attempt, g.takes.count(), g.held, g.settled] for g in Generation.objects.order_by("pk")]
print("STATES", json.dumps({"rows": rows, "held": film.held, "settled": film.settled}))
"""


class Studio:
    """A data folder, the endpoint over HTTP, and workers that come and go."""

    def __init__(self, live: Callable[..., Any], folder: Any, url: str) -> None:
        self.live, self.folder, self.url = live, folder, url
        self.env = {
            "AZERION_API_KEY": "a-key-that-nobody-knows",
            "AZERION_BASE_URL": f"{url}/v1",
            "VEO_OUTPUT_FORMAT": "base64",
            "VEO_PRICE_PER_SECOND": '{"720p": {"audio": "0.40", "silent": "0.20"}}',
        }

    def worker(self) -> Any:
        """The worker, without the wait for an address: it has none."""
        running = self.live("worker", data=self.folder, **self.env)
        running.wait_until_ready = lambda path="": None
        return running

    def manage(self, code: str) -> str:
        running = self.live("worker", data=self.folder, **self.env)
        return running.manage("shell", "-v0", "-c", code)

    def order(self, *prompts: str, rest: float = 0) -> None:
        self.live(data=self.folder)  # its tables
        self.manage(SEED_ONE.format(prompts=list(prompts), rest=rest))

    def states(self) -> dict[str, Any]:
        said = self.manage(STATES)
        return json.loads(next(line for line in said.splitlines() if line.startswith("STATES"))[7:])

    def calls(self) -> list[dict[str, Any]]:
        with urlopen(f"{self.url}/v1/calls") as answer:
            found = json.load(answer)
        return found if isinstance(found, list) else found["calls"]

    def until(self, fact: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.1)


@pytest.fixture
def studio(live, tmp_path):
    with live("sandbox", "--port", "{port}", "--canned", data=tmp_path / "endpoint") as endpoint:
        yield Studio(live, tmp_path / "data", endpoint.url)


def test_a_call_whose_worker_is_killed_is_lost_held_and_never_sent_again(studio):
    studio.order(f"{PROMPT} [sandbox: slow 60]")
    with studio.worker() as first:
        studio.until(lambda: len(studio.calls()) == 1)
        first.kill()
    with studio.worker():
        studio.until(lambda: studio.states()["rows"][0][0] == "lost")
    assert len(studio.calls()) == 1
    assert studio.states() == {"rows": [["lost", 1, 0, 1_600_000, 0]], "held": 1_600_000, "settled": 0}


def test_what_was_not_sent_yet_goes_on_by_itself(studio):
    studio.order(PROMPT, rest=3600)
    with studio.worker() as first:
        studio.until(lambda: "is ready" in first.said())
        first.kill()
    assert not studio.calls()
    studio.manage(RESTED)
    with studio.worker():
        studio.until(lambda: studio.states()["rows"][0][0] == "done")
    assert len(studio.calls()) == 1
    assert studio.states() == {
        "rows": [["done", 1, 1, 1_600_000, 1_600_000]],
        "held": 0,
        "settled": 1_600_000,
    }


def test_a_worker_told_to_stop_waits_for_its_call_and_keeps_what_comes(studio):
    studio.order(f"{PROMPT} [sandbox: slow 3]")
    with studio.worker() as only:
        studio.until(lambda: len(studio.calls()) == 1)
        assert only.stop(patience=PATIENCE) == 0
    assert studio.states()["rows"] == [["done", 1, 1, 1_600_000, 1_600_000]]
