from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Scene
from storyboard.projects.script import MOST_BYTES, CannotRead, read_script

SignIn = Callable[[Person], Client]

FOUNTAIN = """Title: The Keeper
Author: Dana Reyes

FADE IN:

EXT. LIGHTHOUSE - DUSK #1#

The boat is late.

KEEPER (CONT'D)
(to himself)
Hold on.
Hold on!

/* INT. A SCENE THAT WAS CUT

Gone. */

# Act two

.THE STAIR #12A#

He climbs. [[faster]]

CUT TO:
"""


def test_fountain_becomes_scenes_with_number_slug_line_and_their_words() -> None:
    first, second = read_script(FOUNTAIN)
    assert (first.number, first.slug) == ("1", "EXT. LIGHTHOUSE - DUSK")
    assert "KEEPER (CONT'D)\n(to himself)\nHold on.\nHold on!" in first.text
    assert first.text.startswith("FADE IN:\n\nThe boat is late.")
    assert (second.number, second.slug) == ("12A", "THE STAIR")
    assert second.text == "He climbs. [[faster]]\n\nCUT TO:"


def test_what_the_writer_cut_is_no_scene_and_no_text() -> None:
    assert not any("Gone" in scene.text or "CUT" in scene.slug for scene in read_script(FOUNTAIN))


def test_plain_text_without_headings_is_one_scene() -> None:
    assert [(s.slug, s.text) for s in read_script("\nAnna: Where is he?\nBen: Gone.\n")] == [
        ("", "Anna: Where is he?\nBen: Gone.")
    ]


def test_numbers_on_both_sides_of_a_heading_are_read() -> None:
    scenes = read_script("12 INT. LAMP ROOM - NIGHT 12\n\nLight.\n\n13A. EXT. REEF - DAWN\n\nFoam.")
    assert [(s.number, s.slug) for s in scenes] == [
        ("12", "INT. LAMP ROOM - NIGHT"),
        ("13A", "EXT. REEF - DAWN"),
    ]


@pytest.mark.parametrize("source", ["", "  \n\n ", "/* all cut */", "x" * (MOST_BYTES + 1)])
def test_nothing_and_too_much_get_a_sentence(source: str) -> None:
    with pytest.raises(CannotRead, match=r"\.$"):
        read_script(source)


def test_scenes_are_shown_before_they_are_added(signed_in: SignIn, eli: Person, scene: Scene) -> None:
    client, url = signed_in(eli), reverse("script", args=[scene.project_id])
    page = client.post(url, {"source": FOUNTAIN}).content.decode()
    assert "Add 2 scenes" in page
    assert scene.project.scenes.count() == 1
    answer = client.post(url, {"source": FOUNTAIN, "add": "1"}, follow=True)
    assert "2 scenes added." in answer.content.decode()
    assert [s.number for s in scene.project.scenes.all()] == ["1", "1A", "12A"]


def test_nothing_that_is_there_is_overwritten(signed_in: SignIn, eli: Person, scene: Scene) -> None:
    client, url = signed_in(eli), reverse("script", args=[scene.project_id])
    client.post(url, {"source": FOUNTAIN, "add": "1"})
    client.post(url, {"source": FOUNTAIN, "add": "1"})
    scene.refresh_from_db()
    assert (scene.number, scene.slug) == ("1", "INT. LAMP ROOM - NIGHT")
    assert [s.number for s in scene.project.scenes.all()] == ["1", "1A", "12A", "1B", "12AA"]


def test_an_empty_script_is_refused_beside_its_field(signed_in: SignIn, eli: Person, film: Project) -> None:
    for source in ("", "/* cut */"):
        answer = signed_in(eli).post(reverse("script", args=[film.pk]), {"source": source})
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()


def test_only_who_plans_pastes(signed_in: SignIn, rae: Person, max: Person, film: Project) -> None:
    url = reverse("script", args=[film.pk])
    assert signed_in(rae).post(url, {"source": FOUNTAIN, "add": "1"}).status_code == 403
    assert signed_in(max).post(url, {"source": FOUNTAIN, "add": "1"}).status_code == 404
    assert not film.scenes.exists()
