"""One worker before a server that misbehaves, and what stands in the books after."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import F, Sum
from django.utils.timezone import now

from storyboard.takes.engine import Clocks, Engine
from storyboard.takes.models import Entry, Generation, Status
from tests.faults.breaking import hearing
from tests.faults.pages import Seen
from tests.faults.server import KEY, Server
from tests.takes.working import adopt_route
from tests.veo.server import Behave

PATIENCE = 60
SHORT = Clocks(idle=0.02, reap=0.05, after_failure=0.02, connect=2, answer=10, grace=5)


@asynccontextmanager
async def worker(clocks: Clocks = SHORT) -> AsyncIterator[Engine]:
    """A worker that is told to stop at the end, and is waited for."""
    engine = Engine(clocks=clocks)
    working = asyncio.create_task(engine.run())
    try:
        async with asyncio.timeout(PATIENCE):
            yield engine
    finally:
        if not engine.stopping.is_set():  # told twice it would give up the calls in flight
            engine.stop()
        await working


@asynccontextmanager
async def ready_worker(clocks: Clocks = SHORT) -> AsyncIterator[Engine]:
    with hearing("is ready") as ready:
        async with worker(clocks) as engine:
            await ready.wait()
            yield engine


@asynccontextmanager
async def veo(behave: Behave, settings: Any) -> AsyncIterator[Server]:
    """The server, and everything that was ordered goes to it."""
    async with Server(behave) as server:
        settings.AZERION_BASE_URL = server.url
        await asyncio.to_thread(on_own_connection, adopt_route, server.url)
        yield server


def on_own_connection(verb: Callable[..., Any], *args: Any) -> Any:
    try:
        return verb(*args)
    finally:
        connection.close()


async def soon(engine: Engine, fact: Callable[[], bool]) -> None:
    """Return when it is so; the worker's timeout ends the wait."""
    while not await engine.db(fact):
        await asyncio.sleep(0.01)


def at_rest() -> bool:
    """Nothing is under way: each call has ended, or backs off."""
    rows = Generation.objects.active()
    return not rows.exclude(status=Status.QUEUED, worker="", next_try_at__gt=now()).exists()


def play(behave: Behave, settings: Any, clocks: Clocks = SHORT) -> Server:
    """Let one worker work until all is at rest; the server tells what reached it."""

    async def scene() -> Server:
        async with veo(behave, settings) as server, worker(clocks) as engine:
            await soon(engine, at_rest)
        return server

    return asyncio.run(scene())


@contextmanager
def refusing() -> Iterator[int]:
    """A port that is taken and listens to nobody."""
    with taken() as port:
        yield port.getsockname()[1]


@contextmanager
def crowded() -> Iterator[int]:
    """A port whose line of waiting connections is full: the next one gets no answer."""
    with taken() as port, ExitStack() as crowd:
        port.listen(0)
        for _ in range(4):
            waiting = crowd.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(port.getsockname())
        yield port.getsockname()[1]


def taken() -> socket.socket:
    port = socket.socket()
    port.bind(("127.0.0.1", 0))
    return port


def play_before_nobody(nobody: Callable[[], AbstractContextManager[int]], settings: Any) -> None:
    """Let one worker work while no connection can be made."""

    async def scene() -> None:
        async with worker(replace(SHORT, connect=0.2)) as engine:
            await soon(engine, at_rest)

    with nobody() as port:
        settings.AZERION_BASE_URL = f"http://127.0.0.1:{port}/v1"
        adopt_route(settings.AZERION_BASE_URL)
        asyncio.run(scene())


def let_time_pass() -> None:
    """The wait is over for whatever backs off."""
    Generation.objects.filter(status=Status.QUEUED).update(next_try_at=now())


def books_balance(film: Any) -> tuple[int, int]:
    """The film's sums are those of its ledger and of its generations, to the unit; what is held and settled."""
    film.refresh_from_db()
    columns = ("held", "settled", "held_seconds", "settled_seconds")
    sums = Entry.objects.filter(project=film).aggregate(**{name: Sum(name, default=0) for name in columns})
    assert sums == {name: getattr(film, name) for name in columns}
    rows = Generation.objects.filter(shot__scene__project=film).exclude(route="sandbox")
    assert film.settled == sum(rows.values_list("settled", flat=True))
    assert film.held == sum(row.still_held.amount for row in rows)
    assert film.held_seconds == sum(row.still_held.seconds for row in rows)
    assert not Entry.objects.exclude(project_id=F("generation__shot__scene__project")).exists()
    return film.held, film.settled


def database_dump() -> str:
    """Every row of every table, as text."""
    connection.ensure_connection()
    return "\n".join(connection.connection.iterdump())


def keeps_the_secret(logged: list[logging.LogRecord], seen: Seen) -> None:
    """The API key stands in no log line, no row and no page."""
    lines = "\n".join(logging.Formatter().format(record) for record in logged)
    for shown in (lines, database_dump(), seen.shot, seen.queue, seen.generation):
        assert shown
        assert KEY not in shown


def reached(server: Server, times: int) -> None:
    """So many calls, each with the key and the same words."""
    assert [(heard.method, heard.path) for heard in server.heard] == [
        ("POST", "/v1/videos/generation")
    ] * times
    assert {heard.headers["authorization"] for heard in server.heard} == (
        {f"Bearer {KEY}"} if times else set()
    )
    assert len({heard.body for heard in server.heard}) <= 1


def came(call: Generation, film: Any, takes: int, calls: int = 1) -> None:
    """Done, settled by what came, with nothing held."""
    call.refresh_from_db()
    assert (call.status, call.attempt) == (Status.DONE, calls)
    assert sorted(call.takes.values_list("number", "place")) == [(n + 1, n) for n in range(takes)]
    assert books_balance(film) == (0, takes * call.held // call.n)
    assert [entry.kind for entry in Entry.objects.all()] == ["hold", "settle"]
