import pytest
from PIL import Image

from storyboard.media import clips
from tests.media import make

POOR = {"options": {"crf": "33", "preset": "ultrafast"}}


def test_an_extension_that_repeats_its_source_begins_after_it(tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    longer = make.clip(tmp_path / "longer.mp4", range(90), **POOR)
    assert clips.shared_start(source, longer) == 40


def test_an_extension_that_is_only_the_tail_begins_at_once(tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    assert clips.shared_start(source, make.clip(tmp_path / "tail.mp4", range(40, 90))) == 0
    assert clips.shared_start(source, make.clip(tmp_path / "tail.mp4", range(39, 90))) == 0


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
@pytest.mark.parametrize("size", [(320, 180), (480, 270), (240, 136)], ids=str)
def test_where_the_new_begins_is_found_through_another_encoder_and_at_another_size(codec, size, tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    for begins, head in [(0, 40), (40, 0)]:
        answer = make.recoded(tmp_path / f"{begins}.mp4", range(begins, 90), size, codec)
        assert clips.shared_start(source, answer) == head
        assert make.number_in(clips.frame(answer, head).resize((320, 180))) == 40


def test_an_extension_that_leaves_out_the_last_frames_of_its_source_begins_where_it_parts(tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    longer = make.clip(tmp_path / "longer.mp4", [*range(36), *range(200, 250)])
    assert clips.shared_start(source, longer) == 36


def test_a_few_frames_alike_by_chance_are_no_repetition(tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    assert clips.shared_start(source, make.clip(tmp_path / "other.mp4", [*range(10), *range(300, 350)])) == 0


def test_a_source_that_rests_at_its_start_is_told_from_its_tail(tmp_path):
    source = make.clip(tmp_path / "source.mp4", [0] * 30 + list(range(1, 31)))
    tail = make.clip(tmp_path / "tail.mp4", [30] * 30 + list(range(31, 61)))
    assert clips.shared_start(source, tail) == 0


@pytest.mark.parametrize("loop", [[7] * 48, [*range(24), *range(24, 0, -1)]])
def test_a_source_that_looks_alike_at_both_ends_is_told_from_its_tail_by_length(loop, tmp_path):
    source = make.clip(tmp_path / "source.mp4", loop)
    more = (loop * 4)[:84]
    whole = make.clip(tmp_path / "whole.mp4", [*loop, *more], **POOR)
    tail = make.clip(tmp_path / "tail.mp4", more, **POOR)
    assert clips.shared_start(source, whole, adds=3.5) == 48
    assert clips.shared_start(source, tail, adds=3.5) == 0


@pytest.mark.parametrize(("move", "crf"), [(0, 30), (1 / 16, 18), (1 / 16, 30), (1, 30)])
def test_a_source_that_hardly_moves_is_told_from_its_tail_through_any_encoding(move, crf, footage, tmp_path):
    still = clips.frame(footage["bikes.mp4"], 40)
    slow = [pushed(still, move * n) for n in range(120)]
    source = make.film(tmp_path / "source.mp4", slow[:48])
    smaller = [image.resize((426, 240)) for image in slow]
    whole = make.film(tmp_path / "whole.mp4", smaller, crf)
    tail = make.film(tmp_path / "tail.mp4", smaller[48:], crf)
    assert clips.shared_start(source, whole, adds=3) == 48
    assert clips.shared_start(source, tail, adds=3) == 0


@pytest.mark.parametrize("number", [1, 20])
def test_a_frame_dropped_or_doubled_on_the_way_hides_no_repetition(number, tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    doubled = make.clip(tmp_path / "doubled.mp4", [*range(number), *range(number - 1, 80)])
    dropped = make.clip(tmp_path / "dropped.mp4", [*range(number), *range(number + 1, 80)])
    assert clips.shared_start(source, doubled) == 41
    assert clips.shared_start(source, dropped) == 39


def test_a_frame_dropped_or_doubled_at_the_join_costs_no_frame_of_the_new(tmp_path):
    source = make.clip(tmp_path / "source.mp4", range(40))
    doubled = make.clip(tmp_path / "doubled.mp4", [*range(40), *range(39, 80)])
    dropped = make.clip(tmp_path / "dropped.mp4", [*range(39), *range(40, 80)])
    assert clips.shared_start(source, doubled) == 40
    assert clips.shared_start(source, dropped) == 39


@pytest.mark.parametrize("name", ["bigbuckbunny.mp4", "bikes.mp4"])
@pytest.mark.parametrize(("crf", "part"), [(18, 1), (30, 2)])
def test_real_footage_is_known_again_after_encoding_and_at_another_size(name, crf, part, shots, tmp_path):
    shot = shots[name]
    smaller = [image.reduce(part) for image in make.decoded(shot)]
    again = make.film(tmp_path / "again.mp4", smaller, crf)
    assert clips.shared_start(shot, again) == 48
    assert clips.same_frames(shot, again, 48)
    assert clips.shared_start(shot, make.film(tmp_path / "later.mp4", smaller[24:], crf)) == 0


def test_two_different_films_share_nothing(footage):
    assert clips.shared_start(footage["bigbuckbunny.mp4"], footage["bikes.mp4"]) == 0
    assert not clips.same_frames(footage["bigbuckbunny.mp4"], footage["bikes.mp4"], 1)


def test_more_frames_than_there_are_are_not_the_same(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(5))
    assert clips.same_frames(path, path, 5)
    assert not clips.same_frames(path, path, 6)


def pushed(image, pixels):
    """A picture under a camera that has come nearer by so many pixels on each side."""
    box = (pixels, pixels * 0.5, image.width - pixels, image.height - pixels * 0.5)
    return image.resize(image.size, Image.Resampling.BICUBIC, box=box)


@pytest.fixture(scope="module")
def shots(footage, tmp_path_factory):
    """Two seconds of each real clip, at one small size."""
    folder = tmp_path_factory.mktemp("shots")
    return {name: make.film(folder / name, small(path)) for name, path in footage.items()}


def small(path):
    """The first 48 frames at 640 by 360."""
    return [image.resize((640, 360)) for image in make.decoded(path)[:48]]
