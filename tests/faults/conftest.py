"""A film that may spend, as the worker's own tests have it, and a database that gives up sooner."""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections

from tests.faults.server import KEY
from tests.media import make
from tests.takes.conftest import ordered, paying

if TYPE_CHECKING:
    from storyboard.takes.models import Generation

__all__ = ["ordered", "paying"]


@pytest.fixture(autouse=True)
def own_place(transactional_db: None, settings: Any) -> None:
    """The database is emptied after each test: the mark that only the last one knew goes too."""
    from storyboard.files import place

    for mark in place.marks():
        mark.unlink()


@pytest.fixture
def impatient_database(transactional_db: None) -> Iterator[None]:
    """Connections that wait a tenth of a second for a lock, where the product waits twenty."""
    options = connections.settings["default"]["OPTIONS"]
    usual = options["timeout"]
    connection.close()
    options["timeout"] = 0.1
    yield
    options["timeout"] = usual
    connection.close()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    folder = tmp_path_factory.mktemp("clips")
    paths = [make.clip(folder / f"{start}.mp4", range(start, start + 4)) for start in (0, 40)]
    return paths[0].read_bytes(), paths[1].read_bytes()


@pytest.fixture
def call(
    ordered: Any, settings: Any, caplog: pytest.LogCaptureFixture, eli: Any, signed_in: Any
) -> "Iterator[Generation]":
    """A call for two takes with a key that the server will quote: whatever happens to it, nobody reads the key.

    More is logged than ever is.
    """
    from tests.faults.pages import Seen
    from tests.faults.stage import keeps_the_secret

    settings.AZERION_API_KEY = KEY
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "storyboard")
    generation = ordered(n=2)
    yield generation
    keeps_the_secret(caplog.get_records("call"), Seen.by(signed_in(eli), generation))
