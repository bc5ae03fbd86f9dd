"""Several shots at once: what they come to, moved, put on hold, left out and duplicated."""

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import TextField
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset, refer
from storyboard.continuity.models import Link, connect
from storyboard.continuity.touching import said_of_moving
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.selection import Selection, duplicate
from tests.takes.films import picked

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shots(scene: Scene) -> list[Shot]:
    """1-010 to 1-040; each but the first opens on the last frame of the one before."""
    shots = [Shot.objects.add(scene, action=f"Wave {n}.") for n in range(4)]
    for before, shot in pairwise(shots):
        connect(shot, "opening", "last_frame", source=before)
    return shots


@pytest.fixture
def other(film: Project, shots: list[Shot]) -> Scene:
    """A second scene that has a 2-010 and a 2-020."""
    scene = Scene.objects.add(film)
    Shot.objects.add(scene)
    Shot.objects.add(scene)
    return scene


def ids(*shots: Shot) -> str:
    return " ".join(str(shot.pk) for shot in shots)


def told(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer["HX-Trigger"]))


def order(film: Project) -> list[str]:
    rows = Shot.objects.alive().filter(scene__project=film).in_order().select_related("scene")
    return [str(shot) for shot in rows]


def place(client: Client, film: Project, to: Scene, *shots: Shot, **more: Any) -> Any:
    data = {"shot": ids(*shots), "scene": to.pk, "before": "", **more}
    return client.post(reverse("selection_place", args=[film.pk]), data, headers=HTMX)


def test_many_are_moved_together_in_the_order_of_the_cut_and_back_by_one_undo(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot]
) -> None:
    client = signed_in(eli)
    answer = place(client, film, shots[0].scene, shots[3], shots[2], before=shots[0].pk)
    assert answer.status_code == 204
    assert order(film) == ["1-030", "1-040", "1-010", "1-020"]
    word = told(answer)
    assert word["toast"]["text"] == "2 moved, 1 link broken: 1-030 opens on the last frame of 1-020."
    assert word["take-tiles"] == {"ids": [str(shots[2].pk), str(shots[3].pk)]}
    undo = word["toast"]["undo"]
    client.post(undo["action"], undo["fields"])
    assert order(film) == ["1-010", "1-020", "1-030", "1-040"]


def test_a_code_that_is_used_in_the_new_scene_becomes_the_next_free_one(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot], other: Scene
) -> None:
    first = other.shots.first()
    answer = place(signed_in(eli), film, other, shots[1], shots[2], before=first.pk)
    assert order(film) == ["1-010", "1-040", "2-030", "2-040", "2-010", "2-020"]
    assert told(answer)["toast"]["text"] == (
        "2 moved: they are 2-030, 2-040 now, 2 links broken: 2-030, 1-040."
    )
    assert {f"scene-{other.pk}", f"scene-{shots[0].scene_id}"} <= told(answer).keys()


def test_a_move_names_what_the_shots_stay_linked_with_and_share_a_still_with(
    signed_in: SignIn, eli: Person, film: Project, scene: Scene
) -> None:
    one, between, far, other = (Shot.objects.add(scene, action=f"Wave {n}.") for n in range(4))
    still = Asset.objects.create(project=film, kind="still", name="Stair").looks.create(position=1)
    connect(far, "opening", "extend", source=one)
    connect(one, "closing", "still", still=still)
    connect(other, "opening", "still", still=still)
    client = signed_in(eli)
    words = told(place(client, film, scene, one, before=other.pk))["toast"]["text"]
    assert words == "1-010 moved. It stays linked: 1-030 extends 1-010. It shares a still with 1-040."
    words = told(place(client, film, scene, between, before=other.pk))["toast"]["text"]
    assert words == "1-020 moved."
    assert said_of_moving(one, between) == (
        "Still linked: 1-030 extends 1-010. They share a still with 1-040."
    )


def test_what_hangs_on_several_that_are_omitted_is_said(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot]
) -> None:
    url = reverse("selection_omitted", args=[film.pk])
    answer = signed_in(eli).post(url, {"shot": ids(shots[1], shots[3]), "on": 1}, headers=HTMX)
    words = told(answer)["toast"]["text"]
    assert words == "2 omitted. As before, 1-030 opens on the last frame of 1-020."
    answer = signed_in(eli).post(url, {"shot": ids(shots[1], shots[3]), "on": 0}, headers=HTMX)
    assert told(answer)["toast"]["text"] == "2 are back."


def test_where_nothing_moves_nothing_is_said(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot]
) -> None:
    answer = place(signed_in(eli), film, shots[0].scene, *shots[:2], before=shots[1].pk)
    assert (answer.status_code, answer.headers.get("HX-Trigger")) == (204, None)
    assert order(film) == ["1-010", "1-020", "1-030", "1-040"]


def test_a_duplicate_is_the_plan_without_takes_and_without_frames_of_other_shots(
    signed_in: SignIn, eli: Person, dana: Person, film: Project, shots: list[Shot]
) -> None:
    keeper = Asset.objects.create(project=film, kind="character", name="Keeper")
    refer(shots[1], [keeper])
    connect(shots[1], "closing", "still", still=keeper.looks.create(position=1))
    picked(shots[0], dana)
    picked(shots[1], dana)
    shots[1].write(on_hold=True)
    client = signed_in(eli)
    answer = place(client, film, shots[1].scene, shots[1], before=shots[2].pk, copy="1")
    assert order(film) == ["1-010", "1-020", "1-025", "1-030", "1-040"]
    copy = Shot.objects.get(code="025")
    assert (copy.action, copy.takes_made, copy.on_hold) == ("Wave 1.", 0, False)
    assert not copy.takes.exists()
    assert [row.asset for row in copy.references.all()] == [keeper]
    assert [link.kind for link in copy.links.all()] == ["still"]
    assert Link.objects.filter(shot=shots[1]).count() == 2
    word = told(answer)["toast"]
    assert word["text"] == "1-020 duplicated: the new one is 1-025. 1 link is not copied."
    client.post(word["undo"]["action"], word["undo"]["fields"])
    assert order(film) == ["1-010", "1-020", "1-030", "1-040"]


def test_a_duplicate_has_every_word_of_the_plan(scene: Scene) -> None:
    texts = {field.name for field in Shot._meta.concrete_fields if isinstance(field, TextField)}
    shot = Shot.objects.add(scene, **{name: f"Its {name}." for name in texts})
    (copy,) = duplicate([shot], scene, None)
    assert {name: getattr(Shot.objects.get(pk=copy.pk), name) for name in texts} == {
        name: f"Its {name}." for name in texts
    }


def test_duplicates_of_twice_the_shots_cost_the_same_queries(
    scene: Scene, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shots = [Shot.objects.add(scene) for _ in range(40)]
    with django_assert_max_num_queries(20):
        copies = duplicate(shots, scene, shots[20])
    assert [str(copy.code) for copy in copies[:2]] == ["205", "207"]
    assert len({shot.code for shot in Shot.objects.filter(scene=scene)}) == 2 * len(shots)


def test_more_numbers_than_the_database_takes_are_no_error(
    film: Project, shot: Shot, dana: Person, signed_in: SignIn
) -> None:
    numbers = " ".join(map(str, range(1, 300_000)))
    answer = signed_in(dana).post(reverse("selection", args=[film.pk]), {"shot": numbers})
    assert answer.status_code == 200


def test_duplicates_come_behind_the_last_of_them_else_where_they_are_dropped(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot]
) -> None:
    client = signed_in(eli)
    data = {"shot": ids(*shots[:2]), "copy": "1"}
    client.post(reverse("selection_place", args=[film.pk]), data, headers=HTMX)
    assert order(film) == ["1-010", "1-020", "1-025", "1-027", "1-030", "1-040"]
    place(client, film, shots[0].scene, shots[3], before=shots[0].pk, copy="1")
    assert order(film)[0] == "1-050"


def test_all_of_them_are_moved_by_the_menu(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot], other: Scene
) -> None:
    client, url = signed_in(eli), reverse("selection_place", args=[film.pk])
    asked = client.post(url, {"shot": ids(*shots[:2])}, headers=HTMX | {"HX-Target": "div#tools"})
    assert f'value="{other.pk}.0"' in asked.content.decode()
    assert f".{shots[0].pk}" not in asked.content.decode()
    last = other.shots.last()
    moved = {"shot": ids(*shots[:2]), "place": f"{other.pk}.{last.pk}"}
    assert client.post(url, moved, headers=HTMX | {"HX-Target": "div#tools"}).status_code == 200
    assert order(film) == ["1-030", "1-040", "2-010", "2-020", "2-030", "2-040"]
    assert client.post(url, moved | {"place": "9.9"}).status_code == 422


@pytest.mark.parametrize(("name", "column"), [("held", "on_hold"), ("omitted", "omitted_at")])
def test_all_of_them_are_put_out_and_back_at_once(
    signed_in: SignIn, eli: Person, film: Project, shots: list[Shot], name: str, column: str
) -> None:
    client, url = signed_in(eli), reverse(f"selection_{name}", args=[film.pk])
    answer = client.post(url, {"shot": ids(*shots[1:]), "on": "1"}, headers=HTMX)
    assert [bool(getattr(shot, column)) for shot in Shot.objects.order_by("pk")] == [False, True, True, True]
    undo = told(answer)["toast"]["undo"]
    client.post(undo["action"], undo["fields"])
    assert not any(getattr(shot, column) for shot in Shot.objects.all())
    client.post(url, {"shot": ids(*shots), "on": "1"})
    client.post(url, {"shot": ids(*shots), "on": "0"})
    assert not any(getattr(shot, column) for shot in Shot.objects.all())


def test_what_cannot_be_changes_nothing(
    signed_in: SignIn, eli: Person, max: Person, film: Project, shots: list[Shot]
) -> None:
    client = signed_in(eli)
    foreign = Shot.objects.add(Scene.objects.add(Project.objects.begin("Other", by=max)))
    assert place(client, film, shots[0].scene, foreign).status_code == 400
    assert place(client, film, foreign.scene, shots[0]).status_code == 404
    assert place(client, film, shots[0].scene, shots[0], scene="x").status_code == 422
    assert place(client, film, shots[0].scene, shots[0], before="x").status_code == 422
    held = reverse("selection_held", args=[film.pk])
    assert client.post(held, {"shot": ids(*shots), "on": "perhaps"}).status_code == 400
    assert client.post(held, {"shot": "x", "on": "1"}).status_code == 400
    assert order(film) == ["1-010", "1-020", "1-030", "1-040"]


def test_a_selection_says_what_it_comes_to(
    signed_in: SignIn, eli: Person, dana: Person, film: Project, shots: list[Shot], settings: Any
) -> None:
    settings.AZERION_API_KEY = "key"
    settings.VEO_PRICE_PER_SECOND = {
        "720p": {"audio": 400_000, "silent": 200_000},
        "1080p": {"audio": 500_000, "silent": 300_000},
    }
    film.may_send = True
    film.save(update_fields=["may_send"])
    picked(shots[0], dana)
    data = {"shot": ids(*shots[:3])}
    text = signed_in(eli).post(reverse("selection", args=[film.pk]), data).content.decode()
    assert "3 shots" in text
    assert "2 missing" in text
    assert "free" in text
    assert "€2.40" in text  # three drafts of 4 s without sound


def test_who_only_looks_is_told_and_offered_nothing(
    signed_in: SignIn, vic: Person, film: Project, shots: list[Shot]
) -> None:
    text = signed_in(vic).post(reverse("selection", args=[film.pk]), {"shot": ids(*shots)}).content.decode()
    assert "4 shots" in text
    assert "Move to" not in text


def test_twice_the_shots_cost_the_same_queries(
    film: Project, eli: Person, shots: list[Shot], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def said(n: int) -> list[Any]:
        chosen = Selection(film, film.member_for(eli), [shot.pk for shot in shots[:n]])
        return [chosen.frames, chosen.missing, chosen.outdated, chosen.prices, chosen.all_held]

    said(4)
    for n in (2, 4):
        with django_assert_num_queries(4):
            said(n)
