import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from storyboard.accounts.models import Person
from storyboard.assets.models import Look
from storyboard.continuity.models import Circle, End, Link, bridge, connect
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.beginnings import Choice, Choices
from storyboard.rooms.between import Beginning, Between
from storyboard.rooms.board import Board
from storyboard.takes.composition import Composition
from storyboard.takes.freshness import Freshness
from storyboard.takes.marks import Marks
from storyboard.takes.models import Take
from tests.media import make
from tests.takes.films import an_asset, fresh, picked

SignIn = Callable[[Person], Client]
TakeOf = Callable[[Shot, bytes], Take]
MENU = {"HX-Request": "true", "HX-Target": "div#tools"}


@pytest.fixture
def after(shot: Shot) -> Shot:
    """1-020, the shot after 1-010."""
    return Shot.objects.add(shot.scene, action="The lamp turns.")


@pytest.fixture
def still(film: Project, dana: Person) -> Look:
    look: Look = an_asset(film, "Storm", dana, kind="still").looks.get()
    return look


def ends(before: Shot, after: Shot) -> list[str]:
    """The closing of the one and the opening of the other, in words."""
    found = {(link.shot_id, link.end): str(link) for link in Link.objects.all()}
    return [found.get((before.pk, End.CLOSING), ""), found.get((after.pk, End.OPENING), "")]


def between(shot: Shot) -> Between:
    return Between(fresh(shot))


def choice(shot: Shot, how: Beginning) -> Choice:
    return next(each for each in Choices(between(shot)).rows if each.how == how)


def choose_shared(before: Shot, after: Shot, still: Look) -> None:
    Between(fresh(after)).begin(Beginning.SHARED, still)


def choose(client: Client, shot: Shot, how: Beginning, **more: Any) -> HttpResponse:
    return client.post(reverse("between", args=[shot.pk]), {"choice": how.value} | more, headers=MENU)


def undo(client: Client, answer: HttpResponse) -> HttpResponse:
    way = json.loads(answer["HX-Trigger"])["toast"]["undo"]
    board = way["action"].removesuffix("/undone")
    return client.post(way["action"], way["fields"], headers=MENU | {"HX-Current-URL": board})


def toast(answer: HttpResponse) -> str:
    return str(json.loads(answer["HX-Trigger"])["toast"]["text"])


def test_a_shot_opens_on_the_last_frame_of_the_one_before_it(signed_in, dana, shot, after):
    answer = choose(signed_in(dana), after, Beginning.LAST_FRAME)
    assert ends(shot, after) == ["", "last frame of 1-010"]
    assert toast(answer) == "1-020 opens on the last frame of 1-010."
    assert f'id="scene-{after.scene_id}"' in answer.content.decode()


def test_a_shot_extends_the_one_before_it(signed_in, dana, shot, after):
    choose(signed_in(dana), after, Beginning.EXTEND)
    assert ends(shot, after) == ["", "extend 1-010"]
    assert between(after).now == Beginning.EXTEND


def test_one_still_closes_a_shot_and_opens_the_next(signed_in, dana, shot, after, still):
    choose(signed_in(dana), after, Beginning.SHARED, still=still.pk)
    assert ends(shot, after) == ["Storm", "Storm"]
    assert between(after).in_words == "1-010 ends and 1-020 opens on the still Storm"


def test_a_shared_still_has_to_be_said(signed_in, dana, shot, after):
    answer = choose(signed_in(dana), after, Beginning.SHARED)
    assert answer.status_code == 422
    assert "Choose a still, or bring a picture." in answer.content.decode()
    assert ends(shot, after) == ["", ""]


def test_a_picture_that_is_brought_is_the_shared_still(signed_in, dana, shot, after, tmp_path):
    Image.new("RGB", (1280, 720), (30, 60, 90)).save(tmp_path / "reef.png")
    picture = SimpleUploadedFile("reef_at_dawn.png", (tmp_path / "reef.png").read_bytes())
    assert choose(signed_in(dana), after, Beginning.SHARED, picture=picture).status_code == 200
    assert ends(shot, after) == ["Reef at dawn", "Reef at dawn"]


def test_the_last_frame_that_the_cut_shows_is_saved_and_shared(
    signed_in, dana, shot, after, take_of, tmp_path: Path
):
    take = take_of(shot, make.clip(tmp_path / "clip.mp4", range(96)).read_bytes())
    take.pick(True, by=dana, end=48)
    answer = choose(signed_in(dana), after, Beginning.SHARED, still="last_frame")
    assert ends(shot, after) == ["1-010 take 1, frame 47"] * 2, answer.content.decode()[:300]


def test_a_plain_cut_lets_both_go_and_leaves_what_is_their_own(signed_in, dana, shot, after, still):
    client, own = signed_in(dana), an_asset(shot.project, "Reef", dana, kind="still").looks.get()
    choose(client, after, Beginning.SHARED, still=still.pk)
    choose(client, after, Beginning.CUT)
    assert ends(shot, after) == ["", ""]
    connect(after, "opening", "still", still=own)
    choose(client, after, Beginning.CUT)
    assert ends(shot, after) == ["", "Reef"]


def test_the_same_choice_twice_is_harmless(signed_in, dana, shot, after):
    connect(after, "opening", "last_frame", source=shot, take_number=2)
    choose(signed_in(dana), after, Beginning.LAST_FRAME)
    assert ends(shot, after) == ["", "last frame of 1-010, take 2"]


def test_a_bridging_shot_stands_between_and_waits_for_both(signed_in, dana, shot, after):
    answer = choose(signed_in(dana), after, Beginning.BRIDGE)
    new = Shot.objects.get(code="015")
    assert [str(each) for each in Shot.objects.in_the_cut()] == ["1-010", "1-015", "1-020"]
    assert {link.end: str(link) for link in new.links.all()} == {
        "opening": "last frame of 1-010",
        "closing": "first frame of 1-020",
    }
    assert toast(answer) == "1-015 is new between 1-010 and 1-020."
    assert between(after).in_words == "1-015 ends on the first frame of 1-020"


def test_a_bridging_shot_between_scenes_ends_the_first_one(signed_in, dana, shot, after):
    other = Shot.objects.add(Scene.objects.add(shot.project))
    answer = choose(signed_in(dana), other, Beginning.BRIDGE)
    assert toast(answer) == "1-030 is new between 1-020 and 2-010."
    assert [str(each) for each in Shot.objects.in_the_cut()][2:] == ["1-030", "2-010"]


def test_a_shot_begins_from_the_one_before_it_across_scenes_and_omitted_shots(signed_in, dana, shot, after):
    after.omit(True)
    other = Shot.objects.add(Scene.objects.add(shot.project))
    choose(signed_in(dana), other, Beginning.LAST_FRAME)
    assert ends(shot, other) == ["", "last frame of 1-010"]


def test_the_first_shot_of_the_cut_begins_from_nothing(signed_in, dana, shot):
    client = signed_in(dana)
    page = client.get(reverse("between", args=[shot.pk]))
    assert "nothing stands before it" in page.content.decode()
    answer = choose(client, shot, Beginning.LAST_FRAME)
    assert answer.status_code == 422
    assert "1-010 is the first shot of the cut" in answer.content.decode()


def test_a_circle_is_refused_with_its_path_on_the_page_and_when_it_is_posted(signed_in, dana, shot, after):
    far = Shot.objects.add(shot.scene)
    connect(shot, "opening", "last_frame", source=far)
    connect(far, "opening", "last_frame", source=after)
    path = "This would go round in a circle: 1-020 → 1-010 → 1-030 → 1-020."
    assert choice(after, Beginning.LAST_FRAME).refused == path
    assert choice(after, Beginning.EXTEND).refused == path
    answer = choose(signed_in(dana), after, Beginning.LAST_FRAME)
    assert answer.status_code == 422
    assert path in answer.content.decode()
    with pytest.raises(Circle):
        between(after).begin(Beginning.LAST_FRAME)


def test_an_extension_has_no_closing_and_is_told_so(signed_in, dana, shot, after, still):
    connect(after, "closing", "still", still=still)
    assert "exclude each other" in choice(after, Beginning.EXTEND).refused
    assert not choice(after, Beginning.LAST_FRAME).refused
    assert choose(signed_in(dana), after, Beginning.EXTEND).status_code == 422
    assert ends(shot, after) == ["", ""]


def test_what_is_extended_shares_no_still(shot, after):
    connect(shot, "opening", "extend", source=after)
    assert "1-010: " in choice(after, Beginning.SHARED).refused


def test_a_plan_that_lacks_an_opening_says_so_and_is_not_refused(shot, after):
    shared = choice(after, Beginning.SHARED)
    assert not shared.refused
    assert shared.notes == [
        "1-010: A last frame needs a first frame to come from: give one, or leave the closing open."
    ]


def test_what_a_shot_gives_up_for_another_beginning_is_said_before(film, dana, shot, after, still):
    dusk = an_asset(film, "Dusk", dana, kind="still").looks.get()
    connect(after, End.OPENING, "still", still=dusk)
    for how in (Beginning.SHARED, Beginning.LAST_FRAME, Beginning.EXTEND):
        assert "1-020 gives up its opening: Dusk." in choice(after, how).notes
    choose_shared(shot, after, still)
    assert not any("gives up" in note for note in choice(after, Beginning.LAST_FRAME).notes)


def test_a_cut_that_leaves_a_closing_without_an_opening_says_so_before(film, dana, shot, after, still):
    choose_shared(shot, after, still)
    assert choice(after, Beginning.CUT).notes == []
    connect(after, End.CLOSING, "still", still=an_asset(film, "Dawn", dana, kind="still").looks.get())
    assert [note[:30] for note in choice(after, Beginning.CUT).notes] == ["1-020: A last frame needs a fi"]


def test_a_bridging_shot_asks_for_the_seconds_that_veo_wants(shot, after):
    new = bridge(shot, after)
    assert new.duration == 8
    assert "frames_want_8" not in [each.rule for each in Composition(fresh(new), "sandbox").findings]


def test_each_choice_says_which_frame_of_which_take_goes_or_what_is_waited_for(dana, shot, after):
    assert [each.words for each in choice(after, Beginning.BRIDGE).sends] == [
        "Waits for 1-010’s pick",
        "Waits for 1-020’s pick",
    ]
    shot.write(prompt="A lamp.")
    picked(shot, dana)
    assert [each.words for each in choice(after, Beginning.LAST_FRAME).sends] == ["Frame 95 of 1-010, take 1"]
    assert [each.words for each in choice(after, Beginning.EXTEND).sends] == [
        "The whole clip of 1-010, take 1"
    ]


def test_an_extension_of_a_trimmed_pick_says_so(dana, shot, after):
    shot.write(prompt="A lamp.")
    take = picked(shot, dana)
    fresh_take = Take.objects.select_related("shot__scene__project").get(pk=take.pk)
    fresh_take.pick(True, by=dana, end=48)
    assert any("trimmed" in note for note in choice(after, Beginning.EXTEND).notes)


def test_veo_s_own_rules_are_said_where_the_film_may_send(paying, dana, shot, after):
    shot.write(prompt="A lamp.")
    picked(shot, dana)
    assert any("only its own clips" in note for note in choice(after, Beginning.EXTEND).notes)
    Project.objects.update(may_send=False)
    assert not choice(after, Beginning.EXTEND).notes


def chain(dana: Person, *shots: Shot) -> None:
    """Each opens on the last frame of the one before it and has a pick of that."""
    for place, each in enumerate(shots):
        each.write(prompt="A lamp.")
        if place:
            connect(fresh(each), "opening", "last_frame", source=fresh(shots[place - 1]))
        picked(each, dana)


@pytest.mark.parametrize("how", [Beginning.CUT, Beginning.EXTEND, Beginning.SHARED, Beginning.BRIDGE])
def test_what_a_choice_says_gets_out_of_date_does_so(signed_in, dana, shot, after, still, how):
    third = Shot.objects.add(shot.scene)
    chain(dana, shot, after, third)
    told = choice(after, how)
    assert not Freshness(shot.project).outdated
    answer = choose(signed_in(dana), after, how, still=still.pk)
    outdated = Freshness(shot.project).outdated
    assert {mark.shot for mark in told.outdated} == set(outdated)
    assert ("out of date now" in toast(answer)) == bool(outdated)


def test_a_choice_that_mends_says_so(signed_in, dana, shot, after):
    chain(dana, shot, after)
    choose(signed_in(dana), after, Beginning.CUT)
    assert choice(after, Beginning.LAST_FRAME).mended_names == "1-020"
    assert choice(after, Beginning.EXTEND).mended_names == ""


@pytest.mark.parametrize("how", [each for each in Beginning if each not in ("first_frame", "cut")])
def test_undo_puts_both_ends_back(signed_in, dana, shot, after, still, how):
    client, far = signed_in(dana), Shot.objects.add(shot.scene)
    connect(shot, "closing", "first_frame", source=far)
    connect(after, "opening", "still", still=still)
    were = ends(shot, after)
    undone = undo(client, choose(client, after, how, still=still.pk))
    assert ends(shot, after) == were
    assert (
        toast(undone) == f"Taken back: {'1-015 is new' if how == Beginning.BRIDGE else 'How 1-020 begins'}."
    )
    assert not Shot.objects.alive().filter(code="015").exists()


def test_undo_changes_nothing_that_somebody_changed_since(signed_in, dana, shot, after):
    client = signed_in(dana)
    answer = choose(client, after, Beginning.LAST_FRAME)
    connect(after, "opening", "extend", source=shot)
    assert toast(undo(client, answer)).startswith("Somebody has changed it since")
    assert ends(shot, after) == ["", "extend 1-010"]


def test_undo_leaves_a_bridging_shot_that_has_a_take(signed_in, dana, shot, after, take_of):
    client = signed_in(dana)
    answer = choose(client, after, Beginning.BRIDGE)
    take_of(Shot.objects.get(code="015"), b"a clip")
    assert toast(undo(client, answer)) == "1-015 has takes or generations by now: it stays."
    assert Shot.objects.alive().filter(code="015").exists()


def test_a_choice_for_another_neighbour_is_not_taken(signed_in, dana, shot, after):
    between_them = Shot.objects.add(shot.scene, after=shot)
    answer = choose(signed_in(dana), after, Beginning.LAST_FRAME, before=shot.pk)
    assert answer.status_code == 422
    assert f"Meanwhile {between_them} stands before it" in answer.content.decode()


def test_the_page_works_without_a_script(signed_in, eli, shot, after):
    client, here = signed_in(eli), reverse("between", args=[after.pk])
    page = client.get(here).content.decode()
    assert all(str(each.label) in page for each in Beginning if each != Beginning.FIRST_FRAME)
    assert client.post(here, {"choice": "last_frame", "before": shot.pk}).url == here
    assert "1-020 opens on the last frame of 1-010." in client.get(here).content.decode()


@pytest.mark.parametrize("who", ["rae", "vic"])
def test_who_does_not_plan_chooses_nothing(signed_in, request, who, shot, after):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("between", args=[after.pk])).status_code == 403
    assert choose(client, after, Beginning.LAST_FRAME).status_code == 403
    assert ends(shot, after) == ["", ""]


def test_looks_and_shots_of_another_film_are_not_there(signed_in, dana, max, shot, after):
    own = Project.objects.begin("Tide", by=max)
    look = an_asset(own, "Secret", max, kind="still").looks.get()
    answer = choose(signed_in(dana), after, Beginning.SHARED, still=look.pk)
    assert answer.status_code == 422
    assert "Secret" not in answer.content.decode()


def marks(film: Project, pk: int) -> tuple[Any, list[str]]:
    panel = next(
        panel for each in Board(film, focus=pk).scenes for panel in each.panels if panel.shot.pk == pk
    )
    return panel.joint, [mark.words for mark in panel.marks]


def test_the_board_draws_a_link_between_its_panels_and_a_plain_cut_as_none(film, shot, after, still):
    assert marks(film, shot.pk) == (None, [])
    joint, _ = marks(film, after.pk)
    assert (joint.how, joint.is_linked) == (Beginning.CUT, False)
    connect(after, "opening", "last_frame", source=shot)
    joint, far = marks(film, after.pk)
    assert (joint.words, joint.icon, far) == (
        "1-020 opens on the last frame of 1-010, waits for 1-010’s pick",
        "last-frame",
        [],
    )


def test_a_shared_still_is_drawn_once_between_its_two_panels(film, shot, after, still):
    between(after).begin(Beginning.SHARED, still)
    assert marks(film, shot.pk)[1] == []
    joint, far = marks(film, after.pk)
    assert (joint.how, joint.short, far) == (Beginning.SHARED, "← Storm", [])


def test_a_bridge_is_drawn_in_both_of_its_gaps(film, shot, after):
    new = between(after).begin(Beginning.BRIDGE)
    assert new
    assert marks(film, new.pk)[0].how == Beginning.LAST_FRAME
    assert marks(film, new.pk)[1] == []
    joint, far = marks(film, after.pk)
    assert (joint.how, joint.waits, far) == (Beginning.FIRST_FRAME, True, [])


def test_a_link_from_another_scene_names_its_source(film, shot, after):
    other = Shot.objects.add(Scene.objects.add(film))
    connect(other, "opening", "last_frame", source=after)
    joint, _ = marks(film, other.pk)
    assert (joint.is_across, joint.short) == (True, "← 1-020")
    connect(other, "opening", "last_frame", source=shot)
    joint, far = marks(film, other.pk)
    assert (joint.how, far) == (Beginning.CUT, ["Opens on the last frame of 1-010"])


def linked(film: Project, count: int) -> Shot:
    scene = Scene.objects.add(film)
    before = Shot.objects.add(scene)
    for _ in range(count):
        shot = Shot.objects.add(scene)
        connect(shot, "opening", "last_frame", source=before)
        before = shot
    return before


def test_200_links_cost_as_many_queries_as_two(film, django_assert_max_num_queries):
    def asked(last: Shot) -> tuple[int, int]:
        Marks(film).judge()
        with django_assert_max_num_queries(100) as of_board:
            Board(film, shown=500)
        with django_assert_max_num_queries(100) as of_choices:
            assert len(Choices(between(last)).rows) == 5
        return len(of_board), len(of_choices)

    few = asked(linked(film, 2))
    assert asked(linked(film, 200)) == few


def test_the_board_counts_what_is_missing_and_out_of_date_by_film_and_by_scene(film, dana, shot, after):
    held = Shot.objects.add(Scene.objects.add(film), prompt="A boat.")
    held.write(on_hold=True)
    after.omit(True)
    chain(dana, shot)
    Shot.objects.add(shot.scene)
    shot.write(prompt="Fog.")
    board = Board(Project.objects.get(pk=film.pk))
    doors = [board.door, *(each.door for each in board.scenes)]
    assert [(door.missing, len(door.marks)) for door in doors] == [(1, 1), (1, 1), (0, 0)]


def test_a_link_that_goes_while_the_choices_are_read_makes_no_circle_of_them(shot, after):
    connect(shot, End.OPENING, "last_frame", source=after)
    choices = Choices(between(after))
    assert choices.links
    connect(shot, End.OPENING, None)
    refused = {each.how: each.refused for each in choices.rows}
    assert refused[Beginning.LAST_FRAME].startswith("This would go round in a circle")
