"""What a hand does with a take, while another hand does something else with it."""

from typing import Any

import pytest

from storyboard.takes.models import Pick, Take
from tests.takes.films import picked
from tests.takes.meanwhile import just_before


@pytest.fixture
def take(shot: Any) -> Take:
    return Take.objects.create(shot=shot, number=1, circled=True)


@pytest.mark.parametrize(("verb", "on"), [("put_aside", True), ("circle", False)])
def test_a_take_that_is_picked_at_the_same_moment_stays_circled(take, dana, verb, on):
    theirs = Take.objects.get(pk=take.pk)
    with just_before('UPDATE "takes_take"', lambda: theirs.pick(True, by=dana)):
        getattr(take, verb)(on)
    take.refresh_from_db()
    assert (take.is_pick, take.circled, take.ng) == (True, True, False)


def test_a_take_is_put_aside_and_comes_back(take):
    take.put_aside(True)
    assert (take.ng, take.circled) == (True, False)
    take.put_aside(False)
    take.refresh_from_db()
    assert (take.ng, take.circled) == (False, False)


def test_a_player_opens_where_the_cut_comes_in_or_would(shot, dana):
    take = picked(shot, dana)
    Take.objects.filter(pk=take.pk).update(head=24)
    take = Take.objects.select_related("shot__pick").get(pk=take.pk)
    assert take.begins == 24
    Pick.objects.filter(take=take).update(start=30)
    assert Take.objects.select_related("shot__pick").get(pk=take.pk).begins == 30
    Pick.objects.all().delete()
    assert Take.objects.get(pk=take.pk).begins == 24
    Take.objects.filter(pk=take.pk).update(head=96)
    assert Take.objects.get(pk=take.pk).begins == 0
