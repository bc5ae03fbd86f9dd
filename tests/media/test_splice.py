from itertools import chain

import numpy as np
import pytest

from storyboard.media import UnequalClips, clips
from tests.media import make
from tests.media.test_join import pitch


def numbers(path):
    return [make.number_in(frame) for frame in make.decoded(path)]


def test_what_cannot_be_joined_as_it_is_becomes_one_clip_of_every_frame(tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(31), sound=440)
    second = make.recoded(tmp_path / "second.mp4", range(31, 60), (480, 270), "mpeg4")
    with pytest.raises(UnequalClips):
        clips.join([first, second], tmp_path / "no.mp4")
    clips.splice([(first, 0), (second, 0)], tmp_path / "one.mp4")
    assert numbers(tmp_path / "one.mp4") == [*range(60)]
    one = clips.probe(tmp_path / "one.mp4")
    assert (one.width, one.height, one.fps, one.steady, one.has_audio) == (320, 180, 24, True, True)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("first", [0, 1, 13])
def test_a_piece_begins_at_the_frame_that_is_wanted_with_its_sound(first, tmp_path):
    one = make.clip(tmp_path / "one.mp4", range(48), sound=440)
    two = make.clip(tmp_path / "two.mp4", range(100, 148), sound=880)
    clips.splice([(one, 0), (two, first)], tmp_path / "both.mp4")
    assert numbers(tmp_path / "both.mp4") == [*range(48), *range(100 + first, 148)]
    sound = make.heard(tmp_path / "both.mp4")
    assert len(sound) / 48_000 == pytest.approx((96 - first) / 24, abs=0.05)
    for second, tone in [(0.5, 440), (1.5, 440), (2.5, 880), (3.2, 880)]:
        start = round(second * 48_000)
        assert pitch(sound[start : start + 9600]) == pytest.approx(tone, abs=5)


@pytest.mark.parametrize(("first", "end"), [(0, 24), (1, 24), (12, 13), (12, 47), (0, 48)])
def test_a_piece_ends_before_the_frame_that_is_named_with_its_sound(first, end, tmp_path):
    one = make.clip(tmp_path / "one.mp4", range(48), sound=440)
    two = make.clip(tmp_path / "two.mp4", range(100, 148), sound=880)
    clips.splice([(one, first, end), (two, 0)], tmp_path / "both.mp4", comment="a word")
    assert numbers(tmp_path / "both.mp4") == [*range(first, end), *range(100, 148)]
    assert clips.probe(tmp_path / "both.mp4").comment == "a word"
    sound, start = make.heard(tmp_path / "both.mp4"), round((end - first + 12) / 24 * 48_000)
    assert pitch(sound[start : start + 9600]) == pytest.approx(880, abs=5)


@pytest.mark.parametrize(("first", "end"), [(12, 12), (12, 7), (0, 49), (48, 48), (-1, 9)])
def test_a_piece_without_a_frame_is_refused(first, end, tmp_path):
    one = make.clip(tmp_path / "one.mp4", range(48))
    with pytest.raises(clips.BadClip, match=r"one\.mp4 has 48 frames"):
        clips.splice([(one, first, end)], tmp_path / "no.mp4")


@pytest.mark.parametrize("silent", [0, 1])
def test_where_only_one_has_sound_the_other_is_silent(silent, tmp_path):
    made = [make.clip(tmp_path / f"{n}.mp4", range(24), sound=None if n == silent else 440) for n in range(2)]
    clips.splice([(path, 0) for path in made], tmp_path / "both.mp4")
    halves = np.split(make.heard(tmp_path / "both.mp4")[: 2 * 48_000], 2)
    loud = [float(np.abs(half[4800:-4800]).mean()) for half in halves]
    assert loud[silent] < 0.001
    assert loud[1 - silent] > 0.05


def test_two_silent_clips_make_a_silent_one(tmp_path):
    made = [make.clip(tmp_path / f"{n}.mp4", range(12)) for n in range(2)]
    clips.splice([(path, 0) for path in made], tmp_path / "both.mp4")
    assert not clips.probe(tmp_path / "both.mp4").has_audio


def test_a_clip_of_another_shape_is_refused_by_name(tmp_path):
    wide = make.clip(tmp_path / "wide.mp4", range(6))
    tall = make.clip(tmp_path / "tall.mp4", range(6), size=(288, 512))
    with pytest.raises(UnequalClips, match=r"tall\.mp4 is of another shape: 288 × 512, not 320 × 180"):
        clips.splice([(wide, 0), (tall, 0)], tmp_path / "no.mp4")
    assert not (tmp_path / "no.mp4").exists()


def test_pictures_are_hardly_changed(tmp_path):
    made = [make.clip(tmp_path / f"{n}.mp4", range(20 * n, 20 * n + 20)) for n in range(2)]
    clips.splice([(path, 0) for path in made], tmp_path / "both.mp4")
    shown, was = make.decoded(tmp_path / "both.mp4"), [*chain.from_iterable(map(make.decoded, made))]
    for one, other in zip(shown, was, strict=True):
        apart = np.abs(np.asarray(one).astype(int) - np.asarray(other))
        assert apart.mean() < 3
