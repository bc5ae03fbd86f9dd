"""What a generation says of itself while it waits."""

import os
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from storyboard.projects.models import Shot
from storyboard.takes import settling
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status
from storyboard.takes.progress import follow
from storyboard.takes.settling import Arrival
from tests.faults.pages import Part

pytestmark = pytest.mark.django_db


def progress(generation):
    row = Generation.objects.select_related("shot__scene__project").get(pk=generation.pk)
    return follow([row], row.project)[0]


def forbid_film(film, settings):
    type(film).objects.filter(pk=film.pk).update(may_send=False)


def set_another_address(film, settings):
    settings.AZERION_BASE_URL = "https://elsewhere.example/v1"


def take_the_key(film, settings):
    settings.AZERION_API_KEY = ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (set_another_address, "another address than AZERION_BASE_URL"),
        (take_the_key, "Set AZERION_API_KEY"),
        (forbid_film, "has not let it send"),
    ],
)
def test_what_nobody_sends_as_things_are_set_says_why_and_what_to_do(ordered, paying, settings, change, says):
    generation = ordered()
    assert (progress(generation).phase, progress(generation).why_not_sent) == ("queued", "")
    change(paying, settings)
    told = progress(generation)
    assert (told.phase, told.can_be_canceled) == ("stranded", True)
    assert says in told.why_not_sent
    assert told.why_not_sent.endswith("Or cancel it: that costs nothing.")


def test_the_sandbox_needs_no_key_and_what_is_over_or_in_hand_needs_none_any_more(
    ordered, shot, dana, paying, settings
):
    paid = ordered()
    drawn = Composition(Shot.objects.get(pk=shot.pk)).generate(dana)
    take_the_key(paying, settings)
    assert progress(drawn).phase == "queued"
    for status in (Status.SENDING, Status.LOST, Status.DONE, Status.CANCELED):
        Generation.objects.filter(pk=paid.pk).update(status=status)
        assert progress(paid).why_not_sent == ""


def test_what_is_not_sent_stands_in_nobodys_way(ordered, paying, settings):
    from storyboard.projects.models import Project, Scene

    first = ordered()
    other = Project.objects.begin("Tide", by=paying.made_by)
    Generation.objects.filter(pk=first.pk).update(shot=Shot.objects.add(Scene.objects.add(other)))
    second = ordered("Another lamp.")
    forbid_film(other, settings)
    assert progress(second).place == 1


@pytest.mark.parametrize("page", ["", "/queue"])
def test_the_board_and_the_queue_say_so_at_the_same_cost_however_many_wait(
    ordered, paying, settings, scene, dana, signed_in, page
):
    ordered()
    take_the_key(paying, settings)
    client, address = signed_in(dana), f"/projects/{paying.pk}{page}"
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).content.decode().count("Set AZERION_API_KEY") == 1
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    for _ in range(3):
        Composition(Shot.objects.add(scene, prompt="A wave."), "final").generate(dana)
    take_the_key(paying, settings)
    with CaptureQueriesContext(connection) as four:
        assert client.get(address).content.decode().count("Set AZERION_API_KEY") == 4
    assert len(four) == len(one)


def test_the_shot_and_the_generation_say_so_too(ordered, paying, settings, dana, signed_in):
    generation = ordered()
    set_another_address(paying, settings)
    for address in (generation.shot.get_absolute_url(), generation.get_absolute_url()):
        text = signed_in(dana).get(address).content.decode()
        assert "another address than AZERION_BASE_URL" in text
        assert ">Cancel<" in text


def test_only_what_is_held_is_called_so(ordered, paying, dana, signed_in):
    generation = ordered()
    client, address = signed_in(dana), f"/projects/{paying.pk}/queue"
    for status, held in (("queued", True), ("lost", True), ("refused", False), ("failed", False)):
        Generation.objects.filter(pk=generation.pk).update(status=status)
        row = Part(client.get(address).content.decode(), f"row-{generation.pk}").text
        assert ("€1.60 held" in row or "€1.60 stays held" in row) == held


def past(shot, by, seconds, *, n=1, route="sandbox", **settings):
    """A call that took so long, done."""
    shot.write(prompt="The lamp.", n=n, **settings)
    row = Composition(Shot.objects.get(pk=shot.pk), rest=0).generate(by)
    end = now()
    Generation.objects.filter(pk=row.pk).update(
        status=Status.DONE, route=route, sent_at=end - timedelta(seconds=seconds), ended_at=end
    )
    return Generation.objects.select_related("shot__scene__project").get(pk=row.pk)


def sending(shot, by, **settings):
    row = past(shot, by, 0, **settings)
    Generation.objects.filter(pk=row.pk).update(status=Status.SENDING, ended_at=None)
    return row


def test_the_usual_time_is_that_of_calls_of_the_same_kind(shot, dana):
    for seconds in (10, 20, 90):
        past(shot, dana, seconds, duration=4)
        past(shot, dana, 2 * seconds, duration=8)
        past(shot, dana, 5 * seconds, duration=8, n=2)
        past(shot, dana, 9 * seconds, duration=4, route="https://elsewhere.example")
    assert progress(sending(shot, dana, duration=4)).usual == 20
    assert progress(sending(shot, dana, duration=8)).usual == 40
    assert progress(sending(shot, dana, duration=8, n=2)).usual == 100


def test_with_few_of_a_kind_the_wider_one_tells(shot, dana):
    for seconds in (10, 20):
        past(shot, dana, seconds, duration=4)
    past(shot, dana, 60, duration=4, n=2)
    assert progress(sending(shot, dana, duration=4)).usual == 20
    assert progress(sending(shot, dana, duration=4, n=4)).usual == 20
    past(shot, dana, 90, duration=8)
    assert progress(sending(shot, dana, duration=8)).usual == 40
    assert progress(sending(shot, dana, duration=4, route="https://elsewhere.example")).usual is None


def test_what_somebody_brought_for_a_lost_call_is_no_usual_time(shot, dana):
    past(shot, dana, 20)
    lost = sending(shot, dana)
    lost.lose({"outcome": "lost", "charged": "may have been"})
    lost.adopt(Arrival(0, url="https://host.example/a.mp4"), by=dana)
    Generation.objects.filter(pk=lost.pk).update(sent_at=now() - timedelta(days=2))
    assert (lost.status, progress(lost).took) == (Status.DONE, None)
    assert progress(sending(shot, dana)).usual == 20


def test_a_call_settled_late_took_as_long_as_its_answer(shot, dana):
    """Its worker was killed with the answer on disk, and the next one came a day later."""
    row = sending(shot, dana)
    sent, wrote = now() - timedelta(days=1), now() - timedelta(days=1) + timedelta(seconds=70)
    Generation.objects.filter(pk=row.pk).update(sent_at=sent, worker="dead", lease_until=now())
    row.folder.mkdir(parents=True)
    (row.folder / "received.json").write_text('{"status": 200, "headers": {}}')
    answer = row.folder / "answer.json"
    answer.write_text('{"videos": [{"url": "https://host.example/a.mp4"}]}')
    os.utime(answer, (wrote.timestamp(), wrote.timestamp()))
    assert settling.reap() == 1
    row.refresh_from_db()
    assert (row.status, progress(row).took) == (Status.DONE, 70)
    assert progress(sending(shot, dana)).usual == 70


def test_following_twice_as_many_costs_the_same_queries(shot, dana):
    rows = [sending(shot, dana, duration=duration) for duration in (4, 6, 8) for _ in range(2)]
    with CaptureQueriesContext(connection) as two:
        assert len(follow(rows[:2], shot.project)) == 2
    with CaptureQueriesContext(connection) as six:
        assert len(follow(rows, shot.project)) == 6
    assert len(two) == len(six)
