"""Where clips are drawn and kept: a small pool of processes, and the files of answers given as addresses."""

import asyncio
import multiprocessing
import os
import secrets
import shutil
import signal
import tempfile
import threading
import weakref
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from pathlib import Path

import pybase64

from .answers import Part
from .ask import Ask
from .draw import draw

WORKERS = 2
KEPT = 400  # clips given as addresses; the oldest goes first, as addresses of the API die too


@dataclass
class Desk:
    """The files of one call, until it is answered."""

    path: Path

    def clear(self) -> None:
        """Throw them away."""
        shutil.rmtree(self.path, ignore_errors=True)


class Studio:
    """Draws the clips of an `Ask`; `canned` draws once per size and duration and hands out the same file."""

    def __init__(self, *, pool: Executor | None, folder: Path | None, canned: bool) -> None:
        self._pool, self._own_pool = pool, pool is None
        self._folder, self._own_folder = folder, folder is None
        self._ready: dict[Ask, asyncio.Task[Path]] | None = {} if canned else None
        self._encoded: dict[Path, bytes] = {}

    @property
    def folder(self) -> Path:
        """The folder for everything, made when first needed."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="storyboard-sandbox-"))
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder

    def close(self) -> None:
        """Let go of what is this studio's own: its processes and its temporary folder."""
        if self._own_pool and self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        if self._own_folder and self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def desk(self) -> Desk:
        """A new place for one call's files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return Desk(Path(tempfile.mkdtemp(prefix="call-", dir=self.folder)))

    async def clips(self, asked: Ask, desk: Desk) -> list[Path]:
        """Draw `asked.n` clips side by side; each take has a seed of its own."""
        if self._ready is not None:
            return [await self._canned(asked)] * asked.n
        seed = secrets.randbelow(2**32) if asked.seed is None else asked.seed
        takes = [replace(asked, n=1, seed=(seed + take) % 2**32) for take in range(asked.n)]
        drawn = [self._draw(take, desk.path / f"{at}.mp4") for at, take in enumerate(takes)]
        return list(await asyncio.gather(*drawn))

    def keep(self, clip: Path) -> str:
        """Move a clip to the files that have an address, and give its name."""
        if clip.parent.name == "files":
            return clip.name
        files = self.folder / "files"
        files.mkdir(exist_ok=True)
        name = f"{secrets.token_hex(12)}.mp4"
        clip.rename(files / name)
        for old in sorted(files.iterdir(), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
        return name

    def file(self, name: str) -> Path | None:
        """The kept clip of that name, if it is still there."""
        path = self.folder / "files" / name
        return path if name == Path(name).name and path.suffix == ".mp4" and path.is_file() else None

    def part(self, clip: Path) -> Part:
        """A clip as a part of an answer: canned ones are encoded once and shared by every call."""
        if self._ready is None:
            return clip
        if clip not in self._encoded:
            self._encoded[clip] = pybase64.b64encode(clip.read_bytes())
        return self._encoded[clip]

    async def _canned(self, asked: Ask) -> Path:
        assert self._ready is not None
        plain = Ask("", duration=asked.duration, resolution=asked.resolution, seed=0, audio=asked.audio)
        plain = replace(plain, aspect_ratio=asked.aspect_ratio)
        if plain not in self._ready or self._ready[plain].cancelled():
            self._ready[plain] = asyncio.ensure_future(self._draw_canned(plain))
        return await asyncio.shield(self._ready[plain])

    async def _draw_canned(self, plain: Ask) -> Path:
        files = self.folder / "files"
        files.mkdir(parents=True, exist_ok=True)
        return await self._draw(plain, files / f"canned-{secrets.token_hex(8)}.mp4")

    async def _draw(self, asked: Ask, target: Path) -> Path:
        """Draw in the pool; a pool whose process has died is replaced once."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._workers(), draw, asked, target)
        except BrokenProcessPool:
            if not self._own_pool:
                raise
            self._pool = None
            await loop.run_in_executor(self._workers(), draw, asked, target)
        return target

    def _workers(self) -> Executor:
        if self._pool is None:
            how = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(how)
            self._pool = ProcessPoolExecutor(WORKERS, mp_context=context, initializer=begin_work)
        return self._pool


def begin_work() -> None:
    """Settle a drawing process: Ctrl-C is for its parent, and when that is gone, so is it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
