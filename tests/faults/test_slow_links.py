"""Clips that lie at an address: a link that hangs keeps its own place, and no other's copy waits for it."""

import asyncio
from typing import Any

import pytest

from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.engine import COPIED_AT_ONCE, next_to_copy
from storyboard.takes.models import Take
from tests.faults.server import Held, Orders
from tests.faults.stage import on_own_connection, soon, veo, worker
from tests.veo.server import answers

pytestmark = pytest.mark.django_db(transaction=True)


def claim_tickets(shot: Shot, count: int, at: str = "http://127.0.0.1:9") -> list[Take]:
    numbers = shot.number_takes(count)
    return [Take.objects.create(shot=shot, number=each, returned_url=f"{at}/{each}.mp4") for each in numbers]


def missing() -> int:
    return Take.objects.filter(original=None).count()


def test_a_link_that_hangs_keeps_only_its_own_place(shot, clips, settings):
    async def scene() -> None:
        copy = answers(200, clips[0])
        hanging = Held(copy)
        async with veo(Orders(hanging, copy), settings) as server, worker() as engine:
            await asyncio.to_thread(on_own_connection, claim_tickets, shot, 2 * COPIED_AT_ONCE, server.url)
            await soon(engine, lambda: missing() == 1)
            assert hanging.reached.is_set()
            hanging.let_go.set()
            await soon(engine, lambda: missing() == 0)
        assert len(server.heard) == 2 * COPIED_AT_ONCE

    asyncio.run(scene())


def test_films_take_turns_and_what_is_being_copied_was_a_turn(shot: Shot, dana: Any) -> None:
    keeper = claim_tickets(shot, 6)
    other = Shot.objects.add(Scene.objects.add(Project.objects.begin("Harbour", by=dana)))
    [late] = claim_tickets(other, 1)
    one, two, three, *more = keeper
    assert next_to_copy(frozenset()) == [one, late, two, three]
    assert next_to_copy(frozenset({one.pk, two.pk, three.pk})) == [late]
    assert next_to_copy(frozenset(take.pk for take in more)) == [one]
    assert next_to_copy(frozenset(take.pk for take in (one, *more))) == []
