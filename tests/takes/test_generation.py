from datetime import timedelta

import pytest
from django.utils.timezone import now

from storyboard.takes import settling
from storyboard.takes.composition import CannotSend, send_again
from storyboard.takes.models import Entry, Generation, Status

pytestmark = pytest.mark.django_db


def again(generation):
    return Generation.objects.select_related("shot__scene__project").get(pk=generation.pk)


def test_a_generation_is_claimed_once_however_many_workers_see_it(ordered):
    generation = ordered()
    first, second = again(generation), again(generation)
    assert first.claim("one")
    assert not second.claim("two")
    assert again(generation).attempt == 1


def test_a_generation_is_sent_once_however_often_it_is_claimed(ordered):
    generation = ordered()
    first = again(generation)
    first.claim("one")
    Generation.objects.filter(pk=generation.pk).update(lease_until=now() - timedelta(seconds=1))
    assert settling.reap() == 1
    second = again(generation)
    assert second.claim("two")
    assert not first.begin_sending()
    assert second.begin_sending()
    assert not again(generation).begin_sending()


def test_a_resting_generation_is_not_due(ordered, settings):
    settings.REST_SECONDS = 4
    ordered()
    assert not Generation.objects.due().exists()


def test_canceling_costs_nothing_and_is_too_late_after_sending(ordered, film):
    generation = ordered()
    assert generation.cancel()
    film.refresh_from_db()
    assert film.held == 0
    assert [entry.kind for entry in Entry.objects.all()] == ["hold", "release"]
    sent = ordered("Another lamp.")
    sent.claim("one")
    sent.begin_sending()
    assert not sent.cancel()
    assert again(sent).status == Status.SENDING


def test_a_generation_canceled_in_a_workers_hands_is_not_sent(ordered):
    generation = ordered()
    generation.claim("one")
    assert again(generation).cancel()
    assert not generation.begin_sending()


def test_a_generation_put_on_hold_in_a_workers_hands_is_not_sent_until_it_is_let_go(ordered):
    generation = ordered()
    generation.claim("one")
    assert Generation.objects.put_on_hold() == 1
    assert not generation.begin_sending()
    assert again(generation).let_go()
    assert generation.begin_sending()


def test_a_sent_generation_of_a_dead_worker_is_lost_and_still_held(ordered, film):
    generation = ordered()
    generation.claim("one")
    generation.begin_sending()
    Generation.objects.filter(pk=generation.pk).update(lease_until=now() - timedelta(seconds=1))
    settling.reap()
    lost = again(generation)
    assert lost.status == Status.LOST
    assert lost.trouble["kind"] == "worker_died"
    film.refresh_from_db()
    assert film.held == generation.held
    assert not Generation.objects.due().exists()


def test_sending_again_is_a_new_generation_after_the_old_one(ordered, dana):
    generation = ordered()
    other = send_again(again(generation), dana)
    assert other.after == generation
    assert other.sent_hash == generation.sent_hash
    assert again(generation).status == Status.QUEUED


def test_again_draws_a_new_seed_and_means_the_same(ordered, dana):
    generation = ordered()
    other = send_again(again(generation), dana, new_seed=True)
    assert other.recipe["settings"]["seed"] != generation.recipe["settings"]["seed"]
    assert other.meaning_hash == generation.meaning_hash
    assert other.sent_hash != generation.sent_hash


def test_what_was_not_accepted_waits_longer_each_time(ordered):
    generation = ordered()
    waits = []
    for _ in range(4):
        generation = again(generation)
        generation.claim("one")
        waits.append(generation.back_off(None))
        generation.begin_sending()
        generation.put_back(Status.SENDING, 0)
    assert waits == [2, 4, 8, 16]
    assert generation.back_off(120) == 120


def test_a_generation_is_sent_again_once_however_many_people_ask(ordered, dana, eli):
    generation = ordered()
    send_again(again(generation), dana)
    with pytest.raises(CannotSend, match="again already"):
        send_again(again(generation), eli)


def test_it_is_not_sent_again_to_an_address_that_is_not_set_any_more(ordered, dana, settings):
    generation = ordered()
    settings.AZERION_BASE_URL = "http://127.0.0.1:10/v1"
    with pytest.raises(CannotSend, match="another address"):
        send_again(again(generation), dana)


def test_waits_end_even_after_days_without_a_connection(ordered):
    generation = ordered()
    generation.attempt = 5000
    assert generation.back_off(None) == 300
    assert generation.back_off(1e12) == 3600


def test_no_more_calls_leave_in_a_minute_than_the_key_may_make(ordered, settings):
    from storyboard.takes.engine import room_on

    settings.VEO_CONCURRENCY, settings.VEO_REQUESTS_PER_MINUTE = 10, 3
    generation = ordered()
    assert room_on(generation.route) == 3
    generation.claim("one")
    generation.begin_sending()
    assert room_on(generation.route) == 2
    settings.VEO_CONCURRENCY = 1
    assert room_on(generation.route) == 0


def test_a_key_that_is_too_fast_rests_as_a_whole(ordered):
    first, second = ordered(), ordered("Another lamp.")
    Generation.objects.slow(first.route, 60)
    assert not Generation.objects.due().exists()
    assert again(second).next_try_at > now() + timedelta(seconds=50)
