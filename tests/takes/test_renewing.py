"""A take asked for in place of a pick that is out of date becomes the pick, once it is measured."""

import pytest

from storyboard.takes.composition import Composition
from storyboard.takes.models import Pick, Status, Take
from storyboard.takes.renewing import take_the_place
from tests.takes.films import a_file, fresh, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def renewed(shot, eli):
    """`renewed()`: the measured takes of a request that replaces 1-010's pick by itself; the pick is take 1."""
    old = picked(shot, eli)
    fresh(shot).write(prompt="Fog.", n=2)

    def make(pick_first=True):
        composition = Composition(fresh(shot), pick_first=pick_first, replaces=old)
        generation = composition.generate(eli)
        type(generation).objects.filter(pk=generation.pk).update(status=Status.DONE)
        for place in range(2):
            Take.objects.create(
                shot=shot, number=shot.number_takes(1)[0], generation=generation, place=place, sandbox=True,
                original=a_file(), frames=96, width=1280, height=720,
            )  # fmt: skip
        return list(generation.takes.select_related("shot__scene__project", "generation").order_by("number"))

    return make


def pick_of(shot):
    return Pick.objects.select_related("take").get(shot=shot)


def test_the_first_take_becomes_the_pick_in_the_name_of_who_asked(renewed, shot, eli):
    first, second = renewed()
    assert not take_the_place(second)
    assert take_the_place(first)
    assert (pick_of(shot).take, pick_of(shot).by) == (first, eli)


def test_trims_are_kept_where_they_make_sense(renewed, shot, eli):
    takes = renewed()
    Pick.objects.filter(shot=shot).update(start=12, end=72)
    assert take_the_place(takes[0])
    assert (pick_of(shot).start, pick_of(shot).end) == (12, 72)


def test_a_pick_that_somebody_made_or_took_away_meanwhile_stays_so(renewed, shot, dana):
    takes = renewed()
    takes[1].pick(True, dana)
    assert not take_the_place(takes[0])
    assert pick_of(shot).take == takes[1]
    takes[1].pick(False, dana)
    assert not take_the_place(takes[0])
    assert not Pick.objects.filter(shot=shot).exists()


def test_without_the_switch_a_person_picks(renewed, shot):
    old = pick_of(shot)
    assert not take_the_place(renewed(pick_first=False)[0])
    assert pick_of(shot).take == old.take


def test_what_a_lost_call_left_behind_waits_for_a_person(renewed, shot):
    first = renewed()[0]
    first.generation.status = Status.LOST
    assert not take_the_place(first)


def test_another_take_of_the_same_recipe_does_not_replace_the_new_pick(renewed, shot, eli):
    first = renewed()[0]
    assert take_the_place(first)
    later = renewed()[0]
    assert not take_the_place(later)
    assert not take_the_place(shoot(shot, eli))
    assert pick_of(shot).take == first
