"""Which joins a film has, what the plan promises there, and what is said about them: rows without pictures."""

import pytest

from storyboard.assets.models import Asset
from storyboard.continuity.models import connect
from storyboard.cut.joins import Gap, Joins
from storyboard.cut.models import MOST_TRIES, Seam
from storyboard.media import clips
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take
from tests.takes.films import a_file, fresh, picked

FIGURES = {
    "frozen_before": 0, "frozen_after": 0, "repeated": 0, "jump": 0.0, "meets": True,
    "louder": None, "out_point": 96, "in_point": 0, "reason": "",
}  # fmt: skip


@pytest.fixture
def shots(scene: Scene, dana) -> list[Shot]:
    """Three shots, all picked, 96 frames each."""
    found = [Shot.objects.add(scene, prompt="A lamp.") for _ in range(3)]
    for shot in found:
        picked(shot, dana)
    return found


def joins_of(film: Project, **more) -> Joins:
    return Joins(film, **more)


def measured(film: Project, place: int = 0, **figures):
    """The film's joins after the one at this place was measured so."""
    join = Joins(film).ask().joins[place]
    first, out_point, second, in_point = join.points
    seam = Seam.objects.get(first=first, out_point=out_point, second=second, in_point=in_point)
    seam.write(clips.Join(**FIGURES | figures))
    return Joins(film).joins[place]


def test_neighbours_in_the_order_of_the_cut_are_joined_across_scenes(film, scene, shots, dana):
    other = Shot.objects.add(Scene.objects.add(film), prompt="A door.")
    picked(other, dana)
    found = [(str(join.first), str(join.second)) for join in joins_of(film).joins]
    assert found == [("1-010", "1-020"), ("1-020", "1-030"), ("1-030", "2-010")]
    assert [len(each.rows) for each in joins_of(film).scenes] == [2, 1]


def test_an_omitted_shot_leaves_its_neighbours_joined(film, shots):
    fresh(shots[1]).omit(True)
    assert [(join.first, join.second) for join in joins_of(film).joins] == [(shots[0], shots[2])]


def test_a_shot_without_a_pick_is_a_gap_that_is_said(film, shots, dana):
    Pick.objects.filter(shot=shots[1]).delete()
    row, *more = joins_of(film).rows
    assert isinstance(row, Gap)
    assert row.words == "1-020 has no pick yet."
    assert more == []


def test_a_join_is_at_the_points_of_both_picks(film, shots):
    Pick.objects.filter(shot=shots[0]).update(end=90)
    Take.objects.filter(picks__shot=shots[1]).update(head=24)
    join = joins_of(film).joins[0]
    takes = [join.before.take, join.after.take]
    assert join.points == (takes[0].original_id, 90, takes[1].original_id, 24)
    Pick.objects.filter(shot=shots[1]).update(start=0)
    assert joins_of(film).joins[0].points[3] == 0


def test_the_conformed_copy_is_what_is_joined(film, shots):
    copy = a_file()
    Take.objects.filter(picks__shot=shots[0]).update(conformed=copy)
    assert joins_of(film).joins[0].points[0] == copy.pk


def test_a_longer_take_of_a_shot_comes_in_where_its_source_does(film, shots):
    longer = Take.objects.get(picks__shot=shots[1])
    Take.objects.filter(pk=longer.pk).update(head=96, parent=Take.objects.create(shot=shots[1], number=9))
    assert joins_of(film).joins[0].points[3] == 0
    Take.objects.filter(pk=longer.pk).update(parent=Take.objects.get(picks__shot=shots[0]))
    Take.objects.filter(pk=longer.pk).update(frames=200)
    assert joins_of(film).joins[0].points[3] == 96


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("last_frame", "1-020 opens on the last frame of 1-010."),
        ("extend", "1-020 extends 1-010."),
    ],
)
def test_an_opening_from_the_shot_before_promises_that_they_meet(film, shots, kind, words):
    connect(fresh(shots[1]), "opening", kind, source=shots[0])
    assert joins_of(film).joins[0].promise.words == words
    assert joins_of(film).joins[1].promise is None


def test_a_closing_on_the_shot_after_promises_that_they_meet(film, shots):
    connect(fresh(shots[0]), "opening", "last_frame", source=shots[2])
    connect(fresh(shots[0]), "closing", "first_frame", source=shots[1])
    assert joins_of(film).joins[0].promise.words == "1-010 closes on the first frame of 1-020."


def test_a_still_that_is_closing_and_opening_promises_that_they_meet(film, shots, dana):
    still = Asset.objects.add(film, "still", "Dusk", a_file("image/png"), dana).looks.get()
    other = Asset.objects.add(film, "still", "Dawn", a_file("image/png"), dana).looks.get()
    connect(fresh(shots[0]), "opening", "still", still=other)
    connect(fresh(shots[0]), "closing", "still", still=still)
    connect(fresh(shots[1]), "opening", "still", still=other)
    assert joins_of(film).joins[0].promise is None
    connect(fresh(shots[1]), "opening", "still", still=still)
    assert joins_of(film).joins[0].promise.words == "Both show the still Dusk."


def test_a_link_to_a_shot_that_is_not_the_neighbour_promises_nothing_here(film, shots):
    connect(fresh(shots[2]), "opening", "last_frame", source=shots[0])
    assert not any(join.promise for join in joins_of(film).joins)


def test_what_was_to_meet_and_does_not_is_flagged_and_a_plain_cut_never(film, shots):
    assert not measured(film, meets=False, jump=0.8).is_flagged
    connect(fresh(shots[1]), "opening", "last_frame", source=shots[0])
    join = joins_of(film).joins[0]
    assert join.is_flagged
    assert join.verdict == ("They do not meet: 1-020 was to begin on the last frame of 1-010, and does not.")
    assert join.findings == ["the picture jumps by 80%"]
    assert joins_of(film).flagged == [join]
    join = measured(film, meets=True, jump=0.02)
    assert (join.is_flagged, join.verdict) == (False, "They meet.")


@pytest.fixture
def extended(shots) -> list[Shot]:
    """The second shot extends the first, 96 frames, and has all of it in its clip of 264."""
    connect(fresh(shots[1]), "opening", "extend", source=shots[0])
    source, take = (Take.objects.get(picks__shot=shot) for shot in shots[:2])
    Take.objects.filter(pk=take.pk).update(parent=source, head=96, frames=264)
    return shots


def test_frames_that_are_missing_before_an_extension_are_counted_and_flagged(film, extended):
    assert not measured(film, jump=0.0).is_flagged
    Pick.objects.filter(shot=extended[0]).update(end=84)
    join = measured(film, jump=0.17, out_point=84, in_point=96)
    assert (join.is_flagged, join.is_suggested) == (True, True)
    assert join.verdict == "They do not meet: 12 frames of 1-010 are missing between them."
    assert join.suggestion == "Begin 1-020 at frame 84."
    assert (join.best_last, join.best_in, join.change, join.findings) == (83, 84, "", [])
    assert joins_of(film).flagged == [join]


def test_frames_that_an_extension_shows_twice_are_counted_before_anything_is_measured(film, extended):
    Pick.objects.filter(shot=extended[1]).update(start=95)
    join = joins_of(film).joins[0]
    assert join.verdict == "They do not meet: 1 frame of 1-010 is shown twice."
    assert join.suggestion == "Begin 1-020 at frame 96."


def test_where_only_the_tail_came_back_the_shot_before_has_the_missing_frames(film, extended):
    Take.objects.filter(picks__shot=extended[1]).update(head=0, frames=168)
    assert joins_of(film).joins[0].hole is None
    Pick.objects.filter(shot=extended[0]).update(end=84)
    join = joins_of(film).joins[0]
    assert (join.hole.frames, join.suggestion) == (12, "End 1-010 on frame 95.")


def test_of_an_extension_of_another_take_nothing_is_counted(film, extended, dana):
    Pick.objects.filter(shot=extended[0]).update(end=84)
    Take.objects.filter(picks__shot=extended[1]).update(derive_trouble="Gone.")
    assert joins_of(film).joins[0].hole is None
    Take.objects.filter(picks__shot=extended[1]).update(derive_trouble="")
    picked(extended[0], dana)
    assert joins_of(film).joins[0].hole is None


def test_how_far_the_picture_is_another_one_is_said_where_no_more_was_promised(film, shots):
    assert measured(film, jump=0.62, meets=False).change == "the picture changes by 62%"
    assert measured(film, jump=0.04, meets=True).change == "the picture goes on, 4% changes"
    connect(fresh(shots[1]), "opening", "last_frame", source=shots[0])
    assert measured(film, jump=0.8, meets=False).change == ""


def test_the_figures_are_said_in_words(film, shots):
    join = measured(film, repeated=3, frozen_before=11, frozen_after=24, louder=6.2)
    assert join.findings == [
        "3 frames repeat",
        "11 frozen frames before the cut",
        "still for the whole second after the cut",
        "sound 6 dB louder",
    ]
    assert measured(film, repeated=1, louder=-2.0).findings == ["1 frame repeats"]
    assert measured(film, louder=-12.0).findings == ["sound 12 dB quieter"]


def test_a_suggested_trim_names_the_sides_that_it_moves(film, shots):
    join = measured(film, out_point=94, in_point=3, reason="Leaves out 2 still frames.")
    assert join.is_suggested
    assert join.suggestion == "End 1-010 on frame 93 and begin 1-020 at frame 3."
    assert measured(film, in_point=3, reason="x").suggestion == "Begin 1-020 at frame 3."
    assert not measured(film).is_suggested


def test_what_is_not_measured_yet_waits_and_says_for_what(film, shots):
    assert joins_of(film).joins[0].is_waiting
    Take.objects.filter(picks__shot=shots[0]).update(frames=None, derived_at=None)
    join = joins_of(film).joins[0]
    assert (join.points, join.is_waiting) == (None, True)
    assert join.waits_for == "1-010 is being measured."


def test_what_cannot_be_measured_says_why_and_waits_no_more(film, shots):
    Take.objects.filter(picks__shot=shots[2]).update(original=None)
    joins = joins_of(film).ask()
    assert joins.joins[1].trouble == "The clip of 1-030 is not here."
    Seam.objects.update(tries=MOST_TRIES, trouble="This clip has 90 frames; it cannot end after 96.")
    join = joins_of(film).joins[0]
    assert (join.trouble, join.is_waiting) == ("This clip has 90 frames; it cannot end after 96.", False)
    assert not joins_of(film).waiting


def test_each_join_is_asked_for_once(film, shots, django_assert_num_queries):
    joins_of(film).ask()
    assert Seam.objects.count() == 2
    joins = joins_of(film)
    assert joins.rows
    with django_assert_num_queries(0):
        joins.ask()


def test_an_older_measure_is_not_believed_and_asked_for_anew(film, shots):
    assert measured(film, repeated=3).findings
    Seam.objects.update(version=clips.JOIN_VERSION + 1)
    assert joins_of(film).joins[0].findings == []
    joins_of(film).ask()
    assert Seam.objects.due().count() == 2


def test_a_filter_leaves_what_is_asked_for(film, shots):
    measured(film, in_point=3, reason="x")
    shown = joins_of(film, only="suggested")
    assert [len(each.wanted) for each in shown.scenes] == [1]
    assert not joins_of(film, only="flagged").shows


def test_rows_are_shared_out_from_the_first_scene_that_is_near(film, shots, dana):
    more = [Shot.objects.add(Scene.objects.add(film), prompt="A door.") for _ in range(2)]
    for shot in more:
        picked(shot, dana)
    joins = joins_of(film)
    joins.share_out(0, 3)
    assert [each.shown for each in joins.scenes] == [2, 1, 0]
    joins = joins_of(film)
    joins.share_out(more[0].scene_id, 3)
    assert [each.shown for each in joins.scenes] == [0, 1, 1]


def test_a_film_of_any_length_takes_the_same_queries(film, scene, shots, dana, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert [join.is_waiting for join in joins_of(film).joins] == [True, True]
    for _ in range(6):
        shot = Shot.objects.add(Scene.objects.add(film), prompt="A lamp.")
        connect(fresh(shot), "opening", "last_frame", source=shots[0])
        picked(shot, dana)
    with django_assert_num_queries(3):
        assert [join.is_flagged for join in joins_of(film).joins] == [False] * 8
