"""Chains of shots sent at one press, over the sandbox's HTTP: they run through alone, or stop for a person."""

import uuid
from itertools import pairwise

import pytest

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.rooms.many import Many
from storyboard.rooms.many_form import Wanted
from storyboard.rooms.many_rows import Tick
from storyboard.takes.models import Generation, Pick, Status, Take
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chain(paying, scene):
    """1-020 opens on the last frame of 1-010, 1-030 on that of 1-020."""
    shots = [Shot.objects.add(scene, prompt=f"Shot {place}.", duration=4) for place in range(3)]
    for source, follower in pairwise(shots):
        connect(follower, "opening", "last_frame", source=source)
    return shots


@pytest.fixture
def press(paying, dana):
    """`press(shots, pick_first=True)`: Dana sends what is asked for at one press, and it rests no longer."""

    def send(shots, **wanted):
        paying.refresh_from_db()
        ticks = {shot.pk: Tick() for shot in shots}
        many = Many(paying, paying.member_for(dana), Wanted(preset="final", ticks=ticks, **wanted))
        sent, left = many.send(dana, uuid.uuid4())
        assert not left
        Generation.objects.filter(pk__in=[row.pk for row in sent]).update(
            rest_until=sent[0].made_at, next_try_at=sent[0].made_at
        )
        return sent

    return send


def statuses(rows):
    return [Generation.objects.get(pk=row.pk).status for row in rows]


def picks(shots):
    return [fresh(shot).pick.take.number for shot in shots]


def begun_from(row):
    """Take and frame that its opening was cut from."""
    (entry,) = Generation.objects.get(pk=row.pk).recipe["inputs"]
    return Take.objects.get(uid=entry["take"]), entry["frame"]


def nothing_moves():
    """All that is left waits for a person."""
    busy = Generation.objects.filter(status__in=(Status.QUEUED, Status.SENDING))
    return not busy.exists() and not Take.objects.underived().exists()


def test_a_chain_of_three_runs_through_alone_when_it_picks_by_itself(chain, press, worked_off, paying):
    sent = press(chain, which="missing", pick_first=True)
    assert statuses(sent) == ["queued", "waiting", "waiting"]
    endpoint = worked_off()
    assert statuses(sent) == ["done"] * 3
    assert picks(chain) == [1, 1, 1]
    assert len(endpoint.calls) == 3
    for source, row in zip(chain[:-1], sent[1:], strict=True):
        take, frame = begun_from(row)
        assert take == fresh(source).pick.take
        assert frame == take.frames - 1
    paying.refresh_from_db()
    assert (paying.held, paying.settled) == (0, 4_800_000)


def test_without_it_the_chain_stops_at_each_shot_for_a_person(chain, press, worked_off, dana):
    sent = press(chain, which="missing")
    worked_off(until=nothing_moves)
    assert statuses(sent) == ["done", "waiting", "waiting"]
    take = Take.objects.select_related("shot__scene__project").get()
    take.pick(True, by=dana)
    worked_off(until=lambda: nothing_moves() and Take.objects.count() == 2)
    assert statuses(sent) == ["done", "done", "waiting"]
    assert begun_from(sent[1])[0] == take


def test_a_chain_that_is_made_anew_follows_its_own_new_picks(chain, press, worked_off):
    press(chain, which="missing", pick_first=True)
    worked_off()
    fresh(chain[0]).write(prompt="Fog.")
    sent = press(chain, which="outdated", pick_first=True)
    assert statuses(sent) == ["queued", "waiting", "waiting"]
    worked_off()
    assert picks(chain) == [2, 2, 2]
    assert [begun_from(row)[0].number for row in sent[1:]] == [2, 2]


def test_a_pick_that_somebody_makes_meanwhile_stays(chain, press, worked_off, dana):
    press(chain, which="missing", pick_first=True)
    worked_off()
    first = fresh(chain[0])
    other = first.takes.get()
    other.pk, other.uid, other.number, other.generation = None, uuid.uuid4(), first.number_takes(1)[0], None
    other.save(force_insert=True)
    fresh(chain[0]).write(prompt="Fog.")
    sent = press(chain[:1], which="outdated", pick_first=True)
    Take.objects.select_related("shot__scene__project").get(pk=other.pk).pick(True, by=dana)
    worked_off()
    assert statuses(sent) == ["done"]
    assert Pick.objects.get(shot=first).take_id == other.pk
    assert first.takes.count() == 3


def test_a_link_that_is_refused_stops_its_own_branch_alone(chain, press, worked_off, scene):
    chain[0].write(prompt="A shot that [sandbox: 422] is refused.")
    other = Shot.objects.add(scene, prompt="Another branch.", duration=4)
    sent = press([*chain, other], which="missing", pick_first=True)
    worked_off(until=nothing_moves)
    assert statuses(sent) == ["refused", "waiting", "waiting", "done"]
