"""Longer takes, judged from rows: what their shot begins from stays, and they are as good as what they go on from."""

import pytest

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Take
from storyboard.takes.sources import Sources
from tests.takes.films import a_file, fresh, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(scene, shot, dana):
    """Two shots, the second on the last frame of the first; both picked."""
    second = Shot.objects.add(scene, prompt="He looks out.")
    connect(second, "opening", "last_frame", source=shot)
    return [(each, picked(each, dana)) for each in (shot, second)]


@pytest.fixture
def longer(dana):
    """`longer(take)`: a longer take of its shot, picked."""

    def make(take, prompt="He turns round."):
        shot = fresh(take.shot)
        shot.prompt = prompt
        made = shoot(shot, dana, sources=Sources.going_on(shot, take.number))
        made = Take.objects.select_related("shot__scene__project").get(pk=made.pk)
        made.pick(True, by=dana)
        return made

    return make


def said(film):
    film.refresh_from_db()
    return {str(film_shot(pk)): reasons for pk, reasons in Freshness(film).outdated.items()}


def film_shot(pk):
    return Shot.objects.select_related("scene").get(pk=pk)


def test_a_longer_take_is_fresh_though_its_shot_begins_from_something_else(chain, longer, film):
    (_, _), (_, second) = chain
    made = longer(second)
    assert made.parent == second
    assert said(film) == {}
    assert longer(made).parent == made
    assert said(film) == {}


def test_what_outdates_a_take_outdates_the_longer_one_that_goes_on_from_it(chain, longer, film, dana):
    (first, _), (_, second) = chain
    longer(longer(second))
    picked(first, dana)
    assert said(film) == {"1-020": ["1-010's pick changed from take 1 to take 2."]}


def test_a_shot_that_follows_a_take_is_out_of_date_when_that_is_made_longer(chain, longer, film):
    (_, first), _ = chain
    longer(first)
    assert said(film) == {"1-020": ["1-010's pick changed from take 1 to take 2."]}


def test_a_longer_take_of_an_uploaded_one_is_judged_by_nobody(chain, longer, film, dana):
    (shot, _), _ = chain
    brought = Take.upload(shot, a_file(), by=dana)
    longer(brought)
    shot.write(prompt="Another lamp.")
    assert "1-010" not in said(film)


def test_a_longer_take_that_is_kept_stays_fresh(chain, longer, film, dana):
    (first, _), (second, take) = chain
    longer(take)
    picked(first, dana)
    judged = Freshness(film).judged[second.pk]
    judged.take.keep_as_it_is(judged.meaning)
    assert said(film) == {}


def test_longer_takes_cost_two_queries_however_many_they_are(
    chain, longer, scene, film, dana, django_assert_max_num_queries
):
    for _, take in chain:
        longer(longer(take))
    for _ in range(4):
        longer(longer(picked(Shot.objects.add(scene, prompt="More."), dana)))
    with django_assert_max_num_queries(11):
        assert set(Freshness(film).judged) == set(Shot.objects.values_list("pk", flat=True))
