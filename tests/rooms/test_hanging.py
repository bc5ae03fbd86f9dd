"""What hangs on what: listed on the shot page, and said when a hand touches it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.continuity.models import connect, share
from storyboard.projects.models import Scene, Shot
from storyboard.rooms.hanging import Hanging
from storyboard.takes.composition import Composition
from storyboard.takes.models import Pick, Take
from tests.takes import films
from tests.takes.films import a_file, an_asset, fresh

PART = {"HX-Request": "true"}


@pytest.fixture
def shots(scene: Scene, shot: Shot) -> list[Shot]:
    """1-010 to 1-040."""
    return [shot, *(Shot.objects.add(scene, prompt=f"Wave {n}.") for n in (2, 3, 4))]


@pytest.fixture
def picked(dana: Any) -> Callable[..., Pick]:
    """`picked(shot, 12, 81)`: its next take of 96 frames is the pick, in at 12 and out before 81."""

    def pick(shot: Shot, start: int | None = None, end: int | None = None) -> Pick:
        Take.upload(shot, a_file(), by=dana)
        take = Take.objects.select_related("shot__scene__project").filter(shot=shot)[0]
        Take.objects.filter(pk=take.pk).update(frames=96)
        take.pick(True, dana, start, end)
        return Pick.objects.get(shot=shot)

    return pick


def follow(shot: Shot, source: Shot, kind: str = "last_frame", take: int | None = None) -> None:
    end = "closing" if kind == "first_frame" else "opening"
    connect(shot, end, kind, source=source, take_number=take)


def said(ties: Any) -> list[tuple[str, str, str, bool]]:
    return [(str(tie.other), tie.verb, tie.follows, tie.waits) for tie in ties]


# The list


def test_a_shot_shows_what_it_hangs_on_and_what_hangs_on_it(shots, picked):
    first, second, third, fourth = shots
    picked(first)
    follow(second, first)
    follow(second, fourth, "first_frame")
    follow(third, second, "extend", take=2)
    here = Hanging(second)
    assert said(here.on) == [
        ("1-010", "opens on the last frame of", "follows the pick, take 1", False),
        ("1-040", "closes on the first frame of", "follows the pick", True),
    ]
    assert said(here.on_it) == [("1-030", "extends", "names take 2", False)]
    assert said(Hanging(first).on_it) == [
        ("1-020", "opens on the last frame of", "follows the pick, take 1", False)
    ]


def test_a_pick_that_is_the_take_of_another_shot_is_named_whole(shots, picked):
    first, second, third, _ = shots
    pick = picked(first)
    Pick.objects.create(shot=second, take=pick.take)
    follow(third, second)
    assert Hanging(third).on[0].follows == "follows the pick, 1-010, take 1"


def test_a_longer_take_of_the_same_shot_hangs_on_nothing(shots):
    follow(shots[0], shots[0], "extend", take=1)
    assert not Hanging(shots[0]).links


def test_a_deleted_shot_hangs_on_nothing_and_a_deleted_source_is_named_without_a_link(shots, vic, signed_in):
    first, second, third, _ = shots
    follow(second, first)
    follow(third, first)
    third.remove()
    assert [str(tie.other) for tie in Hanging(first).on_it] == ["1-020"]
    first.remove()
    page = signed_in(vic).get(f"/shots/{second.pk}").content.decode()
    assert "1-010</b>, deleted" in page
    assert f'<a class="code" href="/shots/{first.pk}">' not in page


def test_readers_see_the_list_and_a_shot_without_ties_shows_none(shots, vic, signed_in):
    first, second, third, _ = shots
    follow(second, first)
    client = signed_in(vic)
    page = client.get(f"/shots/{second.pk}").content.decode()
    assert f'<a class="code" href="/shots/{first.pk}">1-010</a>' in page
    assert "no pick yet" in page
    assert "Hangs on" not in client.get(f"/shots/{third.pk}").content.decode()


def test_the_list_follows_a_link_that_is_set_and_a_pick_that_comes(shots, picked, eli, signed_in):
    first, second, *_ = shots
    client = signed_in(eli)
    opening = PART | {"HX-Target": "div#opening"}
    asked = {"opening": "last_frame", "opening_was": "last_frame", "opening_shot": first.pk}
    answer = client.post(f"/shots/{second.pk}/opening", asked, headers=opening, follow=True)
    assert 'hx-target="#hangs"' in answer.content.decode()
    assert "no pick yet" in answer.content.decode()
    picked(first)
    takes = client.get(f"/shots/{first.pk}", headers=PART | {"HX-Target": "section#takes"}).content.decode()
    assert "1-020</a> opens on the last frame of this shot" in takes
    assert "no pick yet" not in takes


def test_what_hangs_on_it_and_is_out_of_date_is_marked(shots, eli, signed_in):
    first, second, *_ = shots
    films.picked(first, eli)
    follow(second, first)
    films.picked(second, eli)
    assert [tie.mark for tie in Hanging(fresh(first)).on_it] == [None]
    films.picked(first, eli)
    mark = Hanging(fresh(first)).on_it[0].mark
    assert mark is not None
    assert "1-010's pick changed" in mark.in_words
    page = signed_in(eli).get(first.get_absolute_url()).content.decode()
    assert re.search(r'id="hangs".*data-stale title="[^"]*pick changed.*</section>', page, re.S)


def test_twice_the_ties_cost_the_same_queries(shots, scene, picked):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            here = Hanging(fresh(shots[0]))
            assert all(tie.follows and tie.picture for tie in (*here.on, *here.on_it))
        return len(counted)

    picked(shots[0])
    picked(shots[1])
    follow(shots[1], shots[0])
    one = queries()
    for shot in (*shots[2:], *(Shot.objects.add(scene) for _ in range(4))):
        picked(shot)
        follow(shot, shots[0])
    assert queries() == one


# The sentences


def toasts(answer: Any) -> str:
    return " ".join(str(each) for each in answer.context["messages"])


@pytest.mark.parametrize(("how", "word"), [("omitted", "omitted"), ("deleted", "deleted")])
def test_leaving_a_shot_out_says_what_hangs_on_it_and_keeps_its_undo(how, word, shots, eli, signed_in):
    first, second, third, _ = shots
    follow(second, first)
    client = signed_in(eli)
    answer = client.post(f"/shots/{first.pk}/{how}", {"on": 1}, follow=True)
    assert toasts(answer) == f"1-010 {word}. As before, 1-020 opens on the last frame of 1-010."
    assert "data-undo" in answer.content.decode()
    assert toasts(client.post(f"/shots/{first.pk}/{how}", {"on": 0}, follow=True)) == "1-010 is back."
    follow(third, first, "extend")
    answer = client.post(f"/shots/{first.pk}/{how}", {"on": 1}, follow=True)
    assert toasts(answer) == f"1-010 {word}. 2 shots hang on it: 1-020, 1-030."


def test_leaving_out_a_shot_that_nothing_hangs_on_says_no_more(shots, eli, signed_in):
    follow(shots[1], shots[0])
    answer = signed_in(eli).post(f"/shots/{shots[1].pk}/omitted", {"on": 1}, follow=True)
    assert toasts(answer) == "1-020 omitted."


def test_a_long_list_of_shots_is_cut_short(shots, scene, eli, signed_in):
    for _ in range(10):
        follow(Shot.objects.add(scene), shots[0])
    answer = signed_in(eli).post(f"/shots/{shots[0].pk}/omitted", {"on": 1}, follow=True)
    assert "10 shots hang on it: " in toasts(answer)
    assert toasts(answer).endswith(" and 2 more.")


def test_moving_a_shot_says_its_links(shots, scene, eli, signed_in):
    first, second, third, _ = shots
    follow(second, first)
    client = signed_in(eli)
    place = f"{scene.pk}.{third.pk}"
    answer = client.post(f"/shots/{second.pk}/position", {"place": place}, follow=True)
    assert toasts(answer) == "1-020 moved. It stays linked: 1-020 opens on the last frame of 1-010."
    follow(third, second)
    answer = client.post(f"/shots/{second.pk}/position", {"place": f"{scene.pk}.0"}, follow=True)
    assert toasts(answer) == "1-020 moved. 2 shots stay linked with it: 1-010, 1-030."


def test_moving_a_shot_says_with_which_it_shares_a_still(shots, scene, film, dana, eli, signed_in):
    still = an_asset(film, "Storm", dana, kind="still").looks.get()
    share(shots[0], shots[1], still)
    connect(shots[3], "closing", "still", still=still)
    place = f"{scene.pk}.{shots[3].pk}"
    answer = signed_in(eli).post(f"/shots/{shots[0].pk}/position", {"place": place}, follow=True)
    assert toasts(answer) == "1-010 moved. It shares a still with 1-020."


def test_a_shot_that_both_ends_lead_to_is_named_once(shots, eli, signed_in):
    first, second, *_ = shots
    follow(second, first)
    follow(second, first, "first_frame")
    answer = signed_in(eli).post(f"/shots/{first.pk}/omitted", {"on": 1}, follow=True)
    assert toasts(answer) == (
        "1-010 omitted. As before, 1-020 opens on the last frame of 1-010. "
        "1-020 closes on the first frame of 1-010."
    )


def test_a_scene_says_the_links_that_lead_out_of_it_and_not_those_within(shots, film, eli, signed_in):
    other = Shot.objects.add(Scene.objects.add(film, slug="EXT. SEA - DAY"))
    follow(shots[1], shots[0])
    follow(other, shots[3])
    client, scene = signed_in(eli), shots[0].scene
    line = "2-010 opens on the last frame of 1-040."
    assert toasts(client.post(f"/scenes/{scene.pk}/omitted", {"on": 1}, follow=True)) == (
        f"Scene 1 omitted. As before, {line}"
    )
    assert toasts(client.post(f"/scenes/{scene.pk}/deleted", {"on": 1}, follow=True)) == (
        f"Scene 1 deleted. As before, {line}"
    )
    assert toasts(client.post(f"/scenes/{scene.pk}/deleted", {"on": 0}, follow=True)) == "Scene 1 is back."
    place = {"place": other.scene_id}
    assert toasts(client.post(f"/scenes/{scene.pk}/position", place, follow=True)) == (
        f"Scene 1 moved. Still linked: {line}"
    )


def test_unpicking_says_what_hangs_on_the_pick_and_not_what_names_a_take(shots, picked, eli, signed_in):
    first, second, third, _ = shots
    take = picked(first).take
    follow(second, first)
    follow(third, first, take=1)
    client = signed_in(eli)
    answer = client.post(f"/takes/{take.pk}/pick", {"on": 0}, follow=True)
    assert toasts(answer) == "1-020 opens on the last frame of 1-010."
    assert "data-undo" in answer.content.decode()
    assert toasts(client.post(f"/takes/{take.pk}/pick", {"on": 0}, follow=True)) == ""
    assert toasts(client.post(f"/takes/{take.pk}/pick", {"on": 1}, follow=True)) == ""


# Extending what is trimmed


@pytest.mark.parametrize(
    ("start", "end", "first", "last"), [(12, 81, 12, 80), (None, 81, 0, 80), (12, None, 12, 95)]
)
def test_extending_says_when_its_source_is_trimmed(start, end, first, last, shots, picked):
    picked(shots[0], start, end)
    follow(shots[1], shots[0], "extend")
    found = [each for each in Composition(fresh(shots[1])).findings if each.rule == "trimmed"]
    assert [(each.weight, each.field) for each in found] == [("advice", "opening")]
    assert found[0].message == (
        f"1-010 is trimmed in the cut to frames {first}–{last}: "
        "the extension goes on from the end of the whole clip."
    )


@pytest.mark.parametrize(("start", "end"), [(None, None), (0, 96)])
def test_extending_a_whole_clip_says_nothing(start, end, shots, picked):
    picked(shots[0], start, end)
    follow(shots[1], shots[0], "extend")
    assert "trimmed" not in [each.rule for each in Composition(fresh(shots[1])).findings]


def test_a_last_frame_of_what_is_trimmed_is_the_last_one_of_the_cut_and_needs_no_word(shots, picked):
    picked(shots[0], 12, 81)
    follow(shots[1], shots[0])
    composition = Composition(fresh(shots[1]))
    assert "trimmed" not in [each.rule for each in composition.findings]
    assert composition.sources.one("image").frame == 80
