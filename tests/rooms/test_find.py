"""Going somewhere by a few letters: what is found, for whom, and in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storyboard.projects.models import Scene, Shot
from storyboard.rooms.find import Find
from tests.takes.films import an_asset, shoot

PART = {"HX-Request": "true", "HX-Target": "div#found"}


@pytest.fixture
def ask(film, dana):
    member = film.members.get(person=dana)

    def find(asked):
        return {str(group.label): group.hits for group in Find(film, member, dana, asked).groups}

    return find


def words(hits):
    return [hit.words for hit in hits]


def test_a_shot_is_found_by_its_code_and_one_that_begins_with_it_comes_first(scene, shot, ask):
    Shot.objects.add(scene, action="Not 1-010, the other one.")
    assert words(ask("1-01")["Shots"]) == ["1-010", "1-020"]


def test_a_shot_is_found_by_words_of_its_action_in_any_order(scene, shot, ask):
    Shot.objects.add(scene, action="A boat.")
    assert words(ask("LAMP keeper")["Shots"]) == ["1-010"]


def test_scenes_assets_and_rooms_are_found_by_name(film, scene, dana, ask):
    an_asset(film, "Lamp", dana)
    found = ask("lamp")
    assert words(found["Scenes"]) == ["Scene 1"]
    assert words(found["Assets"]) == ["Lamp"]
    assert words(ask("gall")["Rooms"]) == ["Gallery"]


def test_a_take_is_found_by_its_shot_and_number(shot, dana, ask):
    shot.write(prompt="A lamp.")
    shoot(shot, dana)
    (hit,) = ask("1-010 t1")["Takes"]
    assert hit.url == f"{shot.get_absolute_url()}?take=1"
    assert words(ask("1-0 take 1")["Takes"]) == ["1-010, take 1"]


def test_what_is_deleted_and_other_films_are_not_found(film, scene, shot, max, ask):
    shot.remove()
    other = type(film).objects.begin("Tide", by=max)
    Shot.objects.add(Scene.objects.add(other, slug="EXT. LAMP"), action="A lamp.")
    assert "Shots" not in ask("lamp")


@pytest.mark.parametrize("odd", ["", " ", "%", "1-010 t" + "9" * 9, "take 0", "x" * 5000, "\x00", "’—“"])
def test_odd_words_find_nothing_and_break_nothing(shot, odd, dana, signed_in):
    answer = signed_in(dana).get(reverse("find", args=[shot.project.pk]), {"q": odd}, headers=PART)
    assert answer.status_code == 200


def test_only_who_plans_is_offered_to_plan(film, scene, dana, vic, signed_in):
    url = reverse("find", args=[film.pk])
    assert "New scene" in signed_in(dana).get(url, {"q": "new"}).content.decode()
    page = signed_in(vic).get(url, {"q": ""}).content.decode()
    assert "New scene" not in page.split("<main")[1]
    assert "Ledger" not in page.split("<main")[1]


def test_the_page_works_without_a_script(film, shot, dana, signed_in):
    page = signed_in(dana).get(reverse("find", args=[film.pk]), {"q": "keeper"}).content.decode()
    assert f'href="{shot.get_absolute_url()}"' in page


def test_a_thousand_shots_are_searched_in_the_same_queries(film, scene, shot, ask):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            ask("keeper lamp")
        return len(seen)

    few = queries()
    rows = [
        Shot(
            scene=scene,
            code=f"{n}",
            position=n,
            action=f"The keeper lights lamp {n}.",
            prompt="A lamp. " * 40,
        )
        for n in range(2000, 3000)
    ]
    Shot.objects.bulk_create(rows)
    assert queries() == few


def test_where_no_film_is_open_ones_own_films_are_found_and_the_rooms_beside(
    film, dana, max, ines, signed_in
):
    type(film).objects.begin("Tide", by=max)
    url = reverse("find_anywhere")
    page = signed_in(dana).get(url).content.decode()
    assert film.get_absolute_url() in page
    assert "Tide" not in page
    assert reverse("me") in page
    assert reverse("installation") not in page
    assert reverse("installation") in signed_in(ines).get(url, {"q": "inst"}, headers=PART).content.decode()
    assert "Nothing here is called “Tide”." in signed_in(dana).get(url, {"q": "Tide"}).content.decode()


def test_from_one_film_another_is_found_by_name(film, dana, ask):
    tide = type(film).objects.begin("Tide", by=dana)
    assert [hit.url for hit in ask("tide")["Films"]] == [tide.get_absolute_url()]
    assert "Films" not in ask("keeper")
    assert words(ask("account")["Rooms"]) == ["Your account"]
