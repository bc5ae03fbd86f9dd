"""What a shot is shown by, in the order of the rule."""

import pytest
from django.utils.timezone import now

from storyboard.rooms.shown import pictures_of
from storyboard.takes.models import Take

pytestmark = pytest.mark.django_db


@pytest.fixture
def takes(shot):
    return [Take.objects.create(shot=shot, number=n, frames=96, derived_at=now()) for n in range(1, 5)]


def shown(shot):
    return pictures_of([shot.pk])[shot.pk]


def wear(take, **marks):
    Take.objects.filter(pk=take.pk).update(**marks)


def test_the_newest_take_shows_a_shot_unless_it_is_put_aside(shot, takes):
    assert shown(shot).take == takes[3]
    wear(takes[3], ng=True)
    assert shown(shot).take == takes[2]


def test_the_newest_circled_take_goes_before_the_newest(shot, takes):
    wear(takes[0], circled=True)
    assert shown(shot).take == takes[0]
    wear(takes[1], circled=True)
    assert shown(shot).take == takes[1]
    assert shown(shot).wears == "circled"


def test_the_pick_goes_before_any_circled_take(shot, takes, dana):
    wear(takes[3], circled=True)
    takes[0].pick(True, by=dana)
    assert shown(shot).take == takes[0]
    assert shown(shot).wears == "circled pick"


def test_where_all_are_put_aside_none_shows_it(shot, takes):
    Take.objects.filter(shot=shot).update(ng=True)
    assert shown(shot).take is None
    assert shown(shot).url == ""
