"""The page of a film's joins: what stands there, how it learns what was measured, and trims at a join."""

import json

import pytest
from django.urls import reverse
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.cut.joins import AT_ONCE, Joins
from storyboard.cut.models import Seam
from storyboard.media import clips
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick
from tests.takes.films import a_file, fresh, picked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shots(scene, dana):
    """Three picked shots of 96 frames; the third opens on the last frame of the second."""
    found = [Shot.objects.add(scene, prompt="A lamp.") for _ in range(3)]
    picked(found[0], dana)
    picked(found[1], dana)
    connect(fresh(found[2]), "opening", "last_frame", source=found[1])
    picked(found[2], dana)
    return found


@pytest.fixture
def eli_asks(signed_in, eli):
    return signed_in(eli)


FIGURES = {
    "frozen_before": 0, "frozen_after": 0, "repeated": 0, "jump": 0.0, "meets": True, "louder": None, "reason": "",
}  # fmt: skip


def measure(film, **figures):
    """Each join of the film, asked for and found to be so."""
    Joins(film).ask()
    for seam in Seam.objects.filter(version=0):
        seam.write(
            clips.Join(**(FIGURES | {"out_point": seam.out_point, "in_point": seam.in_point} | figures))
        )


def key(film, place=0):
    return Joins(film).joins[place].key


def trim(client, shot, **said):
    return client.post(reverse("join_trim", args=[shot.pk]), said)


def toast(client, film):
    return next(iter(client.get(reverse("joins", args=[film.pk])).context["messages"]))


def points(shot):
    return Pick.objects.values_list("start", "end").get(shot=shot)


def poll(client, film, since, *seen):
    query = {"version": Project.objects.get(pk=film.pk).version, "since": since, "seen": seen}
    headers = HTMX | {"HX-Target": "div#joins-sums"}
    return client.get(reverse("joins", args=[film.pk]), query, headers=headers)


def test_each_join_stands_in_its_scene_with_its_frames_and_its_verdict(eli_asks, film, shots):
    measure(film, repeated=3, meets=False, jump=0.5, in_point=3, reason="Leaves out 3 repeated frames.")
    text = eli_asks.get(reverse("joins", args=[film.pk])).content.decode()
    takes = [Pick.objects.get(shot=shot).take_id for shot in shots]
    assert 'aria-label="1-010 to 1-020"' in text
    assert f"/takes/{takes[0]}/frames/95?small" in text
    assert f"/takes/{takes[1]}/frames/0?small" in text
    assert "3 frames repeat" in text
    assert text.count("They do not meet: 1-030 was to begin on the last frame of 1-020, and does not.") == 1
    assert text.count("Begin 1-0") == 2
    assert "Do not meet <b>1</b>" in text


def test_opening_the_page_has_its_joins_measured_and_says_that_they_are(eli_asks, film, shots):
    text = eli_asks.get(reverse("joins", args=[film.pk])).content.decode()
    assert Seam.objects.due().count() == 2
    assert "2 being measured" in text
    assert 'hx-trigger="every 2s"' in text
    measure(film)
    text = eli_asks.get(reverse("joins", args=[film.pk])).content.decode()
    assert "every 2s" not in text


def test_a_poll_says_nothing_until_something_was_measured_and_then_which_scenes_changed(
    eli_asks, film, shots, scene
):
    shown = eli_asks.get(reverse("joins", args=[film.pk]))
    since, seal = shown.context["since"], Joins(film).scenes[0].seal
    assert poll(eli_asks, film, since, f"{scene.pk}-{seal}").status_code == 204
    measure(film)
    answer = poll(eli_asks, film, since, f"{scene.pk}-{seal}", "nonsense", "12-x")
    assert answer.status_code == 200
    assert b"2</b> joins" in answer.content
    assert json.loads(answer["HX-Trigger"]) == {f"joins-{scene.pk}": {}, "joins-12": {}}
    seal = Joins(film).scenes[0].seal
    assert json.loads(poll(eli_asks, film, 0, f"{scene.pk}-{seal}")["HX-Trigger"]) == {}


def test_a_poll_says_nothing_of_what_was_measured_for_another_film(eli_asks, film, shots):
    since = eli_asks.get(reverse("joins", args=[film.pk])).context["since"]
    Seam.objects.create(first=a_file(), out_point=96, second=a_file(), in_point=0, settled_at=now())
    assert poll(eli_asks, film, since).status_code == 204


def test_a_poll_answers_when_the_film_has_changed(eli_asks, film, shots):
    since = eli_asks.get(reverse("joins", args=[film.pk])).context["since"]
    query = {"version": film.version - 1, "since": since}
    headers = HTMX | {"HX-Target": "div#joins-sums"}
    assert eli_asks.get(reverse("joins", args=[film.pk]), query, headers=headers).status_code == 200


@pytest.mark.parametrize("odd", ["9" * 15, "9" * 16, "9" * 5000, "-1", "²", "１２", "x", ""])
def test_a_poll_that_says_what_no_page_says_is_answered(eli_asks, film, shots, odd):
    measure(film)
    for since, seen in ((odd, "1-x"), ("1", f"{odd}-x")):
        assert poll(eli_asks, film, since, seen).status_code in (200, 204)


def test_a_trim_moves_both_sides_and_undo_puts_them_back_as_they_were(eli_asks, film, shots):
    version = Project.objects.get(pk=film.pk).version
    answer = trim(eli_asks, shots[1], seen=key(film), last=93, start=4)
    assert answer["Location"] == f"/projects/{film.pk}/joins?scene={shots[1].scene_id}#join-{shots[1].pk}"
    assert (points(shots[0]), points(shots[1])) == ((None, 94), (4, None))
    assert Project.objects.get(pk=film.pk).version > version
    said = toast(eli_asks, film)
    assert str(said) == "1-010 goes out on frame 93 and 1-020 comes in on frame 4."
    undo = json.loads(said.extra_tags)
    eli_asks.post(undo["action"], undo["fields"])
    assert (points(shots[0]), points(shots[1])) == ((None, None), (None, None))


def test_a_trim_says_which_links_it_touches_though_nothing_is_made_of_them_yet(eli_asks, film, shots, scene):
    connect(Shot.objects.add(scene), "opening", "last_frame", source=shots[0])
    trim(eli_asks, shots[1], seen=key(film), last=93)
    assert str(toast(eli_asks, film)).endswith("1-040 opens on the last frame of 1-010.")


def test_a_trim_leaves_what_was_set_on_the_far_sides(eli_asks, film, shots):
    Pick.objects.filter(shot=shots[0]).update(start=10)
    Pick.objects.filter(shot=shots[1]).update(end=80)
    trim(eli_asks, shots[1], seen=key(film), last=90, start=0)
    assert (points(shots[0]), points(shots[1])) == ((10, 91), (None, 80))


def test_a_trim_of_what_has_changed_since_is_refused_and_shows_what_stands(eli_asks, film, shots):
    seen = key(film)
    Pick.objects.filter(shot=shots[1]).update(start=7)
    answer = trim(eli_asks, shots[1], seen=seen, last=93, start=4)
    assert answer.status_code == 409
    assert b"has changed since you looked" in answer.content
    assert (points(shots[0]), points(shots[1])) == ((None, None), (7, None))
    assert trim(eli_asks, shots[1], last=93, start=4).status_code == 409


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"last": "x", "start": 0}, "A frame is a whole number, counted from 0."),
        ({"last": 200, "start": 0}, "1-010, take 1 ends on frame 95."),
        ({"last": 95, "start": 96}, "1-020, take 1 ends on frame 95."),
        ({"last": -1, "start": 0}, "Frames count from 0."),
    ],
)
def test_points_that_cannot_be_are_told_at_the_join(eli_asks, film, shots, said, sentence):
    answer = trim(eli_asks, shots[1], seen=key(film), **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (points(shots[0]), points(shots[1])) == ((None, None), (None, None))


def test_a_side_that_would_show_nothing_is_told(eli_asks, film, shots):
    Pick.objects.filter(shot=shots[1]).update(end=40)
    answer = trim(eli_asks, shots[1], seen=key(film), last=95, start=40)
    assert answer.status_code == 422
    assert points(shots[1]) == (None, 40)


def test_where_there_is_no_join_nothing_is_trimmed(eli_asks, film, shots):
    answer = trim(eli_asks, shots[0], seen="", last=3, start=4)
    assert answer.status_code == 422
    assert b"no join to trim" in answer.content
    assert eli_asks.get(reverse("join_consequences", args=[shots[0].pk])).status_code == 422


def test_what_a_trim_would_put_out_of_date_is_said_before_and_after(eli_asks, film, shots):
    address = reverse("join_consequences", args=[shots[2].pk])
    text = eli_asks.get(address, {"last": 90, "start": 0}).content.decode()
    assert "1 shot out of date by this" in text
    assert "1-030" in text
    assert "out of date" not in eli_asks.get(address, {"last": 95, "start": 2}).content.decode()
    assert b"ends on frame 95" in eli_asks.get(address, {"last": 96, "start": 0}).content
    trim(eli_asks, shots[2], seen=key(film, 1), last=90, start=0)
    said = toast(eli_asks, film)
    assert str(said) == "1-020 goes out on frame 90. 1 shot is out of date now: 1-030."


def test_only_who_may_pick_is_offered_a_trim(signed_in, vic, film, shots):
    measure(film, in_point=3, reason="Leaves out 3 repeated frames.")
    text = signed_in(vic).get(reverse("joins", args=[film.pk])).content.decode()
    assert "Leaves out" not in text
    assert "join-trim" not in text


def test_the_filter_shows_flagged_joins_alone_and_says_when_there_are_none(eli_asks, film, shots):
    measure(film)
    address = reverse("joins", args=[film.pk])
    assert "All of them meet" in eli_asks.get(address, {"only": "flagged"}).content.decode()
    Seam.objects.update(meets=False)
    text = eli_asks.get(address, {"only": "flagged"}).content.decode()
    assert text.count("<article") == 1
    assert 'aria-label="1-020 to 1-030"' in text
    assert eli_asks.get(address, {"only": "nonsense"}).content.decode().count("<article") == 2


def test_what_was_measured_is_marked_as_of_before_a_change_that_is_typed(eli_asks, film, shots):
    address = reverse("joins", args=[film.pk])
    assert "Measured before this change:" not in eli_asks.get(address).content.decode()
    measure(film)
    assert eli_asks.get(address).content.decode().count("Measured before this change:") == 2


def test_a_film_without_joins_is_told_what_they_are(eli_asks, film, scene):
    assert "No joins yet" in eli_asks.get(reverse("joins", args=[film.pk])).content.decode()


def test_a_scene_is_a_part_of_the_page_and_for_a_browser_leads_there(eli_asks, film, shots, scene):
    address = reverse("scene_joins", args=[scene.pk])
    part = eli_asks.get(
        address, {"shown": 1}, headers=HTMX | {"HX-Target": f"section#scene-joins-{scene.pk}"}
    )
    text = part.content.decode()
    assert text.count("<article") == 1
    assert "1 more join" in text
    assert 'hx-target="#joins-sums"' in text
    answer = eli_asks.get(address)
    assert answer["Location"] == f"/projects/{film.pk}/joins?scene={scene.pk}#scene-joins-{scene.pk}"


def test_rows_far_down_come_when_somebody_scrolls_near(eli_asks, film, scene, shots, dana):
    for _ in range(AT_ONCE):
        picked(Shot.objects.add(scene, prompt="A lamp."), dana)
    other = Shot.objects.add(Scene.objects.add(film), prompt="A lamp.")
    picked(other, dana)
    text = eli_asks.get(reverse("joins", args=[film.pk])).content.decode()
    assert text.count("<article") == AT_ONCE
    assert "2 more joins" in text
    assert f'id="scene-joins-{other.scene_id}"' in text
    text = eli_asks.get(reverse("joins", args=[film.pk]), {"scene": other.scene_id}).content.decode()
    assert text.count("<article") == 1


def test_a_shot_shows_the_joins_on_both_its_sides(eli_asks, film, shots):
    measure(film, repeated=3)
    address, headers = reverse("shot_joins", args=[shots[1].pk]), HTMX | {"HX-Target": "section#shot-joins"}
    part = eli_asks.get(address, headers=headers)
    text = part.content.decode()
    assert "Comes in from" in text
    assert "Goes over into" in text
    assert "3 frames repeat" in text
    query = {"version": Project.objects.get(pk=film.pk).version, "since": part.context["since"]}
    assert eli_asks.get(address, query, headers=headers).status_code == 204
    assert eli_asks.get(address)["Location"].endswith(f"#join-{shots[1].pk}")


def test_the_page_takes_the_same_queries_for_twice_the_joins(
    eli_asks, film, scene, shots, dana, django_assert_max_num_queries
):
    address = reverse("joins", args=[film.pk])
    measure(film, in_point=3, reason="x")
    eli_asks.get(address)
    with django_assert_max_num_queries(100) as before:
        eli_asks.get(address)
    for _ in range(4):
        picked(Shot.objects.add(Scene.objects.add(film), prompt="A lamp."), dana)
    measure(film, in_point=3, reason="x")
    with django_assert_max_num_queries(len(before)):
        eli_asks.get(address)
