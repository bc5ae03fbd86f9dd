import re
import tomllib

import pytest

from tests.ground.live import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> set[str]:
    """Each `name==version` of a lock."""
    text = (ROOT / lock).read_text()
    return set(re.findall(r"^[a-z0-9][^ ]*==[^ ]+", text, re.MULTILINE))


def names(lock: str) -> set[str]:
    return {pin.split("==")[0] for pin in pins(lock)}


def test_the_tests_run_on_exactly_what_the_product_runs_on() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.findall(r"^[a-z0-9].*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
    assert len(blocks) == len(pins(lock)) > 10
    assert "://" not in text
    assert "index-url" not in text


def test_the_lock_holds_all_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    missing = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in wanted} - names("requirements-dev.lock")
    assert missing == set()
