"""The sandbox for tests: one endpoint and its drawing processes for all of them, and a client in process."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from storyboard import sandbox
from storyboard.sandbox.ask import Ask
from storyboard.sandbox.draw import draw

BASE = "http://sandbox/v1"
KEY = {"authorization": "Bearer a-key"}


@pytest.fixture(scope="session")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandbox.Endpoint]:
    """One endpoint that keeps its processes through the run."""
    endpoint = sandbox.Endpoint(folder=tmp_path_factory.mktemp("sandbox"))
    yield endpoint
    endpoint.close()


@pytest.fixture(scope="session")
def canned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandbox.Endpoint]:
    """One that draws each size and length once, for tests that do not look at the picture."""
    endpoint = sandbox.Endpoint(folder=tmp_path_factory.mktemp("canned"), canned=True)
    yield endpoint
    endpoint.close()


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip to extend, 4 s of 720p with sound."""
    path = tmp_path_factory.mktemp("source") / "clip.mp4"
    draw(Ask("A keeper at dusk, static", duration=4, seed=8), path)
    return path.read_bytes()


@pytest.fixture
def endpoint(drawing: sandbox.Endpoint) -> sandbox.Endpoint:
    """The shared endpoint with an empty log."""
    drawing.calls.clear()
    drawing.faults.clear()
    return drawing


@pytest.fixture
async def client(endpoint: sandbox.Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the endpoint in process."""
    transport = sandbox.Transport(endpoint)
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=KEY, timeout=60) as client:
        yield client


@pytest.fixture
async def ready(canned: sandbox.Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the one with ready clips."""
    transport = sandbox.Transport(canned)
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=KEY, timeout=60) as client:
        yield client
