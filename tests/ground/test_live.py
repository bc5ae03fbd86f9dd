import os
import signal
from collections.abc import Callable

import pytest

from tests.ground.live import ROOT, Listening, Live, answers, family, free_port, is_alive


@pytest.fixture
def ours(live: Callable[..., Live]) -> Live:
    """The sandbox over HTTP: the smallest of the product's servers."""
    return live("sandbox", "--port", "{port}")


def test_a_server_answers_while_it_is_wanted_and_not_after(ours: Live) -> None:
    with ours:
        assert answers(ours.url)
    assert not answers(ours.url)


def test_a_killed_server_is_gone_with_its_children(live: Callable[..., Live]) -> None:
    with live() as server:
        assert server.process
        pids = family(server.process.pid)
        assert len(pids) >= 3  # serve, web, worker
        server.kill()
        assert [pid for pid in pids if is_alive(pid)] == []


def test_a_server_that_cannot_start_shows_what_it_said(live: Callable[..., Live]) -> None:
    with pytest.raises(RuntimeError, match="VEO_CONCURRENCY"), live("serve", VEO_CONCURRENCY="many"):
        pass


def test_each_server_has_a_data_folder_of_its_own(live: Callable[..., Live]) -> None:
    first, second = live(bare=True), live(bare=True)
    first.manage("migrate", "--verbosity", "0")
    assert (first.data / "storyboard.sqlite3").exists()
    assert not (second.data / "storyboard.sqlite3").exists()


def test_make_run_serves_and_ctrl_c_stops_all_of_it(live: Callable[..., Live]) -> None:
    port = free_port()
    data = live(bare=True).data
    world = os.environ | {"PORT": str(port), "STORYBOARD_DATA": str(data)}
    with Listening(["make", "-o", "set-up", "run"], ROOT, world, port, data / "log") as product:
        assert product.url in product.said()
        process = product.process
        assert process
        pids = family(process.pid)
        assert len(pids) >= 4  # make, serve, web, worker
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
        assert [pid for pid in pids if is_alive(pid)] == []
