"""Clips that lie at an address: a link that hangs keeps its own place, and no other's copy waits for it."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.engine import COPIED_AT_ONCE, claim_copies, next_to_copy
from storyboard.takes.models import Take
from tests.faults.server import Held, Orders, Server
from tests.faults.stage import SHORT, on_own_connection, ready_worker, soon, veo, worker
from tests.takes.test_crashes import Studio
from tests.veo.server import answers

pytestmark = pytest.mark.django_db(transaction=True)

STOPS_WITHIN = 20  # seconds, where a silent link is given 30


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


def test_a_copy_that_a_worker_has_begun_is_left_to_it(shot: Shot) -> None:
    two = claim_tickets(shot, 2)
    seen_by_another = next_to_copy(frozenset())
    assert claim_copies(frozenset()) == two
    assert not any(take.claim_copy(60) for take in seen_by_another)
    assert claim_copies(frozenset()) == []
    assert two[0].copy_now()
    assert claim_copies(frozenset()) == two[:1]


def test_half_a_copy_of_a_worker_that_was_killed_goes_once_it_is_old(settings: Any, tmp_path: Path) -> None:
    """Also while the others work on for weeks."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.UPLOADS.mkdir()
    left = settings.UPLOADS / "copy-7-0a1b2c.part"

    async def scene() -> None:
        async with ready_worker(replace(SHORT, look=0.05)) as engine:
            left.write_bytes(b"half a clip")
            os.utime(left, (0, 0))
            await soon(engine, lambda: not left.exists())

    asyncio.run(scene())


TICKET = """
from storyboard.projects.models import Shot
from storyboard.takes.models import Take
shot = Shot.objects.get()
Take.objects.create(shot=shot, number=shot.number_takes(1)[0], returned_url="{url}/clip.mp4")
"""
COPIED = """
from storyboard.takes.models import Take
print("COPIED", Take.objects.exclude(original=None).count())
"""


def test_a_link_that_hangs_keeps_no_worker_from_stopping_and_the_next_one_copies(
    clips: tuple[bytes, bytes], live: Callable[..., Any], tmp_path: Path
) -> None:
    async def scene() -> None:
        hanging = Held(answers(200, clips[0]))
        async with Server(Orders(hanging, answers(200, clips[0]))) as server:
            studio = Studio(live, tmp_path, f"http://127.0.0.1:{server.port}")
            await asyncio.to_thread(studio.order, "A lamp.", rest=3600)
            await asyncio.to_thread(studio.manage, TICKET.format(url=server.url))
            with studio.worker() as first:
                await hanging.reached.wait()
                assert await asyncio.to_thread(first.stop, patience=STOPS_WITHIN) == 0
            assert not list(tmp_path.rglob("copy-*.part"))
            with studio.worker():
                await asyncio.to_thread(studio.until, lambda: "COPIED 1" in studio.manage(COPIED))
            hanging.let_go.set()

    asyncio.run(scene())
