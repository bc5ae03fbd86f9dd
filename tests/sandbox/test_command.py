"""`manage.py sandbox` in a process of its own."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.ground.live import family
from tests.sandbox.clips import request
from tests.sandbox.conftest import KEY


def semaphores(pids: list[int]) -> set[Path]:
    """Those that these processes share."""
    maps = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in pids)
    return {Path(found) for found in re.findall(r"/dev/shm/sem\.\S+", maps)}


def test_told_to_stop_it_leaves_nothing_behind(live: Callable[..., Any], tmp_path: Path) -> None:
    with (
        TemporaryDirectory(prefix="sb-") as short,  # sockets are made there, and their paths have 107 bytes
        live("sandbox", "--port", "{port}", "--canned", data=tmp_path, TMPDIR=short) as endpoint,
    ):
        folder = Path(short)
        url = f"{endpoint.url}/v1/videos/generation"
        assert httpx.post(url, json=request(), headers=KEY, timeout=60, trust_env=False).status_code == 200
        shared = semaphores(family(endpoint.process.pid))
        assert shared
        assert list(folder.glob("storyboard-sandbox-*"))
        assert endpoint.stop() == 0
        assert not list(folder.glob("storyboard-sandbox-*"))
    assert not [each for each in shared if each.exists()]
    assert "The sandbox has stopped." in endpoint.said()
    assert "leaked" not in endpoint.said()
