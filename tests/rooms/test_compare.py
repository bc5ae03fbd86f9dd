"""Two to four takes at an address of their own: which, from where, and how their recipes differ."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.compare import Comparison, marked
from storyboard.takes.models import Pick, Take
from tests.takes.films import fresh, picked, shoot


@pytest.fixture
def takes(shot: Shot, dana: Any) -> list[Take]:
    """1-010 has a pick and another take, made with other words."""
    first = picked(shot, dana)
    fresh(shot).write(prompt="Fog, and a lamp.")
    return [first, shoot(shot, dana)]


def address(film: Project, *takes: Take, **more: Any) -> str:
    asked = "&".join(
        [f"take={take.pk}" for take in takes] + [f"{name}={value}" for name, value in more.items()]
    )
    return f"/projects/{film.pk}/compare?{asked}"


def comparison(client: Any, url: str) -> Comparison:
    found: Comparison = client.get(url).context["comparison"]
    return found


def test_takes_stand_in_the_order_of_the_address(takes, film, vic, signed_in):
    found = comparison(signed_in(vic), address(film, *reversed(takes)))
    assert found.takes == takes[::-1]


def test_each_begins_at_its_in_point_or_at_the_one_it_would_have(takes, film, vic, signed_in):
    Pick.objects.update(start=12)
    found = comparison(signed_in(vic), address(film, *takes))
    assert [pane.first for pane in found.panes] == [12, 12]


def test_what_differs_is_said_and_what_is_the_same_stands_apart(takes, film, vic, signed_in):
    found = comparison(signed_in(vic), address(film, *takes))
    assert [row.name for row in found.differing] == ["prompt"]
    assert "duration" in {row.name for row in found.same}
    page = signed_in(vic).get(address(film, *takes)).content.decode()
    assert "<mark>Fog, and" in page


def test_words_of_a_prompt_are_escaped_where_they_differ():
    assert marked("a lamp", "a <b>lamp</b> lamp") == "a <mark>&lt;b&gt;lamp&lt;/b&gt;</mark> lamp"


def test_an_uploaded_take_has_no_recipe_to_differ(takes, film, shot, vic, signed_in):
    brought = Take.objects.create(shot=shot, number=9, frames=48, uploaded_by=vic)
    rows = {row.name: row.values for row in comparison(signed_in(vic), address(film, takes[0], brought)).rows}
    assert rows["route"] == ["the sandbox", "uploaded"]
    assert rows["duration"][1] == "–"


def test_a_slide_stands_in_the_address_and_comes_back_with_a_rating(takes, film, rae, signed_in):
    url = address(film, *takes) + "&slide=0&slide=7"
    page = signed_in(rae).get(url)
    assert [pane.slide for pane in page.context["comparison"].panes] == [0, 7]
    assert page.context["comparison"].address == url
    assert url.replace("&", "&amp;") in page.content.decode()


def test_a_fifth_take_and_takes_of_other_films_are_not_compared(takes, film, scene, shot, dana, signed_in):
    more = [shoot(shot, dana) for _ in range(3)]
    page = signed_in(dana).get(address(film, *takes, *more))
    assert len(page.context["comparison"].panes) == 4
    assert "these are the first four" in page.content.decode()
    other = Project.objects.begin("Tide", by=dana)
    stranger = shoot(Shot.objects.add(Scene.objects.add(other)), dana)
    page = signed_in(dana).get(address(film, *takes, stranger))
    assert page.context["comparison"].takes == takes
    assert "One take is not in this film." in page.content.decode()


@pytest.mark.parametrize(
    "asked", ["", "?take=", "?take=x&take=²", f"?take={9**40}&slide={9**40}", "?take=1&slide=-3"]
)
def test_what_cannot_be_compared_says_where_takes_are_chosen(asked, film, vic, signed_in):
    page = signed_in(vic).get(f"/projects/{film.pk}/compare{asked}")
    assert page.status_code == 200
    assert "Two to four takes" in page.content.decode()


def test_without_script_two_plain_videos_stand_side_by_side(takes, film, vic, signed_in):
    page = signed_in(vic).get(address(film, *takes)).content.decode()
    assert page.count("<video") == page.count("controls playsinline") == 2
    assert 'data-rate="circle"' not in page  # Vic only looks


def test_four_takes_cost_the_queries_of_two(takes, film, shot, dana, signed_in):
    client = signed_in(dana)
    more = [shoot(shot, dana) for _ in range(2)]

    def asked(*which: Take) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address(film, *which))
        return len(seen)

    asked(*takes)
    assert asked(*takes) == asked(*takes, *more)
