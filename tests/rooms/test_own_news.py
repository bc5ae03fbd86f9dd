"""What became of one's own batch, told as one and only once all of it is over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.rooms.own_news import OwnNews
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Take
from storyboard.takes.settling import Arrival
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db
NO = {"outcome": "refused", "message": "Veo declined this.", "charged": "no", "todo": "Reword it."}


def ask(shot, by, n=1, **more):
    shot.write(prompt="A lamp.", duration=4, n=n)
    return Composition(fresh(shot), "sandbox").generate(by, **more)


def sent(generation):
    generation.claim("a worker")
    assert generation.begin_sending()
    return generation


def come(generation):
    places = range(generation.n)
    return sent(generation).finish([Arrival(each, url="https://host.example/a.mp4") for each in places])


def test_a_batch_is_told_when_all_of_it_is_over(film, shot, dana):
    rows = [ask(each, dana, n=2) for each in (shot, Shot.objects.add(shot.scene))]
    assert OwnNews(film, dana).is_running
    come(rows[0])
    assert OwnNews(film, dana).is_running
    come(rows[1])
    news = OwnNews(film, dana)
    assert not news.is_running
    assert news.last
    assert news.words == "4 takes have come."


def test_of_one_shot_it_says_which_and_of_trouble_that_it_wants_a_look(film, shot, dana):
    come(ask(shot, dana))
    assert OwnNews(film, dana).words == "1-010: 1 take has come."
    other = Shot.objects.add(shot.scene)
    rows = [ask(each, dana) for each in (shot, other)]
    come(rows[0])
    sent(rows[1]).refuse(NO)
    assert OwnNews(film, dana).words == "1 take has come, 1 request wants a look."


def test_what_somebody_else_asked_for_or_what_came_before_is_no_part_of_it(film, shot, dana, eli):
    before = ask(shot, dana, n=3)
    come(before)
    earlier = now() - timedelta(hours=1)
    Generation.objects.filter(pk=before.pk).update(made_at=earlier, ended_at=earlier)
    come(ask(shot, eli, n=2))
    ask(shot, eli)
    assert OwnNews(film, dana).words == "1-010: 3 takes have come."
    assert not OwnNews(film, dana).is_running
    come(ask(shot, dana))
    assert OwnNews(film, dana).words == "1-010: 1 take has come."


def test_what_no_worker_takes_as_things_are_keeps_nobody_waiting(film, shot, dana):
    other = Shot.objects.add(shot.scene)
    ask(shot, dana)
    assert OwnNews(film, dana).is_running
    Shot.objects.filter(pk=shot.pk).omit(True)
    assert not OwnNews(film, dana).is_running
    come(ask(other, dana))
    assert OwnNews(film, dana).words == "1-020: 1 take has come."
    Shot.objects.filter(pk=shot.pk).omit(False)
    assert OwnNews(film, dana).is_running


def test_a_paid_one_whose_film_may_not_send_any_more_stands_still(film, shot, dana, settings):
    settings.AZERION_API_KEY = "k"
    film.may_send = True
    film.save(update_fields=["may_send"])
    film.members.update(may_spend=True)
    shot.write(prompt="A lamp.", duration=4)
    Composition(fresh(shot), "draft").generate(dana)
    assert OwnNews(film, dana).is_running
    film.may_send = False
    film.save(update_fields=["may_send"])
    assert not OwnNews(film, dana).is_running


def test_a_branch_that_has_stopped_keeps_nobody_waiting_for_the_news(film, shot, dana):
    shots = [shot, *(Shot.objects.add(shot.scene) for _ in range(2))]
    for follower, source in ((1, 0), (2, 1)):
        connect(shots[follower], "opening", "last_frame", source=shots[source])
    rows = [ask(each, dana) for each in shots]
    sent(rows[0])
    assert OwnNews(film, dana).is_running
    rows[0].refuse(NO)
    assert [row.status for row in Generation.objects.order_by("pk")] == ["refused", "waiting", "waiting"]
    assert not OwnNews(film, dana).is_running


def test_a_chain_that_goes_on_by_itself_is_told_at_its_end_and_one_that_wants_a_pick_at_once(
    film, shot, dana
):
    follower = Shot.objects.add(shot.scene)
    connect(follower, "opening", "last_frame", source=shot)
    source = ask(shot, dana)
    ask(follower, dana)
    (take,) = come(source)
    assert not OwnNews(film, dana).is_running
    Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, by=dana)
    assert OwnNews(film, dana).is_running


def test_board_queue_and_shot_page_ask_whether_to_tell_and_nobody_who_does_not_plan(
    signed_in, shot, dana, rae
):
    ask(shot, dana)
    client = signed_in(dana)
    pages = [reverse(name, args=[shot.project.pk]) for name in ("board", "queue")]
    for url in [*pages, shot.get_absolute_url()]:
        said = client.get(url).content.decode()
        assert said.count("<own-news ") == 1
        assert '" running>' in said.partition("<own-news")[2].partition("<p>")[0]
    assert "<own-news" not in signed_in(rae).get(pages[0]).content.decode()
