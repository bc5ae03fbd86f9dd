"""Joins measured by the worker: once, after takes, and given up where there is nothing to measure."""

import asyncio

import pytest

from storyboard.cut.measuring import next_seam
from storyboard.cut.models import MOST_TRIES, Seam
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.sandbox import Endpoint
from storyboard.takes.models import Take
from tests.media import make
from tests.takes.films import a_file
from tests.takes.working import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(tmp_path, settings):
    """A clip, and one that shows its last three frames again before it goes on."""
    settings.DATA = tmp_path
    first = make.clip(tmp_path / "first.mp4", range(60))
    second = make.clip(tmp_path / "second.mp4", range(57, 90))
    return [File.objects.keep(path, "video/mp4") for path in (first, second)]


def work_until(done, settings):
    asyncio.run(run(Endpoint(canned=True), done, settings))


def ask(first, out_point, second, in_point):
    Seam.objects.ask([(first.pk, out_point, second.pk, in_point)])
    return Seam.objects.get(first=first, out_point=out_point, second=second, in_point=in_point)


def test_the_worker_measures_what_is_asked_for_and_keeps_the_figures(files, settings):
    seam = ask(files[0], 60, files[1], 0)
    work_until(lambda: Seam.objects.filter(settled_at__isnull=False).exists(), settings)
    seam.refresh_from_db()
    assert seam.is_measured
    assert (seam.repeated, seam.meets, seam.best_out, seam.best_in) == (3, True, 60, 3)
    assert seam.reason == "Leaves out 3 repeated frames at the start of the incoming shot."
    assert next_seam() is None


def test_points_outside_the_clip_are_told_and_not_tried_again(files, settings):
    seam = ask(files[0], 61, files[1], 0)
    work_until(lambda: Seam.objects.filter(tries__gt=0).exists(), settings)
    seam.refresh_from_db()
    assert seam.gave_up
    assert seam.trouble == "This clip has 60 frames; it cannot end after 61."


def test_a_clip_that_is_not_there_is_tried_again_later(db, settings, tmp_path, caplog):
    settings.DATA = tmp_path
    seam = ask(a_file(), 60, a_file(), 0)
    work_until(lambda: Seam.objects.filter(tries__gt=0).exists(), settings)
    seam.refresh_from_db()
    assert not seam.gave_up
    assert next_seam() is None
    assert "could not be measured" in caplog.text


def test_takes_are_measured_before_joins(shot, files):
    ask(files[0], 60, files[1], 0)
    take = Take.upload(shot, files[0], by=None)
    assert next_seam() is None
    Take.objects.filter(pk=take.pk).update(derived_at=take.made_at)
    assert next_seam() is not None


def test_what_is_asked_for_last_is_measured_first(files):
    ask(files[0], 60, files[1], 0)
    newest = ask(files[0], 59, files[1], 0)
    assert next_seam() == newest


def test_a_join_is_asked_for_once_and_again_when_the_measure_is_a_better_one(files):
    seam = ask(files[0], 60, files[1], 0)
    seam.write(clips.measure_join(files[0].path, 60, files[1].path, 0))
    assert next_seam() is None
    Seam.objects.update(version=clips.JOIN_VERSION + 1, tries=MOST_TRIES)
    assert not Seam.objects.get().is_measured
    assert ask(files[0], 60, files[1], 0) == seam
    assert next_seam() == seam
