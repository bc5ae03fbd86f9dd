"""kill -9 at each step from the queue to the take: what is paid for is paid once, and the books say what happened."""

import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.ground.live import ROOT, Live, family, is_alive
from tests.takes.test_crashes import Studio

PRICE = 400_000
SECONDS = 4
GENERATION = "storyboard.takes.models.generation:Generation"
BEGIN = "storyboard.takes.engine:begin_sending"
COMMIT = "call django.db.backends.base.base:BaseDatabaseWrapper._commit"

# In the order in which a generation passes them.
POINTS = {
    "claimed, not committed": f"return {GENERATION}.claim",
    "claimed": "call storyboard.takes.composition:request_of",
    "sending, not committed": f"{COMMIT} < {BEGIN}",
    "sending": f"call storyboard.files.place:rename < {BEGIN}",
    "sending, and its place knows": f"return {BEGIN}",
    "before the first byte": "call storyboard.veo.client:Client._post",
    "the request has left": "call httpcore._async.http11:AsyncHTTP11Connection._receive_response_headers",
    "headers are here": "return storyboard.veo.received:note_received",
    "the raw answer is written": "call storyboard.veo.received:settle",
    "the raw answer is renamed": "return storyboard.veo.received:settle",
    "its clips are read": "return storyboard.veo.outcome:judge",
    "files are kept": "return storyboard.takes.settling:keep",
    "settled, not committed": f"{COMMIT} < {GENERATION}.finish",
    "settled": f"return {GENERATION}.finish",
}
GENERATIONS, NAMED, AT_RANDOM = 200, 18, 12
TOLD = {
    "[sandbox: 422]": 8,
    "[sandbox: filtered]": 6,
    "[sandbox: 500]": 4,
    "[sandbox: 429 x1]": 1,
    "[sandbox: 503 x1]": 1,
    "[sandbox: slow 1]": 8,
    "[sandbox: fewer]": 8,
    "[sandbox: truncated]": 4,
    "[sandbox: drop-before]": 3,
}

SEED = """
from django.db import transaction
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
dana = Installation.begin(email="dana@example.com", name="Dana", password=None)
film = Project.objects.begin("Keeper", by=dana, resolution="720p")
scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
shots = [Shot.objects.add(scene, duration=4) for _ in range(20)]
with transaction.atomic():
    for number, (prompt, n) in enumerate({orders!r}):
        shot = shots[number % len(shots)]
        shot.write(prompt=prompt, n=n)
        Composition(Shot.objects.get(pk=shot.pk), "final", rest=0).generate(dana)
"""
BOOKS = """
import json
from django.db.models import Sum
from storyboard.projects.models import Project
from storyboard.takes.models import Entry, Generation, Take
SUMS = ("held", "settled", "held_seconds", "settled_seconds")
def ledger(**which):
    found = Entry.objects.filter(**which).aggregate(**{"sum_" + name: Sum(name) for name in SUMS})
    return {name: found["sum_" + name] or 0 for name in SUMS}
film = Project.objects.get()
rows = [
    {
        "prompt": row.recipe["prompt"]["final"], "n": row.n, "status": row.status, "request_id": row.request_id,
        "takes": row.takes.count(), "ledger": ledger(generation=row), "lines": row.ledger.count(),
    }
    for row in Generation.objects.order_by("pk")
]
numbers = {}
for shot, number in Take.objects.order_by("number").values_list("shot", "number"):
    numbers.setdefault(shot, []).append(number)
sums = {name: getattr(film, name) for name in SUMS}
print("BOOKS", json.dumps({"rows": rows, "film": sums, "ledger": ledger(), "numbers": list(numbers.values())}))
"""
CANCELER = """
import sys
from storyboard.takes.models import Generation
for order in sys.stdin:
    row = Generation.objects.filter(status="queued").order_by(order.strip(), "?").first()
    print(bool(row and row.cancel()), flush=True)
"""


class Lives(Studio):
    """A studio whose workers die at named points, and somebody at a keyboard who takes requests back meanwhile."""

    def __init__(self, live: Callable[..., Live], folder: Path, url: str) -> None:
        super().__init__(live, folder, url)
        self.env["VEO_CONCURRENCY"] = "6"
        self.logs: list[Path] = []
        self.torn: list[int] = []

    def worker(self, point: str = "") -> Any:
        running = super().worker()
        running.log = self.folder / f"worker-{len(self.logs)}.log"
        self.logs.append(running.log)
        if point:
            running.line = [sys.executable, "-m", "tests.faults.traps", point]
        return running

    def die(self, point: str, patience: float = 45) -> None:
        """Live until the trap springs, else until the plug is pulled."""
        with self.worker(point) as worker:
            try:
                worker.process.wait(patience)
            except subprocess.TimeoutExpired:
                worker.process.kill()
            assert worker.process.wait() == -signal.SIGKILL, worker.said()

    def die_at_random(self, moment: float) -> None:
        with self.worker() as worker:
            self.until(lambda: "is ready" in worker.said())
            time.sleep(moment)
            worker.process.kill()
            worker.process.wait()
            self.torn.append(self.in_hand(worker.process.pid))

    def in_hand(self, pid: int) -> int:
        """How many calls the worker with this number was carrying."""
        carried = "status IN ('queued', 'sending') AND worker LIKE ?"
        return len(self.rows("SELECT id FROM takes_generation WHERE " + carried, f"%-{pid}-%"))

    def trapped(self) -> list[Any]:
        """For each that came to its point: which point that was, and the pragmas of the connection there."""
        said = "".join(log.read_text() for log in self.logs)
        return [json.loads(words) for words in re.findall(r"TRAPPED (.*)", said)]

    def order_many(self, orders: list[tuple[str, int]]) -> None:
        self.live(data=self.folder)  # its tables
        self.manage(SEED.format(orders=orders))

    def books(self) -> dict[str, Any]:
        said = self.manage(BOOKS)
        return json.loads(next(line for line in said.splitlines() if line.startswith("BOOKS"))[6:])

    def statuses(self, database: Path | None = None) -> list[str]:
        sql = "SELECT status FROM takes_generation ORDER BY id"
        return [status for (status,) in self.rows(sql, database=database)]

    def rows(self, sql: str, *values: Any, database: Path | None = None) -> list[Any]:
        """As a connection that was never open before reads them."""
        with closing(sqlite3.connect(database or self.folder / "storyboard.sqlite3")) as fresh:
            return fresh.execute(sql, values).fetchall()

    def nothing_is_active(self) -> bool:
        return not {"waiting", "queued", "sending"} & set(self.statuses())


class Canceler:
    """Takes a queued request back at each `press`: one that nobody holds, then one in a worker's hands, and so on."""

    def __init__(self, studio: Lives) -> None:
        world = studio.live("worker", data=studio.folder, **studio.env).world
        line = [sys.executable, "manage.py", "shell", "-v0", "-c", CANCELER]
        self.presses = 0
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=world, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def press(self) -> None:
        assert self.process.stdin
        self.presses += 1
        self.process.stdin.write("worker\n" if self.presses % 2 else "-worker\n")
        self.process.stdin.flush()

    def go(self) -> int:
        """How many could be taken back."""
        return self.process.communicate(timeout=60)[0].count("True")


@pytest.fixture
def studio(live: Callable[..., Live], tmp_path: Path) -> Iterator[Lives]:
    line = ("sandbox", "--port", "{port}", "--canned", "--latency", "0.3")
    with live(*line, data=tmp_path / "endpoint") as endpoint:
        yield Lives(live, tmp_path / "data", endpoint.url)


def orders(dice: random.Random) -> list[tuple[str, int]]:
    """Prompts that carry a number, some with a word to the sandbox, each for one or two takes."""
    words = [word for word, times in TOLD.items() for _ in range(times)]
    words += [""] * (GENERATIONS - len(words))
    dice.shuffle(words)
    return [
        (f"Lamp {number}. {word}", 2 if "fewer" in word else dice.choice((1, 1, 2)))
        for number, word in enumerate(words)
    ]


def number_of(prompt: str) -> int:
    found = re.search(r"Lamp (\d+)", prompt)
    assert found
    return int(found[1])


@pytest.mark.timeout(600)  # two minutes on a machine that has nothing else to do
def test_thirty_kills_pay_nothing_twice_and_the_books_add_up(studio: Lives) -> None:
    dice = random.Random(2_030)
    studio.order_many(orders(dice))
    points = [*POINTS.values(), *dice.sample(list(POINTS.values()), NAMED - len(POINTS))]
    lives = [f"{point} #{dice.randint(1, 2)}" for point in points] + [""] * AT_RANDOM
    dice.shuffle(lives)
    person = Canceler(studio)

    def live_on(point: str) -> None:
        studio.die(point) if point else studio.die_at_random(dice.uniform(0.1, 1))
        person.press()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(live_on, lives))
    canceled = person.go()
    with studio.worker(), studio.worker():
        studio.until(studio.nothing_is_active)
    check(studio.books(), studio.calls(), canceled)
    assert {point for point, _ in studio.trapped()} == set(POINTS.values())
    with_calls_in_hand = sum(map(bool, studio.torn))
    assert with_calls_in_hand >= AT_RANDOM // 3


def check(books: dict[str, Any], calls: list[dict[str, Any]], canceled: int) -> None:
    billed: dict[int, list[dict[str, Any]]] = {number: [] for number in range(GENERATIONS)}
    for call in calls:
        billed[number_of(call["prompt"])] += [call] if call["billed"] else []
    rows = {number_of(row["prompt"]): row for row in books["rows"]}
    assert rows.keys() == billed.keys()
    for number, row in rows.items():
        check_row(row, billed[number])
    statuses = [row["status"] for row in rows.values()]
    assert sum(map(len, billed.values())) <= statuses.count("done") + statuses.count("lost")
    assert statuses.count("canceled") == canceled > 0
    assert min(statuses.count("done"), statuses.count("lost"), statuses.count("refused")) > 0
    ids = [row["request_id"] for row in rows.values() if row["request_id"]]
    assert len(ids) == len(set(ids)) == statuses.count("done")
    assert books["film"] == books["ledger"] == added_up(row["ledger"] for row in rows.values())
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in books["numbers"])


def check_row(row: dict[str, Any], billed: list[dict[str, Any]]) -> None:
    """What one request took, beside what the endpoint says of it."""
    nothing = dict.fromkeys(row["ledger"], 0)
    if row["status"] == "done":
        [call] = billed
        assert call["id"] == row["request_id"]
        assert call["billed"] == row["takes"]
        seconds = row["takes"] * SECONDS
        assert row["ledger"] == nothing | {"settled": seconds * PRICE, "settled_seconds": seconds}
    elif row["status"] == "lost":
        assert len(billed) <= 1
        seconds = row["n"] * SECONDS
        assert row["ledger"] == nothing | {"held": seconds * PRICE, "held_seconds": seconds}
    else:
        assert row["status"] in ("refused", "failed", "canceled")
        assert not billed
        assert row["takes"] == 0
        assert row["ledger"] == nothing
    assert row["lines"] == (1 if row["status"] == "lost" else 2)


def added_up(sums: Iterator[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in sums:
        found = {name: found.get(name, 0) + value for name, value in each.items()}
    return found


@pytest.mark.parametrize(
    ("point", "calls"), [("sending", 0), ("sending, and its place knows", 0), ("the request has left", 1)]
)
def test_what_was_sending_when_the_power_went_is_sending_afterwards_and_never_sent_again(
    studio: Lives, tmp_path: Path, point: str, calls: int
) -> None:
    studio.order_many([("Lamp 0.", 1)])
    studio.die(POINTS[point])
    [[_, pragmas]] = studio.trapped()
    assert pragmas == (
        {} if calls else {"journal_mode": "wal", "synchronous": 2}
    )  # where that thread has one
    assert studio.statuses(as_the_disk_has_it(studio.folder, tmp_path / "copy")) == ["sending"]
    assert studio.statuses() == ["sending"]
    with studio.worker():
        studio.until(lambda: studio.statuses() == ["lost"])
    studio.until(lambda: len(studio.calls()) == calls)
    assert studio.books()["film"]["held"] == SECONDS * PRICE


def test_a_killed_worker_leaves_no_process_behind(studio: Lives) -> None:
    studio.order_many([("Lamp 0.", 1)])
    with studio.worker() as worker:
        studio.until(lambda: any("spawn_main" in line_of(pid) for pid in family(worker.process.pid)))
        pids = family(worker.process.pid)
        worker.process.kill()
        worker.process.wait()
        studio.until(lambda: not any(is_alive(pid) for pid in pids))


def line_of(pid: int) -> str:
    """How a process was started; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def as_the_disk_has_it(data: Path, copy: Path) -> Path:
    """The database and its log, without the index of it that lives in memory."""
    copy.mkdir()
    for name in ("storyboard.sqlite3", "storyboard.sqlite3-wal"):
        shutil.copy(data / name, copy / name)
    return copy / "storyboard.sqlite3"
