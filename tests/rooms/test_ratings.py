"""Rating many takes: one request, one change, one Undo."""

from typing import Any

import pytest
from django.urls import reverse

from storyboard.projects.models import Change, Project, Scene, Shot
from storyboard.takes.models import Take

PART = {"HX-Request": "true"}


@pytest.fixture
def takes(shot: Shot, dana: Any) -> list[Take]:
    """Five takes; the first is picked, the last is NG."""
    made = [Take.objects.create(shot=shot, number=n, frames=96) for n in shot.number_takes(5)]
    made[0].pick(True, by=dana)
    made[4].put_aside(True)
    return made


def rate(client: Any, film: Project, takes: list[Take], mark: str, on: int = 1, **more: Any) -> Any:
    said = {"takes": " ".join(str(take.pk) for take in takes), "mark": mark, "on": on}
    return client.post(f"/projects/{film.pk}/ratings", said | more, headers=PART, follow=True)


def marks(film: Project) -> list[str]:
    rows = Take.objects.filter(shot__scene__project=film).order_by("number")
    return ["c" if take.circled else "x" if take.ng else "-" for take in rows]


def test_all_are_circled_at_once_and_taken_back_at_once(takes, film, rae, signed_in):
    client = signed_in(rae)
    version = Project.objects.get(pk=film.pk).version
    answer = rate(client, film, takes, "circled")
    assert marks(film) == ["c", "c", "c", "c", "c"]
    assert Project.objects.get(pk=film.pk).version == version + 1
    assert "4 takes circled. 1 stays as it was." in answer["HX-Trigger"]
    assert [change.said for change in Change.objects.all()] == ["4 takes circled"]
    client.post(f"/projects/{film.pk}/undone", headers=PART)
    assert marks(film) == ["c", "-", "-", "-", "x"]


@pytest.mark.parametrize(
    ("mark", "on", "then"),
    [
        ("ng", 1, ["c", "x", "x", "x", "x"]),
        ("ng", 0, ["c", "-", "-", "-", "-"]),
        ("clear", 1, ["c", "-", "-", "-", "-"]),
        ("circled", 0, ["c", "-", "-", "-", "x"]),
    ],
)
def test_a_pick_stays_circled_whatever_the_others_get(mark, on, then, takes, film, rae, signed_in):
    rate(signed_in(rae), film, takes, mark, on)
    assert marks(film) == then


def test_where_nothing_moves_nothing_is_kept(takes, film, rae, signed_in):
    answer = rate(signed_in(rae), film, takes[:1], "ng")
    assert "picks stay circled" in answer["HX-Trigger"]
    assert not Change.objects.exists()


def test_the_answer_brings_each_tile_for_its_place(takes, film, rae, signed_in):
    text = rate(signed_in(rae), film, takes[:3], "circled").content.decode()
    assert text.count("<hx-partial") == text.count("<article") == 3
    assert f'<hx-partial hx-target="#take-{takes[1].pk}" hx-swap="outerMorph">' in text


@pytest.mark.parametrize(
    "said",
    [
        {"takes": ""},
        {"takes": "x"},
        {"takes": "9" * 40},
        {"mark": "best"},
        {"on": "perhaps"},
    ],
)
def test_odd_input_is_refused_with_a_sentence_and_changes_nothing(said, takes, film, rae, signed_in):
    fields = {"takes": str(takes[1].pk), "mark": "circled", "on": 1} | said
    answer = signed_in(rae).post(f"/projects/{film.pk}/ratings", fields, headers=PART)
    assert answer.status_code == 422
    assert answer.content
    assert marks(film) == ["c", "-", "-", "-", "x"]


def test_takes_of_another_film_are_not_rated_here(takes, film, dana, signed_in):
    other = Project.objects.begin("Tide", by=dana)
    stranger = Take.objects.create(shot=Shot.objects.add(Scene.objects.add(other)), number=1)
    assert rate(signed_in(dana), film, [*takes, stranger], "circled").status_code == 422
    assert marks(film) == ["c", "-", "-", "-", "x"]


def test_without_htmx_it_leads_back_to_the_gallery(takes, film, rae, signed_in):
    said = {"takes": [take.pk for take in takes], "mark": "ng", "on": 1}
    page = signed_in(rae).post(f"/projects/{film.pk}/ratings", said, follow=True)
    assert page.redirect_chain[-1][0] == f"/projects/{film.pk}/gallery"
    assert "3 takes put aside" in page.content.decode()


def test_an_odd_way_back_is_no_error_when_it_is_taken_back(film, shot, take_of, dana, signed_in):
    take = take_of(shot, b"one")
    client, back = signed_in(dana), "/projects/1/gallery\nX: é"
    client.post(reverse("take_circle", args=[take.pk]), {"on": "1", "back": back})
    answer = client.post(reverse("undone", args=[film.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (
        204,
        f"/projects/1/gallery%0AX:%20%C3%A9#take-{take.pk}",
    )
