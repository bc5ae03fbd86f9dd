"""The API key is nowhere: not in a log, a row, a file, a page or an export, however loudly the other side quotes it."""

import json
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import httpx
import pytest
from django.urls import reverse

from tests.ground.live import Live
from tests.test_access import DOORS, KEEPER, OWNER

MARK = "4f1c9d27"
KEY = f"sk/moonraker+{MARK}"
PASSWORD = "a keeper's lamp"
PATIENCE = 60
SCRIPT = "<img src=x onerror=alert(1)>"
CALLS = (
    *("401", "403", "422", "500", "502", "302", "200", "200 none", "200 drop", "500 drop", "200 page"),
    "200 script",
)
SEED = f"""
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
dana = Installation.begin(email="dana@example.com", name="Dana {SCRIPT}", password={PASSWORD!r})
def order(title, *prompts):
    film = Project.objects.begin(title, by=dana, resolution="720p")
    scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
    shots = [Shot.objects.add(scene, prompt=each, action={SCRIPT!r}) for each in prompts]
    return [Composition(shot, "final", rest=0).generate(dana) for shot in shots]
order("Keeper {SCRIPT}", *("[parrot: " + each + "] {SCRIPT}" for each in {CALLS!r}))
broken, = order("Broken", "A crash.")
Generation.objects.filter(pk=broken.pk).update(recipe={{}})
"""


class Parrot(BaseHTTPRequestHandler):
    """Says back whatever it was told, headers and body, in each kind of answer that there is."""

    heard: list[str] = []

    def do_GET(self) -> None:
        self.say(401 if self.path.endswith("/models") else 404, self.trouble("no"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append(self.headers["Authorization"])
        asked = re.search(r"\[parrot: (\d+) ?(\w*)\]", body)
        status, how = (int(asked[1]), asked[2]) if asked else (500, "")
        clip = {"url": f"http://{self.headers['Host']}/clip.mp4?key={quote(KEY, safe='')}&all={KEY}"}
        clip = {"url": "javascript:alert(1)"} if how == "script" else clip
        videos = json.dumps({"videos": [] if how == "none" else [clip], "said": KEY}).encode()
        data = videos if status == 200 and how != "page" else self.trouble(body)
        self.say(status, data, cut=len(data) // 2 if how == "drop" else len(data))

    def trouble(self, body: str) -> bytes:
        said = f"You sent {self.headers['Authorization']} to {self.path} with {body[:200]}"
        return json.dumps({"error": {"message": said, "type": KEY, "code": KEY, "param": KEY}}).encode()

    def say(self, status: int, data: bytes, cut: int | None = None) -> None:
        self.send_response(status, KEY)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Request-Id", f"for {self.headers['Authorization']}")
        self.send_header("Location", f"/{KEY}")
        self.end_headers()
        self.wfile.write(data[:cut])

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def parrot() -> Iterator[str]:
    Parrot.heard.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Parrot) as server:
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@dataclass
class House:
    """The product with a key, its film under way, and Dana at the door."""

    server: Live

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.server.data}/storyboard.sqlite3?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()

    def until_all_is_said(self) -> None:
        deadline = time.monotonic() + PATIENCE
        running = "SELECT status FROM takes_generation WHERE status IN ('waiting', 'queued', 'sending')"
        while self.rows(running) or not self.rows("SELECT 1 FROM takes_take WHERE copy_tries > 0"):
            assert time.monotonic() < deadline, self.server.said()
            time.sleep(0.1)

    def dana(self) -> httpx.Client:
        client = httpx.Client(base_url=self.server.url, follow_redirects=True, timeout=30, trust_env=False)
        client.get("/accounts/login/")
        typed = {"login": "dana@example.com", "password": PASSWORD}
        token = {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
        assert client.post("/accounts/login/", data=typed | token).status_code == 200
        return client

    def pages(self) -> dict[str, httpx.Response]:
        with closing(self.dana()) as client:
            found = {path: client.get(path) for path in ("/nowhere", *addresses())}
            found["/accounts/login/"] = client.post("/accounts/login/", data={"login": KEY[:3]})
        return found


def addresses() -> list[str]:
    """Of each door that Dana may open by a plain request: her two films, their shots, calls and takes."""
    many = [(pk,) for pk in range(1, len(CALLS) + 2)]
    rows = {"": [()], "project": many[:2], "scene": many[:2], "shot": many, "generation": many, "take": many}
    doors = [
        (name, door)
        for name, door in DOORS.items()
        if door.get & {OWNER, KEEPER} and not name.startswith("account_")
    ]
    return [reverse(name, args=[*pk, *door.more]) for name, door in doors for pk in rows.get(door.noun, ())]


@pytest.mark.parametrize("debug", ["0", "1"])
def test_a_key_that_is_quoted_back_stands_nowhere(
    live: Callable[..., Live], tmp_path: Path, parrot: str, debug: str
) -> None:
    world = {"AZERION_API_KEY": KEY, "AZERION_BASE_URL": parrot, "DEBUG": debug}
    server = live("serve", data=tmp_path / "data", **world)
    server.manage("shell", "-v0", "-c", SEED)
    with server:
        house = House(server)
        house.until_all_is_said()
        pages = house.pages()
        with pytest.raises(RuntimeError, match="does not know this API key") as checked:
            server.manage("check_key")
    assert Parrot.heard == [f"Bearer {KEY}"] * len(CALLS)
    assert MARK not in str(checked.value)
    says_nothing(pages)
    assert files_with_the_key(server.data) == []
    with closing(sqlite3.connect(server.data / "storyboard.sqlite3")) as db:
        dump = "\n".join(db.iterdump())
    log = server.log.read_text()
    assert "broke inside the worker" in log
    for place in (dump, log):
        assert MARK not in place
        assert "You sent Bearer [API key]" in place


def says_nothing(pages: dict[str, httpx.Response]) -> None:
    """No page holds the key or runs what a stranger wrote, and pages of all kinds were among them."""
    statuses = {path: page.status_code for path, page in pages.items()}
    assert statuses["/nowhere"] == 404
    assert statuses["/generations/13"] == 500
    rooms = (
        "",
        "/gallery",
        "/queue",
        "/money",
        "/ledger",
        "/ledger.csv",
        "/day-sheet",
        "/shot-list",
        "/settings",
    )
    more = (
        "/shot-list.csv",
        "/exports",
        "/picks.zip",
        "/members",
        "/script",
        "/assets",
        "/screening",
        "/joins",
    )
    assert {statuses[f"/projects/1{room}"] for room in (*rooms, *more)} == {200}
    assert {status for path, status in statuses.items() if path.startswith("/projects/1")} <= {
        200,
        204,
        404,
        422,
    }
    assert [path for path, page in pages.items() if MARK in text_of(page) + repr(page.headers)] == []
    html = {path: page.text for path, page in pages.items() if "text/html" in page.headers["Content-Type"]}
    assert [path for path, text in html.items() if "<img src=x" in text or 'href="javascript:' in text] == []
    assert "&lt;img src=x" in html["/generations/3"]
    assert "You sent Bearer [API key]" in html["/generations/3"]


def files_with_the_key(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


def text_of(page: httpx.Response) -> str:
    """What a page or an export says, a zip with its members unpacked."""
    if not page.content.startswith(b"PK"):
        return page.text
    with zipfile.ZipFile(BytesIO(page.content)) as packed:
        return " ".join(
            [*packed.namelist(), *(packed.read(name).decode("latin-1") for name in packed.namelist())]
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AZERION_BASE_URL", f"https://dana:{MARK}@api.example/v1"),
        ("AZERION_BASE_URL", f"https://api.example/v1?key={MARK}"),
        ("AZERION_BASE_URL", f"htps:/dana:{MARK}@api.example"),
        ("AZERION_API_KEY", f"two words {MARK}"),
        ("AZERION_API_KEY", f"line\nbreak {MARK}"),
    ],
)
def test_a_secret_in_the_wrong_place_stops_the_start_in_one_line_and_is_not_quoted(
    live: Callable[..., Live], name: str, value: str
) -> None:
    with pytest.raises(RuntimeError) as stopped:
        live(**{name: value}).manage("check")
    said = str(stopped.value).strip().splitlines()
    assert len(said) == 2
    assert said[1].startswith(f"{name}: ")
    assert MARK not in str(stopped.value)
