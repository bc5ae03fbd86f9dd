import random
import re
from fractions import Fraction

import pytest

from storyboard.media import clips
from storyboard.media.clips import BadClip
from tests.media import make

TWENTY_NINE = Fraction(30000, 1001)


@pytest.mark.parametrize("fps", [24, 25, TWENTY_NINE, Fraction(24000, 1001), 30, 60])
def test_the_rate_and_the_number_of_frames_are_exact(fps, tmp_path):
    clip = clips.probe(make.clip(tmp_path / "clip.mp4", range(50), fps=fps, sound=440))
    assert (clip.fps, clip.frames, clip.steady) == (fps, 50, True)
    assert clip.seconds == pytest.approx(50 / fps, abs=0.001)


def test_a_probe_tells_size_sound_and_comment(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(5), sound=440, audio_rate=44_100, comment="Sandbox · 2-030")
    clip = clips.probe(path)
    assert (clip.width, clip.height, clip.codec) == (320, 180, "h264")
    assert (clip.has_audio, clip.audio_rate, clip.comment) == (True, 44_100, "Sandbox · 2-030")


def test_a_silent_clip_has_no_audio_rate(tmp_path):
    clip = clips.probe(make.clip(tmp_path / "clip.mp4", range(5)))
    assert (clip.has_audio, clip.audio_rate, clip.comment) == (False, None, "")


def test_frames_that_last_unequally_are_not_steady(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(6), moments=[0, 1, 2, 5, 6, 9], options={"bf": "0"})
    assert not clips.probe(path).steady


def test_real_footage_is_counted_frame_by_frame(footage):
    bunny, bikes = clips.probe(footage["bigbuckbunny.mp4"]), clips.probe(footage["bikes.mp4"])
    assert (bunny.width, bunny.height, bunny.fps, bunny.frames, bunny.audio_rate) == (
        1280,
        720,
        25,
        132,
        48_000,
    )
    assert (bikes.fps, bikes.frames, bikes.has_audio) == (25, 250, False)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty; give an MP4 with H.264 video."),
        (b"just words\n", "This is text; give an MP4 with H.264 video."),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "This is text; give an MP4 with H.264 video."),
        (b"#EXTM3U\nhttp://127.0.0.1/x.ts\n", "This is text; give an MP4 with H.264 video."),
        (b"<!doctype html><p>no", "This is a web page; give an MP4 with H.264 video."),
        (b"\xff\xd8\xff\xe0", "This is a JPEG picture; give an MP4 with H.264 video."),
        (b"\x1aE\xdf\xa3", "This is a WebM or Matroska clip; give an MP4 with H.264 video."),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "This is a QuickTime movie; give an MP4 with H.264 video."),
        (
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            "This clip is damaged or cut off and cannot be read; export it again.",
        ),
    ],
)
def test_what_is_not_a_clip_is_named(content, sentence, tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(BadClip) as caught:
        clips.probe(path)
    assert str(caught.value) == sentence


def test_another_codec_is_named(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(3), codec="mpeg4")
    with pytest.raises(BadClip, match="This clip is MPEG4 video"):
        clips.probe(path)


@pytest.mark.parametrize("front", [True, False])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.97, 0.9999])
def test_a_clip_cut_off_anywhere_is_refused(front, share, tmp_path):
    whole = make.clip(
        tmp_path / "clip.mp4", range(48), sound=440, container={"movflags": "faststart"} if front else {}
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    with pytest.raises(BadClip, match="damaged or cut off"):
        clips.probe(cut)


def test_a_declared_duration_of_years_is_not_believed(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(24))
    lying = make.patched(path, b"mvhd", 16, b"\x7f\xff\xff\xff", tmp_path / "lying.mp4")
    assert clips.probe(lying).seconds == pytest.approx(1)


def test_frames_that_last_for_hours_make_a_clip_too_long(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(24), options={"bf": "0"})
    slow = make.patched(path, b"stts", 12, b"\x00\xff\xff\xff", tmp_path / "slow.mp4")
    with pytest.raises(BadClip, match="the most is 600 s"):
        clips.probe(slow)


@pytest.mark.parametrize(
    ("box", "offset", "value"),
    [
        (b"stsz", 4, (1).to_bytes(4) + (2**31).to_bytes(4)),
        (b"elst", 4, (2**20).to_bytes(4)),
        (b"mvhd", -8, (3).to_bytes(4)),
    ],
)
def test_tables_that_promise_the_impossible_are_refused_at_once(box, offset, value, tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(24))
    with pytest.raises(BadClip, match="damaged"):
        clips.probe(make.patched(path, box, offset, value, tmp_path / "hostile.mp4"))


def test_a_fragment_that_promises_the_impossible_is_refused(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(24), container={"movflags": "frag_keyframe+empty_moov"})
    with pytest.raises(BadClip, match="damaged"):
        clips.probe(make.patched(path, b"trun", 4, (2**32 - 1).to_bytes(4), tmp_path / "hostile.mp4"))


@pytest.mark.parametrize("seed", range(60))
def test_bytes_changed_anywhere_give_a_clip_or_a_sentence(seed, tmp_path, small):
    dice, data = random.Random(seed), bytearray(small)
    moov = data.index(b"moov")
    for _ in range(dice.choice([1, 3, 10])):
        place = dice.randrange(moov, len(data)) if seed % 3 else dice.randrange(len(data))
        data[place] = dice.randrange(256)
    path = tmp_path / "mangled.mp4"
    path.write_bytes(data)
    assert outcome_of(path) in {"a clip", "one sentence"}


def outcome_of(path):
    try:
        clips.probe(path)
        clips.last_frame(path)
    except BadClip as trouble:
        return "one sentence" if re.fullmatch(r"This ([^.]|H\.264)*\.", str(trouble)) else str(trouble)
    return "a clip"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = make.clip(tmp_path_factory.mktemp("small") / "clip.mp4", range(12), size=(288, 48), sound=440)
    return path.read_bytes()
