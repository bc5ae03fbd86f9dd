"""A film's house whose web server and worker come and go, with Dana signed in at it."""

import sqlite3
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.ground.live import Live

PRICE, SECONDS = 400_000, 4
PATIENCE = 60
TOKEN = "a" * 32
SEED = """
from django.test import Client
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana", password=None)
for title, budget in {films!r}:
    film = Project.objects.begin(title, by=dana, resolution="720p")
    Project.objects.filter(pk=film.pk).update(**budget)
    scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
    for number in range({shots}):
        Shot.objects.add(scene, prompt="A keeper lights lamp %d." % number, duration=4)
browser = Client()
browser.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
print("SESSION", browser.cookies["sessionid"].value)
"""


class House:
    """A data folder with films in it and Dana signed in; its servers come and go."""

    def __init__(
        self, live: Callable[..., Live], data: Path, veo: str, films: Any, shots: int, **env: str
    ) -> None:
        self.data = data
        env |= {"AZERION_API_KEY": "a-key-that-nobody-knows", "AZERION_BASE_URL": f"{veo}/v1"}
        env |= {"VEO_OUTPUT_FORMAT": "base64"}
        env |= {"VEO_PRICE_PER_SECOND": '{"720p": {"audio": "0.40", "silent": "0.20"}}'}
        self.start = lambda *command: live(*command, data=data, **env)
        said = self.start().manage("shell", "-v0", "-c", SEED.format(films=films, shots=shots))
        self.cookies = {"sessionid": said.split("SESSION ")[1].strip(), "csrftoken": TOKEN}

    def trapped(self, point: str) -> Live:
        """The web server alone, whose process dies at a point."""
        server = self.start()
        server.line = [
            *(sys.executable, "-m", "tests.faults.traps", point),
            *("gunicorn", "storyboard.wsgi", "--worker-class=gthread", "--threads=4"),
            *("--no-control-socket", f"--bind={server.url.removeprefix('http://')}"),
        ]
        return server

    def press(self, server: Live, shot: int, click: str = "") -> httpx.Response:
        """Generate, as htmx posts it."""
        headers = {"X-CSRFToken": TOKEN, "HX-Request": "true"}
        form = {"preset": "final", "click": click or str(uuid.uuid4())}
        with httpx.Client(
            cookies=self.cookies, headers=headers, trust_env=False, timeout=PATIENCE
        ) as browser:
            return browser.post(f"{server.url}/shots/{shot}/generations", data=form)

    def ask(self, sql: str, *values: Any) -> list[Any]:
        database = sqlite3.connect(self.data / "storyboard.sqlite3")
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def shots_of(self, title: str) -> list[int]:
        sql = "SELECT s.id FROM projects_shot s JOIN projects_scene c ON c.id = s.scene_id"
        sql += " JOIN projects_project p ON p.id = c.project_id WHERE p.title = ?"
        return [row[0] for row in self.ask(sql, title)]

    def statuses(self) -> list[str]:
        return [row[0] for row in self.ask("SELECT status FROM takes_generation ORDER BY id")]

    def until(self, *statuses: str) -> None:
        """Wait until each request stands at one of these."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.statuses()) or set(found) - set(statuses):
            assert time.monotonic() < deadline, found
            time.sleep(0.1)

    def books(self) -> list[int]:
        """What the film holds and has settled, which is what its ledger adds up to."""
        names = "held, settled, held_seconds, settled_seconds"
        [film] = self.ask(f"SELECT {names} FROM projects_project")
        added = ", ".join(f"coalesce(sum({name}), 0)" for name in names.split(", "))
        assert self.ask(f"SELECT {added} FROM takes_entry") == [film]
        return list(film)


def calls_of(veo: Live) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = httpx.get(f"{veo.url}/v1/calls", trust_env=False).json()["calls"]
    return calls


def billed(veo: Live) -> list[int]:
    return [call["billed"] for call in calls_of(veo)]
