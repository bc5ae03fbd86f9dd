"""Joins of real clips, measured by the worker and trimmed over HTTP, to the frame."""

import asyncio
import html
import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from storyboard.continuity.models import connect
from storyboard.cut.joins import Joins
from storyboard.files.models import File
from storyboard.projects.models import Shot
from storyboard.sandbox import Endpoint
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Take
from tests.media import make
from tests.takes.films import fresh
from tests.takes.working import nothing_left, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(settings, tmp_path):
    """Lets a worker work until all takes and joins of the film are measured."""
    settings.DATA = tmp_path

    def until_measured(film):
        def done():
            joins = Joins(film).ask()
            return nothing_left() and not joins.waiting

        asyncio.run(run(Endpoint(), done, settings))
        return Joins(film)

    return until_measured


@pytest.fixture
def shown(scene, dana, tmp_path):
    """`shown(range(60), …)`: the next shot shows these numbered frames, and is picked."""

    def show(frames, **more):
        shot = Shot.objects.add(scene, prompt="A lamp.")
        path = make.clip(tmp_path / f"{shot.pk}.mp4", frames, sound=440, **more)
        take = Take.upload(shot, File.objects.keep(path, "video/mp4"), by=dana)
        take.pick(True, by=dana)
        return shot

    return show


def hidden(text, name):
    """The value of a form's hidden field, as a browser sends it."""
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', text)[1])


def boundary(client, join):
    """The numbers that are drawn in the two frames that meet."""
    frames = (
        (join.before.take_id, join.before.last_frame),
        (join.after.take_id, join.after.first_frame),
    )
    answers = [client.get(reverse("take_frame", args=frame)) for frame in frames]
    return [make.number_in(Image.open(io.BytesIO(b"".join(answer.streaming_content)))) for answer in answers]


def test_frames_that_repeat_go_by_one_press_of_apply(signed_in, eli, film, shown, work):
    first = shown(range(60))
    second = shown([*range(55, 60), *range(60, 100)])
    connect(fresh(second), "opening", "last_frame", source=first)
    join = work(film).joins[0]
    assert join.findings[0] == "5 frames repeat"
    assert (join.verdict, join.is_flagged) == ("They meet.", False)
    client = signed_in(eli)
    assert boundary(client, join) == [59, 55]
    text = client.get(reverse("joins", args=[film.pk])).content.decode()
    suggestion = text[text.index('class="suggestion') :]
    said = {name: hidden(suggestion, name) for name in ("seen", "last", "start", "back")}
    assert client.post(reverse("join_trim", args=[second.pk]), said).status_code == 302
    assert boundary(client, Joins(film).joins[0]) == [59, 60]
    join = work(film).joins[0]
    assert (join.is_suggested, join.verdict) == (False, "They meet.")


def test_frozen_frames_go_on_both_sides_and_loudness_is_told(signed_in, eli, film, shown, work):
    shown([*range(50), *[50] * 12], loud=0.1)
    second = shown([*[300] * 9, *range(301, 350)], loud=0.4)
    join = work(film).joins[0]
    assert join.findings == [
        "12 frozen frames before the cut",
        "9 frozen frames after the cut",
        "sound 12 dB louder",
    ]
    assert (join.promise, join.is_flagged) == (None, False)
    client = signed_in(eli)
    said = {"seen": join.key, "last": join.best_last, "start": join.seam.best_in}
    assert client.post(reverse("join_trim", args=[second.pk]), said).status_code == 302
    after = Joins(film).joins[0]
    assert (after.before.last_frame, after.after.first_frame) == (51, 7)
    assert boundary(client, after) == [50, 300]


def test_a_shot_that_was_to_go_on_and_does_not_is_flagged(film, shown, work):
    first, second = shown(range(60)), shown(range(2000, 2048))
    connect(fresh(second), "opening", "last_frame", source=first)
    join = work(film).joins[0]
    assert join.is_flagged
    assert "does not" in join.verdict
    connect(fresh(second), "opening", None)
    assert not Joins(film).flagged


def test_a_trim_by_one_frame_is_measured_by_itself(signed_in, eli, film, shown, work):
    first, second = shown(range(60)), shown(range(60, 100))
    connect(fresh(second), "opening", "last_frame", source=first)
    assert not work(film).joins[0].is_suggested
    client = signed_in(eli)
    said = {"seen": Joins(film).joins[0].key, "last": 58, "start": 0}
    client.post(reverse("join_trim", args=[second.pk]), said)
    assert boundary(client, Joins(film).joins[0]) == [58, 60]
    assert Joins(film).joins[0].is_waiting
    assert boundary(client, work(film).joins[0]) == [58, 60]


def test_clips_of_the_sandbox_are_measured_like_any_other(film, scene, dana, work):
    small = {"duration": 4, "resolution": "720p", "generate_audio": False}
    first, second = [Shot.objects.add(scene, prompt="A lamp.", **small) for _ in range(2)]
    connect(fresh(second), "opening", "last_frame", source=first)
    for shot in (first, second):
        Composition(fresh(shot), rest=0, pick_first=True).generate(dana)
    join = work(film).joins[0]
    assert Generation.objects.count() == 2
    assert join.is_measured
    assert join.verdict == "They meet."
