"""The gallery: every take of the film, newest first, filtered by its address, a page at a time."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.projects.models import Scene, Shot
from storyboard.rooms.gallery import ON_A_PAGE
from storyboard.takes import composition
from storyboard.takes.marks import AT_ONCE
from storyboard.takes.models import Generation, Pick, Take
from tests.takes.films import fresh, picked, shoot

STALE = '<span class="state" data-stale>Out of date</span>'


@pytest.fixture
def takes(film: Any, scene: Scene, shot: Shot, eli: Any) -> list[Take]:
    """1-010 has takes 1 to 3: circled, NG, picked; 2-010 has take 1."""
    other = Shot.objects.add(Scene.objects.add(film, slug="EXT. REEF - DAWN"))
    made = [Take.objects.create(shot=shot, number=number, frames=96) for number in (1, 2, 3)]
    made.append(Take.objects.create(shot=other, number=1, frames=48))
    made[0].circle(True)
    made[1].put_aside(True)
    made[2].pick(True, by=eli)
    return made


def shown(client: Any, film: Any, **asked: Any) -> list[str]:
    page = client.get(f"/projects/{film.pk}/gallery", asked)
    return [str(take) for take in page.context["gallery"].page]


def test_newest_first_and_without_what_was_put_aside(takes, film, rae, signed_in):
    assert shown(signed_in(rae), film) == ["2-010, take 1", "1-010, take 3", "1-010, take 1"]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"circled": "1"}, ["1-010, take 3", "1-010, take 1"]),
        ({"picked": "1"}, ["1-010, take 3"]),
        ({"ng": "1", "circled": ""}, ["2-010, take 1", "1-010, take 3", "1-010, take 2", "1-010, take 1"]),
        ({"scene": "nothing"}, ["2-010, take 1", "1-010, take 3", "1-010, take 1"]),
    ],
)
def test_filters_stand_in_the_address(asked, left, takes, film, rae, signed_in):
    assert shown(signed_in(rae), film, **asked) == left


def test_a_scene_and_a_shot_are_filters_that_can_be_taken_away(takes, film, scene, shot, rae, signed_in):
    client = signed_in(rae)
    assert shown(client, film, scene=scene.pk) == ["1-010, take 3", "1-010, take 1"]
    page = client.get(f"/projects/{film.pk}/gallery", {"shot": shot.pk, "circled": "1"})
    assert page.context["gallery"].chips == [("Shot 1-010", "?circled=1")]


def test_count_and_running_time_of_the_result_are_in_sight(takes, film, rae, signed_in):
    text = signed_in(rae).get(f"/projects/{film.pk}/gallery").content.decode()
    assert "3 takes · runs 0:10" in text


def test_the_sum_is_in_the_currency_that_was_paid_in(film, shot, dana, signed_in):
    generation = composition.Composition(shot).generate(dana)
    Generation.objects.filter(pk=generation.pk).update(price=400_000, currency="USD")
    Take.objects.create(shot=shot, number=1, generation=generation, frames=96)
    text = signed_in(dana).get(f"/projects/{film.pk}/gallery").content.decode()
    assert f"${generation.seconds * 0.4:.2f}" in text


def test_an_empty_film_is_told_where_takes_come_from(film, rae, signed_in):
    assert "No takes yet" in signed_in(rae).get(f"/projects/{film.pk}/gallery").content.decode()


def test_a_filter_that_leaves_nothing_says_so(takes, film, rae, signed_in):
    empty = Scene.objects.add(film)
    page = signed_in(rae).get(f"/projects/{film.pk}/gallery", {"scene": empty.pk})
    assert "Nothing fits these filters" in page.content.decode()


def fill(shot: Shot, count: int) -> None:
    start = shot.takes.count()
    Take.objects.bulk_create(Take(shot=shot, number=start + n + 1, frames=96) for n in range(count))


def test_more_is_loaded_where_the_last_page_ended(film, shot, rae, signed_in):
    fill(shot, ON_A_PAGE + 3)
    client = signed_in(rae)
    first = client.get(f"/projects/{film.pk}/gallery").context["gallery"]
    rest = client.get(
        f"/projects/{film.pk}/gallery{first.more}", headers={"HX-Request": "true", "HX-Target": "div#more"}
    )
    assert [take.number for take in rest.context["gallery"].page] == [3, 2, 1]
    assert not rest.context["gallery"].more
    assert rest.content.strip().startswith(b'<div id="more"')
    assert b'<hx-partial hx-target="#tiles" hx-swap="beforeend">' in rest.content


def queries_of(client: Any, film: Any) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/projects/{film.pk}/gallery")
    return len(seen)


def test_twice_the_takes_cost_the_same_queries(takes, film, shot, rae, signed_in):
    client = signed_in(rae)

    def extend(count: int) -> None:
        Take.objects.bulk_create(
            Take(shot=Shot.objects.add(shot.scene), number=1, frames=9, parent=takes[0]) for _ in range(count)
        )

    extend(1)
    first = queries_of(client, film)
    extend(4)
    assert queries_of(client, film) == first


def test_a_reviewer_rates_in_the_tiles_and_a_viewer_is_offered_nothing(takes, film, rae, vic, signed_in):
    assert 'aria-label="Circle"' in signed_in(rae).get(f"/projects/{film.pk}/gallery").content.decode()
    assert 'aria-label="Circle"' not in signed_in(vic).get(f"/projects/{film.pk}/gallery").content.decode()


def test_a_pick_says_how_much_of_it_the_cut_shows(takes, film, rae, signed_in):
    Pick.objects.update(start=12, end=60)
    text = signed_in(rae).get(f"/projects/{film.pk}/gallery").content.decode()
    assert '<span class="length" title="In 00:00:00:12, out 00:00:02:11">2 s of 4 s</span>' in text
    assert '<rect x="12" width="48" height="1"/>' in text
    assert "in 00:00:00:12, out 00:00:02:11</p>" in text


def test_a_pick_that_is_out_of_date_says_why_in_its_tile(film, shot, dana, signed_in):
    take = picked(shot, dana)
    other = shoot(shot, dana)
    fresh(shot).write(prompt="Fog.")
    page = signed_in(dana).get(f"/projects/{film.pk}/gallery").content.decode()
    said = f"{STALE} The prompt has changed."
    assert page.count(said) == 1
    tile = signed_in(dana).get(
        f"/takes/{take.pk}", headers={"HX-Request": "true", "HX-Target": "article#take-1"}
    )
    assert said in tile.content.decode()
    tile = signed_in(dana).get(
        f"/takes/{other.pk}", headers={"HX-Request": "true", "HX-Target": "article#take-2"}
    )
    assert STALE not in tile.content.decode()


def test_what_takes_long_to_judge_is_judged_after_the_page_is_there(film, scene, dana, signed_in):
    shots = [Shot.objects.add(scene, prompt="A lamp.") for _ in range(AT_ONCE + 1)]
    for shot in shots:
        picked(shot, dana)
    fresh(shots[-1]).write(prompt="Fog.")
    client = signed_in(dana)
    page = client.get(f"/projects/{film.pk}/gallery").content.decode()
    assert ("judging-" in page, STALE in page) == (True, False)
    page = client.get(f"/projects/{film.pk}/gallery", {"judge": 1}).content.decode()
    assert ("judging-" in page, STALE in page) == (False, True)


def test_picks_and_what_they_extend_cost_the_same_queries(takes, film, shot, dana, signed_in):
    client = signed_in(dana)

    def extend(count: int) -> None:
        for _ in range(count):
            take = Take.objects.create(
                shot=Shot.objects.add(shot.scene), number=1, frames=96, head=9, parent=takes[0]
            )
            take.pick(True, by=dana, start=12)

    extend(1)
    first = queries_of(client, film)
    extend(4)
    assert queries_of(client, film) == first
