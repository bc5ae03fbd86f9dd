"""What of a take the cut shows: counted by a pick and by the database alike."""

from itertools import product

import pytest

from storyboard.projects.models import Shot
from storyboard.takes.models import Pick, Take
from storyboard.takes.models.pick import LONGER_TAKES, shown_frames
from tests.takes.films import a_file


def a_take(shot, frames=96, head=0, parent=None):
    number = shot.number_takes(1)[0]
    return Take.objects.create(
        shot=shot, number=number, frames=frames, head=head, parent=parent, original=a_file()
    )


def counted(pick):
    """By the model and by the database."""
    rows = Pick.objects.annotate(shown=shown_frames()).filter(pk=pick.pk)
    return Pick.objects.get(pk=pick.pk).shown_frames, rows.get().shown


@pytest.fixture
def source(scene, db):
    return a_take(Shot.objects.add(scene), frames=192)


def test_a_pick_and_the_database_count_alike(shot, source):
    for frames, head, of, start, end in product(
        (None, 96), (0, 1, 24, 96), ("", "own", "other"), (None, 0, 12), (None, 20, 48)
    ):
        parent = {"": None, "own": a_take(shot, head=5), "other": source}[of]
        pick = Pick.objects.create(shot=shot, take=a_take(shot, frames, head, parent), start=start, end=end)
        said = counted(pick)
        assert said[0] == said[1], (frames, head, of, start, end)
        assert said[0] is None or said[0] > 0
        pick.delete()


def test_a_shot_that_extends_another_one_comes_in_after_what_that_has_shown(shot, source):
    pick = Pick.objects.create(shot=shot, take=a_take(shot, 360, head=192, parent=source))
    assert (pick.first_frame, pick.shown_frames) == (192, 168)


def test_an_in_point_by_hand_shows_what_is_repeated(shot, source):
    pick = Pick.objects.create(shot=shot, take=a_take(shot, 360, head=192, parent=source), start=0)
    assert (pick.first_frame, pick.shown_frames) == (0, 360)


def test_a_longer_take_of_a_shot_comes_in_where_the_take_that_it_extends_does(shot, source):
    take = a_take(shot, 360, head=192, parent=source)
    for frames in range(500, 500 + LONGER_TAKES):
        take = a_take(shot, frames, head=take.frames, parent=take)
        pick = Pick.objects.create(shot=shot, take=take)
        assert pick.first_frame == 192
        assert counted(pick) == (frames - 192, frames - 192)
        pick.delete()


def test_a_longer_take_that_could_not_be_joined_with_what_it_extends_is_shown_from_its_beginning(
    shot, source
):
    extends = a_take(shot, 360, head=192, parent=source)
    assert counted(Pick.objects.create(shot=shot, take=a_take(shot, 300, head=0, parent=extends))) == (
        300,
        300,
    )


def test_where_the_chain_of_longer_takes_is_too_long_all_of_the_clip_is_shown(shot, source):
    take = a_take(shot, 360, head=192, parent=source)
    for frames in range(500, 501 + LONGER_TAKES):
        take = a_take(shot, frames, head=take.frames, parent=take)
    assert counted(Pick.objects.create(shot=shot, take=take)) == (take.frames, take.frames)


def test_a_clip_with_nothing_new_before_its_out_point_is_shown_from_its_beginning(shot, source):
    pick = Pick.objects.create(shot=shot, take=a_take(shot, 360, head=192, parent=source), end=100)
    assert (pick.first_frame, pick.last_frame) == (0, 99)
