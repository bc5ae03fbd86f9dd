from datetime import timedelta

import pytest
from django.utils.timezone import now

from storyboard.projects.models import Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status
from storyboard.takes.settling import Arrival
from storyboard.takes.twins import Twins

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(shot):
    shot.write(prompt="The lamp.")
    return shot


def said(shot, person, **more):
    shot = Shot.objects.select_related("scene__project").get(pk=shot.pk)
    twins = Twins(Composition(shot, **more), shot.project.member_for(person))
    return [finding.message for finding in twins.findings]


def made(shot, by, **more):
    generation = Composition(shot, rest=0, **more).generate(by)
    generation.claim("one")
    generation.begin_sending()
    return generation


def test_the_same_request_under_way_is_said_with_its_time(lamp, dana, eli):
    twin = made(lamp, dana)
    Generation.objects.filter(pk=twin.pk).update(sent_at=now() - timedelta(seconds=42))
    assert said(lamp, eli) == ["Dana Reyes is making exactly this, 0:42. Another press makes another."]
    assert said(lamp, dana)[0].startswith("You are making exactly this, 0:4")


def test_what_waits_in_the_queue_is_said_with_how_long_it_has_waited(lamp, dana, eli):
    twin = Composition(lamp, rest=0).generate(dana)
    Generation.objects.filter(pk=twin.pk).update(made_at=now() - timedelta(seconds=122))
    [told] = said(lamp, eli)
    assert told.startswith("Dana Reyes is making exactly this, 2:0")
    assert told.endswith(" in the queue. Another press makes another.")
    assert said(lamp, dana)[0].startswith("You are making exactly this, 2:0")


def test_an_attempt_that_was_told_to_wait_is_not_counted_on(lamp, dana, eli):
    twin = made(lamp, dana)
    made_at, sent_at = now() - timedelta(seconds=62), now() - timedelta(seconds=32)
    Generation.objects.filter(pk=twin.pk).update(made_at=made_at, sent_at=sent_at)
    twin.put_back(Status.SENDING, wait=30, trouble={"slow_key": True})
    assert "is making exactly this, 1:0" in said(lamp, eli)[0]
    assert twin.claim("two")
    assert "in the queue." in said(lamp, eli)[0]
    assert twin.begin_sending()
    assert "is making exactly this, 0:0" in said(lamp, eli)[0]


def test_it_is_said_for_another_shot_too(lamp, dana, eli):
    made(lamp, dana)
    other = Shot.objects.add(lamp.scene, prompt="The lamp.")
    assert "Dana Reyes is making exactly this for 1-010, 0:00" in said(other, eli)[0]


def test_other_words_or_an_end_are_no_twin(lamp, dana, eli):
    twin = made(lamp, dana)
    lamp.write(prompt="Another lamp.")
    assert said(lamp, eli) == []
    lamp.write(prompt="The lamp.")
    twin.finish([Arrival(0, url="https://host.example/a.mp4")])
    assert said(lamp, eli) == []


def test_a_set_seed_that_would_repeat_a_take_is_said(lamp, dana, eli):
    lamp.write(seed=7)
    made(lamp, dana).finish([Arrival(0, url="https://host.example/a.mp4")])
    assert "1-010, take 1 was made of exactly this with this seed" in said(lamp, eli)[0]
    lamp.write(seed=8)
    assert said(lamp, eli) == []
    lamp.write(seed=None)
    assert said(lamp, eli) == []
