"""*Split here* on the shot's page, and the page of the second half, whose pick is another shot's take."""

import pytest
from django.urls import reverse

from storyboard.continuity.models import connect
from storyboard.projects.models import Change, Shot
from storyboard.rooms.shown import pictures_of
from storyboard.takes.models import Pick, Take


@pytest.fixture
def take(shot, take_of):
    take = take_of(shot, b"one")
    Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, None)
    return take


def split(client, shot, frame, **headers):
    return client.post(reverse("shot_split", args=[shot.pk]), {"frame": frame}, **headers)


def text_of(answer):
    return answer.content.decode()


def test_the_hand_says_what_leads_on_and_lands_on_the_new_shot(signed_in, eli, shot, take):
    follows = Shot.objects.add(shot.scene)
    connect(follows, "opening", "last_frame", source=shot)
    client = signed_in(eli)
    page = text_of(client.get(shot.get_absolute_url()))
    assert 'role="tooltip">1-020 will go on from the new shot.<' in page
    answer = split(client, shot, 40)
    new = Shot.objects.get(code="015")
    assert answer.url == new.get_absolute_url()
    page = text_of(client.get(answer.url))
    assert "1-010 goes on as 1-015. 1-020 opens on the last frame of 1-015." in page
    assert "The cut shows 1-010, take 1 here." in page
    assert reverse("take_clip", args=[take.pk]) in page


def test_the_second_half_is_trimmed_and_let_go_for_itself(signed_in, eli, shot, take):
    client = signed_in(eli)
    split(client, shot, 40)
    new = Shot.objects.exclude(pk=shot.pk).get()
    page = text_of(client.get(new.get_absolute_url()))
    assert reverse("shot_trim", args=[new.pk]) in page
    fields = {"take": take.pk, "was_start": "40", "was_end": "", "start": "44", "end": ""}
    client.post(reverse("shot_trim", args=[new.pk]), fields)
    assert Pick.objects.get(shot=new).start == 44
    client.post(reverse("take_pick", args=[take.pk]), {"on": "0", "shot": new.pk})
    assert not Pick.objects.filter(shot=new).exists()
    assert Pick.objects.get(shot=shot).end == 40
    Change.objects.done().first().take_back()
    assert Pick.objects.get(shot=new).start == 44


def test_a_take_is_never_picked_for_a_shot_of_another_film(signed_in, dana, film, shot, take):
    other = type(film).objects.begin("Other", by=dana)
    there = Shot.objects.add(other.scenes.model.objects.add(other))
    for said in (there.pk, "x", "9" * 40):
        answer = signed_in(dana).post(reverse("take_pick", args=[take.pk]), {"on": "1", "shot": said})
        assert answer.status_code == 422
    assert not Pick.objects.filter(shot=there).exists()


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ("0", "between frames 1 and 95"),
        ("96", "between frames"),
        ("x", "whole number"),
        ("", "at which frame"),
    ],
)
def test_a_frame_that_splits_nothing_is_said(signed_in, dana, shot, take, frame, why):
    client = signed_in(dana)
    answer = split(client, shot, frame, headers={"HX-Request": "true"})
    assert (answer.status_code, why in text_of(answer)) == (422, True)
    assert why in text_of(client.get(split(client, shot, frame).url))
    assert Shot.objects.count() == 1


def test_a_shot_without_a_pick_says_so_and_offers_nothing(signed_in, dana, shot):
    client = signed_in(dana)
    assert "Split here" not in text_of(client.get(shot.get_absolute_url()))
    assert "nothing to split" in text_of(split(client, shot, 4, headers={"HX-Request": "true"}))


def test_who_may_not_pick_splits_nothing(signed_in, eli, film, shot, take):
    film.members.filter(person=eli).update(may_pick=False)
    client = signed_in(eli)
    assert "Split here" not in text_of(client.get(shot.get_absolute_url()))
    assert split(client, shot, 40).status_code == 403


def test_a_split_is_not_taken_back_by_who_may_not_pick_any_more(signed_in, eli, film, shot, take):
    client = signed_in(eli)
    split(client, shot, 40)
    film.members.filter(person=eli).update(may_pick=False)
    assert client.post(reverse("undone", args=[film.pk])).status_code == 403
    assert Pick.objects.get(shot=shot).end == 40


def test_each_half_is_shown_by_a_frame_of_its_own(signed_in, dana, shot, take):
    Take.objects.update(poster=take.original)
    split(signed_in(dana), shot, 40)
    new = Shot.objects.exclude(pk=shot.pk).get()
    shown = pictures_of([shot.pk, new.pk])
    assert shown[shot.pk].url == reverse("take_poster", args=[take.pk])
    assert shown[new.pk].url == f"{reverse('take_frame', args=[take.pk, 40])}?small"


def test_every_page_of_a_split_film_opens(signed_in, dana, film, shot, take):
    client = signed_in(dana)
    split(client, shot, 40)
    new = Shot.objects.exclude(pk=shot.pk).get()
    for name in (
        "board",
        "shot_list",
        "gallery",
        "continuity",
        "joins",
        "exports",
        "cut_versions",
        "lint",
        "queue",
    ):
        assert client.get(reverse(name, args=[film.pk])).status_code == 200, name
    for part in ("takes", "request", "freshness", "shot-joins"):
        address = reverse("shot_joins", args=[new.pk]) if part == "shot-joins" else new.get_absolute_url()
        answer = client.get(address, headers={"HX-Request": "true", "HX-Target": f"section#{part}"})
        assert answer.status_code == 200, part
    assert "1-010, take 1" in text_of(client.get(reverse("shot_list", args=[film.pk])))


def test_a_take_that_another_shot_shows_is_not_put_aside(signed_in, dana, shot, take, take_of):
    client = signed_in(dana)
    split(client, shot, 40)
    other = take_of(shot, b"two")
    client.post(reverse("take_pick", args=[other.pk]), {"on": "1"})
    for name, on in (("take_ng", "1"), ("take_circle", "0")):
        answer = client.post(reverse(name, args=[take.pk]), {"on": on}, headers={"HX-Request": "true"})
        assert (answer.status_code, "stands in the cut for 1-020" in text_of(answer)) == (422, True)
    take.refresh_from_db()
    assert (take.circled, take.ng) == (True, False)
