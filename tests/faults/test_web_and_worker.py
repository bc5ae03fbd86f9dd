"""Web and worker together: killed at random while people press, and without their database for ten seconds."""

import random
import re
import signal
import sqlite3
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from os import kill
from pathlib import Path

import httpx
import pytest

from tests.faults.house import PRICE, SECONDS, House, billed, calls_of
from tests.ground.live import Live, family

SHOTS, LIVES = 24, 6
BILL = SECONDS * PRICE
SLOW = "UPDATE projects_shot SET prompt = prompt || ' [sandbox: slow %d]' WHERE id = ?"


@pytest.fixture
def veo(live: Callable[..., Live], tmp_path: Path) -> Iterator[Live]:
    line = ("sandbox", "--port", "{port}", "--canned", "--latency", "0.5")
    with live(*line, data=tmp_path / "endpoint") as endpoint:
        yield endpoint


class Pressing:
    """People who press Generate on each shot, and press again when the page could not be reached."""

    def __init__(self, house: House, shots: list[int]) -> None:
        self.house, self.clicks = house, {shot: str(uuid.uuid4()) for shot in shots}
        self.unheard, self.again = list(shots), Counter[int]()

    def press_on(self, server: Live) -> None:
        """Each press that was not answered yet, until the server is gone."""
        while self.unheard:
            shot = self.unheard[0]
            try:
                answer = self.house.press(server, shot, self.clicks[shot])
            except httpx.TransportError:
                self.again[shot] += 1
                if server.process is None:
                    return
                continue
            assert answer.status_code == 302, answer.text
            self.unheard.pop(0)


def part_of(server: Live, words: str) -> list[int]:
    """Those of its processes whose command line has these words, parents first."""
    assert server.process
    return [pid for pid in family(server.process.pid) if words in line_of(pid)]


def line_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def pull(server: Live, what: str) -> None:
    """kill -9 of the process that answers, of the worker, or of all of them."""
    if what == "both":
        server.kill()
        return
    pids = part_of(server, {"web": "gunicorn", "worker": "manage.py worker"}[what])
    kill(pids[-1] if what == "web" else pids[0], signal.SIGKILL)


@pytest.mark.timeout(400)
def test_whatever_is_killed_at_random_a_press_is_one_request_and_is_billed_once(
    live: Callable[..., Live], tmp_path: Path, veo: Live
) -> None:
    dice = random.Random(2_040)
    house = House(live, tmp_path / "data", veo.url, [("Keeper", {})], SHOTS, VEO_CONCURRENCY="2")
    people = Pressing(house, house.shots_of("Keeper"))
    lives = ["web", "worker", "both"] * (LIVES // 3)
    dice.shuffle(lives)
    for what in lives:
        with house.start() as server, ThreadPoolExecutor(1) as hands:
            pressing = hands.submit(people.press_on, server)
            time.sleep(dice.uniform(0.05, 0.6))
            pull(server, what)
            time.sleep(dice.uniform(0, 4))
            server.kill()
            pressing.result()
    with house.start() as server:
        people.press_on(server)
        house.until("done", "lost")
    check(house, people, calls_of(veo))


def check(house: House, people: Pressing, calls: list[dict[str, object]]) -> None:
    """One request a click, one bill a request that came, at most one for each that is lost."""
    rows = house.ask("SELECT shot_id, click, status FROM takes_generation")
    assert {shot: str(uuid.UUID(click)) for shot, click, _ in rows} == people.clicks
    assert len(rows) == SHOTS
    bills: Counter[int] = Counter()
    for call in calls:
        found = re.search(r"lamp (\d+)", str(call["prompt"]))
        assert found
        bills[int(found[1])] += int(bool(call["billed"]))
    first = min(people.clicks)
    for shot, _, status in rows:
        assert bills[shot - first] == 1 if status == "done" else bills[shot - first] <= 1
    done, lost = (sum(status == each for *_, status in rows) for each in ("done", "lost"))
    assert done > 0
    assert house.books() == [lost * BILL, done * BILL, lost * SECONDS, done * SECONDS]


def test_a_call_in_flight_when_web_and_worker_were_killed_is_lost_held_and_not_sent_again(
    live: Callable[..., Live], tmp_path: Path, veo: Live
) -> None:
    house = House(live, tmp_path / "data", veo.url, [("Keeper", {})], 1)
    [shot], click = house.shots_of("Keeper"), str(uuid.uuid4())
    write(house, SLOW % 60, shot)
    with house.start() as server:
        assert house.press(server, shot, click).status_code == 302
        house.until("sending")
        wait_for(lambda: len(calls_of(veo)) == 1)
        server.kill()
    with house.start() as server:
        house.until("lost")
        assert house.press(server, shot, click).status_code == 302
        page = httpx.get(f"{server.url}/shots/{shot}", cookies=house.cookies, trust_env=False).text
    assert "Lost" in page
    assert len(calls_of(veo)) == 1
    assert house.statuses() == ["lost"]
    assert house.books() == [BILL, 0, SECONDS, 0]


def test_ten_seconds_without_the_database_cost_no_press_no_take_and_no_second_call(
    live: Callable[..., Live], tmp_path: Path, veo: Live
) -> None:
    """One call's answer comes meanwhile, one request falls due, one is pressed: all go on when it is back."""
    house = House(live, tmp_path / "data", veo.url, [("Keeper", {})], 3)
    answered, due, pressed = house.shots_of("Keeper")
    write(house, SLOW % 4, answered)
    with house.start() as server, ThreadPoolExecutor(1) as hands:
        assert house.press(server, answered).status_code == 302
        house.until("sending")
        assert house.press(server, due).status_code == 302
        with gone(house):
            begun = time.monotonic()
            pressing = hands.submit(house.press, server, pressed)
            wait_for(lambda: [call["billed"] for call in calls_of(veo)] == [1])
            wait_for(lambda: time.monotonic() - begun > 10)
            assert not pressing.done()
            assert house.statuses() == ["sending", "queued"]
        assert pressing.result().status_code == 302
        house.until("done")
    assert billed(veo) == [1, 1, 1]
    assert house.statuses() == ["done"] * 3
    assert house.books() == [0, 3 * BILL, 0, 3 * SECONDS]


@contextmanager
def gone(house: House) -> Iterator[None]:
    """Nobody else can write meanwhile."""
    database = sqlite3.connect(house.data / "storyboard.sqlite3", isolation_level=None)
    with closing(database):
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")


def write(house: House, sql: str, *values: int) -> None:
    with closing(sqlite3.connect(house.data / "storyboard.sqlite3")) as database, database:
        database.execute(sql, values)


def wait_for(fact: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
