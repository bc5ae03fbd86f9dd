"""Two workers before one key: together they keep its room and its minute, seen from the other side of the wire."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from storyboard.takes.models import Generation, Status
from tests.faults.server import Server, returns, says
from tests.faults.stage import let_time_pass, soon, veo, worker
from tests.veo.server import Behave

pytestmark = pytest.mark.django_db(transaction=True)

ROOM, CALLS = 3, 8
LOOKS = 20  # of each worker at its queue, after which nothing more comes


class Gate:
    """Lets a call through once it is opened, and remembers how many stood before it at once."""

    def __init__(self, behave: Behave) -> None:
        self.behave, self.inside, self.most, self.opened = behave, 0, 0, asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.opened.wait()
        self.inside -= 1
        await self.behave(writer)


@pytest.fixture
def queued(ordered: Any, settings: Any) -> list[Generation]:
    settings.AZERION_API_KEY = "key"
    return [ordered() for _ in range(CALLS)]


def in_flight() -> int:
    return Generation.objects.filter(status=Status.SENDING).count()


def ended() -> int:
    return Generation.objects.exclude(status__in=(Status.QUEUED, Status.SENDING)).count()


async def looked_again(*engines: Any) -> None:
    """Each worker has looked at its queue often enough to have taken what it would."""
    for engine in engines:
        for _ in range(LOOKS):
            await engine.start_calls()


def test_two_workers_together_never_have_more_in_flight_than_the_key_has_room(
    queued: list[Generation], clips: Any, settings: Any
) -> None:
    settings.VEO_CONCURRENCY = ROOM

    async def scene() -> tuple[Server, Gate]:
        gate = Gate(returns(*clips))
        async with veo(gate, settings) as server, worker() as one, worker() as other:
            await soon(one, lambda: in_flight() == ROOM)
            await soon(one, lambda: gate.inside == ROOM)
            await looked_again(one, other)
            assert gate.inside == ROOM
            gate.opened.set()
            await soon(other, lambda: ended() == CALLS)
        return server, gate

    server, gate = asyncio.run(scene())
    assert len(server.heard) == CALLS
    assert gate.most == ROOM


def test_two_workers_together_keep_to_so_many_requests_a_minute(
    queued: list[Generation], clips: Any, settings: Any
) -> None:
    settings.VEO_REQUESTS_PER_MINUTE = ROOM

    async def scene() -> list[int]:
        heard = []
        async with veo(returns(*clips), settings) as server, worker() as one, worker() as other:
            for minute in range(1, 4):
                due = min(ROOM * minute, CALLS)
                await soon(one, lambda due=due: ended() == due)
                await looked_again(one, other)
                heard.append(len(server.heard))
                await one.db(a_minute_later)
        return heard

    assert asyncio.run(scene()) == [3, 6, 8]


def test_a_key_that_is_too_fast_slows_what_the_other_worker_would_send(
    queued: list[Generation], clips: Any, settings: Any
) -> None:
    settings.VEO_CONCURRENCY = 1

    async def scene() -> list[int]:
        orders = [says(429, retry_after="30"), returns(*clips)]

        async def behave(writer: asyncio.StreamWriter) -> None:
            await (orders.pop(0) if len(orders) > 1 else orders[0])(writer)

        async with veo(behave, settings) as server, worker() as one, worker() as other:
            await soon(one, lambda: Generation.objects.slowed().exists())
            await looked_again(one, other)
            heard = [len(server.heard)]
            await one.db(let_time_pass)
            await soon(other, lambda: ended() == CALLS)
        return [*heard, len(server.heard)]

    assert asyncio.run(scene()) == [1, CALLS + 1]


def a_minute_later() -> None:
    Generation.objects.filter(sent_at__isnull=False).update(sent_at=F("sent_at") - timedelta(seconds=61))
