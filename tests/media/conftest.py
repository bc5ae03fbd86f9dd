from pathlib import Path

import pytest

from scripts.footage import fetch


@pytest.fixture(scope="session")
def footage() -> dict[str, Path]:
    """Real clips by name; where they cannot be fetched, the tests that want them fail."""
    return fetch()
