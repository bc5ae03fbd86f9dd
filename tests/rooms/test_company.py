"""Who else writes on a shot: seen by the others within a poll, gone by itself, and costing the poll nothing."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from storyboard.rooms.company import Company, Writer
from storyboard.rooms.rushes import version_of
from tests.takes.films import fresh

PART = {"HX-Request": "true", "HX-Target": "section#takes"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def nobody_yet() -> None:
    cache.clear()


def at_work(who: Any) -> Client:
    client = Client()
    client.force_login(who, backend=BACKEND)
    return client


def poll(client: Client, shot: Any, company: str = "") -> Any:
    shot = fresh(shot)
    return client.get(f"/shots/{shot.pk}", {"version": version_of(shot), "company": company}, headers=PART)


def writes(client: Client, shot: Any, name: str) -> Any:
    return client.post(f"/shots/{shot.pk}/typing", {"name": name})


def test_the_others_see_it_with_the_next_poll_and_i_do_not(shot, dana, eli):
    assert writes(at_work(eli), shot, "prompt").status_code == 204
    seen = poll(at_work(dana), shot)
    assert seen.status_code == 200
    assert seen["HX-Reswap"] == "none"
    assert 'data-field="prompt" title="Eli Stone is writing here"' in seen.content.decode()
    assert poll(at_work(dana), shot, f"{eli.pk}.prompt").status_code == 204
    assert poll(at_work(eli), shot).status_code == 204


def test_it_goes_when_the_field_is_left(shot, dana, eli):
    client = at_work(eli)
    writes(client, shot, "prompt")
    assert [each.field for each in Company(shot, dana).others] == ["prompt"]
    writes(client, shot, "")
    assert Company(shot, dana).others == []


def test_it_goes_by_itself(shot, dana):
    long_ago = Writer(dana.pk + 1, "prompt", "Eli Stone", "ES", 1, until=1.0)
    cache.set(Company(shot, dana).key, [long_ago])
    assert Company(shot, dana).others == []


def test_a_field_that_is_none_is_nobodys(shot, dana, eli):
    assert writes(at_work(eli), shot, "<b>").status_code == 204
    assert Company(shot, dana).others == []


def test_a_poll_asks_the_database_no_more_for_it(shot, dana, eli):
    client = at_work(dana)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert poll(client, shot, company=Company(shot, dana).seal).status_code == 204
        return len(queries)

    alone = asked()
    writes(at_work(eli), shot, "prompt")
    assert asked() == alone


def test_a_part_brings_the_texts_as_they_stand_to_who_plans(shot, dana, rae):
    shot.write(prompt="He “turns”.")
    said = at_work(dana).get(f"/shots/{shot.pk}", headers=PART).content.decode()
    assert "\\u201cturns\\u201d" in said
    assert "data-now" not in at_work(rae).get(f"/shots/{shot.pk}", headers=PART).content.decode()
