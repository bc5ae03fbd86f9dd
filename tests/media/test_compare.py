import pytest

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


@pytest.mark.parametrize("name", ["bigbuckbunny.mp4", "bikes.mp4"])
def test_real_footage_is_known_again_after_encoding(name, footage, tmp_path):
    clips.conform(footage[name], tmp_path / "again.mp4", fps=25)
    frames = clips.probe(footage[name]).frames
    assert clips.shared_start(footage[name], tmp_path / "again.mp4") == frames
    assert clips.same_frames(footage[name], tmp_path / "again.mp4", 9)


def test_two_different_films_share_nothing(footage):
    assert clips.shared_start(footage["bigbuckbunny.mp4"], footage["bikes.mp4"]) == 0
    assert not clips.same_frames(footage["bigbuckbunny.mp4"], footage["bikes.mp4"], 1)


def test_more_frames_than_there_are_are_not_the_same(tmp_path):
    path = make.clip(tmp_path / "clip.mp4", range(5))
    assert clips.same_frames(path, path, 5)
    assert not clips.same_frames(path, path, 6)
