"""A generation that waits for a pick: what goes is what was recorded, and the rules are asked again."""

import pytest

from storyboard.continuity.models import End, LinkKind, connect
from storyboard.files.models import File
from storyboard.projects.models import Shot
from storyboard.takes.composition import CannotSend, Composition, make_ready, send_again
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.sources import Sources
from tests.media import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower(shot, scene):
    return Shot.objects.add(scene, action="He looks out.", prompt="He looks out.")


@pytest.fixture
def take_of(tmp_path, dana):
    def bring(shot, *, sandbox=False):
        path = make.clip(tmp_path / f"{shot.code}.mp4", range(8))
        take = Take.upload(shot, File.objects.keep(path, "video/mp4"), by=dana)
        Take.objects.filter(pk=take.pk).update(frames=8, width=64, height=36, sandbox=sandbox)
        return Take.objects.get(pk=take.pk)

    return bring


def again(generation):
    return Generation.objects.select_related("shot__scene__project").get(pk=generation.pk)


def waiting(follower, shot, dana, kind=LinkKind.LAST_FRAME, preset="final"):
    connect(follower, End.OPENING, kind, source=shot)
    generation = Composition(Shot.objects.get(pk=follower.pk), preset).generate(dana)
    assert generation.status == Status.WAITING
    return generation


def test_it_waits_until_its_source_is_picked_and_then_queues(paying, follower, shot, dana, take_of):
    generation = waiting(follower, shot, dana)
    take = take_of(shot)
    assert not make_ready(again(generation))
    take.pick(True, dana)
    assert make_ready(again(generation))
    ready = again(generation)
    assert ready.status == Status.QUEUED
    assert ready.recipe["inputs"][0]["take"] == str(take.uid)
    assert ready.recipe["inputs"][0]["frame"] == 7
    assert [entry.role for entry in ready.inputs.all()] == ["image"]


def test_what_goes_is_what_was_recorded_whatever_the_plan_says_by_now(paying, follower, shot, dana, take_of):
    generation = waiting(follower, shot, dana)
    connect(follower, End.OPENING, None)
    follower.write(prompt="Something else.", aspect_ratio="9:16")
    take_of(shot).pick(True, dana)
    assert make_ready(again(generation))
    ready = again(generation)
    sent = ready.inputs.get()
    assert ready.recipe["prompt"]["final"] == "He looks out."
    assert (sent.role, sent.file.width > sent.file.height) == ("image", True)


def test_veo_is_not_asked_to_extend_a_clip_of_the_sandbox(paying, follower, shot, dana, take_of):
    generation = waiting(follower, shot, dana, LinkKind.EXTEND)
    take_of(shot, sandbox=True).pick(True, dana)
    assert not make_ready(again(generation))
    refused = again(generation)
    assert refused.status == Status.REFUSED
    assert "sandbox" in refused.trouble["message"]
    paying.refresh_from_db()
    assert paying.held == 0


def test_a_frame_of_the_sandbox_is_not_sent_in_a_paid_request_without_a_word(
    paying, follower, shot, dana, take_of
):
    generation = waiting(follower, shot, dana)
    take_of(shot, sandbox=True).pick(True, dana)
    assert not make_ready(again(generation))
    assert again(generation).status == Status.REFUSED
    fresh = Shot.objects.get(pk=follower.pk)
    with pytest.raises(CannotSend, match="tick the box"):
        Composition(fresh, "final").generate(dana)
    assert Composition(fresh, "final", sandbox_frames=True).generate(dana).status == Status.QUEUED


def test_what_never_had_its_pictures_is_not_sent_again(paying, follower, shot, dana):
    generation = waiting(follower, shot, dana)
    assert generation.cancel()
    with pytest.raises(CannotSend, match="generate it anew"):
        send_again(again(generation), dana)


def renewing(follower, shot, dana):
    """The follower's request while the pick it follows is about to give way."""
    connect(follower, End.OPENING, LinkKind.LAST_FRAME, source=shot)
    fresh = Shot.objects.select_related("scene__project").get(pk=follower.pk)
    return Composition(fresh, "final", sources=Sources(fresh, renewed={shot.pk})).generate(dana)


def test_what_follows_a_pick_that_gives_way_waits_for_the_new_one(paying, follower, shot, dana, take_of):
    old = take_of(shot)
    old.pick(True, dana)
    generation = renewing(follower, shot, dana)
    assert generation.status == Status.WAITING
    assert not make_ready(again(generation))
    new = Take.upload(shot, old.original, by=dana)
    Take.objects.filter(pk=new.pk).update(frames=8, width=64, height=36)
    Take.objects.get(pk=old.pk).pick(False, dana)
    assert not make_ready(again(generation))
    Take.objects.get(pk=new.pk).pick(True, dana)
    assert make_ready(again(generation))
    assert again(generation).recipe["inputs"][0]["take"] == str(new.uid)


def test_waiting_for_another_pick_means_something_else_than_following_the_one_that_is_there(
    paying, follower, shot, dana, take_of
):
    take_of(shot).pick(True, dana)
    waits = renewing(follower, shot, dana)
    follows = Composition(Shot.objects.get(pk=follower.pk), "final").generate(dana)
    assert waits.meaning_hash != follows.meaning_hash
