"""The script beside the plan: lines become shots, what is not covered is counted, who speaks is offered."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.assets.models import Asset
from storyboard.projects.models import Covered, Scene, Shot
from storyboard.projects.script import add_scenes, read_script
from storyboard.rooms.script_pane import ScriptPane

pytestmark = pytest.mark.django_db
AS_PART = {"HX-Request": "true", "HX-Target": "aside#script-pane"}
TEXT = "The keeper counts the waves.\n\nKEEPER\nHold on.\n\nHe climbs."


@pytest.fixture
def written(scene):
    scene.write_if({}, text=TEXT)
    return Scene.objects.get(pk=scene.pk)


def choose(client, scene, *lines, **more):
    fields = {"line": lines} | more
    return client.post(f"/scenes/{scene.pk}/covered", fields, follow=True, headers=AS_PART)


def pane_of(film):
    return ScriptPane(film)


def test_chosen_lines_become_a_shot_with_action_and_dialogue(written, film, dana, signed_in):
    answer = choose(signed_in(dana), written, 0, 3)
    shot = Shot.objects.get()
    assert shot.action == "The keeper counts the waves."
    assert shot.dialogue == "KEEPER: “Hold on.”"
    told = json.loads(answer["HX-Trigger"])
    assert "1-010 added" in told["toast"]["text"]
    assert f"scene-{written.pk}" in told
    assert (pane_of(film).uncovered, pane_of(film).open.uncovered) == (1, 1)
    assert "Covered by 1-010" in answer.content.decode()


def test_a_shot_comes_after_the_last_one_that_covers_what_is_before(written, dana, signed_in):
    client = signed_in(dana)
    choose(client, written, 0)
    choose(client, written, 5)
    choose(client, written, 2, 3)
    rows = {each.code: each.action or each.dialogue for each in Shot.objects.order_by("position")}
    assert rows == {
        "010": "The keeper counts the waves.",
        "015": "KEEPER: “Hold on.”",
        "020": "He climbs.",
    }


def test_what_the_pane_did_is_taken_back(written, dana, signed_in):
    client = signed_in(dana)
    told = json.loads(choose(client, written, 0)["HX-Trigger"])["toast"]["undo"]
    client.post(told["action"], told["fields"])
    assert not Shot.objects.alive().exists()
    assert not Covered.objects.exists()


def test_a_shot_that_is_there_covers_lines_and_lets_them_go(written, shot, film, dana, signed_in):
    client = signed_in(dana)
    choose(client, written, 5, shot=shot.pk)
    choose(client, written, 5, shot=shot.pk)
    row = Covered.objects.get()
    assert (row.shot, row.text, Shot.objects.count()) == (shot, "He climbs.", 1)
    assert "He climbs." in client.get(f"/shots/{shot.pk}").content.decode().partition("Lines it covers")[2]
    client.post(f"/covered/{row.pk}/not", headers=AS_PART)
    assert not Covered.objects.exists()
    assert pane_of(film).uncovered == 4


def test_a_transition_is_no_line_to_cover(written, film, dana, signed_in):
    written.write_if({}, text=f"FADE IN:\n\n{TEXT}\n\nCUT TO:\n\n> SMASH CUT\n\n> THE END <")
    assert pane_of(film).uncovered == 5
    choose(signed_in(dana), written, 2, 4, 5, 7, 13)
    assert (pane_of(film).uncovered, pane_of(film).open.uncovered) == (0, 0)
    assert Shot.objects.get().action == "The keeper counts the waves.\nHe climbs.\n> THE END <"


def test_lines_of_a_deleted_shot_are_open_again(written, film, dana, signed_in):
    choose(signed_in(dana), written, 0)
    Shot.objects.get().remove()
    assert pane_of(film).uncovered == 4


def test_words_that_are_gone_are_said_with_their_shot(written, film, dana, signed_in):
    client = signed_in(dana)
    choose(client, written, 5)
    written.write_if({}, text="Something else")
    text = client.get(f"/projects/{film.pk}/script-pane?scene={written.pk}").content.decode()
    assert "not in the script any more" in text
    assert "He climbs." in text


def test_pasting_a_script_again_deletes_nothing(written, film, dana, signed_in):
    choose(signed_in(dana), written, 0)
    add_scenes(film, read_script(f"INT. LAMP ROOM - NIGHT\n\n{TEXT}"))
    assert Covered.objects.count() == 1
    assert pane_of(film).uncovered == 3 + 4


def test_who_speaks_and_is_no_asset_is_offered_and_added_once(written, film, dana, signed_in):
    client = signed_in(dana)
    assert pane_of(film).people == ["Keeper"]
    for _ in range(2):
        client.post(f"/scenes/{written.pk}/people", {"name": "Keeper"}, headers=AS_PART)
    keeper = Asset.objects.get()
    assert (keeper.kind, keeper.name, keeper.cover) == ("character", "Keeper", None)
    assert pane_of(film).people == []


def test_a_character_without_a_picture_is_at_home_everywhere(written, film, shot, dana, signed_in):
    client = signed_in(dana)
    client.post(f"/scenes/{written.pk}/people", {"name": "Keeper"}, headers=AS_PART)
    keeper = Asset.objects.get()
    keeper.write(words="A man of sixty.")
    shot.write(action="@Keeper climbs.")
    for address in (
        f"/projects/{film.pk}/assets", f"/assets/{keeper.pk}", f"/shots/{shot.pk}", f"/projects/{film.pk}",
        f"/scenes/{written.pk}/looks", f"/projects/{film.pk}/lint", f"/projects/{film.pk}/continuity",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    names = client.get(f"/projects/{film.pk}/names").json()["names"]
    assert names == [{"name": "Keeper", "hint": "Character", "picture": ""}]
    assert "Keeper (A man of sixty)" in client.get(f"/shots/{shot.pk}/request").content.decode()
    client.post(f"/shots/{shot.pk}/references", {"references_shown": 1, "references": f"asset-{keeper.pk}"})
    assert client.get(f"/shots/{shot.pk}").status_code == 200


@pytest.mark.parametrize("lines", [[], ["x"], ["²"], ["-1"], ["9" * 30], ["99"], ["1"], [""]])
def test_lines_that_are_not_there_make_no_shot(lines, written, dana, signed_in):
    assert choose(signed_in(dana), written, *lines).status_code == 422
    assert not Shot.objects.exists()


@pytest.mark.parametrize("more", [{"shot": "9" * 30}, {"shot": "x"}, {"shot": "²"}])
def test_a_shot_that_is_not_there_covers_nothing(more, written, dana, signed_in):
    assert choose(signed_in(dana), written, 0, **more).status_code == 422
    assert not Covered.objects.exists()


@pytest.mark.parametrize("name", ["", "Nobody", "x" * 500, "\x00"])
def test_nobody_becomes_a_character_who_does_not_speak(name, written, dana, signed_in):
    answer = signed_in(dana).post(f"/scenes/{written.pk}/people", {"name": name}, headers=AS_PART)
    assert answer.status_code == 422
    assert not Asset.objects.exists()


@pytest.mark.parametrize("asked", ["scene=x", "scene=99999", f"shot={'9' * 40}", "at=²&changed=1", "%00"])
def test_a_pane_asked_for_oddly_opens_all_the_same(asked, written, film, dana, signed_in):
    answer = signed_in(dana).get(f"/projects/{film.pk}/script-pane?{asked}", headers=AS_PART)
    assert answer.status_code == 200
    assert "He climbs." in answer.content.decode()


def test_without_htmx_the_pane_is_a_page_and_says_what_is_wrong(written, film, dana, signed_in):
    client = signed_in(dana)
    answer = client.post(f"/scenes/{written.pk}/covered", {})
    assert answer.status_code == 422
    assert "Choose some lines first." in answer.content.decode()
    assert "Add shot" in client.get(f"/projects/{film.pk}/script-pane").content.decode()


def test_who_reads_only_reads_the_lines(written, film, rae, signed_in):
    text = signed_in(rae).get(f"/projects/{film.pk}/script-pane").content.decode()
    assert "He climbs." in text
    assert "Add shot" not in text
    assert "Add as a character" not in text


def test_more_scenes_and_shots_cost_no_more_queries(
    written, film, dana, signed_in, django_assert_num_queries
):
    client = signed_in(dana)
    choose(client, written, 0)
    few = queries_of(client, film)
    for n in range(3):
        scene = Scene.objects.add(film, slug=f"INT. {n}", text=TEXT)
        choose(client, scene, 0)
    assert queries_of(client, film) == few


def queries_of(client, film):
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/projects/{film.pk}/script-pane")
    return len(queries)
