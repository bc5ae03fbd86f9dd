"""The screening's events: what plays for each shot, from where to where, and what this reader may do about it."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.cut.working import freeze
from storyboard.projects.models import Change, Project, Scene, Shot
from storyboard.review.models import Note
from storyboard.takes.models import Pick, Take, Watched
from tests.takes.films import a_file, an_asset, fresh, picked

JSON = {"Accept": "application/json"}


def made(shot: Shot, frames: int | None = 96, **more: Any) -> Take:
    number = shot.number_takes(1)[0]
    return Take.objects.create(
        shot=shot, number=number, original=a_file(), frames=frames, derived_at=now(), **more
    )


@pytest.fixture
def shots(scene: Scene, eli: Any) -> list[Shot]:
    """1-010 is picked from 12 to before 60, 1-020 has a take that nobody picked, 1-030 has none; each is 48 long."""
    found = [Shot.objects.add(scene, action="He turns.", size="CU", length=48) for _ in range(3)]
    made(found[0]).pick(True, eli, 12, 60)
    made(found[1])
    return found


@pytest.fixture
def asked(signed_in: Any, film: Project) -> Any:
    """`asked(eli, scene=2)`: the events as JSON."""

    def ask(who: Any, **query: Any) -> list[dict[str, Any]]:
        answer = signed_in(who).get(reverse("screening", args=[film.pk]), query, headers=JSON)
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    return ask


def test_a_pick_runs_from_in_to_out_and_what_follows_begins_where_it_ends(asked, eli, shots):
    told = asked(eli)
    assert [(each["code"], each["in"], each["out"], each["record"]) for each in told] == [
        ("1-010", 12, 60, 0),
        ("1-020", 0, 48, 48),
        ("1-030", 0, 48, 96),
    ]
    assert told[0]["clip"].startswith(reverse("take_clip", args=[told[0]["take"]]))


def test_a_take_that_nobody_picked_runs_as_long_as_planned_and_is_marked(asked, eli, shots):
    each = asked(eli)[1]
    assert each["marks"] == {"missing": False, "unpicked": True, "stale": ""}
    assert each["clip"]


def test_an_unmade_shot_runs_as_its_card_for_its_length(asked, eli, shots):
    each = asked(eli)[2]
    assert (each["clip"], each["still"], each["size"], each["action"]) == ("", "", "CU", "He turns.")
    assert each["marks"]["missing"]


def test_an_unmade_shot_shows_the_still_that_it_opens_on(asked, eli, dana, film, shots):
    still = an_asset(film, "Lamp", dana, kind="still")
    connect(fresh(shots[2]), "opening", "still", still=still.looks.get())
    each = asked(eli)[2]
    assert each["still"] == reverse("version_picture", args=[still.looks.get().newest.pk])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"frames": None}, "measured"),
        ({"original": None, "returned_url": "https://host.example/a.mp4"}, "fetched"),
        ({"original": None, "copy_gave_up": True}, "lost"),
    ],
)
def test_a_pick_that_cannot_play_yet_says_why(asked, eli, shots, changes, why):
    Take.objects.filter(picks__shot=shots[0]).update(**changes)
    Pick.objects.update(start=None, end=None)
    each = asked(eli)[0]
    assert (each["clip"], each["why"], each["out"]) == ("", why, 48)


def test_an_omitted_shot_is_not_in_the_film(asked, eli, shots):
    shots[1].omit(True)
    assert [each["code"] for each in asked(eli)] == ["1-010", "1-030"]


def test_one_scene_is_screened_by_itself(asked, eli, film, shots):
    other = Scene.objects.add(film, slug="EXT. REEF - DAWN")
    Shot.objects.add(other, length=24)
    assert [(each["code"], each["record"]) for each in asked(eli, scene=other.pk)] == [("2-010", 0)]
    assert len(asked(eli, scene="nothing")) == 4


def test_what_is_out_of_date_says_why(asked, eli, scene):
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    picked(shots[0], eli)
    connect(fresh(shots[1]), "opening", "last_frame", source=shots[0])
    picked(shots[1], eli)
    Pick.objects.filter(shot=shots[0]).update(end=50)
    film = fresh(shots[0]).project
    film.change()
    assert "1-010" in asked(eli)[1]["marks"]["stale"]


@pytest.mark.parametrize(
    ("who", "hands"), [("eli", {"notes", "trim", "swap"}), ("rae", {"notes"}), ("vic", set())]
)
def test_each_gets_the_hands_they_have(request, asked, shots, who, hands):
    each = asked(request.getfixturevalue(who))[0]
    assert {"notes", "trim", "swap"} & set(each) == hands


def test_a_take_is_new_until_its_reader_has_watched_it(asked, eli, rae, dana, film, shots):
    first, _unpicked, none = asked(eli)
    assert first["watched"] == reverse("take_watched", args=[first["take"]])
    assert "watched" not in none
    Watched.say(Take.objects.get(pk=first["take"]), eli)
    assert ["watched" in each for each in asked(eli)] == [False, True, False]
    assert ["watched" in each for each in asked(rae)] == [True, True, False]


def test_who_plans_and_picks_splits_a_pick(asked, eli, rae, film, shots):
    assert ["split" in each for each in asked(eli)] == [True, False, False]
    assert not any("split" in each for each in asked(rae))
    film.members.filter(person=eli).update(may_pick=False)
    assert not any("split" in each for each in asked(eli))


def test_the_page_begins_where_it_is_asked_to_and_offers_what_may_be_done(signed_in, film, rae, shots):
    page = signed_in(rae).get(reverse("screening", args=[film.pk]), {"shot": shots[1].pk}).content.decode()
    assert f'shot="{shots[1].pk}"' in page
    assert "<note-box" in page
    assert "<cut-trim" not in page


def test_an_empty_film_says_what_comes_here(signed_in, film, vic):
    assert (
        "Nothing to screen yet" in signed_in(vic).get(reverse("screening", args=[film.pk])).content.decode()
    )


def test_a_poll_is_answered_when_something_moved(signed_in, film, eli, shots):
    client, here = signed_in(eli), reverse("screening", args=[film.pk])
    version = client.get(here, headers=JSON).json()["version"]
    assert client.get(here, {"version": version}, headers=JSON).status_code == 204
    shots[2].write(length=24)
    assert client.get(here, {"version": version}, headers=JSON).json()["version"] > version


def test_notes_stand_where_their_frames_show(signed_in, film, rae, shots):
    take = Take.objects.get(picks__shot=shots[0])
    for frame, text in ((59, "Late."), (12, "Early."), (60, "Cut away.")):
        Note.objects.say(uuid.uuid4(), rae, shot=shots[0], take=take, frame=frame, text=text)
    Note.objects.say(uuid.uuid4(), rae, shot=shots[2], text="Whole.")
    screening = signed_in(rae).get(reverse("screening", args=[film.pk])).context["screening"]
    assert [(said.note.text, said.record) for said in screening.notes] == [
        ("Early.", 0),
        ("Late.", 47),
        ("Whole.", 96),
    ]


def test_a_trim_from_the_screening_comes_back_as_the_film_and_can_be_taken_back_there(
    signed_in, film, eli, shots
):
    client, here = signed_in(eli), reverse("screening", args=[film.pk])
    pick = Pick.objects.get(shot=shots[0])
    said = {"take": pick.take_id, "was_start": 12, "was_end": 60, "start": 12, "last": 49, "ask": "1"}
    where = reverse("shot_trim", args=[shots[0].pk])
    headers = JSON | {"HX-Request": "true"}
    answer = client.post(where, said | {"back": f"{here}#edit-{shots[1].pk}"}, headers=headers, follow=True)
    assert answer.json()["events"][0]["out"] == 50
    assert "1-010 runs" in answer["HX-Trigger"]
    assert Change.objects.get(by=eli).place == f"{here}#edit-{shots[1].pk}"
    client.post(reverse("undone", args=[film.pk]), headers={"HX-Request": "true", "HX-Current-URL": here})
    pick.refresh_from_db()
    assert (pick.start, pick.end) == (12, 60)


def test_a_version_is_screened_as_it_was_saved_and_without_hands(signed_in, film, eli, shots):
    version = freeze(film, eli)
    Pick.objects.filter(shot=shots[0]).update(start=20)
    answer = signed_in(eli).get(reverse("cut_version_screening", args=[version.pk]), headers=JSON)
    told = answer.json()["events"]
    assert [(each["code"], each["in"], each["out"], each["record"]) for each in told] == [
        ("1-010", 12, 60, 0),
        ("1-020", 0, 48, 48),
        ("1-030", 0, 48, 96),
    ]
    assert {"trim", "swap"}.isdisjoint(told[0])
    page = signed_in(eli).get(reverse("cut_version_screening", args=[version.pk])).content.decode()
    assert "<cut-trim" not in page
    assert "<note-box" in page


def test_the_takes_to_try_come_with_their_points(signed_in, eli, rae, shots):
    second = made(shots[0])
    made(shots[0], ng=True)
    where = reverse("shot_swap", args=[shots[0].pk])
    page = signed_in(eli).get(where).content.decode()
    assert f'data-take="{second.pk}" data-number="2"' in page
    assert page.count('data-in="12" data-out="60"') == 3
    assert signed_in(rae).get(where).status_code == 403


def test_100_shots_take_as_many_queries_as_10(signed_in, film, scene, eli, rae):
    client, here = signed_in(rae), reverse("screening", args=[film.pk])
    shot_many(scene, eli, rae, 10)
    client.get(here)
    with CaptureQueriesContext(connection) as few:
        client.get(here)
    shot_many(scene, eli, rae, 90)
    client.get(here, headers=JSON)
    with CaptureQueriesContext(connection) as many:
        page = client.get(here)
    assert len(page.context["screening"].events) == 100
    assert len(many) == len(few)


def shot_many(scene: Scene, eli: Any, rae: Any, count: int) -> None:
    """A third is picked and spoken of, a third has takes, a third has none."""
    for place in range(count):
        shot = Shot.objects.add(scene, action="He turns.")
        if place % 3 < 2:
            take = made(shot)
        if place % 3 == 0:
            take.pick(True, eli)
            Note.objects.say(uuid.uuid4(), rae, shot=shot, take=take, frame=3, text="Good.")
