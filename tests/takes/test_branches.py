"""A chain that stops: only its own branch, with the reason, and taken back together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.progress import follow
from tests.takes.films import fresh, picked

pytestmark = pytest.mark.django_db
NO = {"outcome": "refused", "message": "Veo declined this.", "charged": "no", "todo": "Reword it."}


@pytest.fixture
def branches(scene, eli):
    """1-020 and 1-030 follow one another after 1-010; 1-050 follows 1-040. All were asked for at once."""
    shots = [Shot.objects.add(scene, prompt=f"Shot {place}.") for place in range(5)]
    for follower, source in ((1, 0), (2, 1), (4, 3)):
        connect(shots[follower], "opening", "last_frame", source=shots[source])
    return [Composition(fresh(shot)).generate(eli) for shot in shots]


def again(rows):
    return [Generation.objects.select_related("shot__scene__project").get(pk=row.pk) for row in rows]


def waits(rows, film):
    return [[str(each) for each in progress.waits_for] for progress in follow(again(rows), film)]


def text(client, url):
    return " ".join(client.get(url).content.decode().split())


def test_what_waits_says_for_which_shot(branches, film):
    assert waits(branches, film) == [[], ["1-010’s pick"], ["1-020’s pick"], [], ["1-040’s pick"]]


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda row: row.refuse(NO), "was refused"),
        (lambda row: row.fail(NO), "failed"),
        (lambda row: row.lose(NO), "was lost"),
    ],
)
def test_a_link_that_came_to_nothing_stops_its_own_branch_only_and_is_named(branches, film, end, words):
    branches[0].claim("a worker")
    branches[0].begin_sending()
    end(branches[0])
    assert waits(branches[1:], film) == [[f"1-010, which {words}"], ["1-020’s pick"], [], ["1-040’s pick"]]
    statuses = [row.status for row in again(branches)[1:]]
    assert statuses == [Status.WAITING, Status.WAITING, Status.QUEUED, Status.WAITING]


def test_once_it_is_sent_again_it_is_waited_for_as_before(branches, film, eli):
    branches[0].cancel()
    assert waits(branches[1:2], film) == [["1-010, which was canceled"]]
    Composition(fresh(branches[0].shot)).generate(eli)
    assert waits(branches[1:2], film) == [["1-010’s pick"]]


def test_a_pick_whose_clip_is_not_here_yet_is_waited_for_as_a_clip(branches, film, eli):
    take = picked(branches[0].shot, eli)
    type(take).objects.filter(pk=take.pk).update(original=None)
    assert waits(branches[1:2], film) == [["1-010’s clip"]]


def test_a_new_take_that_cannot_be_measured_waits_for_a_hand(branches, film, eli):
    picked(branches[0].shot, eli)
    shot = fresh(branches[0].shot)
    link = Generation.objects.get(pk=branches[1].pk).recipe
    link["waits_for"][0]["instead_of"] = str(shot.pick.take.uid)
    Generation.objects.filter(pk=branches[1].pk).update(recipe=link)
    branches[0].cancel()
    new = Take.objects.create(shot=shot, number=shot.number_takes(1)[0])
    assert waits(branches[1:2], film) == [["1-010’s new pick"]]
    Take.objects.filter(pk=new.pk).update(derived_at=now())
    said = "1-010’s new pick: its new take could not be measured, so pick it by hand"
    assert waits(branches[1:2], film) == [[said]]


def test_the_queue_the_shot_and_its_generation_say_it(branches, film, eli, signed_in):
    branches[0].cancel()
    client = signed_in(eli)
    said = f'<a href="/shots/{branches[0].shot.pk}">1-010</a>, which was canceled'
    for url in (f"/projects/{film.pk}/queue", branches[1].shot.get_absolute_url()):
        assert said in text(client, url)


def test_what_came_to_nothing_says_which_shots_wait_for_it(branches, film, eli, signed_in):
    branches[0].claim("a worker")
    branches[0].begin_sending()
    branches[0].refuse(NO)
    client = signed_in(eli)
    for url in (
        f"/projects/{film.pk}/queue",
        branches[0].shot.get_absolute_url(),
        f"/generations/{branches[0].pk}",
    ):
        assert "1-020, 1-030 wait for a take of 1-010." in text(client, url)
    assert "wait for a take of 1-040" not in text(client, f"/projects/{film.pk}/queue")


def test_a_source_is_taken_back_alone_or_with_all_that_waits_for_it(branches, film, eli, signed_in):
    assert [each.name for each in follow(again(branches), film)[0].behind] == ["1-020", "1-030"]
    page = text(signed_in(eli), f"/projects/{film.pk}/queue")
    pks = " ".join(str(row.pk) for row in branches[:3])
    assert f'value="{pks}"' in page
    assert "Undo with the 2 that wait" in page or "Cancel with the 2 that wait" in page
    signed_in(eli).post(f"/projects/{film.pk}/queue/canceled", {"generations": pks})
    assert [row.status for row in again(branches)] == [
        *[Status.CANCELED] * 3,
        Status.QUEUED,
        Status.WAITING,
    ]


def test_four_times_as_many_that_wait_cost_the_same_queries(branches, film, scene, eli):
    counts = []
    for more in (1, 12):
        for _ in range(more):
            shot = Shot.objects.add(scene, prompt="More.")
            connect(shot, "opening", "last_frame", source=branches[0].shot)
            Composition(fresh(shot)).generate(eli)
        rows = list(Generation.objects.select_related("shot__scene__project", "made_by"))
        with CaptureQueriesContext(connection) as seen:
            follow(rows, film)
        counts.append(len(seen))
    assert counts[0] == counts[1]
