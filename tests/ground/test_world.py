import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import OURS


def test_nothing_of_the_machine_reaches_the_settings() -> None:
    ours = {name for name in os.environ if name.startswith(OURS)}
    assert ours == {"STORYBOARD_DATA"}
    assert Path(os.environ["STORYBOARD_DATA"]).resolve() == settings.DATA
    assert settings.AZERION_API_KEY == ""
    assert settings.DEBUG is False


def test_no_proxy_stands_between_a_test_and_this_machine() -> None:
    assert not [name for name in os.environ if name.lower().endswith("_proxy")]


async def test_asyncio_tests_run_beside_browser_tests() -> None:
    """Last in the alphabet, and still before every browser test: after one no loop could be started."""
    assert "DJANGO_ALLOW_ASYNC_UNSAFE" not in os.environ


def test_the_cast_is_five_and_the_keeper(db: None, request: pytest.FixtureRequest) -> None:
    names = ("dana", "eli", "rae", "vic", "max")
    assert [request.getfixturevalue(name).name.split()[0].lower() for name in names] == list(names)
    assert request.getfixturevalue("keeper").owns_installation


def test_dana_can_sign_in_with_her_password(client: Client, dana: object) -> None:
    from tests.conftest import PASSWORD

    answer = client.post("/accounts/login/", {"login": "dana@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session
