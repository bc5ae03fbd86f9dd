"""Takes that go on from another one, over HTTP and from both kinds of route: their frames say what came back."""

from typing import Any

import pytest
from django.urls import reverse

from storyboard.assets.models import Asset
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.media import clips, pictures
from storyboard.projects.models import Shot
from storyboard.sandbox import Endpoint
from storyboard.takes import derive, measuring
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from storyboard.takes.sources import Sources
from tests.media import make

pytestmark = pytest.mark.django_db(transaction=True)

WHOLE, TAIL = "whole", "tail"


@pytest.fixture
def route(request, tmp_path_factory) -> Any:
    """An endpoint that draws, and answers an extension with the whole clip or with its new seconds alone."""
    kind = getattr(request, "param", WHOLE)
    endpoint = Endpoint(extension=kind, folder=tmp_path_factory.mktemp("drawn"))
    yield endpoint
    endpoint.close()


both_routes = pytest.mark.parametrize("route", [WHOLE, TAIL], indirect=True)


@pytest.fixture
def filmed(shot, dana, worked_off, route):
    """`filmed(shot)`: a picked take of 4 s; `filmed(shot, longer=take)`: a longer one."""

    def film(of=shot, longer=None, **words):
        of.write(**{"prompt": "A lamp room, pan left.", "duration": 4} | words)
        fresh = Shot.objects.select_related("scene__project").get(pk=of.pk)
        sources = Sources.going_on(fresh, longer.number) if longer else None
        generation = Composition(fresh, "final", sources=sources).generate(dana)
        worked_off(route)
        generation.takes.get().pick(True, by=dana)
        return again(generation.takes.get())

    return film


@pytest.fixture
def follower(shot, scene):
    return Shot.objects.add(scene, after=shot)


def again(take):
    rows = Take.objects.select_related("shot__scene__project", "shot__pick__take", "parent", "original")
    return rows.get(pk=take.pk)


# Longer takes


@both_routes
def test_a_longer_take_begins_with_its_source_whatever_came_back(filmed, route, dana, signed_in):
    first = filmed()
    second = filmed(longer=first)
    assert (second.parent, second.frames, second.head) == (first, 96 + 168, 96)
    assert clips.same_frames(first.clip.path, second.clip.path, 96)
    assert (second.clip != second.original) == (route.extension == TAIL)
    assert (second.enters_at, second.shot.pick.shown_frames) == (0, 264)
    assert second.derive_trouble == ""
    downloaded = signed_in(dana).get(reverse("take_download", args=[second.pk]))
    assert downloaded["Content-Length"] == str(second.clip.size)


def test_a_joined_take_is_made_longer_by_a_route_that_answers_whole(filmed, route):
    """What came back for it was only its tail, and that is what is sent: the answer is grafted on what plays."""
    first = filmed()
    second = filmed(longer=first, prompt="Pan left. [sandbox: tail]")
    third = filmed(longer=second)
    assert [clips.probe(each.original.path).frames for each in (second, third)] == [168, 336]
    assert (third.frames, third.head, third.derive_trouble) == (432, 264, "")
    assert clips.same_frames(second.clip.path, third.clip.path, 264)


# As a new shot


@both_routes
def test_a_shot_that_extends_another_comes_in_at_what_is_new(filmed, follower, route):
    first = filmed()
    connect(follower, "opening", "extend", source=first.shot)
    take = filmed(follower)
    whole = route.extension == WHOLE
    assert (take.parent, take.frames, take.head) == (first, 264 if whole else 168, 96 if whole else 0)
    assert take.clip == take.original
    assert (take.shot.pick.first_frame, take.shot.pick.shown_frames) == (take.head, 168)


def test_a_longer_take_of_such_a_shot_comes_in_where_that_did(filmed, follower):
    first = filmed()
    connect(follower, "opening", "extend", source=first.shot)
    longer = filmed(follower, longer=filmed(follower))
    assert (longer.frames, longer.head, longer.enters_at) == (432, 264, 96)
    assert longer.shot.pick.shown_frames == 336


# Takes that were given their first frame


def test_a_take_that_repeats_the_last_frame_of_the_shot_before_comes_in_after_it(filmed, follower):
    first = filmed()
    assert (first.head, first.shot.pick.first_frame) == (0, 0)
    connect(follower, "opening", "last_frame", source=first.shot)
    take = filmed(follower)
    assert (take.head, take.frames) == (1, 96)
    assert (take.shot.pick.first_frame, take.shot.pick.shown_frames) == (1, 95)
    given = take.generation.inputs.get().file
    assert clips.begins_with(take.clip.path, given.path)


@pytest.fixture
def door(film, dana, tmp_path):
    path = tmp_path / "door.png"
    pictures.save_png(make.drawn(700, (1280, 720)), path)
    kept = File.objects.keep(path, "image/png", width=1280, height=720)
    return Asset.objects.add(film, "still", "Door", kept, dana).looks.get()


@pytest.fixture
def opened(paying, follower, door, dana, tmp_path):
    """A take of the follower, which opens on the door, as a call left it."""
    connect(follower, "opening", "still", still=door)
    fresh = Shot.objects.select_related("scene__project").get(pk=follower.pk)
    generation = Composition(fresh, "final").generate(dana)
    shown = [make.drawn(number, (1280, 720)).resize((640, 360)) for number in range(700, 712)]
    kept = File.objects.keep(make.film(tmp_path / "came.mp4", shown), "video/mp4")
    return Take.objects.create(shot=fresh, number=1, generation=generation, original=kept)


def head(take):
    take = again(take)
    return measuring.measure(*derive.arguments(take)).head


def test_a_plain_still_is_shown_by_the_take_that_begins_with_it(opened):
    assert derive.shown_before(opened) is None
    assert head(opened) == 0


def test_a_still_that_closes_the_shot_before_is_not_shown_twice(opened, shot, door):
    connect(shot, "closing", "still", still=door)
    assert derive.shown_before(opened) == opened.generation.inputs.get().file
    assert head(opened) == 1


def test_a_still_of_a_shot_that_does_not_stand_just_before_is_none_of_them(opened, shot, scene, door):
    connect(shot, "closing", "still", still=door)
    between = Shot.objects.add(scene, after=shot)
    assert derive.shown_before(again(opened)) is None
    between.omit(True)
    assert derive.shown_before(again(opened)) is not None
    shot.omit(True)
    assert derive.shown_before(again(opened)) is None


def test_the_closing_of_another_still_is_none_of_them(opened, film, shot, dana, tmp_path):
    path = tmp_path / "pier.png"
    pictures.save_png(make.drawn(3, (1280, 720)), path)
    kept = File.objects.keep(path, "image/png", width=1280, height=720)
    connect(shot, "closing", "still", still=Asset.objects.add(film, "still", "Pier", kept, dana).looks.get())
    assert derive.shown_before(opened) is None


def test_an_extension_is_measured_after_the_take_that_it_goes_on_from(opened):
    more = Take.objects.create(shot=opened.shot, number=2, parent=opened, original=opened.original)
    assert list(Take.objects.underived()) == [opened]
    derive.write(again(opened), measuring.measure(*derive.arguments(again(opened))))
    assert list(Take.objects.underived()) == [more]
