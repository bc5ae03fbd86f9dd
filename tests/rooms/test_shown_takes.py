"""Takes rated, picked and sent again from the board, where panels show them."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storyboard.continuity.models import connect
from storyboard.projects.access import Role
from storyboard.projects.models import Change, Project, Shot
from storyboard.takes.budget import cost_again
from storyboard.takes.marks import Marks
from storyboard.takes.models import Generation, Pick, Take
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


@pytest.fixture
def take(shot, dana):
    return shoot(shot, dana)


def rate(client, mark, *takes, on=1, **more):
    url = reverse("shown_rating", args=[takes[0].shot.project.pk])
    shown = " ".join(f"{take.shot_id}-{take.pk}" for take in takes)
    return client.post(url, {"mark": mark, "on": on, "shown": shown} | more, headers=PART)


def now_there(take):
    return Take.objects.get(pk=take.pk)


def word(answer):
    return json.loads(answer["HX-Trigger"])["toast"]["text"]


def test_the_shown_take_is_circled_cleared_and_put_aside_and_its_scene_comes_anew(signed_in, dana, take):
    client = signed_in(dana)
    answer = rate(client, "circled", take)
    assert answer.status_code == 204
    assert f"scene-{take.shot.scene_id}" in json.loads(answer["HX-Trigger"])
    assert word(answer) == "1-010, take 1 circled."
    assert now_there(take).circled
    rate(client, "clear", take)
    assert not now_there(take).circled
    rate(client, "ng", take)
    assert now_there(take).ng


def test_several_are_rated_in_one_change_that_can_be_taken_back(signed_in, dana, shot, take):
    other = shoot(Shot.objects.add(shot.scene, prompt="A mast."), dana)
    client = signed_in(dana)
    assert word(rate(client, "circled", take, other)) == "2 takes circled."
    assert Change.objects.count() == 1
    client.post(reverse("undone", args=[shot.project.pk]))
    assert not Take.objects.filter(circled=True).exists()


def test_a_pick_says_what_it_puts_out_of_date_and_is_taken_back(signed_in, dana, shot):
    follower = Shot.objects.add(shot.scene, prompt="A mast.")
    connect(follower, "opening", "last_frame", source=shot)
    picked(shot, dana)
    picked(follower, dana)
    newer = shoot(shot, dana)
    client = signed_in(dana)
    former, version = Pick.objects.get(shot=shot).take, fresh(shot).project.version
    answer = rate(client, "pick", newer)
    assert word(answer).startswith(
        "1 shot would be out of date: 1-020. Refreshing it is free. Press P once more"
    )
    told = json.loads(answer["HX-Trigger"])
    knows = told["pick-asked"]["knows"]
    assert told["pick-asked"] == {"on": 1, "knows": knows}
    assert told["toast"]["undo"]["fields"]["knows"] == knows
    assert (Pick.objects.get(shot=shot).take, fresh(shot).project.version) == (former, version)
    assert not Change.objects.exists()
    shot.project.change()
    answer = rate(client, "pick", newer, knows=knows)
    assert json.loads(answer["HX-Trigger"])["toast"]["key"] == "ask-pick"
    assert "1 shot is out of date now: 1-020." in word(answer)
    assert Pick.objects.get(shot=shot).take == newer
    client.post(reverse("undone", args=[shot.project.pk]))
    assert Pick.objects.get(shot=shot).take != newer


def test_a_pick_that_something_hangs_on_is_let_go_once_that_was_said(signed_in, rae, film, dana, shot):
    film.members.filter(person=rae).update(may_pick=True)
    follower = Shot.objects.add(shot.scene, prompt="A mast.")
    connect(follower, "opening", "last_frame", source=shot)
    take = picked(shot, dana)
    client = signed_in(rae)
    said = word(rate(client, "pick", take, on=0))
    assert "1-020 opens on the last frame of 1-010" in said
    assert "Press P once more to let it go." in said
    assert Pick.objects.filter(shot=shot).exists()
    second = Shot.objects.add(shot.scene, prompt="A gull.")
    connect(second, "opening", "last_frame", source=shot)
    knows = json.loads(rate(client, "pick", take, on=0)["HX-Trigger"])["pick-asked"]["knows"]
    third = Shot.objects.add(shot.scene, prompt="Foam.")
    connect(third, "opening", "last_frame", source=shot)
    assert "3 shots hang on its pick" in word(rate(client, "pick", take, on=0, knows=knows))
    knows = json.loads(rate(client, "pick", take, on=0)["HX-Trigger"])["pick-asked"]["knows"]
    rate(client, "pick", take, on=0, knows=knows)
    assert not Pick.objects.filter(shot=shot).exists()


def test_what_was_asked_and_not_done_leaves_no_mark_behind(signed_in, dana, shot):
    follower = Shot.objects.add(shot.scene, prompt="A mast.")
    connect(follower, "opening", "last_frame", source=shot)
    picked(shot, dana)
    picked(follower, dana)
    newer = shoot(shot, dana)
    client = signed_in(dana)
    assert "would be out of date" in word(rate(client, "pick", newer))
    rate(client, "circled", newer)
    film = Project.objects.get(pk=shot.project.pk)
    assert Marks(film).judge().by_shot == {}
    assert "would be out of date" in word(rate(client, "pick", newer))


def test_who_does_not_plan_reads_no_price_of_what_a_pick_would_do(signed_in, rae, film, dana, shot):
    film.members.filter(person=rae).update(may_pick=True)
    follower = Shot.objects.add(shot.scene, prompt="A mast.")
    connect(follower, "opening", "last_frame", source=shot)
    picked(shot, dana)
    picked(follower, dana)
    said = word(rate(signed_in(rae), "pick", shoot(shot, dana)))
    assert said.startswith("1 shot would be out of date: 1-020. Press P once more")


def test_a_pick_of_several_is_one_change_and_off_says_so(signed_in, dana, shot, take):
    other = shoot(Shot.objects.add(shot.scene, prompt="A mast."), dana)
    client = signed_in(dana)
    assert word(rate(client, "pick", take, other)).startswith("2 takes picked.")
    assert Pick.objects.count() == 2
    assert word(rate(client, "pick", take, on=0)).startswith("1-010, take 1 not picked any more.")
    assert not Pick.objects.filter(shot=shot).exists()


def test_where_the_cut_comes_back_to_a_take_its_own_shot_keeps_the_pick(signed_in, dana, shot, take):
    other = Shot.objects.add(shot.scene, prompt="A mast.")
    for where in (shot, other):
        Pick.objects.create(shot=where, take=take, by=dana)
    url = reverse("shown_rating", args=[shot.project.pk])
    signed_in(dana).post(url, {"mark": "pick", "on": 0, "shown": f"{other.pk}-{take.pk}"}, headers=PART)
    assert Pick.objects.get().shot == shot


def test_who_rates_and_may_not_pick_circles_alone(signed_in, rae, take):
    client = signed_in(rae)
    assert rate(client, "circled", take).status_code == 204
    assert rate(client, "pick", take).status_code == 403
    assert not Pick.objects.exists()


@pytest.mark.parametrize("shown", ["", "x", "1", "1-2", "99999-1", "0-0; 1-1"])
def test_what_is_no_take_here_is_refused_with_a_sentence(signed_in, dana, film, shown):
    url = reverse("shown_rating", args=[film.pk])
    answer = signed_in(dana).post(url, {"mark": "circled", "on": 1, "shown": shown}, headers=PART)
    assert answer.status_code == 422
    assert "take" in answer.content.decode()


def test_another_film_s_take_is_out_of_reach(signed_in, dana, max, take):
    other = Project.objects.begin("Reef", by=max)
    other.members.create(person=dana, role=Role.OWNER)
    url = reverse("shown_rating", args=[other.pk])
    shown = f"{take.shot_id}-{take.pk}"
    answer = signed_in(dana).post(url, {"mark": "circled", "on": 1, "shown": shown}, headers=PART)
    assert answer.status_code == 422
    assert not now_there(take).circled


def test_again_sends_the_recipe_once_however_often_it_is_pressed_and_offers_undo(signed_in, dana, take):
    client, url = signed_in(dana), reverse("shown_again", args=[take.shot.project.pk])
    press = {"shown": f"{take.shot_id}-{take.pk}", "click": str(uuid.uuid4())}
    answer = client.post(url, press, headers=PART)
    client.post(url, press, headers=PART)
    assert json.loads(answer["HX-Trigger"])["toast"]["undo"]
    rows = Generation.objects.filter(shot=take.shot).order_by("pk")
    assert [row.status for row in rows] == ["done", "queued"]


def test_the_bar_of_one_shot_offers_its_take_again_and_what_a_pick_would_do(signed_in, dana, take):
    client, url = signed_in(dana), reverse("selection", args=[take.shot.project.pk])
    one = client.post(url, {"shot": take.shot_id}).content.decode()
    assert 'data-key="g"' in one
    assert reverse("take_consequences", args=[take.pk]) in one
    other = Shot.objects.add(fresh(take.shot).scene)
    several = client.post(url, {"shot": f"{take.shot_id} {other.pk}"}).content.decode()
    assert 'data-key="g"' not in several


def test_again_never_spends_more_than_its_button_said(signed_in, dana, film, shot, settings):
    settings.AZERION_API_KEY = "k"
    film.may_send = True
    film.save(update_fields=["may_send"])
    film.members.update(may_spend=True)
    take = shoot(shot, dana, "draft")
    costs = cost_again(take.generation).sum
    client, url = signed_in(dana), reverse("shown_again", args=[film.pk])
    press = {"shown": f"{shot.pk}-{take.pk}", "click": str(uuid.uuid4()), "costs": costs - 1}
    for to, asked in ((url, press), (reverse("take_again", args=[take.pk]), press)):
        answer = client.post(to, asked, headers=PART)
        assert answer.status_code == 422
        assert "costs more today" in answer.content.decode()
    assert Generation.objects.count() == 1
    client.post(url, press | {"costs": costs}, headers=PART)
    assert Generation.objects.count() == 2
    Generation.objects.filter(pk=take.generation.pk).update(status="failed")
    press = {"click": str(uuid.uuid4()), "costs": costs - 1}
    answer = client.post(reverse("generation_again", args=[take.generation.pk]), press, headers=PART)
    assert "costs more today" in answer.content.decode()
    assert Generation.objects.count() == 2


def test_a_press_that_was_taken_back_is_not_said_to_be_sent(signed_in, dana, take):
    client, url = signed_in(dana), reverse("shown_again", args=[take.shot.project.pk])
    press = {"shown": f"{take.shot_id}-{take.pk}", "click": str(uuid.uuid4())}
    client.post(url, press, headers=PART)
    Generation.objects.latest("pk").cancel()
    answer = client.post(url, press, headers=PART)
    assert answer.status_code == 422
    assert "was taken back" in answer.content.decode()


def test_a_name_said_twice_is_one_and_more_than_a_film_has_are_refused(signed_in, dana, take):
    url = reverse("shown_rating", args=[take.shot.project.pk])
    pair = f"{take.shot_id}-{take.pk}"
    asked = {"mark": "circled", "on": 1}
    answer = signed_in(dana).post(url, asked | {"shown": " ".join([pair] * 5_000)}, headers=PART)
    assert word(answer) == "1-010, take 1 circled."
    many = " ".join(f"{number}-{take.pk}" for number in range(1, 2_002))
    answer = signed_in(dana).post(url, asked | {"shown": many}, headers=PART)
    assert answer.status_code == 422
    assert "choose fewer" in answer.content.decode()


def test_picking_three_asks_little_more_than_picking_one(signed_in, dana, shot, take):
    more = [shoot(Shot.objects.add(shot.scene, prompt="A mast."), dana) for _ in range(3)]
    client = signed_in(dana)
    with CaptureQueriesContext(connection) as one:
        rate(client, "pick", take)
    with CaptureQueriesContext(connection) as three:
        rate(client, "pick", *more)
    assert len(three) - len(one) <= 2 * 11  # of which six are savepoints
