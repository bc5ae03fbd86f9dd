import pytest
from PIL import ImageOps

from storyboard.media import clips
from storyboard.media.clips import BadClip
from tests.media import make
from tests.media.test_compare import pushed

POOR = {"options": {"crf": "33", "preset": "ultrafast", "bf": "0"}}
ENCODINGS = {"as it was": (18, 1), "worse": (30, 1), "worse and half the size": (33, 2)}
CUTS = (30, 76, 137, 187)  # frames of bikes.mp4 that a new shot begins on


def test_a_clip_that_goes_on_where_the_other_ends_meets_it_and_needs_no_trim(tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(60))
    join = clips.measure_join(first, 60, make.clip(tmp_path / "second.mp4", range(60, 120), **POOR), 0)
    assert join.meets
    assert join.jump < 0.25
    assert (join.frozen_before, join.frozen_after, join.repeated, join.reason) == (0, 0, 0, "")
    assert (join.out_point, join.in_point) == (60, 0)


@pytest.mark.parametrize("count", [1, 7, 24])
@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
@pytest.mark.parametrize("size", [(320, 180), (480, 270)], ids=str)
def test_frames_that_were_shown_are_counted_and_suggested_to_go(count, codec, size, tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(60))
    second = make.recoded(tmp_path / "second.mp4", range(60 - count, 90), size, codec)
    join = clips.measure_join(first, 60, second, 0)
    assert (join.repeated, join.in_point, join.meets) == (count, count, True)
    assert make.number_in(clips.frame(second, join.in_point).resize((320, 180))) == 60
    counted = "1 repeated frame" if count == 1 else f"{count} repeated frames"
    assert join.reason == f"Leaves out {counted} at the start of the incoming shot."


@pytest.mark.parametrize(("out_point", "in_point", "repeated"), [(40, 36, 4), (48, 48, 0), (41, 40, 1)])
def test_a_join_is_measured_at_its_points_and_not_at_the_ends(out_point, in_point, repeated, tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(96), options={"g": "20", "bf": "2"})
    assert clips.measure_join(path, out_point, path, in_point).repeated == repeated


def test_a_clip_that_begins_with_all_of_the_other_goes_on_after_what_the_other_shows(tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(60))
    longer = make.clip(tmp_path / "longer.mp4", range(120), **POOR)
    assert clips.measure_join(first, 60, longer, 0).in_point == 60
    assert clips.measure_join(first, 50, longer, 10).in_point == 50
    assert clips.measure_join(first, 60, longer, 60).repeated == 0


def test_frozen_frames_are_suggested_to_go_but_for_two_on_each_side(tmp_path):
    first = make.clip(tmp_path / "first.mp4", [*range(50), *[50] * 12])
    second = make.clip(tmp_path / "second.mp4", [*[50] * 9, *range(51, 100)], options={"crf": "28"})
    join = clips.measure_join(first, 62, second, 0)
    assert (join.frozen_before, join.frozen_after, join.repeated) == (12, 9, 1)
    assert (join.out_point, join.in_point) == (52, 7)
    assert join.reason == (
        "Leaves out 10 still frames at the end of the outgoing shot, "
        "and 1 repeated frame and 6 still frames at the start of the incoming shot."
    )


def test_frozen_frames_behind_repeated_ones_are_seen(tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(60))
    second = make.clip(tmp_path / "second.mp4", [*range(55, 60), *[60] * 8, *range(61, 90)])
    join = clips.measure_join(first, 60, second, 0)
    assert (join.frozen_after, join.repeated, join.in_point) == (0, 5, 11)


def test_a_shot_at_rest_is_left_alone(tmp_path):
    first = make.clip(tmp_path / "first.mp4", [7] * 48)
    second = make.clip(tmp_path / "second.mp4", [400] * 48)
    join = clips.measure_join(first, 48, second, 0)
    assert (join.frozen_before, join.frozen_after) == (24, 24)
    assert (join.out_point, join.in_point, join.reason) == (48, 0, "")


@pytest.mark.parametrize(("move", "begins", "repeated"), [(1 / 16, 29, 0), (1 / 4, 29, 0), (1 / 2, 24, 6)])
def test_a_frame_of_a_slow_push_is_not_told_from_the_next_one(move, begins, repeated, tmp_path):
    slow = [pushed(make.drawn(7, (640, 360)), move * n) for n in range(60)]
    first = make.film(tmp_path / "first.mp4", slow[:30])
    join = clips.measure_join(first, 30, make.film(tmp_path / "second.mp4", slow[begins:]), 0)
    assert join.meets
    assert join.repeated == repeated
    assert ("repeated" in join.reason) == bool(join.repeated)


def test_something_is_always_left_of_a_clip(tmp_path):
    first = make.clip(tmp_path / "first.mp4", range(60))
    join = clips.measure_join(first, 60, make.clip(tmp_path / "second.mp4", range(50, 60)), 0)
    assert (join.repeated, join.in_point) == (10, 9)


def test_a_clip_of_one_frame_can_be_joined(tmp_path):
    one = make.clip(tmp_path / "one.mp4", [9])
    join = clips.measure_join(one, 1, one, 0)
    assert (join.repeated, join.out_point, join.in_point) == (0, 1, 0)


@pytest.mark.parametrize(("out_point", "in_point"), [(0, 0), (11, 0), (10, -1), (10, 10)])
def test_a_point_outside_its_clip_is_told(out_point, in_point, tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(10))
    with pytest.raises(BadClip, match=r"^This clip has 10 frames; it cannot (end|begin)"):
        clips.measure_join(path, out_point, path, in_point)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("name", "at"), [("bigbuckbunny.mp4", 46), ("bikes.mp4", 62), ("bikes.mp4", 165)])
def test_real_footage_that_goes_on_meets_itself_and_what_it_repeats_is_counted(name, at, encoding, coded):
    first, second = coded[name, "as it was"], coded[name, encoding]
    for repeated in (0, 1, 5):
        join = clips.measure_join(first, at, second, at - repeated)
        assert (join.repeated, join.meets) == (repeated, True)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_cut_in_real_footage_jumps_far_more_than_its_motion(encoding, coded):
    first, second = coded["bikes.mp4", "as it was"], coded["bikes.mp4", encoding]
    cuts = [clips.measure_join(first, at, second, at) for at in CUTS]
    assert min(join.jump for join in cuts) > 0.7
    assert not any(join.meets for join in cuts)
    assert max(clips.measure_join(first, at, second, at).jump for at in (60, 74, 160)) < 0.25


def test_a_second_left_out_of_real_footage_does_not_meet(coded):
    for name, out_point, in_point in [("bigbuckbunny.mp4", 30, 54), ("bikes.mp4", 150, 174)]:
        join = clips.measure_join(coded[name, "as it was"], out_point, coded[name, "worse"], in_point)
        assert not join.meets
        assert 0.25 < join.jump < 0.8


def test_a_jump_in_loudness_is_told_in_decibels(tmp_path):
    quiet = make.clip(tmp_path / "quiet.mp4", range(48), sound=440)
    loud = make.clip(tmp_path / "loud.mp4", range(48), sound=440, loud=0.8)
    assert clips.measure_join(quiet, 48, loud, 12).louder == pytest.approx(12.04, abs=0.2)
    assert clips.measure_join(loud, 48, quiet, 12).louder == pytest.approx(-12.04, abs=0.2)


def test_sound_is_heard_at_the_points_only(tmp_path):
    fades = make.clip(tmp_path / "fades.mp4", range(96), sound=440, sound_seconds=2)
    assert clips.measure_join(fades, 36, fades, 30).louder == pytest.approx(0, abs=0.2)
    assert clips.measure_join(fades, 36, fades, 60).louder is None
    assert clips.measure_join(fades, 90, fades, 12).louder is None


def test_without_sound_no_jump_in_loudness_is_told(tmp_path):
    mute = make.clip(tmp_path / "mute.mp4", range(48))
    heard = make.clip(tmp_path / "heard.mp4", range(48), sound=440)
    silent = make.clip(tmp_path / "silent.mp4", range(48), sound=440, loud=0)
    assert clips.measure_join(mute, 48, heard, 12).louder is None
    assert clips.measure_join(heard, 48, silent, 12).louder is None


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(("name", "at"), [("bigbuckbunny.mp4", 46), ("bikes.mp4", 62)])
def test_a_clip_that_shows_its_first_frame_again_is_told_from_one_that_goes_on(
    name, at, encoding, coded, tmp_path
):
    crf, part = ENCODINGS[encoding]
    whole = coded[name, "as it was"]
    clips.save_frame(whole, at, tmp_path / "given.png")
    images = [image.reduce(part) for image in make.decoded(whole)[at : at + 8]]
    again, later = tmp_path / "again.mp4", tmp_path / "later.mp4"
    assert clips.begins_with(make.film(again, images, crf), tmp_path / "given.png")
    assert not clips.begins_with(make.film(later, images[1:], crf), tmp_path / "given.png")


@pytest.mark.parametrize("fit", [ImageOps.fit, ImageOps.pad], ids=["cropped", "padded"])
def test_a_picture_of_another_shape_is_known_again(fit, footage, tmp_path):
    first, then, other = (clips.frame(footage["bikes.mp4"], n) for n in (40, 41, 100))
    first.save(tmp_path / "given.jpg", quality=90)
    other.save(tmp_path / "other.jpg", quality=90)
    clip = make.film(tmp_path / "clip.mp4", [fit(image, (360, 640)) for image in (first, then)], 28)
    assert clips.begins_with(clip, tmp_path / "given.jpg")
    assert not clips.begins_with(clip, tmp_path / "other.jpg")


def test_a_clip_at_rest_begins_with_its_picture(tmp_path):
    make.drawn(5).save(tmp_path / "given.png")
    for count in (1, 10):
        assert clips.begins_with(make.clip(tmp_path / "clip.mp4", [5] * count), tmp_path / "given.png")
    assert not clips.begins_with(make.clip(tmp_path / "clip.mp4", [6] * 10), tmp_path / "given.png")


@pytest.fixture(scope="module")
def coded(footage, tmp_path_factory):
    """Up to 200 frames of each real clip at 640 by 360 in every encoding, by name and encoding."""
    folder, made = tmp_path_factory.mktemp("coded"), {}
    for name, path in footage.items():
        images = [image.resize((640, 360)) for image in make.decoded(path)[:200]]
        for encoding, (crf, part) in ENCODINGS.items():
            smaller = [image.reduce(part) for image in images]
            made[name, encoding] = make.film(folder / f"{crf}-{name}", smaller, crf)
    return made
