import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.forms import SceneForm
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.board import AT_ONCE, Board
from storyboard.rooms.standing import Stand
from storyboard.takes import composition
from storyboard.takes.marks import Marks
from storyboard.takes.models import Generation, Status, Take, Worker
from storyboard.takes.renewing import take_the_place
from tests.takes import films

SignIn = Callable[[Person], Client]
TakeOf = Callable[[Shot, bytes], Take]
PART = {"HX-Request": "true"}


def part(scene: Scene) -> dict[str, str]:
    return PART | {"HX-Target": f"section#scene-{scene.pk}"}


def generate(shot: Shot, by: Person) -> Generation:
    return composition.Composition(shot).generate(by)


def test_each_panel_is_named_by_scene_and_code(signed_in: SignIn, dana: Person, shot: Shot) -> None:
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert 'aria-label="1-010"' in page
    assert "The keeper lights the lamp." in page


def test_a_stranger_finds_no_board(signed_in: SignIn, max: Person, film: Project, scene: Scene) -> None:
    client = signed_in(max)
    assert client.get(reverse("board", args=[film.pk])).status_code == 404
    assert client.get(reverse("scene", args=[scene.pk])).status_code == 404


def test_an_empty_film_says_how_to_begin(signed_in: SignIn, dana: Person, film: Project) -> None:
    page = signed_in(dana).get(reverse("board", args=[film.pk])).content.decode()
    assert "No scenes yet" in page
    assert "Paste a script" in page


def test_who_does_not_plan_sees_no_hands(signed_in: SignIn, rae: Person, shot: Shot) -> None:
    page = signed_in(rae).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert 'aria-label="1-010"' in page
    assert "Add shot" not in page
    assert "Add scene" not in page
    assert "sort-list" not in page


def test_add_scene_and_add_shot_make_a_panel(signed_in: SignIn, eli: Person, film: Project) -> None:
    client = signed_in(eli)
    answer = client.post(reverse("scenes", args=[film.pk]), follow=True)
    scene = film.scenes.get()
    assert f'aria-label="Scene {scene.number}"' in answer.content.decode()
    answer = client.post(reverse("shots", args=[scene.pk]), headers=part(scene), follow=True)
    assert 'aria-label="1-010"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_without_htmx_a_new_shot_leads_back_to_its_scene(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    answer = signed_in(eli).post(reverse("shots", args=[scene.pk]), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"#scene-{scene.pk}")
    assert 'aria-label="1-010"' in answer.content.decode()


def test_a_shot_added_between_two_gets_a_code_between(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    Shot.objects.add(shot.scene)
    client = signed_in(eli)
    client.post(reverse("shots", args=[shot.scene_id]), {"after": shot.pk})
    client.post(reverse("shots", args=[shot.scene_id]), {"after": 0})
    codes = list(Shot.objects.filter(scene=shot.scene).values_list("code", flat=True))
    assert codes == ["030", "010", "015", "020"]


def test_action_typed_on_the_board_goes_on_to_the_next_shot(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    client = signed_in(eli)
    client.post(reverse("shot_action", args=[shot.pk]), {"action": "He looks up.", "next": "1"})
    shot.refresh_from_db()
    assert shot.action == "He looks up."
    assert shot.scene.shots.count() == 2


def test_what_somebody_wrote_meanwhile_is_not_overwritten_from_the_board(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    client, url = signed_in(eli), reverse("shot_action", args=[shot.pk])
    answer = client.post(url, {"action": "<b>Mine.", "was": "", "next": "1"}, headers=PART)
    assert (answer.status_code, answer["HX-Reswap"]) == (409, "none")
    assert "The keeper lights the lamp." in answer.content.decode()
    assert shot.scene.shots.count() == 1
    shot.refresh_from_db()
    assert shot.action == "The keeper lights the lamp."
    assert client.post(url, {"action": shot.action, "was": ""}).status_code == 302
    long = client.post(url, {"action": "x" * 4001, "was": shot.action}, headers=PART)
    assert (long.status_code, long["HX-Reswap"]) == (422, "none")


def test_a_new_shot_that_nobody_wrote_on_leaves_no_trace(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    client, empty = signed_in(eli), {"action": "", "next": "1"}
    new, noted = Shot.objects.add(shot.scene), Shot.objects.add(shot.scene, notes="Fog")
    followed = Shot.objects.add(shot.scene)
    connect(shot, "opening", "last_frame", source=followed)
    for each in (shot, new, noted, followed):
        client.post(reverse("shot_action", args=[each.pk]), empty)
    assert list(Shot.objects.alive()) == [shot, noted, followed]
    shot.refresh_from_db()
    assert shot.action == "The keeper lights the lamp."


def test_what_is_seen_can_be_written_on_every_blank_panel_without_script(
    signed_in: SignIn, eli: Person, rae: Person, shot: Shot
) -> None:
    blank, url = Shot.objects.add(shot.scene), reverse("board", args=[shot.project.pk])
    assert f'id="action-{blank.pk}"' in signed_in(eli).get(url).content.decode()
    assert f'id="action-{shot.pk}"' not in signed_in(eli).get(url).content.decode()
    assert f'id="action-{blank.pk}"' not in signed_in(rae).get(url).content.decode()


def test_a_shot_on_hold_is_taken_off_by_undo(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    client = signed_in(eli)
    client.post(reverse("shot_held", args=[shot.pk]), {"on": "1"})
    told = client.get(reverse("board", args=[shot.project.pk])).context["messages"]
    undo = json.loads(next(iter(told)).extra_tags)
    client.post(undo["action"], undo["fields"])
    shot.refresh_from_db()
    assert not shot.on_hold


def test_the_menu_s_place_is_where_the_row_stands(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    second, scene = Shot.objects.add(shot.scene), Scene.objects.add(shot.project)
    client = signed_in(eli)
    for url, place in (
        (reverse("shot_position", args=[second.pk]), f"{shot.scene_id}.{shot.pk}"),
        (reverse("scene_position", args=[scene.pk]), str(shot.scene_id)),
        (reverse("shot_position", args=[shot.pk]), f"{shot.scene_id}.0"),
    ):
        assert f'value="{place}" selected' in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["rae", "vic"])
def test_who_may_only_look_changes_nothing(
    request: pytest.FixtureRequest, signed_in: SignIn, shot: Shot, name: str
) -> None:
    client = signed_in(request.getfixturevalue(name))
    scene, film = shot.scene, shot.project
    for url in ("shot_position", "shot_omitted", "shot_deleted", "shot_held", "shot_action"):
        assert client.post(reverse(url, args=[shot.pk]), {"on": "1"}).status_code == 403, url
    for url in ("scene", "scene_position", "scene_omitted", "scene_deleted", "shots"):
        assert client.post(reverse(url, args=[scene.pk]), {"on": "1"}).status_code == 403, url
    for url in ("scenes", "scene_order"):
        assert client.post(reverse(url, args=[film.pk])).status_code == 403, url
    shot.refresh_from_db()
    assert not shot.omitted_at
    assert not shot.deleted_at


def test_a_scene_is_renamed_in_place(signed_in: SignIn, eli: Person, scene: Scene) -> None:
    fields = {"number": "12a", "slug": "EXT. REEF - DAWN", "text": "The boat is late."}
    answer = signed_in(eli).post(reverse("scene", args=[scene.pk]), fields, follow=True)
    scene.refresh_from_db()
    assert (scene.number, scene.slug) == ("12A", "EXT. REEF - DAWN")
    assert "EXT. REEF - DAWN" in answer.content.decode()


def test_a_taken_number_is_said_beside_its_field_and_nothing_typed_is_lost(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    Scene.objects.add(scene.project, number="2")
    fields = {"number": "2", "slug": "INT. A NEW PLACE", "text": "Typed words."}
    answer = signed_in(eli).post(reverse("scene", args=[scene.pk]), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a scene 2 already" in page
    assert "INT. A NEW PLACE" in page
    assert "Typed words." in page
    scene.refresh_from_db()
    assert scene.number == "1"


def test_two_people_who_rename_a_scene_do_not_overwrite_each_other(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    opened = {"was_number": "1", "was_slug": scene.slug, "was_text": ""}
    Scene.objects.filter(pk=scene.pk).update(slug="INT. THEIRS", text="Their words.")
    client, url = signed_in(eli), reverse("scene", args=[scene.pk])
    client.post(url, {**opened, "number": "7", "slug": scene.slug, "text": ""})
    scene.refresh_from_db()
    assert (scene.number, scene.slug, scene.text) == ("7", "INT. THEIRS", "Their words.")
    answer = client.post(url, {**opened, "number": "7", "slug": "INT. MINE", "text": ""})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "INT. THEIRS" in page
    assert 'value="INT. MINE"' in page
    client.post(url, {"was_slug": "INT. THEIRS", "number": "7", "slug": "INT. MINE", "text": "Their words."})
    scene.refresh_from_db()
    assert scene.slug == "INT. MINE"


def test_blanks_at_the_ends_of_a_scene_s_text_are_nobody_s_change(scene: Scene) -> None:
    Scene.objects.filter(pk=scene.pk).update(text="    ANNA\nWhere is he?")
    mine, theirs = Scene.objects.get(pk=scene.pk), Scene.objects.get(pk=scene.pk)
    opened = {"was_text": "    ANNA\r\nWhere is he?", "number": "1", "slug": ""}
    assert SceneForm(opened | {"text": "ANNA\r\nHere."}, instance=theirs).is_valid()
    untouched = SceneForm(opened | {"text": opened["was_text"], "slug": "EXT. REEF"}, instance=mine)
    assert untouched.is_valid()
    assert untouched.write()
    scene.refresh_from_db()
    assert (scene.text, scene.slug) == ("    ANNA\nWhere is he?", "EXT. REEF")


def test_a_number_that_somebody_takes_meanwhile_is_said_beside_its_field(scene: Scene) -> None:
    form = SceneForm({"was_number": "1", "number": "12a", "slug": "", "text": ""}, instance=scene)
    assert form.is_valid()
    Scene.objects.add(scene.project, number="12A")
    assert not form.write()
    assert form.errors["number"] == ["There is a scene 12A already: take another number."]
    assert Scene.objects.get(pk=scene.pk).number == "1"


def test_a_scene_that_is_gone_leaves_the_boards_that_show_it(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    scene.remove()
    answer = signed_in(eli).get(reverse("scene", args=[scene.pk]), headers=part(scene))
    assert answer["HX-Reswap"] == "delete"


def test_a_shot_is_moved_by_the_menu_and_moved_back_by_undo(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    other = Scene.objects.add(shot.project)
    Shot.objects.add(other)
    client = signed_in(eli)
    assert f'value="{other.pk}.0"' in client.get(reverse("shot_position", args=[shot.pk])).content.decode()
    client.post(reverse("shot_position", args=[shot.pk]), {"place": f"{other.pk}.0"})
    shot.refresh_from_db()
    assert (shot.scene, shot.position, shot.code) == (other, 1, "020")
    undo = json.loads(
        next(iter(client.get(reverse("board", args=[shot.project.pk])).context["messages"])).extra_tags
    )
    client.post(undo["action"], undo["fields"])
    shot.refresh_from_db()
    assert shot.scene.number == "1"


def test_a_place_that_is_not_in_the_film_is_refused(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    answer = signed_in(eli).post(reverse("shot_position", args=[shot.pk]), {"place": "999.0"})
    assert answer.status_code == 422


def test_dropping_a_scene_saves_its_place(signed_in: SignIn, eli: Person, scene: Scene) -> None:
    second = Scene.objects.add(scene.project)
    client = signed_in(eli)
    client.post(reverse("scene_order", args=[scene.project_id]), {"moved": second.pk, "before": scene.pk})
    assert list(scene.project.scenes.all()) == [second, scene]
    client.post(reverse("scene_position", args=[second.pk]), {"place": str(scene.pk)})
    assert list(scene.project.scenes.all()) == [scene, second]


def test_omitting_deleting_and_undoing_say_the_same_twice_without_harm(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    client = signed_in(eli)
    for name, column in (("shot_omitted", "omitted_at"), ("shot_deleted", "deleted_at")):
        for on in ("1", "1", "0", "0"):
            client.post(reverse(name, args=[shot.pk]), {"on": on})
            shot.refresh_from_db()
            assert bool(getattr(shot, column)) == (on == "1")
    for name, column in (("scene_omitted", "omitted_at"), ("scene_deleted", "deleted_at")):
        for on in ("1", "0"):
            client.post(reverse(name, args=[shot.scene_id]), {"on": on})
            scene = Scene.objects.get(pk=shot.scene_id)
            assert bool(getattr(scene, column)) == (on == "1")


@pytest.mark.parametrize("said", [{}, {"on": ""}, {"on": "perhaps"}])
def test_what_is_neither_on_nor_off_changes_nothing(
    signed_in: SignIn, eli: Person, shot: Shot, said: dict[str, str]
) -> None:
    shot.omit(True)
    client = signed_in(eli)
    for name in ("shot_omitted", "shot_deleted", "shot_held"):
        assert client.post(reverse(name, args=[shot.pk]), said).status_code == 400
    shot.refresh_from_db()
    assert (bool(shot.omitted_at), shot.deleted_at, shot.on_hold) == (True, None, False)


def test_what_a_scene_s_and_a_shot_s_menu_offer_puts_them_out_and_back(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    client = signed_in(eli)
    for name, row in (("shot", shot), ("scene", shot.scene)):
        for omitted in (True, False):
            page = client.get(reverse(f"{name}_position", args=[row.pk])).content.decode()
            form = page.split(reverse(f"{name}_omitted", args=[row.pk]))[1]
            on = re.search(r'name="on" value="([^"]*)"', form)[1]  # type: ignore[index]
            client.post(reverse(f"{name}_omitted", args=[row.pk]), {"on": on})
            row.refresh_from_db()
            assert bool(row.omitted_at) == omitted


def test_what_has_takes_or_generations_is_never_deleted(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    generate(shot, eli)
    client = signed_in(eli)
    answer = client.post(reverse("shot_deleted", args=[shot.pk]), {"on": "1"}, follow=True)
    assert "can only be omitted" in answer.content.decode()
    client.post(reverse("scene_deleted", args=[shot.scene_id]), {"on": "1"})
    shot.refresh_from_db()
    assert not shot.deleted_at
    assert not shot.scene.deleted_at
    assert ">Delete<" not in client.get(reverse("shot_position", args=[shot.pk])).content.decode()


def test_a_shot_shows_where_it_stands_and_what_is_happening(dana: Person, shot: Shot) -> None:
    def panel() -> object:
        return Board(shot.project).scenes[0].panels[0]

    assert (panel().stand, panel().happening) == (Stand.DRAFT, None)
    generation = generate(shot, dana)
    assert panel().happening.is_running
    generation.refresh_from_db()
    Generation.objects.filter(pk=generation.pk).update(status=Status.REFUSED, trouble={"message": "No."})
    assert (panel().happening.is_running, panel().happening.sentence) == (False, "No.")
    take = Take.objects.create(shot=shot, number=1, frames=48)
    assert panel().stand == Stand.REVIEW
    take.pick(True, by=dana)
    assert (panel().stand, panel().frames) == (Stand.PICKED, 48)
    shot.omit(True)
    assert panel().stand == Stand.OMITTED
    assert Board(shot.project).frames == 0


def test_a_picked_shot_shows_its_length_in_the_cut_as_the_list_does(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    shot.write(length=60)
    Take.objects.create(shot=shot, number=1, frames=96).pick(True, by=dana)
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert 'title="planned 2.5 s">4 s<' in page
    rows = signed_in(dana).get(reverse("shot_list", args=[shot.project.pk])).content.decode()
    assert '>2.5 s</td><td class="num">4 s</td>' in rows


def test_a_lost_generation_stays_in_sight_until_it_is_sent_again(dana: Person, shot: Shot) -> None:
    lost, done = generate(shot, dana), generate(shot, dana)
    Generation.objects.filter(pk=lost.pk).update(status=Status.LOST)
    Generation.objects.filter(pk=done.pk).update(status=Status.DONE)
    assert Board(shot.project).scenes[0].panels[0].happening.generation == lost
    composition.send_again(lost, dana).cancel()
    assert Board(shot.project).scenes[0].panels[0].happening.generation == lost
    again = composition.send_again(lost, dana)
    Generation.objects.filter(pk=again.pk).update(status=Status.DONE)
    assert Board(shot.project).scenes[0].panels[0].happening is None


def test_a_lost_sandbox_generation_does_not_send_anybody_to_azerion(dana: Person, shot: Shot) -> None:
    lost = generate(shot, dana)
    trouble = {"message": "The answer was lost.", "todo": "Check with Azerion."}
    Generation.objects.filter(pk=lost.pk).update(status=Status.LOST, trouble=trouble)
    sentence = Board(shot.project).scenes[0].panels[0].happening.sentence
    assert sentence == "The answer was lost. Send it again when you like."
    Generation.objects.filter(pk=lost.pk).update(route="default")
    assert Board(shot.project).scenes[0].panels[0].happening.sentence.endswith("Check with Azerion.")


def test_the_board_says_what_is_under_way_and_that_nobody_works(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    follower = Shot.objects.add(shot.scene)
    connect(follower, "opening", "last_frame", source=shot)
    generate(follower, dana)
    sending, _ = generate(shot, dana), generate(shot, dana)
    Generation.objects.filter(pk=sending.pk).update(status=Status.SENDING)
    client, scene = signed_in(dana), reverse("scene", args=[shot.scene_id])
    page = client.get(scene, headers=part(shot.scene)).content.decode()
    sums = re.findall(r'data-status="(\w+)">(\d \w+)</span>', page.split('hx-target="#board-sums"')[1])
    assert sums == [("waiting", "1 waiting"), ("queued", "1 queued"), ("sending", "1 sending")]
    assert "No worker is running" in page
    Worker.beat("here")
    assert "No worker is running" not in client.get(scene, headers=part(shot.scene)).content.decode()


def test_a_link_names_its_source_and_what_it_waits_for(signed_in: SignIn, dana: Person, shot: Shot) -> None:
    near, far = Shot.objects.add(shot.scene), Shot.objects.add(shot.scene)
    connect(near, "opening", "last_frame", source=shot)
    connect(far, "opening", "last_frame", source=shot)
    generate(far, dana)
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert "Opens on the last frame of 1-010" in page
    assert "← 1-010" in page
    assert "for 1-010" in page


def test_a_scene_polls_while_something_runs_and_only_then(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    client, url = signed_in(dana), reverse("board", args=[shot.project.pk])
    assert "every 2s" not in client.get(url).content.decode()
    generation = generate(shot, dana)
    assert "every 2s" in client.get(url).content.decode()
    generation.cancel()
    assert "every 2s" not in client.get(url).content.decode()


def test_a_scene_polls_until_the_picture_of_its_pick_is_there_or_given_up(
    signed_in: SignIn, dana: Person, shot: Shot, take_of: TakeOf
) -> None:
    client, url = signed_in(dana), reverse("board", args=[shot.project.pk])
    take = take_of(shot, b"a clip")
    take.pick(True, by=dana)
    assert "every 2s" in client.get(url).content.decode()
    take.mark(derived_at=now())
    assert "every 2s" not in client.get(url).content.decode()


def test_a_scene_polls_until_the_pick_that_comes_by_itself_is_there_and_judged(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    old = films.picked(shot, dana)
    films.fresh(shot).write(prompt="Fog.")
    client = signed_in(dana)
    url = reverse("board", args=[shot.project.pk])
    assert "every 2s" not in client.get(url).content.decode()
    generation = composition.Composition(films.fresh(shot), pick_first=True, replaces=old).generate(dana)
    Generation.objects.filter(pk=generation.pk).update(status=Status.DONE)
    measured = {"original": films.a_file(), "frames": 96, "width": 1280, "height": 720}
    take = Take.objects.create(shot=shot, number=2, generation=generation, **measured)
    between = client.get(url).content.decode()
    assert "every 2s" in between
    assert "<span>Out of date</span>" in between
    take = Take.objects.select_related("shot__scene__project", "generation").get(pk=take.pk)
    take.mark(derived_at=now())
    assert take_the_place(take)
    after = client.get(url).content.decode()
    assert "every 2s" not in after
    assert "<span>Out of date</span>" not in after


def test_a_poll_where_nothing_moved_gets_204(
    signed_in: SignIn, dana: Person, shot: Shot, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(dana)
    version = Project.objects.get(pk=shot.project.pk).version
    url = reverse("scene", args=[shot.scene_id])
    with django_assert_max_num_queries(3):
        assert client.get(url, {"version": version}, headers=part(shot.scene)).status_code == 204
    shot.write(action="New.")
    answer = client.get(url, {"version": version}, headers=part(shot.scene))
    assert answer.status_code == 200
    assert "New." in answer.content.decode()


def fill(film: Project, scenes: int, shots: int) -> None:
    for _ in range(scenes):
        scene = Scene.objects.add(film)
        made = [Shot.objects.add(scene) for _ in range(shots)]
        for before, shot in zip([None, *made], made, strict=False):
            Take.objects.create(shot=shot, number=1, frames=90).pick(True, by=None)
            Take.objects.create(shot=shot, number=2)
            if before:
                connect(shot, "opening", "last_frame", source=before)


def test_the_board_costs_the_same_queries_however_long_the_film(
    signed_in: SignIn,
    dana: Person,
    film: Project,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = signed_in(dana), reverse("board", args=[film.pk])
    fill(film, 2, 3)
    with django_assert_max_num_queries(17) as few:
        client.get(url)
    fill(film, 2, 6)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_far_panels_come_when_somebody_scrolls_near(signed_in: SignIn, dana: Person, scene: Scene) -> None:
    shots = [Shot(scene=scene, code=f"{n:04d}", position=n) for n in range(1, AT_ONCE + 11)]
    Shot.objects.bulk_create(shots)
    client = signed_in(dana)
    first = client.get(reverse("board", args=[scene.project_id])).content.decode()
    assert first.count("<article") == AT_ONCE
    assert "10 more shots" in first
    url = f"{reverse('scene', args=[scene.pk])}?shown={AT_ONCE * 2}"
    assert client.get(url, headers=part(scene)).content.decode().count("<article") == AT_ONCE + 10
    answer = client.post(reverse("shots", args=[scene.pk]), headers=part(scene), follow=True)
    assert "What is seen?" in answer.content.decode()


# Menus over the board


TOOLS = PART | {"HX-Target": "div#tools"}


def told(answer: HttpResponse) -> dict[str, Any]:
    return dict(json.loads(answer["HX-Trigger"]))


@pytest.mark.parametrize("verb", ["shot_held", "shot_omitted"])
def test_what_a_menu_did_to_a_shot_comes_as_its_scene_and_focus_goes_back(
    signed_in: SignIn, eli: Person, shot: Shot, verb: str
) -> None:
    answer = signed_in(eli).post(reverse(verb, args=[shot.pk]), {"on": "1"}, headers=TOOLS)
    text = answer.content.decode()
    assert (answer.status_code, text.count("<html"), text.count("<section")) == (200, 0, 1)
    assert f'hx-target="#scene-{shot.scene_id}" hx-swap="outerMorph"' in text
    assert told(answer)["take-focus"] == {"target": f"#shot-{shot.pk}-menu"}
    assert told(answer)["toast"]["undo"]["action"] == reverse("undone", args=[shot.project.pk])


def test_a_deleted_shot_hands_focus_to_the_next_else_the_last_else_the_button(
    signed_in: SignIn, eli: Person, shot: Shot
) -> None:
    second, third = Shot.objects.add(shot.scene), Shot.objects.add(shot.scene)
    client = signed_in(eli)
    expected = [
        (second, f"#shot-{third.pk}-menu"),
        (third, f"#shot-{shot.pk}-menu"),
        (shot, f"#panels-{shot.scene_id} .panel-add"),
    ]
    for each, focus in expected:
        answer = client.post(reverse("shot_deleted", args=[each.pk]), {"on": "1"}, headers=TOOLS)
        assert told(answer)["take-focus"] == {"target": focus}


def test_a_shot_moved_to_another_scene_changes_both(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    other, left = Scene.objects.add(shot.project), shot.scene_id
    answer = signed_in(eli).post(
        reverse("shot_position", args=[shot.pk]), {"place": f"{other.pk}.0"}, headers=TOOLS
    )
    assert f'hx-target="#scene-{other.pk}"' in answer.content.decode()
    assert f"scene-{left}" in told(answer)
    assert told(answer)["take-focus"] == {"target": f"#shot-{shot.pk}-menu"}


def test_a_moved_shot_far_down_a_scene_is_among_its_panels(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    rows = [Shot(scene=scene, code=f"{n:04d}", position=n) for n in range(1, AT_ONCE + 11)]
    Shot.objects.bulk_create(rows)
    first, last = Shot.objects.filter(scene=scene).first(), Shot.objects.filter(scene=scene).last()
    answer = signed_in(eli).post(
        reverse("shot_position", args=[first.pk]), {"place": f"{scene.pk}.{last.pk}"}, headers=TOOLS
    )
    assert f'id="shot-{first.pk}-menu"' in answer.content.decode()


def test_a_place_that_is_gone_is_said_in_the_menu(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    for url, place in (("shot_position", "999.0"), ("scene_position", "999")):
        noun = shot if url == "shot_position" else shot.scene
        answer = signed_in(eli).post(reverse(url, args=[noun.pk]), {"place": place}, headers=TOOLS)
        assert answer.status_code == 422
        assert "<dialog" in answer.content.decode()
        assert 'class="error"' in answer.content.decode()


def test_a_scene_moved_by_its_menu_is_put_where_it_stands_now(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    second, client = Scene.objects.add(scene.project), signed_in(eli)
    url = reverse("scene_position", args=[second.pk])
    for place, how in (("0", "beforebegin"), (str(scene.pk), "afterend")):
        answer = client.post(url, {"place": place}, headers=TOOLS)
        text = answer.content.decode()
        assert f'hx-target="#scene-{second.pk}" hx-swap="delete"' in text
        assert f'hx-target="#scene-{scene.pk}" hx-swap="{how}"' in text
        assert told(answer)["take-focus"] == {"target": f"#scene-{second.pk}-menu"}


def test_a_scene_leaves_the_board_comes_back_by_undo_and_the_last_one_leaves_another_page(
    signed_in: SignIn, eli: Person, scene: Scene
) -> None:
    second, client = Scene.objects.add(scene.project), signed_in(eli)
    url, film = reverse("scene_deleted", args=[second.pk]), reverse("board", args=[scene.project_id])
    answer = client.post(url, {"on": "1"}, headers=TOOLS)
    assert f'hx-target="#scene-{second.pk}" hx-swap="delete"' in answer.content.decode()
    assert told(answer)["take-focus"] == {"target": f"#scene-{scene.pk}-menu"}
    answer = client.post(url, {"on": "0"}, headers=TOOLS)
    assert f'hx-target="#scene-{scene.pk}" hx-swap="afterend"' in answer.content.decode()
    client.post(url, {"on": "1"}, headers=TOOLS)
    gone = client.post(reverse("scene_deleted", args=[scene.pk]), {"on": "1"}, headers=TOOLS)
    assert gone["HX-Redirect"] == film


def test_without_htmx_the_menus_lead_back_to_the_board(signed_in: SignIn, eli: Person, shot: Shot) -> None:
    client, place = signed_in(eli), {"place": f"{shot.scene_id}.0"}
    for verb, said in (
        ("shot_position", place),
        ("shot_held", {"on": "1"}),
        ("shot_omitted", {"on": "1"}),
        ("shot_deleted", {"on": "1"}),
    ):
        answer = client.post(reverse(verb, args=[shot.pk]), said, follow=True)
        assert answer.redirect_chain[-1][0].endswith(f"#scene-{shot.scene_id}")


# What is out of date


@pytest.fixture
def outdated(scene: Scene, dana: Person) -> list[Shot]:
    """1-020 opens on the last frame of 1-010, whose pick has changed since."""
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    films.picked(shots[0], dana)
    connect(shots[1], "opening", "last_frame", source=shots[0])
    films.picked(shots[1], dana)
    films.picked(shots[0], dana)
    return shots


def seen(scene: Scene) -> str:
    """What a board with this scene says that it shows."""
    film = Project.objects.get(pk=scene.project_id)
    return f"{scene.pk}-{Marks(film).judge().seals().get(scene.pk, '')}"


def test_a_panel_says_that_its_pick_is_out_of_date_and_why(
    signed_in: SignIn, vic: Person, outdated: list[Shot]
) -> None:
    page = signed_in(vic).get(reverse("board", args=[outdated[0].project.pk])).content.decode()
    assert page.count("<span>Out of date</span>") == 1
    why = "1-010&#x27;s pick changed from take 1 to take 2."
    assert f'title="Out of date: {why}">1-020</a>' in page
    assert "1 out of date</a>" in page
    assert page.count("data-stale></li>") == 1


def test_scenes_whose_marks_have_changed_fetch_themselves(
    signed_in: SignIn, dana: Person, outdated: list[Shot], scene: Scene
) -> None:
    film, other = Project.objects.get(pk=scene.project_id), Scene.objects.add(scene.project)
    client, url = signed_in(dana), reverse("out_of_date", args=[film.pk])
    before = [f"{scene.pk}-", f"{other.pk}-"]
    answer = client.get(url, {"seen": before}, headers=PART | {"HX-Target": "span#out-of-date"})
    assert "1 out of date" in answer.content.decode()
    assert "hx-get" not in answer.content.decode()
    assert told(answer) == {f"scene-{scene.pk}": {}}
    again = client.get(url, {"seen": [seen(scene), f"{other.pk}-", "¹-", "x"]}, headers=PART)
    assert told(again) == {}


def test_without_htmx_what_is_out_of_date_is_judged_and_shown_on_the_board(
    signed_in: SignIn, dana: Person, outdated: list[Shot]
) -> None:
    film = outdated[0].project
    answer = signed_in(dana).get(reverse("out_of_date", args=[film.pk]))
    assert answer["Location"] == film.get_absolute_url()


def test_a_long_film_asks_for_its_marks_after_the_page_is_there(outdated: list[Shot], film: Project) -> None:
    picked = Project.objects.get(pk=film.pk)
    later = render_to_string(
        "rooms/out_of_date.html", {"project": picked, "marks": Marks.near(picked, at_once=1)}
    )
    assert 'hx-trigger="load"' in later
    judged = {"project": picked, "marks": Marks.near(picked)}
    assert "hx-trigger" not in render_to_string("rooms/out_of_date.html", judged)


def test_a_panel_says_what_became_of_the_shot_that_it_waits_for(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    follower = Shot.objects.add(shot.scene)
    connect(follower, "opening", "last_frame", source=shot)
    source = generate(shot, dana)
    generate(follower, dana)
    url = reverse("board", args=[shot.project.pk])
    assert "for 1-010’s pick" in signed_in(dana).get(url).content.decode()
    source.cancel()
    assert "for 1-010, which was canceled" in signed_in(dana).get(url).content.decode()


def sending(shot: Shot, by: Person, ago: float = 0) -> Generation:
    generation = generate(films.fresh(shot), by)
    generation.claim("a worker")
    assert generation.begin_sending()
    Generation.objects.filter(pk=generation.pk).update(sent_at=now() - timedelta(seconds=ago))
    return generation


def panel(page: str, name: str) -> str:
    return page.partition(f'aria-label="{name}"')[2].partition("</article>")[0]


NO = {"outcome": "refused", "message": "Veo declined this.", "charged": "no", "todo": "Reword it."}


def test_a_panel_whose_request_came_to_nothing_says_which_shots_wait_for_it(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    followers = [Shot.objects.add(shot.scene, prompt="A mast.") for _ in range(2)]
    for follower, source in zip(followers, [shot, followers[0]], strict=True):
        connect(follower, "opening", "last_frame", source=source)
    source = sending(shot, dana)
    for follower in followers:
        generate(films.fresh(follower), dana)
    source.refuse(NO)
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert '<p class="behind">1-020, 1-030 wait for a take</p>' in panel(page, "1-010")
    assert "for 1-010, which was refused" in panel(page, "1-020")
    assert page.count('class="behind"') == 1


def test_stopped_branches_and_late_calls_cost_the_board_the_same_queries_however_many(
    signed_in: SignIn,
    dana: Person,
    scene: Scene,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    def branch() -> None:
        source, follower, late = [Shot.objects.add(scene, prompt=f"Wave {n}.") for n in range(3)]
        connect(follower, "opening", "last_frame", source=source)
        running = sending(source, dana)
        generate(films.fresh(follower), dana)
        running.refuse(NO)
        sending(late, dana, ago=190)

    client, url = signed_in(dana), reverse("board", args=[scene.project_id])
    branch()
    with django_assert_max_num_queries(25) as few:
        client.get(url)
    branch()
    branch()
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_a_running_panel_says_its_usual_time_and_what_is_said_once_that_is_over(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    other = Shot.objects.add(shot.scene, prompt="A mast.")
    sending(other, dana, ago=90).finish([])
    sending(shot, dana, ago=190)
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    said = panel(page, "1-010")
    assert f'id="line-{shot.pk}" max="90"' in said
    assert f'usual="90" late="still waiting, nothing is sent again" for="line-{shot.pk}"' in said


def test_a_scene_and_the_film_run_as_long_as_the_cut_a_trimmed_pick_beside_what_is_planned(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    shot.write(length=96)
    Take.objects.create(shot=shot, number=1, frames=96).pick(True, dana, 24, 72)
    Shot.objects.add(shot.scene).write(length=120)
    Shot.objects.add(Scene.objects.add(shot.project)).write(length=1440)
    board = Board(shot.project)
    assert [each.frames for each in board.scenes] == [48 + 120, 1440]
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert '<span>runs <b class="timecode">1:07</b></span>' in page.partition('id="board-sums"')[2]
    assert 'title="Screen this scene">runs <b class="timecode">0:07</b>' in page
    chosen = signed_in(dana).post(reverse("selection", args=[shot.project.pk]), {"shot": shot.pk})
    assert 'runs <span class="timecode">0:02</span>' in chosen.content.decode()


def test_a_link_to_another_scene_names_its_source_on_the_panel(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    other = Scene.objects.add(shot.project)
    neighbour, far = Shot.objects.add(other), Shot.objects.add(other)
    for follower in (neighbour, far):
        connect(follower, "opening", "last_frame", source=shot)
    page = signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode()
    assert "← 1-010</a>" in panel(page, f"{other.number}-020")
    across = panel(page, f"{other.number}-010").partition("data-across")[2].partition("</a>")[0]
    assert "<span>← 1-010</span>" in across


def test_the_bar_of_the_chosen_says_how_many_are_out_of_date(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    follower = Shot.objects.add(shot.scene, prompt="A mast.")
    connect(follower, "opening", "last_frame", source=shot)
    films.picked(shot, dana)
    films.picked(follower, dana)
    films.picked(shot, dana)
    Marks(films.fresh(shot).project).judge()
    url = reverse("selection", args=[shot.project.pk])
    both = signed_in(dana).post(url, {"shot": f"{shot.pk} {follower.pk}"}).content.decode()
    assert "1 out of date" in both
    alone = signed_in(dana).post(url, {"shot": shot.pk}).content.decode()
    assert "out of date</span>" not in alone


def test_a_panel_counts_in_place_while_it_runs_and_never_veils_a_clip_that_is_there(
    signed_in: SignIn, dana: Person, shot: Shot
) -> None:
    take = films.picked(shot, dana)
    poster = films.a_file("image/jpeg")
    Take.objects.filter(pk=take.pk).update(poster=poster, strip=poster)
    generate(films.fresh(shot), dana)
    sending(shot, dana)
    said = panel(signed_in(dana).get(reverse("board", args=[shot.project.pk])).content.decode(), "1-010")
    picture, _, below = said.partition('<div class="running">')
    assert reverse("take_poster", args=[take.pk]) in picture
    assert reverse("take_clip", args=[take.pk]) in picture
    assert 'data-status="sending">Sending · 2</span>' in below
    assert "<elapsed-time" in below
    assert "running" not in picture
