import pytest
from django.db.models import Q

from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from storyboard.takes.progress import places_in_line

pytestmark = pytest.mark.django_db
EVERYWHERE = Q()


def queue(film, count, by):
    shot = Shot.objects.add(Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT"), prompt="The lamp.")
    return [Composition(shot, rest=0).generate(by) for _ in range(count)]


@pytest.fixture
def full(film, dana):
    """Keeper has twenty in the queue; Harbour came last, with one."""
    return queue(film, 20, dana)


@pytest.fixture
def late(full, dana):
    return queue(Project.objects.begin("Harbour", by=dana), 1, dana)[0]


def test_a_film_with_many_shots_does_not_keep_anothers_one_waiting(full, late):
    claimed = Generation.objects.claim("one", EVERYWHERE, room=2)
    assert [each.pk for each in claimed] == [full[0].pk, late.pk]


def test_what_a_film_has_in_flight_counts_as_turns_it_had(full, dana):
    Generation.objects.claim("one", EVERYWHERE, room=4)
    later = queue(Project.objects.begin("Pier", by=dana), 6, dana)
    claimed = Generation.objects.claim("two", EVERYWHERE, room=4)
    assert [each.pk for each in claimed] == [each.pk for each in later[:4]]


def test_alone_a_film_has_all_the_room_in_its_own_order(full):
    claimed = Generation.objects.claim("one", EVERYWHERE, room=50)
    assert [each.pk for each in claimed] == [each.pk for each in full]


def test_the_place_in_line_is_the_one_it_will_be_claimed_in(full, late):
    places = places_in_line()
    assert (places[full[0].pk], places[late.pk], places[full[1].pk]) == (1, 2, 3)


def test_an_idle_look_at_an_empty_queue_is_one_query(film, django_assert_num_queries):
    with django_assert_num_queries(3):  # with the two of its transaction
        assert Generation.objects.claim("one", EVERYWHERE, room=50) == []
