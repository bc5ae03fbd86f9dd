from fractions import Fraction

import pytest
from PIL import Image

from storyboard.media import clips
from storyboard.media.clips import BadClip
from tests.media import make

KINDS = {
    "plain": {},
    "b-frames": {"options": {"bf": "3", "g": "30"}},
    "open groups": {
        "options": {"bf": "3", "g": "12", "x264-params": "open-gop=1:scenecut=0:b-pyramid=normal"}
    },
    "one group": {"options": {"g": "9999", "bf": "2"}},
    "no keyframe but the first": {"options": {"x264-params": "intra-refresh=1:keyint=24"}},
    "with sound": {"sound": 440},
    "25": {"fps": 25},
    "29.97": {"fps": Fraction(30000, 1001)},
    "odd clock": {"container": {"video_track_timescale": "90011"}},
    "fragments": {"container": {"movflags": "frag_keyframe+empty_moov"}, "options": {"g": "20"}},
}


@pytest.fixture(params=KINDS)
def numbered(request, tmp_path):
    """71 frames from number 100 on, coded in one of the ways that make seeking hard."""
    return make.clip(tmp_path / "clip.mp4", range(100, 171), **KINDS[request.param])


def test_any_frame_is_the_one_of_that_number_and_identical_to_a_full_decode(numbered):
    path, whole = numbered, make.decoded(numbered)
    for n in (0, 1, 2, 11, 12, 13, 29, 30, 31, 59, 69, 70):
        image = clips.frame(path, n)
        assert make.number_in(image) == 100 + n
        assert image.tobytes() == whole[n].tobytes()
    assert clips.first_frame(path).tobytes() == whole[0].tobytes()
    assert clips.last_frame(path).tobytes() == whole[-1].tobytes()


def test_frames_before_an_edit_list_starts_are_not_counted(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(48), options={"bf": "2"})
    trimmed = hide_first_frames(path, 10, tmp_path / "trimmed.mp4")
    assert clips.probe(trimmed).frames == 38
    assert make.number_in(clips.first_frame(trimmed)) == 10
    assert make.number_in(clips.frame(trimmed, 5)) == 15
    assert make.number_in(clips.last_frame(trimmed)) == 47


def test_a_clip_of_one_frame_begins_and_ends_on_it(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", [9])
    assert make.number_in(clips.first_frame(path)) == make.number_in(clips.last_frame(path)) == 9


def test_a_frame_that_is_not_there_is_told_with_the_number_of_frames(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(10))
    with pytest.raises(BadClip, match=r"^This clip has 10 frames; there is no frame 10\.$"):
        clips.frame(path, 10)


def test_a_turned_clip_is_read_upright(tmp_path):
    path = turned(make.clip(tmp_path / "clip.mp4", range(5)), tmp_path / "turned.mp4")
    clip = clips.probe(path)
    assert (clip.width, clip.height) == (180, 320)
    assert make.number_in(clips.first_frame(path).transpose(Image.Transpose.ROTATE_90)) == 0


@pytest.mark.parametrize("name", ["bigbuckbunny.mp4", "bikes.mp4"])
def test_frames_of_real_footage_are_identical_to_a_full_decode(name, footage):
    whole = make.decoded(footage[name])
    assert clips.last_frame(footage[name]).tobytes() == whole[-1].tobytes()
    for n in (0, 1, len(whole) // 2, len(whole) - 2):
        assert clips.frame(footage[name], n).tobytes() == whole[n].tobytes()


def test_a_saved_frame_is_a_lossless_png(footage, tmp_path):
    clip = footage["bikes.mp4"]
    saved = clips.save_frame(clip, None, tmp_path / "last.png")
    assert (saved.mime_type, saved.width, saved.height) == ("image/png", 640, 272)
    assert Image.open(tmp_path / "last.png").tobytes() == clips.last_frame(clip).tobytes()
    clips.save_frame(clip, 3, tmp_path / "third.png")
    assert Image.open(tmp_path / "third.png").tobytes() == clips.frame(clip, 3).tobytes()


def test_a_poster_is_the_first_frame_no_wider_than_asked(footage, tmp_path):
    made = clips.poster(footage["bigbuckbunny.mp4"], tmp_path / "poster.jpg", width=320)
    assert (made.mime_type, made.width, made.height) == ("image/jpeg", 320, 180)
    poster = Image.open(tmp_path / "poster.jpg")
    first, later = (clips.frame(footage["bigbuckbunny.mp4"], n).resize((320, 180)) for n in (0, 25))
    assert mean_difference(poster, first) < 5 < mean_difference(poster, later)


def test_a_strip_holds_evenly_spaced_frames_in_order(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(96), options={"g": "20", "bf": "2"})
    clips.strip(path, tmp_path / "strip.jpg", count=8, height=180)
    wide = Image.open(tmp_path / "strip.jpg")
    assert wide.size == (8 * 320, 180)
    tiles = [wide.crop((n * 320, 0, n * 320 + 320, 180)) for n in range(8)]
    assert [make.number_in(tile) for tile in tiles] == [6, 18, 30, 42, 54, 66, 78, 90]


def test_a_strip_of_a_clip_shorter_than_its_tiles_repeats_frames(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(3))
    assert clips.strip(path, tmp_path / "strip.jpg", count=6, height=90).width == 6 * 160


def test_nothing_but_the_finished_file_is_left_behind(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(3))
    clips.poster(path, tmp_path / "poster.jpg")
    with pytest.raises(BadClip):
        clips.save_frame(path, 99, tmp_path / "none.png")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["clip.mp4", "poster.jpg"]


def mean_difference(one, other):
    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / (one.width * one.height * 3)


def hide_first_frames(path, count, dst):
    """A copy whose edit list starts that many frames into the clip."""
    data = path.read_bytes()
    at = data.index(b"elst") + 4 + 8
    media_time = int.from_bytes(data[at + 4 : at + 8])
    ticks = count * data_timescale(data) // 24
    return make.patched(path, b"elst", 12, (media_time + ticks).to_bytes(4), dst)


def data_timescale(data):
    at = data.index(b"mdhd") + 4
    return int.from_bytes(data[at + 12 : at + 16])


def turned(path, dst):
    """A copy that asks to be shown a quarter turn to the right, as a phone writes it."""
    one, none = (1 << 16), 0
    matrix = [none, one, none, (1 << 32) - one, none, none, 180 << 16, none, 1 << 30]
    return make.patched(path, b"tkhd", 40, b"".join(number.to_bytes(4) for number in matrix), dst)
