"""What is new to somebody: the takes that they have not seen in a player yet."""

from typing import Any

import pytest
from django.urls import reverse

from storyboard.takes.models import Take, Watched


@pytest.fixture
def takes(shot: Any) -> list[Take]:
    return [Take.objects.create(shot=shot, number=number, frames=96) for number in (1, 2)]


def seen(client: Any, take: Take) -> Any:
    return client.post(reverse("take_watched", args=[take.pk]))


def test_a_take_is_new_to_each_person_until_they_have_seen_it(takes, film, rae, eli, signed_in):
    film.refresh_from_db()
    before = film.version
    assert seen(signed_in(rae), takes[0]).status_code == 204
    assert set(Take.objects.new_to(rae)) == {takes[1]}
    assert set(Take.objects.new_to(eli)) == set(takes)
    film.refresh_from_db()
    assert film.version == before


def test_seeing_it_twice_is_seeing_it_once(takes, vic, signed_in):
    client = signed_in(vic)
    assert {seen(client, takes[0]).status_code for _ in range(2)} == {204}
    assert Watched.objects.get().person == vic
    assert Watched.among(takes, vic) == {takes[0].pk}


def test_the_shot_page_marks_what_is_new_but_for_what_was_put_aside(takes, shot, rae, signed_in):
    takes[1].put_aside(True)
    client = signed_in(rae)
    assert client.get(f"/shots/{shot.pk}?ng=1").content.count(b" data-new>") == 1
    seen(client, takes[0])
    assert b" data-new>" not in client.get(f"/shots/{shot.pk}?ng=1").content
