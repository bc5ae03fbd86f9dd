"""Which points by hand come along when another take of the shot is picked."""

from dataclasses import dataclass

import pytest

from storyboard.projects.models import Shot
from storyboard.takes.carrying import carried, kept_in_words
from storyboard.takes.models import Pick, Take
from tests.takes.films import a_file


@dataclass
class Clip:
    """A take: its length, its first new frame, and what it extends."""

    frames: int | None = 96
    head: int = 0
    of: str = ""


WHOLE = Clip()
LONGER = Clip(264, head=96, of="former")
EXTENDS = Clip(360, head=192, of="source")


@pytest.fixture
def made(shot, scene):
    source = Take.objects.create(shot=Shot.objects.add(scene), number=1, frames=192, original=a_file())
    parents = {"": None, "source": source}

    def make(clip):
        take = Take.objects.create(
            shot=shot,
            number=shot.number_takes(1)[0],
            frames=clip.frames,
            head=clip.head,
            parent=parents[clip.of],
        )
        parents.setdefault("former", take)
        return take

    return make


@pytest.mark.parametrize(
    ("former", "points", "clip", "kept"),
    [
        (WHOLE, (None, None), WHOLE, (None, None)),
        (WHOLE, (12, 60), WHOLE, (12, 60)),
        (WHOLE, (12, None), WHOLE, (12, None)),
        (WHOLE, (0, 60), WHOLE, (None, 60)),
        # The points keep their distance from where each take enters.
        (WHOLE, (12, 60), Clip(head=1), (13, 61)),
        (EXTENDS, (204, 300), WHOLE, (12, None)),
        (EXTENDS, (0, None), WHOLE, (None, None)),
        (WHOLE, (12, 60), EXTENDS, (204, 252)),
        # What lies outside the new clip stays behind, each point for itself.
        (Clip(192), (12, 150), WHOLE, (12, None)),
        (Clip(192), (120, 150), WHOLE, (None, None)),
        (Clip(192), (None, 96), WHOLE, (None, None)),
        # At least a second is left, or as little as there was before.
        (Clip(192), (80, 150), WHOLE, (None, None)),
        (WHOLE, (12, 20), WHOLE, (12, 20)),
        (Clip(192), (80, 92), Clip(85), (None, None)),
        # A longer take runs on past the old out point.
        (WHOLE, (12, 90), LONGER, (12, None)),
        (WHOLE, (None, 60), LONGER, (None, None)),
        # What is not measured yet can be cut nowhere.
        (WHOLE, (12, 60), Clip(None), (None, None)),
        (Clip(None), (12, None), WHOLE, (None, None)),
    ],
)
def test_points_come_along_where_they_make_sense(made, shot, former, points, clip, kept):
    start, end = points
    assert carried(Pick(shot=shot, take=made(former), start=start, end=end), made(clip)) == kept


def test_a_longer_take_of_a_longer_take_runs_on_as_well(made, shot):
    first, longer = made(WHOLE), made(LONGER)
    longest = Take.objects.create(shot=shot, number=9, frames=432, head=264, parent=longer)
    assert carried(Pick(shot=shot, take=first, start=12, end=60), longest) == (12, None)


def test_a_shorter_take_again_keeps_what_fits(made, shot):
    first, longer = made(WHOLE), made(LONGER)
    assert carried(Pick(shot=shot, take=longer, start=12, end=60), first) == (12, 60)


def test_picking_the_pick_again_moves_nothing(made, shot):
    take = made(WHOLE)
    assert carried(Pick(shot=shot, take=take, start=0, end=5), take) == (0, 5)


def test_another_shots_take_brings_nothing_along(made, shot):
    theirs = made(WHOLE)
    source = Take.objects.exclude(shot=shot).get()
    assert carried(Pick(shot=shot, take=source, start=12, end=60), theirs) == (None, None)
    assert carried(None, theirs) == (None, None)


def test_the_points_are_said_as_people_count(made, shot):
    take = made(WHOLE)
    pick = Pick(shot=shot, take=take, start=12, end=60)
    assert (
        kept_in_words(pick, carried(pick, made(WHOLE)))
        == "In 00:00:00:12 and out 00:00:02:11 kept from take 1."
    )
    pick.start = None
    assert kept_in_words(pick, carried(pick, made(WHOLE))) == "Out 00:00:02:11 kept from take 1."
    pick.end = None
    assert kept_in_words(pick, carried(pick, made(WHOLE))) == ""
