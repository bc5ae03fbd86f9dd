"""In and out of a pick: moved by hand, said, asked about where others hang on it, and taken back."""

import json
from typing import Any

import pytest
from django.urls import reverse

from storyboard.continuity.models import connect
from storyboard.cut.trims import trim
from storyboard.projects.models import Project, Shot
from storyboard.takes.marks import Marks
from storyboard.takes.models import Pick, Take
from tests.takes.films import FRAMES, fresh, picked, shoot

HTMX = {"HX-Request": "true", "HX-Target": "section#takes"}


def pick_of(shot: Shot) -> Pick:
    return Pick.objects.select_related("take", "shot__scene__project").get(shot=shot)


def points(shot: Shot) -> tuple[int | None, int | None]:
    pick = pick_of(shot)
    return pick.start, pick.end


def version(shot: Shot) -> int:
    return Project.objects.get(pk=shot.scene.project_id).version


@pytest.fixture
def pick(shot: Shot, dana: Any) -> Pick:
    """1-010's pick, take 1 of 96 frames, untrimmed."""
    picked(shot, dana)
    return pick_of(shot)


@pytest.fixture
def chain(scene: Any, dana: Any) -> list[Shot]:
    """1-020 opens on the last frame of 1-010; both are picked."""
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    picked(shots[0], dana)
    connect(shots[1], "opening", "last_frame", source=shots[0])
    picked(shots[1], dana)
    return shots


@pytest.fixture
def send(signed_in: Any, eli: Any) -> Any:
    """`send(shot, start=12)`: Eli trims, from where nothing was trimmed unless told otherwise."""
    client = signed_in(eli)
    return lambda shot, **said: client.post(
        reverse("shot_trim", args=[shot.pk]), said, **said.pop("more", {})
    )


def toast_of(answer: Any) -> Any:
    return json.loads(answer["HX-Trigger"])["toast"]


def test_a_trim_moves_both_points_and_the_version_of_the_film(pick, eli):
    before = version(pick.shot)
    assert trim(pick, 12, 60, eli)
    assert (points(pick.shot), pick.shown_frames, pick_of(pick.shot).by) == ((12, 60), 48, eli)
    assert version(pick.shot) > before


def test_a_point_where_it_stands_by_itself_is_none(pick, eli):
    before = version(pick.shot)
    assert trim(pick, 0, FRAMES, eli)
    assert points(pick.shot) == (None, None)
    assert version(pick.shot) == before


@pytest.mark.parametrize("meanwhile", [{"start": 6}, {"end": 80}])
def test_who_saw_other_points_moves_nothing(pick, eli, meanwhile):
    Pick.objects.update(**meanwhile)
    assert not trim(pick, 12, 60, eli)
    assert points(pick.shot) == (meanwhile.get("start"), meanwhile.get("end"))


def test_who_saw_another_take_moves_nothing(pick, eli, dana):
    other = shoot(pick.shot, dana)
    fresh_take = Take.objects.select_related("shot__scene__project").get(pk=other.pk)
    fresh_take.pick(True, by=dana)
    assert not trim(pick, 12, 60, eli)
    assert points(pick.shot) == (None, None)


def test_people_say_the_last_frame_that_shows(pick, send):
    assert send(pick.shot, start=12, last=59).status_code == 302
    assert points(pick.shot) == (12, 60)


def test_an_empty_field_lets_the_point_stand_by_itself(pick, send):
    Pick.objects.update(start=12, end=60)
    send(pick.shot, start="", last="", was_start=12, was_end=60)
    assert points(pick.shot) == (None, None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"start": FRAMES}, "1-010, take 1 ends on frame 95."),
        ({"last": FRAMES}, "1-010, take 1 ends on frame 95."),
        ({"start": 40, "last": 39}, "It comes in on frame 40: it has to go out after that."),
        ({"start": -1}, "Frames count from 0."),
        ({"last": "x"}, "A frame is a whole number, counted from 0."),
        ({"start": 10**30}, "No clip is as long as that."),
    ],
)
@pytest.mark.parametrize("by_htmx", [True, False])
def test_points_that_cannot_be_are_told_beside_their_fields(pick, send, said, sentence, by_htmx):
    answer = send(pick.shot, **said, more={"headers": HTMX} if by_htmx else {})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.get("HX-Retarget", "") == ("#trim" if by_htmx else "")
    assert points(pick.shot) == (None, None)


def test_a_clip_that_is_not_measured_is_trimmed_in_a_moment(pick, send):
    Take.objects.update(frames=None, derived_at=None)
    answer = send(pick.shot, start=3)
    assert "1-010, take 1 is being measured: trim it in a moment." in answer.content.decode()


def test_a_shot_without_a_pick_cannot_be_trimmed(shot, send):
    answer = send(shot, start=12)
    assert (answer.status_code, answer.content.decode()) == (
        422,
        "1-010 has no pick: pick a take, then trim it.",
    )


@pytest.mark.parametrize("by_htmx", [True, False])
def test_the_second_of_two_who_trim_at_once_is_shown_what_the_first_has_done(pick, send, dana, by_htmx):
    trim(pick_of(pick.shot), 6, None, dana)
    answer = send(pick.shot, start=12, **({"more": {"headers": HTMX}} if by_htmx else {}))
    assert answer.status_code == 409
    said = "Dana Reyes has changed the pick of 1-010 meanwhile"
    assert said in (toast_of(answer)["text"] if by_htmx else answer.content.decode())
    assert 'name="was_start" value="6"' in answer.content.decode()
    assert points(pick.shot) == (6, None)


def test_a_page_that_showed_another_take_trims_nothing(pick, send, dana):
    other = shoot(pick.shot, dana)
    assert send(pick.shot, start=12, take=other.pk).status_code == 409
    assert points(pick.shot) == (None, None)


def test_a_toast_says_what_runs_now_and_undo_puts_the_points_back(pick, send, signed_in, eli):
    Pick.objects.update(start=6)
    back = pick.shot.get_absolute_url()
    more = {"headers": HTMX, "follow": True}
    answer = send(pick.shot, start=12, last=59, was_start=6, take=pick.take_id, back=back, more=more)
    toast = toast_of(answer)
    assert (toast["text"], toast["key"]) == (
        "1-010 runs 2 s now, in 00:00:00:12, out 00:00:02:11.",
        f"trim-{pick.shot_id}",
    )
    assert signed_in(eli).post(toast["undo"]["action"], toast["undo"]["fields"]).status_code == 302
    assert points(pick.shot) == (6, None)


def test_an_undo_after_somebody_else_trimmed_changes_nothing(pick, send, signed_in, eli, dana):
    more = {"headers": HTMX, "follow": True}
    toast = toast_of(send(pick.shot, start=12, back=pick.shot.get_absolute_url(), more=more))
    trim(pick_of(pick.shot), 30, None, dana)
    answer = signed_in(eli).post(toast["undo"]["action"], toast["undo"]["fields"], follow=True)
    assert "has changed it since: “1-010 trimmed” stands as it is." in answer.content.decode()
    assert points(pick.shot) == (30, None)


def test_a_trim_that_puts_a_shot_out_of_date_says_so(chain, send):
    more = {"headers": HTMX, "follow": True}
    toast = toast_of(send(chain[0], last=80, back=chain[0].get_absolute_url(), more=more))
    assert (
        toast["text"]
        == "1-010 runs 3 s 9 f now, in 00:00:00:00, out 00:00:03:08. 1 shot is out of date now: 1-020."
    )
    assert Marks(fresh(chain[0]).project).judge().by_shot.keys() == {chain[1].pk}


@pytest.mark.parametrize("by_htmx", [True, False])
def test_a_page_that_asks_is_told_first_what_would_be_out_of_date(chain, send, by_htmx):
    more = {"headers": HTMX} if by_htmx else {}
    answer = send(chain[0], last=80, ask=1, more=more)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1 shot out of date if trimmed" in text
    assert 'name="last" min="0" max="95" placeholder="95" value="80"' in text
    assert points(chain[0]) == (None, None)
    send(chain[0], last=80, ask="", more=more)
    assert points(chain[0]) == (None, 81)


def test_a_page_that_asks_trims_at_once_where_nothing_becomes_out_of_date(chain, send):
    assert send(chain[0], start=5, ask=1).status_code == 302
    assert send(chain[1], last=50, ask=1).status_code == 302
    assert (points(chain[0]), points(chain[1])) == ((5, None), (None, 51))


def test_what_a_trim_would_put_out_of_date_is_said_for_its_points(chain, signed_in, vic):
    url, client = reverse("take_consequences", args=[pick_of(chain[0]).take_id]), signed_in(vic)
    assert "1 shot out of date" in client.get(url, {"last": 80}).content.decode()
    assert "nothing out of date" in client.get(url, {"start": 8, "end": ""}).content.decode()
    assert "nothing out of date" in client.get(url).content.decode()
    assert client.get(url, {"end": 5000}).status_code == 422


def test_points_that_are_marked_go_along_with_a_pick_and_undo_brings_back_the_former(pick, signed_in, eli):
    Pick.objects.update(start=6)
    other, client = shoot(pick.shot, eli), signed_in(eli)
    url = reverse("take_pick", args=[other.pk])
    client.post(url, {"on": 1, "start": 12, "last": 59})
    assert (pick_of(pick.shot).take, *points(pick.shot)) == (other, 12, 60)
    client.post(url, {"on": 1, "start": "", "last": ""})
    assert points(pick.shot) == (None, None)
    assert client.post(url, {"on": 1, "start": 60, "last": 12}).status_code == 422


def test_who_may_not_pick_sees_the_points_and_moves_nothing(pick, signed_in, rae):
    Pick.objects.update(start=12)
    client = signed_in(rae)
    assert client.post(reverse("shot_trim", args=[pick.shot_id]), {"start": 3}).status_code == 403
    page = client.get(pick.shot.get_absolute_url()).content.decode()
    assert '<button type="button" class="timecode" data-act="units" data-point="in"' in page
    assert "trim-form" not in page


def test_a_trim_says_which_links_it_touches_though_nothing_is_made_of_them_yet(pick, scene, send):
    after = Shot.objects.add(scene, prompt="He turns.")
    connect(after, "opening", "last_frame", source=pick.shot)
    more = {"headers": HTMX, "follow": True}
    toast = toast_of(send(pick.shot, last=80, back=pick.shot.get_absolute_url(), more=more))
    assert toast["text"].endswith("out 00:00:03:08. 1-020 opens on the last frame of 1-010.")
    trimmed = {"start": 5, "last": 80, "was_end": 81, "back": pick.shot.get_absolute_url()}
    toast = toast_of(send(pick.shot, **trimmed, more={"headers": HTMX, "follow": True}))
    assert "opens on" not in toast["text"], "its in point moved alone"
