"""Notes: what somebody says about a take at a frame, once, and who may say, reword and take it back."""

import json
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from storyboard.projects.models import Change, Project, Shot
from storyboard.review.models import Note
from storyboard.takes.models import Take

HTMX = {"HX-Request": "true", "HX-Target": "section#notes"}


@pytest.fixture
def take(shot: Shot) -> Take:
    return Take.objects.create(shot=shot, number=1, frames=96)


@pytest.fixture
def note(shot: Shot, take: Take, rae: Any) -> Note:
    """Rae's, on frame 30 of take 1."""
    return Note.objects.say(uuid.uuid4(), rae, shot=shot, take=take, frame=30, text="Too dark.")


def say(client: Any, shot: Shot, **said: Any) -> Any:
    more = said.pop("more", {})
    data = {"uid": uuid.uuid4(), "text": "Hold longer.", **said}
    return client.post(reverse("shot_notes", args=[shot.pk]), data, **more)


def said_of(shot: Shot) -> list[tuple[Any, ...]]:
    rows = Note.objects.standing().about(shot).values_list("take", "frame", "text")
    return list(rows)


def version(shot: Shot) -> int:
    return Project.objects.get(pk=shot.scene.project_id).version


def test_a_note_is_kept_with_its_take_and_frame_and_the_film_moves_on(signed_in, rae, shot, take):
    before = version(shot)
    assert say(signed_in(rae), shot, take=take.pk, frame=30).status_code == 302
    assert said_of(shot) == [(take.pk, 30, "Hold longer.")]
    assert Note.objects.get().by == rae
    assert version(shot) == before + 1


def taken_back(client, shot):
    client.post(reverse("undone", args=[shot.scene.project_id]))


def test_a_note_is_taken_back_and_said_again(signed_in, rae, shot):
    client = signed_in(rae)
    say(client, shot)
    change = Change.objects.get()
    assert (change.said, change.place) == (
        "Note on 1-010",
        f"/shots/{shot.pk}#note-{Note.objects.get().pk}",
    )
    taken_back(client, shot)
    assert said_of(shot) == []
    client.post(reverse("redone", args=[shot.scene.project_id]))
    assert said_of(shot) == [(None, None, "Hold longer.")]


def test_a_note_that_arrives_twice_is_one_change(signed_in, rae, shot):
    client, uid = signed_in(rae), uuid.uuid4()
    say(client, shot, uid=uid)
    say(client, shot, uid=uid)
    assert Change.objects.count() == 1


def test_words_and_deleting_of_a_note_are_taken_back(signed_in, rae, shot, take, note):
    client = signed_in(rae)
    client.post(reverse("note", args=[note.pk]), {"text": "Too bright."})
    client.post(reverse("note_deleted", args=[note.pk]), {"on": 1})
    taken_back(client, shot)
    assert said_of(shot) == [(take.pk, 30, "Too bright.")]
    taken_back(client, shot)
    assert said_of(shot) == [(take.pk, 30, "Too dark.")]


def test_a_note_that_is_deleted_twice_is_one_change(signed_in, rae, shot, note):
    client, url = signed_in(rae), reverse("note_deleted", args=[note.pk])
    client.post(url, {"on": "1"})
    client.post(url, {"on": "1"})
    taken_back(client, shot)
    note.refresh_from_db()
    assert note.deleted_at is None


def test_a_note_is_posted_once_however_often_it_arrives(signed_in, rae, shot):
    client, uid = signed_in(rae), uuid.uuid4()
    assert [say(client, shot, uid=uid).status_code for _ in range(3)] == [302] * 3
    assert len(said_of(shot)) == 1


def test_a_mark_that_somebody_else_used_takes_nobodys_words(signed_in, rae, eli, shot, note):
    say(signed_in(eli), shot, uid=note.uid, text="Mine.")
    assert sorted(text for *_, text in said_of(shot)) == ["Mine.", "Too dark."]


def test_a_shot_without_a_take_is_spoken_of_as_a_whole(signed_in, rae, shot):
    say(signed_in(rae), shot, frame=12)
    assert said_of(shot) == [(None, None, "Hold longer.")]


def test_a_take_of_another_shot_is_spoken_of_where_it_is_cut_back_to(signed_in, rae, scene, shot, take):
    other = Shot.objects.add(scene)
    say(signed_in(rae), other, take=take.pk, frame=0)
    assert said_of(other) == said_of(shot) == [(take.pk, 0, "Hold longer.")]
    assert Note.objects.get().get_absolute_url().startswith(f"{shot.get_absolute_url()}?take=1#note-")


def test_a_frame_behind_the_end_is_the_last_one(signed_in, rae, shot, take):
    say(signed_in(rae), shot, take=take.pk, frame=400)
    assert said_of(shot) == [(take.pk, 95, "Hold longer.")]


@pytest.mark.parametrize(
    "said",
    [
        {"text": "   "},
        {"text": "x" * 4001},
        {"uid": "again"},
        {"take": "999"},
        {"take": "a lamp"},
        {"frame": "-1"},
        {"frame": "9" * 40},
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(signed_in, rae, shot, said):
    client = signed_in(rae)
    page = say(client, shot, **said)
    assert page.status_code == 422
    form = page.context["notes"].form
    assert form.trouble in page.content.decode()
    assert form["text"].value() == said.get("text", "Hold longer.")
    in_place = say(client, shot, **said, more={"headers": HTMX})
    assert in_place.status_code == 422
    assert in_place.content.decode() == form.trouble
    assert said_of(shot) == []


def test_a_take_needs_a_frame(signed_in, rae, shot, take):
    assert say(signed_in(rae), shot, take=take.pk).status_code == 422


def test_a_take_of_another_film_is_not_spoken_of(signed_in, rae, dana, shot):
    other = Project.objects.begin("Tide", by=dana)
    theirs = Shot.objects.add(other.scenes.model.objects.add(other))
    take = Take.objects.create(shot=theirs, number=1, frames=96)
    assert say(signed_in(rae), shot, take=take.pk, frame=0).status_code == 422


@pytest.mark.parametrize(
    ("who", "answer"), [("dana", 302), ("eli", 302), ("rae", 302), ("vic", 403), ("max", 404)]
)
def test_all_but_viewers_write(request, signed_in, shot, who, answer):
    assert say(signed_in(request.getfixturevalue(who)), shot).status_code == answer


@pytest.mark.parametrize("name", ["note", "note_deleted"])
@pytest.mark.parametrize(("who", "answer"), [("rae", 302), ("dana", 403), ("vic", 403), ("max", 404)])
def test_a_note_is_changed_by_who_wrote_it(request, signed_in, note, name, who, answer):
    said = {"text": "Brighter.", "on": "1"}
    client = signed_in(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[note.pk]), said).status_code == answer


def test_who_only_views_now_does_not_change_what_they_said_before(signed_in, film, rae, note):
    film.members.filter(person=rae).update(role="viewer")
    assert signed_in(rae).post(reverse("note", args=[note.pk]), {"text": "Brighter."}).status_code == 403


def test_a_note_is_reworded_and_says_so(signed_in, rae, shot, note):
    client, before = signed_in(rae), version(shot)
    part = client.post(reverse("note", args=[note.pk]), {"text": "Brighter."}, headers=HTMX, follow=True)
    assert "Brighter." in part.content.decode()
    assert "edited" in part.content.decode()
    assert version(shot) == before + 1
    client.post(reverse("note", args=[note.pk]), {"text": "Brighter."})
    assert version(shot) == before + 1


def test_a_note_goes_and_comes_back(signed_in, rae, shot, note):
    client, where = signed_in(rae), reverse("note_deleted", args=[note.pk])
    part = client.post(where, {"on": "1"}, headers=HTMX, follow=True)
    undo = json.loads(part["HX-Trigger"])["toast"]["undo"]
    assert "Too dark." not in part.content.decode()
    assert said_of(shot) == []
    client.post(undo["action"], undo["fields"])
    assert said_of(shot) == [(note.take_id, 30, "Too dark.")]


def test_the_list_says_who_where_and_when_in_the_readers_own_time(signed_in, vic, rae, shot, note):
    vic.time_zone = "Asia/Tokyo"
    vic.save(update_fields=["time_zone"])
    page = signed_in(vic).get(reverse("shot_notes", args=[shot.pk])).content.decode()
    assert "Rae Okoye" in page
    assert "00:00:01:06" in page
    assert "Take 1" in page
    there = localtime(note.made_at, ZoneInfo("Asia/Tokyo"))
    assert f"{there:%H:%M}</time>" in page
    assert "<note-box" not in page


def test_a_poll_is_answered_when_something_moved(signed_in, vic, shot, note):
    client, where = signed_in(vic), reverse("shot_notes", args=[shot.pk])
    assert client.get(where, {"version": version(shot)}, headers=HTMX).status_code == 204
    note.rewrite("Brighter.")
    part = client.get(where, {"version": version(shot) - 1}, headers=HTMX).content.decode()
    assert part.strip().startswith('<section class="notes" id="notes"')


def test_many_notes_take_as_many_queries_as_one(signed_in, vic, shot, take, note, rae, eli):
    client, where = signed_in(vic), reverse("shot_notes", args=[shot.pk])
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for frame in range(20):
        Note.objects.say(uuid.uuid4(), eli, shot=shot, take=take, frame=frame, text="More.")
    with CaptureQueriesContext(connection) as many:
        page = client.get(where)
    assert page.content.decode().count('class="note"') == 21
    assert len(many) == len(few)


def test_the_notes_of_a_shot_that_is_gone_are_hidden(signed_in, rae, shot, note):
    shot.remove()
    assert signed_in(rae).get(reverse("shot_notes", args=[shot.pk])).status_code == 404
