"""The queue: what waits, runs and wants a person, and whether a worker is there."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.projects.models import Shot
from storyboard.rooms.queue import Queue
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Worker

PART = {"HX-Request": "true", "HX-Target": "section#queue"}


@pytest.fixture
def queued(shot: Shot, eli: Any) -> Generation:
    return Composition(shot).generate(eli)


def read(client: Any, film: Any, **more: Any) -> str:
    return client.get(f"/projects/{film.pk}/queue", **more).content.decode()


def test_what_rests_counts_down_and_can_be_undone(queued, film, eli, signed_in):
    text = read(signed_in(eli), film)
    assert "Sending in" in text
    assert ">Undo<" in text
    assert "every 2s" in text


def test_without_a_worker_the_queue_says_how_to_start_one(queued, film, eli, signed_in):
    text = read(signed_in(eli), film)
    assert "Nothing is sent while no worker is running" in text
    assert "manage.py worker" in text
    Worker.beat("somebody")
    assert "A worker is at work" in read(signed_in(eli), film)


def test_what_is_sent_shows_its_time_and_cannot_be_canceled(queued, film, eli, signed_in):
    assert queued.claim("a worker")
    assert queued.begin_sending()
    text = read(signed_in(eli), film)
    assert "<elapsed-time" in text
    assert ">Cancel<" not in text


def test_what_is_sent_comes_first_and_what_waits_for_a_pick_last(scene, dana, film):
    shots = [Shot.objects.add(scene, prompt="A wave.") for _ in range(3)]
    waits, rests, goes = (Composition(shot).generate(dana) for shot in shots)
    Generation.objects.filter(pk=waits.pk).update(status="waiting")
    assert goes.claim("a worker")
    assert goes.begin_sending()
    assert [row.generation.pk for row in Queue(film, dana).running] == [goes.pk, rests.pk, waits.pk]


def test_what_went_wrong_stays_until_somebody_has_dealt_with_it(queued, film, eli, signed_in):
    assert queued.claim("a worker")
    assert queued.begin_sending()
    queued.refuse({"message": "Veo declined this.", "charged": "no", "todo": "Reword it."})
    client = signed_in(eli)
    assert "Veo declined this." in read(client, film)
    client.post(f"/generations/{queued.pk}/again", {"click": uuid.uuid4()})
    assert "Veo declined this." not in read(client, film)


def refused(generation: Generation) -> Generation:
    assert generation.claim("a worker")
    assert generation.begin_sending()
    generation.refuse({"message": "Veo declined this.", "charged": "no", "todo": "Reword it."})
    return generation


def test_a_newer_success_of_the_shot_deals_with_what_was_refused(queued, shot, film, eli, signed_in):
    refused(queued)
    newer = Composition(shot).generate(eli)
    Generation.objects.filter(pk=newer.pk).update(status="done")
    assert "Veo declined this." not in read(signed_in(eli), film)
    Generation.objects.filter(pk=queued.pk).update(status="lost", route="https://api.example/v1")
    assert "Veo declined this." in read(signed_in(eli), film)


def test_what_was_refused_for_an_omitted_shot_wants_nobody(queued, shot, film, eli, signed_in):
    refused(queued)
    shot.omit(True)
    assert "Veo declined this." not in read(signed_in(eli), film)


def test_a_poll_is_answered_with_204_until_something_moves(queued, film, eli, signed_in):
    client = signed_in(eli)
    version = client.get(f"/projects/{film.pk}/queue", headers=PART).context["queue"].version
    address = f"/projects/{film.pk}/queue?version={version}"
    assert client.get(address, headers=PART).status_code == 204
    queued.cancel()
    assert client.get(address, headers=PART).status_code == 200


def test_only_mine_leaves_out_what_others_asked_for(queued, film, dana, eli, signed_in):
    assert "1-010" in read(signed_in(eli), film, data={"mine": "1"})
    assert "1-010" not in read(signed_in(dana), film, data={"mine": "1"})


def test_an_idle_queue_says_what_it_is_for_and_does_not_poll(film, eli, signed_in):
    text = read(signed_in(eli), film)
    assert "Nothing is under way" in text
    assert "every 2s" not in text


def queries_of(client: Any, film: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        read(client, film)
    return len(seen)


def test_twice_the_generations_cost_the_same_queries(scene, queued, film, eli, signed_in):
    client = signed_in(eli)
    first = queries_of(client, film)
    for _ in range(3):
        Composition(Shot.objects.add(scene, action="A wave.")).generate(eli)
    assert queries_of(client, film) == first


def copies_of(generation: Generation, count: int) -> None:
    rows = [Generation.objects.get(pk=generation.pk) for _ in range(count)]
    for row in rows:
        row.pk, row.uid, row.click = None, uuid.uuid4(), uuid.uuid4()
    Generation.objects.bulk_create(rows)


def test_where_more_want_a_person_than_are_shown_it_says_how_many(queued, film, eli, signed_in):
    copies_of(refused(queued), 61)
    text = read(signed_in(eli), film)
    assert '<span class="count">50 of 62 shown</span>' in text
    assert "Select all 50<" in text


def test_where_all_are_shown_their_number_alone_stands_there(queued, film, eli, signed_in):
    copies_of(refused(queued), 2)
    text = read(signed_in(eli), film)
    assert '<span class="count">3</span>' in text
    assert "Select all<" in text


def test_more_requests_under_way_than_are_shown_are_counted(queued, film, eli, signed_in):
    copies_of(queued, 301)
    assert '<span class="count">300 of 302 shown</span>' in read(signed_in(eli), film)
