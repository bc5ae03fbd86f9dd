"""The worker: one asyncio loop that claims, sends and settles; the rows hold the truth.

Database verbs are synchronous and run on one thread of their own, decoding runs in a process pool, and a second
thread renews the lease and gives a sign of life, so that neither a long call nor a busy loop lets it lapse.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import threading
from asyncio import selector_events, sslproto
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Q, Window
from django.db.models.functions import RowNumber
from django.db.utils import DatabaseError, InterfaceError
from django.utils.module_loading import import_string
from django.utils.timezone import now

from storyboard import sandbox, veo
from storyboard.files import fetcher, place
from storyboard.files.models import sync
from storyboard.takes import alive, composition, derive, measuring, settling, sweeping
from storyboard.takes.models import Generation, Status, Take, Worker
from storyboard.takes.models.generation import FILM, SANDBOX

log = logging.getLogger("storyboard.worker")

DRAWN_AT_ONCE = 2
LONGEST_DIRECTIVE = 3.0  # seconds: a word in a prompt shall not keep everybody's place at the sandbox
COPIED_AT_ONCE = 4
COPY_SECONDS = fetcher.SECONDS + 30
DERIVED_AT_ONCE = 4
SPARE_BYTES = 200_000_000
ANSWER_BYTES = 40_000_000  # what a call leaves on the disk: its raw answer and its clips
FILES = ("shot__scene__project", "original", "parent__original")
READ_BYTES = 32 * 1024
FOUND_WITHIN = timedelta(days=1)
DISK_THREADS = 6  # answers are synced to disk: threads wait there, they do not compute


@dataclass(frozen=True)
class Clocks:
    """How long the worker waits for what, in seconds."""

    idle: float = 0.3  # between two looks for work
    beat: float = 15
    reap: float = 10
    look: float = 5 * 60  # whether the data folder is still the database's own, and what lies about in it
    after_failure: float = 5
    connect: float = 10
    answer: float = 15 * 60  # silence of a call
    drawing: float = 5 * 60  # silence of the sandbox
    grace: float = 15 * 60  # calls in flight when told to stop


class Engine:
    """Everything one worker process does, from start to the last call in flight."""

    def __init__(self, *, clocks: Clocks = Clocks(), endpoint: sandbox.Endpoint | None = None) -> None:
        self.name = f"{socket.gethostname()}-{os.getpid()}-{os.urandom(3).hex()}"
        self.clocks = clocks
        self.stopping = asyncio.Event()
        self.abandoning = asyncio.Event()
        self.calls: set[asyncio.Task[None]] = set()
        self.flying: dict[str, int] = {}
        self.in_hand: set[int] = set()
        self.suspects: set[int] = set()
        self.copying: dict[int, asyncio.Task[None]] = {}
        self.database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self.pool = self.new_pool()
        self.endpoint = endpoint or sandbox.Endpoint(model=settings.VEO_MODEL, longest=LONGEST_DIRECTIVE)
        self.quiet = threading.Event()

    def new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            2, mp_context=multiprocessing.get_context("spawn"), initializer=measuring.settle_in
        )

    async def run(self) -> None:
        """Work until told to stop, then wait for the calls in flight."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(DISK_THREADS, "disk"))
        self.lock = alive.hold_lock(self.name)
        beating = threading.Thread(target=self.keep_beating, name="beat", daemon=True)
        beating.start()
        await self.begin()
        claiming = asyncio.create_task(self.claim_until_stopped())
        chores = [
            asyncio.create_task(each)
            for each in (
                self.repeat(self.ready_some, self.clocks.idle),
                self.repeat(self.derive_some, self.clocks.idle),
                self.repeat(self.copy_some, self.clocks.idle),
                self.repeat(self.reap_some, self.clocks.reap),
                self.repeat(self.look_around, self.clocks.look),
                *(self.repeat(import_string(path), self.clocks.idle, self) for path in settings.MORE_CHORES),
            )
        ]
        log.info("worker %s is ready", self.name)
        await claiming
        await self.land()
        chores += self.copying.values()
        for chore in chores:
            chore.cancel()
        await asyncio.gather(*chores, return_exceptions=True)
        self.close(beating)

    async def begin(self) -> None:
        """What has to be known before the first claim; a database that is away is waited for."""
        while not self.stopping.is_set():
            try:
                await self.look_around()
                await self.reap_some()
                return
            except (DatabaseError, InterfaceError):
                log.exception("the database is away: work begins when it is back")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), self.clocks.after_failure)

    async def land(self) -> None:
        """Up to 15 min for the calls in flight; told a second time, they are lost."""
        if not self.calls:
            return
        log.warning("stopping: waiting for %d calls in flight; interrupt again to lose them", len(self.calls))
        gone = asyncio.create_task(self.abandoning.wait())
        landed = asyncio.create_task(asyncio.wait(self.calls))
        await asyncio.wait({gone, landed}, timeout=self.clocks.grace, return_when=asyncio.FIRST_COMPLETED)
        for each in (gone, landed, *self.calls):
            each.cancel()
        await asyncio.gather(gone, landed, *self.calls, return_exceptions=True)

    def stop(self) -> None:
        """The first call stops claims, the second gives up the calls in flight."""
        (self.abandoning if self.stopping.is_set() else self.stopping).set()

    def close(self, beating: threading.Thread) -> None:
        self.quiet.set()
        beating.join(5)
        self.endpoint.close()
        self.pool.shutdown(cancel_futures=True)
        self.database.submit(connection.close)
        self.database.shutdown()
        alive.forget_lock(self.name, self.lock)

    async def db(self, verb: Callable[..., Any], *args: Any) -> Any:
        """Run a database verb on the one thread that has the connection."""
        return await asyncio.get_running_loop().run_in_executor(self.database, fresh, verb, *args)

    async def in_pool(self, work: Callable[..., Any], *args: Any) -> Any:
        """Run decoding or drawing in another process; a pool that broke is made anew for the next try."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)
        except BrokenProcessPool:
            self.pool = self.new_pool()
            raise

    async def repeat(self, chore: Callable[..., Any], every: float, *args: Any) -> None:
        """Do a chore again and again; whatever goes wrong is logged and tried again, and the others go on."""
        while True:
            wait = every
            try:
                if await chore(*args):
                    continue
            except Exception:
                log.exception("%s failed; it is tried again", chore.__name__)
                wait = max(every, self.clocks.after_failure)
            await asyncio.sleep(wait)

    # Sending

    async def claim_until_stopped(self) -> None:
        """Ends between two claims, never within one: what was claimed is in flight or back in the queue."""
        while not self.stopping.is_set():
            try:
                await self.start_calls()
            except Exception:
                log.exception("claiming failed; it is tried again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), self.clocks.idle)

    async def start_calls(self) -> None:
        """Claim what is due and there is room for, on each route; a stop that came meanwhile puts it back."""
        for generation in await self.db(self.claim_all):
            if self.stopping.is_set():
                await self.db(put_back, generation)
                self.in_hand.discard(generation.pk)
                continue
            self.flying[generation.route] = self.flying.get(generation.route, 0) + 1
            call = asyncio.create_task(self.carry_out(generation))
            self.calls.add(call)
            call.add_done_callback(self.calls.discard)

    def claim_all(self) -> list[Generation]:
        """They are in hand from here on: a look for our own forgotten rows may come before their calls begin."""
        rows = Generation.objects.select_related("shot__scene__project")
        claimed = rows.claim(self.name, Q(route=SANDBOX), DRAWN_AT_ONCE - self.flying.get(SANDBOX, 0))
        if settings.AZERION_API_KEY:
            with transaction.atomic():
                paid = Q(route=settings.AZERION_BASE_URL)
                claimed += rows.affordable().claim(self.name, paid, room_on(settings.AZERION_BASE_URL))
        self.in_hand.update(generation.pk for generation in claimed)
        return claimed

    async def ready_some(self) -> bool:
        """What waited for a pick that is there now: its frames are cut, and it queues."""
        waiting = await self.db(
            lambda: list(
                Generation.objects.of_the_cut()
                .filter(status=Status.WAITING, rest_until__lte=now())
                .select_related("shot__scene__project")
                .order_by("pk")
            )
        )
        for generation in waiting:
            await asyncio.to_thread(fresh, make_ready, generation)
        return False

    async def carry_out(self, generation: Generation) -> None:
        """One generation from claim to its end; whatever happens is written on the row."""
        try:
            await self.send(generation)
        except asyncio.CancelledError:
            await self.db(given_up, generation)
            raise
        except (DatabaseError, InterfaceError):
            log.exception("%s: the database was away; the row is looked after when it is back", generation)
        except Exception:
            log.exception("%s broke inside the worker", generation)
            await self.db(broke, generation)
        finally:
            self.flying[generation.route] -= 1
            self.in_hand.discard(generation.pk)

    async def send(self, generation: Generation) -> None:
        request = await self.db(composition.request_of, generation)
        await asyncio.to_thread(make_durably, generation.folder)
        try:
            answer = await self.client(generation).generate(
                request, generation.folder, before_sending=lambda: self.db(begin_sending, generation)
            )
        except veo.NotSent:
            return
        except veo.VeoError as trouble:
            log.warning("%s: %s", generation, trouble.sentence)
            await self.db(settling.troubled, generation, trouble)
        else:
            await self.db(settling.done, generation, answer)

    def client(self, generation: Generation) -> veo.Client:
        """Where the generation goes was decided when it was made; it is never sent anywhere else."""
        if generation.is_sandbox:
            transport = sandbox.Transport(self.endpoint)
            return veo.Client(
                "http://sandbox.invalid/v1", "sandbox", transport=transport, answer=self.clocks.drawing
            )
        return veo.Client(
            generation.route,
            settings.AZERION_API_KEY,
            model=settings.VEO_MODEL,
            connect=self.clocks.connect,
            answer=self.clocks.answer,
        )

    # Afterwards

    async def derive_some(self) -> bool:
        """Four at a time; those that were there when the pool broke one by one, to know which it was."""
        takes = await self.db(lambda: list(Take.objects.underived().select_related(*FILES)[:DERIVED_AT_ONCE]))
        suspects = [take for take in takes if take.pk in self.suspects]
        batch = suspects[:1] or takes
        await asyncio.gather(*(self.derive_one(take, alone=len(batch) == 1) for take in batch))
        return bool(takes)

    async def derive_one(self, take: Take, *, alone: bool) -> None:
        try:
            measured = await self.in_pool(measuring.measure, *await self.db(derive.arguments, take))
        except BrokenProcessPool as trouble:
            self.suspects.add(take.pk)
            if alone:
                await self.db(derive.put_off, take, str(trouble))
        except Exception as trouble:
            log.exception("%s could not be measured", take)
            await self.db(derive.put_off, take, str(trouble))
        else:
            self.suspects.discard(take.pk)
            await self.db(derive.write, take, measured)

    async def copy_some(self) -> bool:
        """Four at once, a new one whenever one ends: a slow link keeps its own place and no other's."""
        for take in await self.db(claim_copies, frozenset(self.copying)):
            self.copying[take.pk] = asyncio.create_task(self.copy_one(take))
        if len(self.copying) < COPIED_AT_ONCE:
            return False
        await asyncio.wait(self.copying.values(), return_when=asyncio.FIRST_COMPLETED)
        return True

    async def copy_one(self, take: Take) -> None:
        """Told to stop it leaves a link that hangs to itself; the next worker begins anew."""
        part = derive.part_of(take)
        try:
            trouble = await left_to_itself(derive.fetch, take.returned_url, part)
            await asyncio.to_thread(fresh, derive.copied, take, part, trouble)
        except asyncio.CancelledError:
            await self.db(take.copy_now)
            raise
        except Exception:
            log.exception("%s could not be copied; it is tried again", take)
            await asyncio.sleep(self.clocks.after_failure)
        finally:
            with contextlib.suppress(OSError):
                part.unlink()
            del self.copying[take.pk]

    async def look_around(self) -> bool:
        await self.db(hold_when_moved)
        await self.db(sweeping.sweep)
        return False

    async def reap_some(self) -> bool:
        if count := await self.db(self.reap):
            log.warning("%d generations of a worker that died were looked after", count)
        await self.db(self.look_after_own)
        await self.db(look_for_late_answers)
        await self.db(look_for_clips_without_room)
        return False

    def reap(self) -> int:
        """Beat first: a machine that slept finds its own leases in the past."""
        self.beat()
        return settling.reap(frozenset(self.in_hand))

    def look_after_own(self) -> None:
        """Rows that say they are in our hands and are not: the database was away when their end was to be written."""
        rows = Generation.objects.active().filter(worker=self.name).exclude(pk__in=list(self.in_hand))
        for generation in rows.select_related("shot__scene__project"):
            settling.looked_after(generation)

    # The sign of life

    def keep_beating(self) -> None:
        while not self.quiet.is_set():
            try:
                self.beat()
            except Exception:
                log.exception("the sign of life could not be written")
            self.quiet.wait(self.clocks.beat)
        connection.close()

    def beat(self) -> None:
        Worker.beat(self.name)
        lease = now() + timedelta(seconds=settings.LEASE_SECONDS)
        Generation.objects.filter(worker=self.name, status__in=(Status.QUEUED, Status.SENDING)).update(
            lease_until=lease
        )


def room_on(route: str) -> int:
    """How many more calls may leave now: by concurrency, by the pace of the key, and by the disk for their answers.

    What a worker had in hand when it died takes no room any more, but what it had sent counts for its minute.
    """
    here = Generation.objects.filter(route=route)
    carried = here.exclude(worker__in=alive.dead())
    claimed = carried.filter(status=Status.QUEUED).exclude(worker="").count()
    flying = claimed + carried.filter(status=Status.SENDING).count()
    room = min(settings.VEO_CONCURRENCY - flying, room_on_disk(flying))
    if settings.VEO_REQUESTS_PER_MINUTE:
        lately = here.filter(sent_at__gt=now() - timedelta(minutes=1)).filter(
            Q(worker="") | ~Q(status=Status.QUEUED)
        )
        room = min(room, settings.VEO_REQUESTS_PER_MINUTE - lately.count() - claimed)
    return 0 if room > 0 and here.slowed().exists() else room


def room_on_disk(flying: int) -> int:
    """Answers that still fit: nothing is paid for that could not be kept."""
    fits = int((shutil.disk_usage(settings.DATA).free - SPARE_BYTES) / ANSWER_BYTES) - flying
    if fits <= 0:
        log.error("the disk is nearly full: nothing is sent until there is room for its answer")
    return fits


def fresh(verb: Callable[..., Any], *args: Any) -> Any:
    close_old_connections()
    return verb(*args)


def make_durably(folder: Path) -> None:
    """A folder whose name survives a power cut, as those above it do: nothing is sent that could not be kept."""
    if not folder.exists():
        make_durably(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def make_ready(generation: Generation) -> None:
    """One that cannot be made ready waits on; the others do not."""
    try:
        composition.make_ready(generation)
    except Exception:
        log.exception("%s could not be made ready", generation)


async def left_to_itself(work: Callable[..., Any], *args: Any) -> Any:
    """Run it in a thread that the process does not wait for when it ends."""
    ended: Future[Any] = Future()
    ended.set_running_or_notify_cancel()
    threading.Thread(target=lambda: ended.set_result(work(*args)), name="copy", daemon=True).start()
    return await asyncio.wrap_future(ended)


def claim_copies(in_hand: frozenset[int]) -> list[Take]:
    """What another worker began a moment ago is left to it."""
    return [take for take in next_to_copy(in_hand) if take.claim_copy(COPY_SECONDS)]


def next_to_copy(in_hand: frozenset[int]) -> list[Take]:
    """Clips that lie only at an address and are due; the films take turns, and what is `in_hand` was their turn."""
    turn = Window(RowNumber(), partition_by=FILM, order_by=("copy_next_at", "pk"))
    due = Take.objects.unsafe().filter(copy_next_at__lte=now()).annotate(turn=turn)
    line = due.select_related("shot__scene__project").order_by("turn", "copy_next_at")[:COPIED_AT_ONCE]
    return [take for take in line if take.pk not in in_hand][: COPIED_AT_ONCE - len(in_hand)]


def look_for_late_answers() -> None:
    """A worker that was taken for dead may have written its answer all the same, and died before it settled."""
    lost = Generation.objects.filter(status=Status.LOST, ended_at__gt=now() - FOUND_WITHIN)
    for generation in lost.select_related("shot__scene__project"):
        if came_late(generation) and settling.looked_after(generation):
            Generation.objects.filter(pk=generation.pk, status=Status.LOST).update(ended_at=now())


def look_for_clips_without_room() -> None:
    """A disk that was full had no room for the whole clips in what came of an answer either: there may be some now."""
    waiting = Generation.objects.filter(status=Status.LOST, trouble__kind="no_room")
    for generation in waiting.select_related("shot__scene__project"):
        settling.looked_after(generation)


def came_late(generation: Generation) -> bool:
    """A whole answer lies in its folder that was not there when it was given up."""
    try:
        written = (generation.folder / "answer.json").stat().st_mtime
    except OSError:
        return False
    return written > generation.ended_at.timestamp()


def hold_when_moved() -> None:
    """A database that was copied or put back waits for a person: its queue may have been sent meanwhile."""
    with place.moved_in() as moved:
        count = Generation.objects.put_on_hold() if moved else 0
    if count:
        log.warning(
            "this data folder was copied or restored: %d paid generations are on hold until a person lets them go",
            count,
        )


def begin_sending(generation: Generation) -> bool:
    """What is paid for leaves only where the database is in its place, and the place remembers that it left."""
    if generation.is_sandbox:
        return generation.begin_sending()
    with place.turned() as in_place:
        return in_place and generation.begin_sending()


def put_back(generation: Generation) -> None:
    generation.put_back(Status.QUEUED)


def given_up(generation: Generation) -> None:
    """Told to stop twice. Asked on the thread of the database: sending may have begun there a moment ago."""
    if generation.status == Status.SENDING:
        settling.looked_after(generation)
    else:
        put_back(generation)


def broke(generation: Generation) -> None:
    """Our own fault: what was not sent is refused with a sentence, what was is looked after like a dead worker's."""
    generation.refresh_from_db(fields=["status", "worker", "attempt"])
    if generation.status == Status.SENDING:
        settling.looked_after(generation)
    elif generation.status == Status.QUEUED:
        generation.refuse_unsent(
            {
                "outcome": "refused",
                "kind": "broke",
                "message": "Storyboard itself could not make this request ready; the log says why.",
                "charged": "no",
                "todo": "Nothing was sent. Tell whoever runs this installation, then generate again.",
            }
        )


def read_less_at_a_time() -> None:
    """asyncio sets 256 KB aside for each connection, and TLS as much again: with 500 in flight that is most of it."""
    for each in (selector_events._SelectorSocketTransport, sslproto.SSLProtocol):
        each.max_size = READ_BYTES


async def work(engine: Engine) -> None:
    read_less_at_a_time()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, engine.stop)
    with contextlib.suppress(asyncio.CancelledError):
        await engine.run()
