"""Many at once, and the web server killed: a budget holds, a row has one worker, a form is posted once."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.house import PATIENCE, PRICE, SECONDS, House, billed
from tests.ground.live import Live

BUDGETS = {"in money": {"cap": 20 * SECONDS * PRICE}, "in seconds": {"cap_seconds": 20 * SECONDS}}


@pytest.fixture
def veo(live: Callable[..., Live], tmp_path: Path) -> Iterator[Live]:
    with live("sandbox", "--port", "{port}", "--canned", data=tmp_path / "endpoint") as endpoint:
        yield endpoint


def all_at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        gate.wait(PATIENCE)
        return act(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


@pytest.fixture(scope="module")
def crowded(
    live: Callable[..., Live], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Live]]:
    """Films with budgets for 20 and one without; nothing listens where they would be sent."""
    films = [*BUDGETS.items(), ("without", {})]
    house = House(live, tmp_path_factory.mktemp("house"), "http://127.0.0.1:9", films, 50)
    with house.start() as server:
        yield house, server


@pytest.mark.parametrize("budget", BUDGETS)
def test_fifty_at_once_against_a_budget_for_twenty_make_twenty(
    crowded: tuple[House, Live], budget: str
) -> None:
    house, server = crowded
    shots = house.shots_of(budget)
    answers = all_at_once(50, lambda number: house.press(server, shots[number]))
    assert Counter(answer.status_code for answer in answers) == {302: 20, 422: 30}
    assert all("film's budget" in answer.text for answer in answers if answer.status_code == 422)
    film = "SELECT id, held, held_seconds, settled, settled_seconds FROM projects_project WHERE title = ?"
    [(pk, *sums)] = house.ask(film, budget)
    assert sums == [20 * SECONDS * PRICE, 20 * SECONDS, 0, 0]
    ledger = "SELECT count(*), sum(held), sum(held_seconds) FROM takes_entry WHERE project_id = ?"
    assert house.ask(ledger, pk) == [(20, 20 * SECONDS * PRICE, 20 * SECONDS)]


def test_a_form_posted_ten_times_at_once_makes_one_generation(crowded: tuple[House, Live]) -> None:
    house, server = crowded
    shot, click = house.shots_of("without")[0], str(uuid.uuid4())
    answers = all_at_once(10, lambda number: house.press(server, shot, click))
    assert {answer.status_code for answer in answers} == {302}
    assert house.ask("SELECT count(*) FROM takes_generation WHERE shot_id = ?", shot) == [(1,)]
    held = "SELECT held, held_seconds FROM projects_project WHERE title = 'without'"
    assert house.ask(held) == [(SECONDS * PRICE, SECONDS)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seen", ["all saw them free", "each looks for itself"])
def test_a_row_is_claimed_once_by_any_number_of_workers(shot: Any, dana: Any, seen: str) -> None:
    from django.db import connection
    from django.db.models import Q

    from storyboard.takes.composition import Composition
    from storyboard.takes.models import Generation

    rows = {Composition(shot, rest=0).generate(dana).pk for _ in range(20)}
    saw_free = [list(Generation.objects.due()) for _ in range(8)]

    def claim(number: int) -> list[int]:
        worker = f"worker-{number}"
        try:
            if seen == "all saw them free":
                return [row.pk for row in saw_free[number] if row.claim(worker)]
            return [row.pk for row in Generation.objects.claim(worker, Q(), len(rows))]
        finally:
            connection.close()

    claimed = [pk for found in all_at_once(8, claim) for pk in found]
    assert len(claimed) == len(set(claimed))
    assert set(claimed) == rows
    assert set(Generation.objects.values_list("attempt", flat=True)) == {1}


@pytest.mark.parametrize(
    ("point", "recorded"),
    [
        ("return storyboard.takes.composition:Composition.record", False),  # the commit comes after it
        ("return storyboard.takes.composition:Composition.generate", True),
    ],
    ids=["before the commit", "before the answer"],
)
def test_a_web_server_killed_in_the_middle_of_generate_has_recorded_all_or_nothing(
    live: Callable[..., Live], tmp_path: Path, veo: Live, point: str, recorded: bool
) -> None:
    """Recorded, it goes on by itself; not recorded, the same form makes it."""
    house = House(live, tmp_path / "data", veo.url, [("Keeper", {})], 1)
    [shot], click = house.shots_of("Keeper"), str(uuid.uuid4())
    with house.trapped(point) as server, pytest.raises(httpx.TransportError):
        house.press(server, shot, click)
    assert house.statuses() == ["queued"] * recorded
    assert house.ask("SELECT held FROM projects_project") == [(SECONDS * PRICE * recorded,)]
    with house.start() as server:
        if not recorded:
            assert house.press(server, shot, click).status_code == 302
        house.until("done")
        assert house.press(server, shot, click).status_code == 302
    assert house.statuses() == ["done"]
    assert billed(veo) == [1]


def test_what_was_not_sent_goes_on_by_itself_when_web_and_worker_were_killed(
    live: Callable[..., Live], tmp_path: Path, veo: Live
) -> None:
    house = House(live, tmp_path / "data", veo.url, [("Keeper", {})], 1)
    [shot] = house.shots_of("Keeper")
    with house.start() as server:
        assert house.press(server, shot).status_code == 302
        server.kill()
    assert house.statuses() == ["queued"]
    with house.start():
        house.until("done")
    assert billed(veo) == [1]
    assert house.ask("SELECT held, settled FROM projects_project") == [(0, SECONDS * PRICE)]
