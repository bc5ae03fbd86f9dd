"""A film that may spend, and a worker that runs inside the test against a real endpoint over HTTP."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from storyboard.projects.models import Shot
    from storyboard.sandbox import Endpoint
    from storyboard.takes.models import Generation


@pytest.fixture
def paying(film: Any, settings: Any) -> Any:
    """The film may send to Veo, its owner may spend, and a second costs 0.40 with sound."""
    film.members.filter(role="owner").update(may_spend=True)
    film.may_send = True
    film.save(update_fields=["may_send"])
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    settings.AZERION_BASE_URL = "http://127.0.0.1:9/v1"
    settings.VEO_OUTPUT_FORMAT = "base64"
    settings.REST_SECONDS = 0
    film.resolution = "720p"
    film.save(update_fields=["resolution"])
    return film


@pytest.fixture
def ordered(paying: Any, shot: "Shot", dana: Any) -> "Callable[..., Generation]":
    """`ordered("a prompt", n=2)` records a paid generation for 1-010."""
    from storyboard.takes.composition import Composition

    def order(
        prompt: str = "A keeper lights the lamp.", preset: str = "final", **fields: Any
    ) -> "Generation":
        shot.write(prompt=prompt, **fields)
        return Composition(type(shot).objects.get(pk=shot.pk), preset).generate(dana)

    return order


@pytest.fixture(scope="session")
def canned(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Endpoint]":
    """One endpoint with ready clips for all tests: each is drawn once."""
    from storyboard.sandbox import Endpoint

    endpoint = Endpoint(canned=True, folder=tmp_path_factory.mktemp("canned"))
    yield endpoint
    endpoint.close()


@pytest.fixture
def worked_off(paying: Any, settings: Any, canned: "Endpoint", tmp_path: Path) -> "Callable[..., Endpoint]":
    """`worked_off()` serves the endpoint on HTTP and lets one worker work until nothing is active or to be made."""

    from tests.takes.working import nothing_left, run

    settings.DATA = tmp_path  # each test's database is new, so its folder is too

    def work(endpoint: "Endpoint | None" = None, until: Callable[[], bool] = nothing_left) -> "Endpoint":
        endpoint = endpoint or canned
        endpoint.calls.clear()
        asyncio.run(run(endpoint, until, settings))
        return endpoint

    return work
