from datetime import timedelta

import pytest
from django.db.models import Q
from django.utils.timezone import now

from storyboard import veo
from storyboard.takes import alive, settling
from storyboard.takes.engine import room_on
from storyboard.takes.models import Generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def route(paying, settings):
    settings.VEO_CONCURRENCY = 3
    return settings.AZERION_BASE_URL


def sent(ordered, count):
    rows = [ordered(f"Lamp {number}.") for number in range(count)]
    for row in rows:
        row.claim("one")
        row.begin_sending()
    return rows


def too_fast(generation):
    settling.troubled(
        generation, veo.NotAccepted("busy", "Too many requests.", "It is tried again.", slow_key=True)
    )


def test_calls_in_flight_fill_the_room_of_the_key(route, ordered):
    assert room_on(route) == 3
    ordered("One more lamp.").claim("another worker")
    sent(ordered, 2)
    assert room_on(route) == 0


def test_what_a_worker_had_in_hand_when_it_died_takes_no_room(route, ordered, settings, tmp_path):
    settings.DATA = tmp_path
    living = alive.hold_lock("one")
    sent(ordered, 2)
    ordered("One more lamp.").claim("one")
    assert room_on(route) == 0
    living.close()
    assert room_on(route) == 3
    settings.VEO_REQUESTS_PER_MINUTE = 3
    assert room_on(route) == 1


def test_a_minute_has_room_for_so_many_also_before_they_are_sent(route, ordered, settings):
    settings.VEO_CONCURRENCY, settings.VEO_REQUESTS_PER_MINUTE = 50, 3
    ordered("One more lamp.").claim("another worker")
    first, _ = sent(ordered, 2)
    assert room_on(route) == 0
    Generation.objects.filter(pk=first.pk).update(sent_at=now() - timedelta(seconds=61))
    assert room_on(route) == 1


def test_a_request_that_was_too_fast_counts_for_its_minute(route, ordered, settings):
    settings.VEO_CONCURRENCY, settings.VEO_REQUESTS_PER_MINUTE = 50, 2
    too_fast(sent(ordered, 1)[0])
    Generation.objects.update(next_try_at=now())
    assert room_on(route) == 1


def test_a_key_that_was_too_fast_rests_as_a_whole_also_for_what_comes_later(route, ordered):
    slowed = sent(ordered, 1)[0]
    too_fast(slowed)
    ordered("A later lamp.")
    assert room_on(route) == 0
    Generation.objects.filter(pk=slowed.pk).update(next_try_at=now())
    assert room_on(route) == 3


def test_what_a_member_queued_is_not_sent_once_they_may_not_spend(ordered, film, dana):
    generation = ordered()
    rows = Generation.objects.affordable()
    film.members.filter(person=dana).update(may_spend=False)
    assert rows.claim("one", Q(), room=5) == []
    film.members.filter(person=dana).update(may_spend=True, role="viewer")
    assert rows.claim("one", Q(), room=5) == []
    film.members.filter(person=dana).update(role="owner")
    assert rows.claim("one", Q(), room=5) == [generation]


def test_what_is_queued_for_an_omitted_shot_waits_for_it_to_be_back(ordered, shot):
    generation = ordered()
    shot.omit(True)
    assert Generation.objects.claim("one", Q(), room=5) == []
    shot.omit(False)
    assert Generation.objects.claim("one", Q(), room=5) == [generation]
