from fractions import Fraction

import pytest
from PIL import Image

from storyboard.media import clips
from tests.media import make
from tests.media.test_frames import turned


@pytest.mark.parametrize("fps", [25, Fraction(30000, 1001), Fraction(24000, 1001), 60, 12])
def test_a_conformed_copy_runs_as_long_at_24_frames(fps, tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(75), fps=fps, sound=440)
    clips.conform(path, tmp_path / "24.mp4")
    before, after = clips.probe(path), clips.probe(tmp_path / "24.mp4")
    assert (after.fps, after.steady, after.has_audio) == (24, True, True)
    assert after.seconds == pytest.approx(before.seconds, abs=1 / 48 + 0.001)
    assert len(make.heard(tmp_path / "24.mp4")) / 48_000 == pytest.approx(before.seconds, abs=0.05)


def test_each_frame_is_the_one_shown_at_that_time(tmp_path):
    clips.conform(make.clip(tmp_path / "clip.mp4", range(50), fps=25), tmp_path / "24.mp4")
    shown = [make.number_in(frame) for frame in make.decoded(tmp_path / "24.mp4")]
    assert shown == [n * 25 // 24 for n in range(48)]


def test_an_unsteady_clip_becomes_steady(tmp_path):
    path = make.clip(tmp_path / "phone.mp4", range(5), moments=[0, 1, 4, 5, 6], options={"bf": "0"})
    clips.conform(path, tmp_path / "24.mp4")
    assert [make.number_in(frame) for frame in make.decoded(tmp_path / "24.mp4")] == [0, 1, 1, 1, 2, 3, 4]


def test_a_turned_clip_is_upright_in_its_pixels(tmp_path):
    path = turned(make.clip(tmp_path / "clip.mp4", range(6)), tmp_path / "turned.mp4")
    clips.conform(path, tmp_path / "24.mp4")
    clip = clips.probe(tmp_path / "24.mp4")
    assert (clip.width, clip.height) == (180, 320)
    quarter_back = Image.Transpose.ROTATE_90
    shown = [make.number_in(frame.transpose(quarter_back)) for frame in make.decoded(tmp_path / "24.mp4")]
    assert shown == [0, 1, 2, 3, 4, 5]


def test_odd_sides_become_even(tmp_path):
    path = make.clip(tmp_path / "odd.mp4", range(4), size=(321, 181), pix_fmt="yuv444p")
    clips.conform(path, tmp_path / "24.mp4")
    assert (clips.probe(tmp_path / "24.mp4").width, clips.probe(tmp_path / "24.mp4").height) == (320, 180)


def test_conformed_clips_of_different_sources_can_be_joined(tmp_path):
    paths = []
    for n, fps in enumerate((25, 30)):
        source = make.clip(tmp_path / f"{n}.mp4", range(30), fps=fps, sound=440)
        clips.conform(source, tmp_path / f"{n}-24.mp4")
        paths.append(tmp_path / f"{n}-24.mp4")
    clips.join(paths, tmp_path / "cut.mp4")
    assert clips.probe(tmp_path / "cut.mp4").frames == sum(clips.probe(path).frames for path in paths)
