"""The cut as one file, read frame by frame: every number that is burned in, and no other."""

from collections.abc import Callable
from typing import Any

import pytest

from storyboard.cut import joined as joining
from storyboard.cut.joined import CannotJoin, join, joined
from storyboard.cut.trims import trim
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.models import Shot
from storyboard.takes.models import Pick, Take
from tests.media import make

FRAMES = 48


@pytest.fixture
def film_of(scene: Any, dana: Any, tmp_path: Any) -> Callable[..., list[Pick]]:
    """`film_of(2)`: so many shots with picks, the first one's frames numbered from 0, the second one's from 100."""

    def make_film(count: int, **clip: Any) -> list[Pick]:
        for n in range(count):
            numbers = range(100 * n, 100 * n + FRAMES)
            kept = File.objects.keep(make.clip(tmp_path / f"{n}.mp4", numbers, **clip), "video/mp4")
            take = Take.upload(Shot.objects.add(scene), kept, by=dana)
            Take.objects.filter(pk=take.pk).update(frames=FRAMES, width=320, height=180)
            Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, by=dana)
        return picks()

    return make_film


def picks() -> list[Pick]:
    rows = Pick.objects.select_related(
        "take__original", "take__conformed", "take__parent", "shot__scene__project"
    )
    return list(rows.order_by("shot"))


def numbers(path: Any) -> list[int]:
    return [make.number_in(image) for image in make.decoded(path)]


@pytest.mark.parametrize("start", [11, 12, 13])
@pytest.mark.parametrize("end", [35, 36, 37])
def test_a_trim_by_one_frame_is_one_frame_in_the_file(film_of, eli, tmp_path, start, end):
    trim(film_of(2)[0], start, end, eli)
    join(picks(), tmp_path / "cut.mp4")
    assert numbers(tmp_path / "cut.mp4") == [*range(start, end), *range(100, 148)]


def test_whole_picks_that_are_coded_alike_are_joined_untouched(film_of, tmp_path):
    joined_picks = film_of(3)
    join(joined_picks, tmp_path / "cut.mp4")
    assert numbers(tmp_path / "cut.mp4") == [n + k for n in (0, 100, 200) for k in range(FRAMES)]
    assert (
        make.decoded(tmp_path / "cut.mp4")[0].tobytes()
        == make.decoded(joined_picks[0].take.clip.path)[0].tobytes()
    )


def test_a_shot_that_extends_another_one_comes_in_after_what_that_has_shown(film_of, tmp_path):
    first, second = film_of(2)
    Take.objects.filter(pk=second.take_id).update(parent=first.take_id, head=17)
    join(picks(), tmp_path / "cut.mp4")
    assert numbers(tmp_path / "cut.mp4") == [*range(FRAMES), *range(117, 148)]


def test_what_the_sandbox_drew_stays_marked_in_the_file(film_of, eli, tmp_path):
    both = film_of(2)
    Take.objects.filter(pk=both[1].take_id).update(sandbox=True)
    for start in (None, 5):
        trim(picks()[0], start, None, eli)
        join(picks(), tmp_path / "cut.mp4")
        assert "storyboard sandbox" in clips.probe(tmp_path / "cut.mp4").comment
    Take.objects.update(sandbox=False)
    join(picks(), tmp_path / "cut.mp4")
    assert clips.probe(tmp_path / "cut.mp4").comment == ""


def test_nothing_is_left_on_the_disk(film_of, settings):
    with joined(film_of(2)) as file:
        assert file.read(8)[4:] == b"ftyp"
    assert not [*settings.UPLOADS.glob("cut-*")]


def no_picks() -> None:
    Pick.objects.all().delete()


def unmeasured() -> None:
    Take.objects.filter(shot__code="020").update(frames=None)


def too_long() -> None:
    Take.objects.update(frames=joining.MOST_ENCODED)
    Pick.objects.update(start=5)


def two_shapes() -> None:
    Take.objects.filter(shot__code="020").update(width=180, height=320)


def past_its_end() -> None:
    Pick.objects.filter(shot__code="010").update(end=FRAMES + 1)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (no_picks, "Nothing is picked yet"),
        (unmeasured, "1-020, take 1 is being measured"),
        (too_long, "More than 5 minutes are not encoded while"),
        (two_shapes, "1-010 and 1-020 are of two shapes"),
        (past_its_end, "cannot run from 0 to before 49"),
    ],
)
def test_what_makes_no_file_is_said(film_of, spoil, why):
    film_of(2)
    spoil()
    with pytest.raises(CannotJoin, match=why):
        joined(picks())


def test_one_cut_is_joined_at_a_time(film_of):
    wanted = film_of(1)
    with joining.ONE_AT_A_TIME, pytest.raises(CannotJoin, match="Another cut is being joined"):
        joined(wanted)
    joined(wanted).close()
