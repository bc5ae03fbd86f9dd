import os
from pathlib import Path

from django.conf import settings
from django.test import Client

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Shot
from tests.conftest import OURS, PASSWORD


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


def test_the_cast_is_five_and_who_keeps_the_installation(film: Project, ines: Person, max: Person) -> None:
    assert [(each.person.name.split()[0], each.role) for each in film.members.all()] == [
        ("Dana", "owner"),
        ("Eli", "editor"),
        ("Rae", "reviewer"),
        ("Vic", "viewer"),
    ]
    assert ines.owns_installation
    assert not film.member_for(ines)
    assert not film.member_for(max)


def test_the_film_has_a_first_shot(shot: Shot) -> None:
    assert str(shot) == "1-010"


def test_dana_can_sign_in_with_her_password(client: Client, dana: Person) -> None:
    answer = client.post("/accounts/login/", {"login": "dana@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session
