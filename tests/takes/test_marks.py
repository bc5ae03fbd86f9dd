"""What is out of date, judged once for each version of a film, and what a pick would change about it."""

from itertools import pairwise

import pytest

from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Shot
from storyboard.takes.marks import Consequences, Marks, price_of
from storyboard.takes.models import Pick, Take
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(scene, dana):
    """010, 020 on its last frame, 030 on that one's; all picked."""
    shots = [Shot.objects.add(scene, prompt=f"Lamp {n}.") for n in range(3)]
    picked(shots[0], dana)
    for before, after in pairwise(shots):
        connect(after, "opening", "last_frame", source=before)
        picked(after, dana)
    return shots


def as_it_is(film):
    return Project.objects.get(pk=film.pk)


def names(found):
    return [mark.name for mark in found]


def test_a_film_is_judged_once_for_each_of_its_versions(chain, film, dana, django_assert_num_queries):
    picked(chain[0], dana)
    now = as_it_is(film)
    assert names(Marks(now).judge().by_shot.values()) == ["1-020", "1-030"]
    with django_assert_num_queries(0):
        assert names(Marks.near(now).by_shot.values()) == ["1-020", "1-030"]
    chain[0].write(prompt="Fog.")
    assert names(Marks.near(as_it_is(film)).by_shot.values()) == ["1-010", "1-020", "1-030"]


def test_a_long_film_is_shown_as_it_was_judged_last_until_somebody_judges(chain, film, dana):
    assert not Marks.near(as_it_is(film), at_once=2).is_current
    Marks(as_it_is(film)).judge()
    picked(chain[0], dana)
    later = Marks.near(as_it_is(film), at_once=2)
    assert not later.is_current
    assert later.by_shot == {}
    assert names(later.judge().by_shot.values()) == ["1-020", "1-030"]


def test_a_scene_has_another_seal_when_its_marks_are_others(chain, film, scene, dana):
    assert Marks(as_it_is(film)).judge().seals() == {}
    picked(chain[0], dana)
    one = Marks(as_it_is(film)).judge().seals()
    film.change()
    assert Marks(as_it_is(film)).judge().seals() == one
    picked(chain[0], dana)
    other = Marks(as_it_is(film)).judge().seals()
    assert set(one) == set(other) == {scene.pk}
    assert one != other


def test_consequences_are_what_becomes_out_of_date_and_what_is_mended(chain, film, dana):
    old, new = Take.objects.get(shot=chain[0]), shoot(chain[0], dana)
    told = Consequences(Take.objects.get(pk=new.pk))
    assert (names(told.outdated), told.mended, told.price) == (["1-020", "1-030"], [], "free")
    assert Pick.objects.get(shot=chain[0]).take == old
    picked(chain[0], dana)
    back = Consequences(Take.objects.get(pk=old.pk))
    assert (back.outdated, names(back.mended)) == ([], ["1-020", "1-030"])


def test_a_take_of_an_older_plan_would_be_out_of_date_itself(shot, film, dana):
    old = shoot(shot, dana)
    fresh(shot).write(prompt="Fog.")
    picked(shot, dana)
    assert names(Consequences(Take.objects.get(pk=old.pk)).outdated) == ["1-010"]


def test_refreshing_costs_what_the_shots_would_be_sent_for_now(paying, shot, film, dana, settings):
    old = shoot(shot, dana, preset="final")
    fresh(shot).write(prompt="Fog.")
    picked(shot, dana, preset="final")
    told = Consequences(Take.objects.get(pk=old.pk)).outdated
    assert price_of(told) == "€1.60"
    settings.VEO_PRICE_PER_SECOND = {}
    unknown = Consequences(Take.objects.get(pk=old.pk)).outdated
    assert price_of(unknown) == "4 s"
    assert price_of([*told, *unknown]) == "€1.60 and 4 s"
