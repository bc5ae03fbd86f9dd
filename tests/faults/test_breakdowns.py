"""What breaks around a call that is paid for: nothing is lost, nothing is sent twice, the books balance."""

import asyncio
import json
import os
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now

from storyboard.files.models import File
from storyboard.takes import settling
from storyboard.takes.composition import send_again
from storyboard.takes.models import Generation, Status, Take
from tests.faults.breaking import SmallDisk, hearing, kill_whoever_reads, locked_database
from tests.faults.server import Held, Server, cut_short, returns, says, says_nothing
from tests.faults.stage import (
    SHORT,
    at_rest,
    books_balance,
    came,
    play,
    reached,
    ready_worker,
    soon,
    veo,
    worker,
)
from tests.media import make
from tests.veo.clips import answer_bytes
from tests.veo.server import error

pytestmark = pytest.mark.django_db(transaction=True)

DUE = "UPDATE takes_generation SET next_try_at = '2000-01-01 00:00:00'"
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Any:
    """`small_disk(64)` is a disk of 64 KiB; only root can mount one."""
    if os.geteuid():
        pytest.skip("a small disk takes root to mount")
    made = []

    def mount(size: int) -> SmallDisk:
        made.append(SmallDisk(tmp_path / "small", size))
        return made[-1]

    yield mount
    for disk in made:
        disk.unmount()


def is_sending() -> bool:
    return Generation.objects.filter(status=Status.SENDING).exists()


def test_a_database_that_is_gone_when_the_answer_comes_costs_no_take(
    call, film, clips, settings, impatient_database
):
    async def scene() -> Server:
        held = Held(returns(*clips))
        async with veo(held, settings) as server, worker() as engine:
            await held.reached.wait()
            with hearing("the database was away") as missed, locked_database():
                held.let_go.set()
                await missed.wait()
            await soon(engine, at_rest)
        return server

    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)


@pytest.mark.parametrize("said", ["claiming failed", "work begins when it is back"])
def test_a_database_that_is_gone_keeps_a_call_from_being_sent_until_it_is_back(
    said, call, film, clips, settings, impatient_database
):
    """It goes when the worker is about to claim, or before that has begun."""
    Generation.objects.update(next_try_at=now() + AN_HOUR)
    starts_first = said == "claiming failed"

    async def scene() -> Server:
        async with veo(returns(*clips), settings) as server, AsyncExitStack() as stack:
            engine = await stack.enter_async_context(ready_worker()) if starts_first else None
            with hearing(said) as failed, locked_database() as other:
                other.execute(DUE)
                engine = engine or await stack.enter_async_context(worker())
                await failed.wait()
                assert not server.heard
            await soon(engine, at_rest)
        return server

    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)


def test_told_to_stop_twice_a_worker_gives_up_its_calls_which_stay_held(call, film, settings):
    async def scene() -> Server:
        held = Held(says_nothing)
        async with veo(held, settings) as server, worker() as engine:
            await held.reached.wait()
            engine.stop()
            engine.stop()
        return server

    reached(asyncio.run(scene()), 1)
    call.refresh_from_db()
    assert (call.status, call.lease_until, books_balance(film)) == (Status.LOST, None, (call.held, 0))


def test_a_stop_while_claiming_puts_back_what_was_claimed(call, film, clips, settings):
    Generation.objects.update(next_try_at=now() + AN_HOUR)

    async def scene() -> Server:
        async with veo(returns(*clips), settings) as server, ready_worker(replace(SHORT, reap=60)) as engine:
            with locked_database() as other:
                other.execute(DUE)
                await claim_is_under_way(engine)
                engine.stop()
        return server

    reached(asyncio.run(scene()), 0)
    call.refresh_from_db()
    assert (call.status, call.worker, call.attempt, call.sent_at) == (Status.QUEUED, "", 1, None)
    assert books_balance(film) == (call.held, 0)
    reached(play(returns(*clips), settings), 1)
    came(call, film, takes=2, calls=2)


async def claim_is_under_way(engine: Any) -> None:
    """Nothing but a claim writes here: when the database's thread is busy, it waits for the lock within one."""
    while True:
        asked = asyncio.ensure_future(engine.db(lambda: None))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asked), 0.2)
            continue
        return


def test_a_laptop_that_slept_past_its_leases_goes_on_with_its_calls(call, film, clips, settings):
    async def scene() -> Server:
        held = Held(returns(*clips))
        async with veo(held, settings) as server, worker() as engine:
            await held.reached.wait()
            await engine.db(wake_after, AN_HOUR)
            await soon(engine, lambda: Generation.objects.get().lease_until > now())
            assert await engine.db(is_sending)
            held.let_go.set()
            await soon(engine, at_rest)
        return server

    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)


def wake_after(nap: timedelta) -> None:
    Generation.objects.update(lease_until=now() - nap)


def test_an_answer_that_comes_after_another_worker_gave_the_call_up_still_becomes_its_takes(
    call, film, clips, settings
):
    async def scene() -> Server:
        held = Held(returns(*clips))
        async with veo(held, settings) as server, worker() as engine:
            await held.reached.wait()
            await engine.db(given_up_by_another)
            held.let_go.set()
            await soon(engine, lambda: Generation.objects.get().status == Status.DONE)
        return server

    bill = call.held
    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)
    assert [(entry.held, entry.settled) for entry in film.ledger.all()] == [(bill, 0), (-bill, bill)]


NOT_CHARGED = {
    "refused": (says(422), Status.REFUSED),
    "filtered": (returns(), Status.REFUSED),
    "failed": (says(500), Status.FAILED),
    "told to wait": (says(429, retry_after="0"), Status.FAILED),
}


@pytest.mark.parametrize("how", NOT_CHARGED)
@pytest.mark.parametrize("meanwhile", ["", "sent again"])
def test_an_answer_that_comes_after_the_call_was_given_up_and_charges_nothing_gives_back_what_was_held(
    meanwhile, how, call, film, dana, settings
):
    behave, status = NOT_CHARGED[how]

    def given_up() -> None:
        given_up_by_another()
        if meanwhile:
            again = send_again(Generation.objects.get(), dana)
            Generation.objects.filter(pk=again.pk).update(next_try_at=now() + AN_HOUR)

    reached(
        answered_late(
            behave, given_up, settings, lambda: Generation.objects.get(pk=call.pk).status == status
        ),
        1,
    )
    call.refresh_from_db()
    assert call.trouble["charged"] in ("no", "very likely not")
    assert [entry.kind for entry in call.ledger.all()] == ["hold", "release"]
    assert books_balance(film) == (call.held if meanwhile else 0, 0)


@pytest.mark.parametrize("videos", [0, 2])
def test_who_has_decided_what_a_lost_call_took_is_told_what_came_and_not_talked_over(
    videos, call, film, dana, settings
):
    def given_up() -> None:
        given_up_by_another()
        Generation.objects.get().decide(videos, by=dana)

    def is_told() -> bool:
        return "came late" in Generation.objects.get().trouble["message"]

    reached(answered_late(says(422), given_up, settings, is_told), 1)
    call.refresh_from_db()
    assert (call.status, call.decided, call.trouble["outcome"]) == (Status.LOST, videos, "lost")
    assert "Nothing was charged." in call.trouble["message"]
    assert [entry.kind for entry in call.ledger.all()] == ["hold", "decide"]
    assert books_balance(film) == (0, videos * call.held // call.n)


def answered_late(behave: Any, given_up: Any, settings: Any, until: Any) -> Server:
    """A call that is given up while it is in flight, and its answer after that."""

    async def scene() -> Server:
        held = Held(behave)
        async with veo(held, settings) as server, worker() as engine:
            await held.reached.wait()
            await engine.db(given_up)
            held.let_go.set()
            await soon(engine, until)
        return server

    return asyncio.run(scene())


def test_a_refusal_that_turns_up_on_the_disk_later_gives_back_what_was_held(call, film, settings):
    play(cut_short(bytes(3000), missing=9), settings)
    call.refresh_from_db()
    (call.folder / "answer.json").write_text(json.dumps(error(422)))
    (call.folder / "received.json").write_text('{"status": 422, "headers": {}}')

    async def scene() -> None:
        async with veo(says_nothing, settings) as server, worker() as engine:
            await soon(engine, lambda: Generation.objects.get().status == Status.REFUSED)
        assert not server.heard

    asyncio.run(scene())
    assert books_balance(film) == (0, 0)


def given_up_by_another() -> None:
    wake_after(AN_HOUR)
    settling.reap()
    assert Generation.objects.get().status == Status.LOST


def test_a_lost_call_whose_answer_turns_up_on_the_disk_later_is_done(call, film, clips, settings):
    """Its worker was taken for dead, wrote the answer all the same, and was killed before it settled."""
    play(cut_short(bytes(3000), missing=9), settings)
    call.refresh_from_db()
    assert (call.status, books_balance(film)) == (Status.LOST, (call.held, 0))
    (call.folder / "answer.json").write_bytes(answer_bytes(*clips))

    async def scene() -> Server:
        async with veo(says_nothing, settings) as server, worker() as engine:
            await soon(engine, lambda: Generation.objects.get().status == Status.DONE)
        return server

    reached(asyncio.run(scene()), 0)
    came(call, film, takes=2)


def test_an_answer_that_turns_up_and_is_no_better_is_looked_at_once(call, film, clips, settings):
    play(cut_short(bytes(3000), missing=9), settings)
    call.refresh_from_db()
    (call.folder / "answer.json").write_bytes(answer_bytes(*clips)[:2000])
    at = call.ended_at

    async def scene() -> None:
        async with veo(says_nothing, settings), worker() as engine:
            await soon(engine, lambda: Generation.objects.get().ended_at > at)

    asyncio.run(scene())
    call.refresh_from_db()
    assert (call.status, call.takes.count(), books_balance(film)) == (Status.LOST, 0, (call.held, 0))
    assert not any(settling.reap() for _ in range(2))


def test_a_disk_that_is_nearly_full_sends_nothing_until_there_is_room(
    call, film, clips, settings, small_disk
):
    disk = small_disk(1024)
    settings.DATA = disk.folder

    async def scene() -> Server:
        async with veo(returns(*clips), settings) as server:
            with hearing("the disk is nearly full") as said:
                async with worker() as engine:
                    await said.wait()
                    assert await engine.db(waits_unclaimed)
                    assert not server.heard
                    disk.grow(1024 * 1024)
                    await soon(engine, at_rest)
        return server

    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)


def waits_unclaimed() -> bool:
    return Generation.objects.filter(status=Status.QUEUED, worker="", attempt=0).exists()


@pytest.mark.parametrize(
    ("full", "room", "said"),
    [("ANSWERS", 16, "but not the room for its clips"), ("MEDIA_ROOT", 8, "could not be looked after")],
)
def test_an_answer_whose_clips_find_no_room_is_kept_and_settled_when_there_is(
    full, room, said, call, film, clips, settings, small_disk
):
    """Neither beside the answer, nor in the store."""
    raw = len(answer_bytes(*clips)) // 1024 if full == "ANSWERS" else 0
    disk = small_disk(raw + room)
    setattr(settings, full, disk.folder / "full")

    async def scene() -> Server:
        with hearing(said) as heard:
            async with veo(returns(*clips), settings) as server, worker() as engine:
                await heard.wait()
                assert await engine.db(is_sending)
                disk.grow(64 * 1024)
                await soon(engine, at_rest)
        return server

    reached(asyncio.run(scene()), 1)
    came(call, film, takes=2)


def test_an_answer_that_cannot_be_written_is_lost_and_stays_held(call, film, clips, settings, small_disk):
    settings.ANSWERS = small_disk(8).folder / "answers"
    reached(play(returns(*clips), settings), 1)
    call.refresh_from_db()
    assert (call.status, call.trouble["kind"], call.takes.count()) == (Status.LOST, "no_room", 0)
    assert "could not be written to disk" in call.trouble["message"]
    assert books_balance(film) == (call.held, 0)


@pytest.mark.parametrize("restarted", [False, True])
def test_a_clip_that_came_whole_before_the_disk_was_full_becomes_a_take_once_there_is_room(
    restarted, call, film, clips, settings, small_disk
):
    disk = small_disk(12)
    settings.ANSWERS = disk.folder / "answers"

    async def scene() -> Server:
        async with veo(returns(*clips), settings) as server:
            async with worker() as engine:
                await soon(engine, at_rest)
                assert await engine.db(lambda: (Generation.objects.get().status, Take.objects.count())) == (
                    "lost",
                    0,
                )
                if not restarted:
                    await one_take_comes(engine, disk)
            if restarted:
                async with worker() as engine:
                    await one_take_comes(engine, disk)
        return server

    reached(asyncio.run(scene()), 1)
    call.refresh_from_db()
    assert (call.status, call.trouble["kind"]) == (Status.LOST, "truncated")
    assert "one whole clip is kept" in call.trouble["message"]
    assert call.takes.get().original.path.read_bytes() == clips[0]
    assert books_balance(film) == (call.held, 0)


async def one_take_comes(engine: Any, disk: SmallDisk) -> None:
    disk.grow(1024)
    await soon(engine, Take.objects.exists)


def test_a_worker_killed_amid_an_answer_on_a_full_disk_leaves_its_whole_clip_to_the_next(
    call, film, clips, settings, small_disk
):
    disk = small_disk(12)
    settings.ANSWERS = disk.folder / "answers"
    assert call.claim("killed")
    assert call.begin_sending()
    call.folder.mkdir(parents=True)
    (call.folder / "received.json").write_text('{"status": 200, "headers": {}}')
    (call.folder / "answer.part").write_bytes(answer_bytes(*clips)[:8192])
    wake_after(AN_HOUR)
    assert settling.reap() == 1
    call.refresh_from_db()
    assert (call.status, call.trouble["kind"], call.takes.count()) == (Status.LOST, "no_room", 0)

    async def scene() -> None:
        async with veo(says_nothing, settings) as server, worker() as engine:
            await one_take_comes(engine, disk)
        assert not server.heard

    asyncio.run(scene())
    call.refresh_from_db()
    assert (call.status, call.takes.count(), books_balance(film)) == (Status.LOST, 1, (call.held, 0))


def test_a_clip_that_kills_who_measures_it_keeps_no_other_from_being_measured(shot, dana, settings, tmp_path):
    takes = [brought(shot, dana, tmp_path / f"{frames}.mp4", frames) for frames in (8, 120, 12)]
    deadly = takes[1]

    async def scene() -> None:
        killing = asyncio.create_task(kill_whoever_reads(deadly.original.path))
        async with worker() as engine:
            await soon(engine, lambda: Take.objects.underived().count() == 0)
        killing.cancel()

    asyncio.run(scene())
    for take in takes:
        take.refresh_from_db()
    assert [take.frames for take in takes] == [8, None, 12]
    assert (deadly.derive_tries, deadly.derived_at) == (1, None)
    assert deadly.derive_trouble
    assert deadly.derive_next_at > now()


def brought(shot: Any, by: Any, path: Path, frames: int) -> Take:
    return Take.upload(shot, File.objects.keep(make.clip(path, range(frames)), "video/mp4"), by=by)
