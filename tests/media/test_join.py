import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import groupby, pairwise

import numpy as np
import pytest

from storyboard.media import clips
from storyboard.media.clips import BadClip, UnequalClips
from tests.media import make

KINDS = {
    "24": {},
    "25": {"fps": 25},
    "29.97": {"fps": Fraction(30000, 1001)},
    "b-frames": {"options": {"bf": "3", "g": "10", "x264-params": "b-pyramid=normal:scenecut=0"}},
    "no b-frames": {"options": {"bf": "0"}},
    "index in front": {"container": {"movflags": "faststart"}},
}


@pytest.mark.parametrize(("kind", "sound"), [*((kind, 440) for kind in KINDS), ("b-frames", None)])
def test_joined_clips_show_every_frame_in_order_with_the_same_pixels(kind, sound, tmp_path):
    lengths = (31, 48, 17)
    paths = [
        make.clip(tmp_path / f"{n}.mp4", range(100 * n, 100 * n + length), sound=sound, **KINDS[kind])
        for n, length in enumerate(lengths)
    ]
    clips.join(paths, tmp_path / "cut.mp4")
    joined = make.decoded(tmp_path / "cut.mp4")
    apart = [frame for path in paths for frame in make.decoded(path)]
    assert [frame.tobytes() for frame in joined] == [frame.tobytes() for frame in apart]
    one, cut = clips.probe(paths[0]), clips.probe(tmp_path / "cut.mp4")
    assert (cut.fps, cut.frames, cut.steady, cut.has_audio) == (one.fps, sum(lengths), True, one.has_audio)


def test_timestamps_rise_and_the_index_stands_in_front(tmp_path):
    paths = [make.clip(tmp_path / f"{n}.mp4", range(31), sound=440, options={"bf": "3"}) for n in range(4)]
    clips.join(paths, tmp_path / "cut.mp4")
    outer = make.boxes(tmp_path / "cut.mp4")
    assert outer.index(b"moov") < outer.index(b"mdat")
    for _, packets in groupby(sorted(make.packets(tmp_path / "cut.mp4")), key=lambda packet: packet[0]):
        stamps = [dts for _, dts, _ in packets]
        assert all(one < other for one, other in pairwise(stamps))
    assert all(pts >= dts for _, dts, pts in make.packets(tmp_path / "cut.mp4"))


@pytest.mark.parametrize("frames", [24, 31, 37])
def test_sound_stays_with_its_picture_through_many_clips(frames, tmp_path):
    paths = [make.clip(tmp_path / f"{n}.mp4", range(frames), sound=300 + 100 * n) for n in range(4)] * 3
    clips.join(paths, tmp_path / "cut.mp4")
    sound = make.heard(tmp_path / "cut.mp4")
    assert len(sound) / 48_000 == pytest.approx(12 * frames / 24, abs=0.05)
    for n in range(12):
        start = round(n * frames / 24 * 48_000)
        assert pitch(sound[start + 9600 : start + 28_800]) == pytest.approx(300 + 100 * (n % 4), abs=5)
        assert abs(onset(sound, start) - start) / 48_000 < 0.0115


def test_a_clip_whose_sound_is_shorter_than_its_picture_does_not_pull_the_next_one_forward(tmp_path):
    short = make.clip(tmp_path / "a.mp4", range(48), sound=400, sound_seconds=1)
    paths = [short, make.clip(tmp_path / "b.mp4", range(48), sound=700)]
    clips.join(paths, tmp_path / "cut.mp4")
    assert abs(onset(make.heard(tmp_path / "cut.mp4"), 96_000) - 96_000) / 48_000 < 0.0115


def test_real_footage_is_joined_with_itself(footage, tmp_path):
    for name, frames in (("bigbuckbunny.mp4", 132), ("bikes.mp4", 250)):
        clips.join([footage[name]] * 3, tmp_path / name)
        assert clips.probe(tmp_path / name).frames == 3 * frames
        for n in (0, 37, frames - 1):
            once = clips.frame(footage[name], n).tobytes()
            assert all(clips.frame(tmp_path / name, n + turn * frames).tobytes() == once for turn in range(3))


def test_joining_what_was_joined_gives_the_same_frames(tmp_path):
    parts = [make.clip(tmp_path / f"{n}.mp4", range(n, n + 20), sound=440) for n in range(3)]
    clips.join(parts, tmp_path / "once.mp4")
    clips.join([tmp_path / "once.mp4", *parts], tmp_path / "twice.mp4")
    once = [make.number_in(frame) for frame in make.decoded(tmp_path / "once.mp4")]
    assert [make.number_in(frame) for frame in make.decoded(tmp_path / "twice.mp4")] == once * 2


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"size": (288, 180)}, "size"),
        ({"fps": 25}, "frame rate"),
        ({"sound": None}, "sound"),
        ({"audio_rate": 44_100}, "sample rate"),
        ({"options": {"profile": "baseline"}}, "H.264 settings"),
    ],
)
def test_what_differs_between_clips_is_named(other, named, tmp_path):
    one = make.clip(tmp_path / "one.mp4", range(24), sound=440)
    two = make.clip(tmp_path / "two.mp4", range(24), **{"sound": 440, **other})
    with pytest.raises(
        UnequalClips, match=rf"^one.mp4 and two.mp4 differ in .*\b{named}\b.*; conform them first\.$"
    ):
        clips.join([one, two], tmp_path / "cut.mp4")
    assert not (tmp_path / "cut.mp4").exists()


def test_an_unsteady_clip_has_to_be_conformed_first(tmp_path):
    path = make.clip(tmp_path / "phone.mp4", range(5), moments=[0, 1, 4, 5, 6], options={"bf": "0"})
    with pytest.raises(UnequalClips, match=r"phone\.mp4 do not all last as long; conform it first\.$"):
        clips.join([path, path], tmp_path / "cut.mp4")


def test_nothing_to_join_is_said(tmp_path):
    with pytest.raises(BadClip, match="no clip to join"):
        clips.join([], tmp_path / "cut.mp4")


def test_trouble_crosses_from_a_process_pool_as_its_sentence(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"words")
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
        pytest.raises(BadClip, match="This is text"),
    ):
        pool.submit(clips.join, [tmp_path / "a.mp4"], tmp_path / "cut.mp4").result()


def pitch(sound):
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return np.argmax(spectrum) * 48_000 / len(sound)


def onset(sound, near):
    """The sample around there from which a clip's loud first 20 ms are heard."""
    window = np.abs(sound[max(near - 4800, 0) : near + 4800])
    return max(near - 4800, 0) + int(np.argmax(window > 0.5))
