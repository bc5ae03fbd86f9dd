"""Where a take's first new frame is: decided from frames that carry their number, through the real measuring."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image

from storyboard.media import clips, pictures
from storyboard.takes import measuring
from storyboard.takes.measuring import Extended, measure
from tests.media import make

POOR = {"options": {"crf": "33", "preset": "ultrafast"}}
# The counter of 50 differs from that of 49 in two squares only: a small step, as the ground's.
N = 50
ELSEWHERE = [
    ("libx264", (320, 180)),
    ("mpeg4", (480, 270)),
    ("libx265", (240, 136)),
    ("libvpx-vp9", (480, 270)),
]


@pytest.fixture
def source(tmp_path):
    return make.clip(tmp_path / "source.mp4", range(N), sound=440)


@pytest.fixture
def measured(tmp_path):
    """`measured(clip, source)`: what came back for it as a shot of its own; `longer=True` as a longer take."""

    def run(clip, source=None, given=None, *, longer=False, plays=None, enters=0):
        extended = source and Extended(source, plays or source, longer, enters)
        return measure(clip, extended, given, tmp_path / "made")

    return run


def numbers(path):
    return [make.number_in(frame.resize((320, 180))) for frame in make.decoded(path)]


def poster(measured):
    return make.number_in(Image.open(measured.poster).resize((320, 180)))


def shown(measured, clip):
    return numbers(measured.conformed or clip)


# An extension as a shot of its own


@pytest.mark.parametrize(("codec", "size"), ELSEWHERE)
@pytest.mark.parametrize(("begins", "head"), [(0, N), (N, 0), (N - 12, 12)])
def test_the_head_of_a_new_shot_is_found_whatever_came_back(
    begins, head, size, codec, source, measured, tmp_path
):
    came = make.recoded(tmp_path / "came.mp4", range(begins, 90), size, codec)
    found = measured(came, source)
    assert (found.head, found.conformed, found.trouble) == (head, None, "")
    assert numbers(came)[found.head :] == [*range(N, 90)]


@pytest.mark.parametrize("fps", [25, Fraction(30000, 1001)], ids=str)
def test_a_head_counts_frames_of_what_plays_not_of_what_came_back(fps, measured, tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(48), fps=fps)
    found = measured(came := make.clip(tmp_path / "came.mp4", range(120), fps=fps), source)
    assert (found.clip.fps, found.head) == (24, clips.probe(source).seconds * 24 // 1)
    assert 46 <= shown(found, came)[found.head] <= 49


@pytest.mark.parametrize(("begins", "move", "crf"), [(0, 1 / 16, 30), (48, 1 / 16, 30), (48, 1, 18)])
def test_a_slow_push_keeps_all_that_is_new(begins, move, crf, measured, tmp_path):
    slow = [pushed(make.drawn(7, (640, 360)), move * n) for n in range(48 + 168)]
    source = make.film(tmp_path / "source.mp4", slow[:48])
    came = make.film(tmp_path / "came.mp4", slow[begins:], crf)
    assert measured(came, source).head == 48 - begins


@pytest.mark.parametrize("loop", [[7] * 48, [*range(24), *range(24, 0, -1)]], ids=["still", "loop"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_still_or_looping_source_is_told_by_the_seven_seconds_that_are_added(
    whole, loop, measured, tmp_path
):
    source = make.clip(tmp_path / "source.mp4", loop)
    more = (loop * 4)[:168]
    came = make.clip(tmp_path / "came.mp4", [*loop, *more] if whole else more, **POOR)
    assert measured(came, source).head == (48 if whole else 0)


def test_another_film_shares_nothing(source, measured, tmp_path):
    assert measured(make.clip(tmp_path / "other.mp4", range(1000, 1080)), source).head == 0


def test_a_new_shot_is_shown_by_the_frame_it_comes_in_on(source, measured, tmp_path):
    came = make.clip(tmp_path / "came.mp4", range(90))
    assert poster(measured(came, source)) == N
    assert poster(measured(came)) == 0
    assert poster(measured(make.clip(tmp_path / "same.mp4", range(N)), source)) == 0


def test_a_longer_take_is_shown_by_the_frame_on_which_its_source_comes_in(source, measured, tmp_path):
    came = make.clip(tmp_path / "came.mp4", range(98))
    assert poster(measured(came, source, longer=True)) == 0
    assert poster(measured(came, source, longer=True, enters=12)) == 12


# A longer take of the same shot


@pytest.mark.parametrize(
    ("came", "made"),
    [
        ({"sound": 880}, "as it came"),
        ({}, "without sound"),
        ({"sound": 880, "fps": 25}, "at another rate"),
        ({"sound": 880, **POOR}, "by other settings"),
        ({"sound": 880, "audio_rate": 44_100}, "with other sound"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_tail_is_joined_with_what_it_extends(came, made, source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(N, 98), **came)
    found = measured(tail, source, longer=True)
    assert (found.head, found.trouble, found.conformed is None) == (N, "", False)
    played = shown(found, tail)
    assert played[: N + 9] == [*range(N + 9)], made
    assert played[-1] in (96, 97)
    assert (found.clip.width, found.clip.has_audio, found.clip.fps) == (320, True, 24)


def test_a_tail_coded_alike_is_joined_without_encoding_it_anew(source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(N, 90), sound=880)
    found = measured(tail, source, longer=True)
    apart = [*make.decoded(source), *make.decoded(tail)]
    assert [one.tobytes() for one in make.decoded(found.conformed)] == [one.tobytes() for one in apart]


@pytest.mark.parametrize(("codec", "size"), ELSEWHERE)
def test_a_tail_from_another_encoder_is_joined_frame_by_frame(codec, size, source, measured, tmp_path):
    tail = make.recoded(tmp_path / "tail.mp4", range(N, 98), size, codec)
    found = measured(tail, source, longer=True)
    assert (found.head, found.trouble) == (N, "")
    assert shown(found, tail) == [*range(98)]


@pytest.mark.parametrize("overlap", [1, 12, 24])
def test_frames_that_a_tail_shows_once_more_are_shown_once(overlap, source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(N - overlap, 98), sound=880)
    found = measured(tail, source, longer=True)
    assert (found.head, shown(found, tail)) == (N, [*range(98)])


def test_a_whole_answer_plays_as_it_came(source, measured, tmp_path):
    came = make.clip(tmp_path / "came.mp4", range(98), sound=440, **POOR)
    found = measured(came, source, longer=True)
    assert (found.head, found.conformed, found.trouble) == (N, None, "")


@pytest.mark.parametrize("whole", [True, False])
def test_a_joined_take_is_made_longer_by_both_kinds_of_answer(whole, source, measured, tmp_path):
    """Of a take joined from two clips its own original is sent: the second."""
    sent = make.clip(tmp_path / "sent.mp4", range(N, 98), sound=440)
    joined = measured(sent, source, longer=True)
    came = make.clip(tmp_path / "came.mp4", range(N if whole else 98, 148), sound=440)
    found = measured(came, sent, plays=joined.conformed, longer=True)
    assert (found.head, found.trouble) == (98, "")
    assert shown(found, came) == [*range(148)]
    assert measured(came, sent, plays=joined.conformed).head == (98 - N if whole else 0)


def test_a_conformed_take_is_made_longer(measured, tmp_path):
    sent = make.clip(tmp_path / "sent.mp4", range(50), fps=25)
    plays = measured(sent).conformed
    for begins in (0, 50):
        came = make.clip(tmp_path / f"{begins}.mp4", range(begins, 100), fps=25)
        found = measured(came, sent, plays=plays, longer=True)
        assert (found.head, found.clip.frames, found.trouble) == (48, 96, "")
        assert shown(found, came)[40:56] == [n * 25 // 24 for n in range(40, 56)]


def test_a_tail_of_another_shape_plays_alone_and_says_so(source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(N, 98), size=(288, 512))
    found = measured(tail, source, longer=True)
    assert (found.head, found.conformed, found.trouble) == (0, None, measuring.UNFIT)


def test_a_tail_that_goes_on_from_elsewhere_is_joined_and_says_so(source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(1000, 1050), sound=440)
    found = measured(tail, source, longer=True)
    assert found.trouble == measuring.ASTRAY.format(frame=N)
    assert shown(found, tail)[N - 1 : N + 1] == [N - 1, 1000]


def test_a_source_that_is_gone_is_said_and_the_take_has_its_poster(source, measured, tmp_path):
    source.unlink()
    found = measured(make.clip(tmp_path / "came.mp4", range(20)), source, longer=True)
    assert (found.head, found.conformed, found.trouble) == (0, None, measuring.GONE)
    assert found.poster.exists()


# A take that was given its first frame


@pytest.mark.parametrize(
    ("crf", "begins", "head"), [(18, N - 1, 1), (30, N - 1, 1), (18, N, 0), (30, N, 0), (18, 90, 0)]
)
def test_a_take_that_begins_with_the_frame_it_was_given_comes_in_after_it(
    crf, begins, head, source, measured, tmp_path
):
    given = tmp_path / "given.png"
    clips.save_frame(source, None, given)
    came = make.clip(tmp_path / "came.mp4", range(begins, 140), options={"crf": str(crf)})
    assert measured(came, given=given).head == head


@pytest.mark.parametrize("how", ["crop", "pad"])
def test_a_given_frame_is_known_again_at_another_size_and_shape(how, source, measured, tmp_path):
    cut, given = tmp_path / "cut.png", tmp_path / "given.png"
    clips.save_frame(source, None, cut)
    pictures.fit(cut, given, "9:16", how)
    frame = Image.open(given).resize((288, 512))
    moves = [pushed(frame, 3 * n) for n in range(30)]
    assert measured(make.film(tmp_path / "came.mp4", moves, 26), given=given).head == 1
    assert measured(make.film(tmp_path / "later.mp4", moves[4:], 26), given=given).head == 0


def test_a_picture_that_is_gone_hinders_nothing(source, measured, tmp_path):
    found = measured(source, given=tmp_path / "gone.png")
    assert (found.head, found.poster.exists()) == (0, True)


def test_a_take_of_words_alone_has_no_head(source, measured):
    assert measured(source).head == 0


def test_nothing_is_left_behind_but_what_is_kept(source, measured, tmp_path):
    tail = make.clip(tmp_path / "tail.mp4", range(50, 100), fps=25, sound=440)
    found = measured(tail, make.clip(tmp_path / "odd.mp4", range(50), fps=25), longer=True)
    assert {*(tmp_path / "made").iterdir()} == {found.poster, found.strip, found.conformed}
    assert replace(found, head=0) != found


def pushed(image, pixels):
    """A picture under a camera that has come nearer by so many pixels on each side."""
    box = (
        pixels,
        pixels * image.height / image.width,
        image.width - pixels,
        image.height * (1 - pixels / image.width),
    )
    return image.resize(image.size, Image.Resampling.BICUBIC, box=box)
