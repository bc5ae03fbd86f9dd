"""Takes made longer, and longer again: whoever asks where they come in reads what is behind them at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Shot
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Take
from storyboard.takes.parents import know_parents
from tests.takes.films import longer, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def made_longer(scene, dana):
    """`made_longer()`: a shot whose pick was made longer three times and is trimmed, and the shot that extends it."""

    def make():
        shot, after = (Shot.objects.add(scene, prompt="A wave.") for _ in range(2))
        take = shoot(shot, dana)
        for _ in range(3):
            take = longer(take, dana)
        take.pick(True, by=dana, end=48)
        connect(after, "opening", "extend", source=shot)
        picked(after, dana)
        return take

    return make


@pytest.fixture
def grows(film, made_longer):
    """`grows(read)`: how many queries more it takes to read when there is three times as much."""

    def measure(read):
        def count():
            with CaptureQueriesContext(connection) as asked:
                read(Project.objects.get(pk=film.pk))
            return len(asked)

        made_longer()
        few = count()
        made_longer()
        made_longer()
        return count() - few

    return measure


def test_each_take_knows_what_is_behind_it(made_longer, film, django_assert_num_queries):
    pk = made_longer().pk
    take = Take.objects.get(pk=pk)
    with django_assert_num_queries(1):
        know_parents(film, [take])
        assert take.parent.parent.parent.number == 1
        assert str(take.parent) == "1-010, take 3"


def test_without_longer_takes_nothing_is_read(shot, film, dana, django_assert_num_queries):
    take = shoot(shot, dana)
    with django_assert_num_queries(0):
        know_parents(film, [take])


def test_a_film_is_judged_in_the_same_queries(grows):
    assert grows(lambda film: Freshness(film).outdated) == 0


@pytest.mark.parametrize("room", ["gallery", "lint", "many"])
def test_a_room_shows_them_in_the_same_queries(grows, dana, signed_in, room):
    client = signed_in(dana)
    assert grows(lambda film: client.get(reverse(room, args=[film.pk]))) == 0
