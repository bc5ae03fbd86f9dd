"""Cut versions: frozen, numbered once, and what has changed since."""

import threading
from contextlib import closing

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from storyboard.cut.changes import CutChanges, Since
from storyboard.cut.models import CutVersion, Event, Frozen
from storyboard.cut.trims import trim
from storyboard.cut.working import CannotFreeze, WorkingCut, freeze
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take


def pick(take, *points):
    fresh = Take.objects.select_related("shot__scene__project").get(pk=take.pk)
    fresh.pick(True, None, *points)
    return Pick.objects.select_related("take__shot__scene", "shot__scene__project").get(shot=take.shot_id)


def told(version):
    return [(str(each), each.start, each.end, each.record_in, each.length) for each in version.events.all()]


@pytest.fixture
def cut_of(scene, take_of):
    """`cut_of(3)`: so many shots, each with a picked take of 96 frames."""

    def make(count):
        shots = [Shot.objects.add(scene) for _ in range(count)]
        for shot in shots:
            pick(take_of(shot, b"%d" % shot.pk))
        return shots

    return make


def changed(film, version):
    return CutChanges(list(version.events.to_show()), WorkingCut(film).events)


def rows(film, version):
    return [(str(row.event), row.labels, "; ".join(row.words)) for row in changed(film, version).rows]


def test_a_version_holds_what_the_cut_showed_then(film, scene, cut_of, take_of, dana):
    first, second, _ = cut_of(3)
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=first), 12, 60, dana)
    Shot.objects.add(scene, length=30)
    second.omit(True)
    version = freeze(film, dana, name="For the composer")
    assert (version.number, version.name, version.by) == (1, "For the composer", dana)
    assert told(version) == [("1-010", 12, 60, 0, 48), ("1-030", 0, 96, 48, 96), ("1-040", 0, 30, 144, 30)]
    events = list(version.events.to_show())
    assert [each.take_words for each in events] == ["take 1", "take 1", "no take"]
    assert events[0].clip_name == "Keeper_SC001-SH010_T01.mp4"
    assert events[0].sha256 == events[0].take.original.sha256
    assert (events[2].clip_name, events[2].sha256) == ("", "")


def test_nothing_that_happens_later_changes_a_version(film, scene, cut_of, take_of, dana):
    first, second, third = cut_of(3)
    version = freeze(film, dana)
    before = told(version)
    pick(take_of(first, b"another"))
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=second), 1, 50, dana)
    third.move(Scene.objects.add(film))
    second.omit(True)
    first.remove()
    Scene.objects.filter(pk=scene.pk).update(number="9")
    assert told(version) == before
    assert [each.take.number for each in version.events.to_show()] == [1, 1, 1]


def test_no_path_changes_an_event(film, cut_of, dana):
    cut_of(1)
    version = freeze(film, dana)
    event = version.events.get()
    event.start = 5
    for attempt in (
        event.save,
        event.delete,
        lambda: version.events.update(start=5),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.bulk_update([event], ["start"]),
    ):
        with pytest.raises(Frozen):
            attempt()
    with pytest.raises(ProtectedError):
        Shot.objects.filter(pk=event.shot_id).delete()
    assert told(version) == [("1-010", 0, 96, 0, 96)]


@pytest.mark.parametrize("wrong", [{"end": 40}, {"length": 0, "end": 0}, {"take": None}])
def test_the_database_refuses_an_event_that_does_not_add_up(film, cut_of, dana, wrong):
    cut_of(1)
    version = freeze(film, dana)
    event = version.events.get()
    event.pk, event.position, event.shot = None, 2, Shot.objects.add(event.shot.scene)
    for name, value in wrong.items():
        setattr(event, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()


def test_numbers_are_never_given_twice(film, cut_of, dana):
    cut_of(1)
    assert [freeze(film, dana).number for _ in range(3)] == [1, 2, 3]
    CutVersion.objects.get(number=3).delete()
    assert freeze(film, dana).number == 4


@pytest.mark.django_db(transaction=True)
def test_two_people_pressing_at_once_get_two_numbers(film, cut_of, dana, eli):
    cut_of(2)
    ready, given = threading.Barrier(2), []

    def press(by):
        with closing(connection):
            ready.wait()
            given.append(freeze(Project.objects.get(pk=film.pk), by).number)

    hands = [threading.Thread(target=press, args=(by,)) for by in (dana, eli)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(given) == [1, 2]
    assert Event.objects.count() == 4


def test_a_refused_version_takes_no_number(film, scene, take_of, dana):
    with pytest.raises(CannotFreeze, match="no shots in this film"):
        freeze(film, dana)
    take = take_of(Shot.objects.add(scene), b"late")
    pick(take)
    Take.objects.update(frames=None, derived_at=None)
    with pytest.raises(CannotFreeze, match="1-010, take 1 is being measured"):
        freeze(film, dana)
    Take.objects.update(original=None, copy_gave_up=True)
    assert told(freeze(film, dana)) == [("1-010", 0, 96, 0, 96)]
    assert Event.objects.get().take is None


def test_saving_costs_the_same_queries_however_long_the_cut_is(
    film, cut_of, dana, django_assert_num_queries, django_assert_max_num_queries
):
    cut_of(3)
    with django_assert_max_num_queries(9) as few:
        freeze(film, dana)
    cut_of(3)
    with django_assert_num_queries(len(few)):
        freeze(film, dana)


def test_a_lock_is_set_once_and_leaves_the_version_as_it_is(film, cut_of, dana, eli):
    cut_of(1)
    version = freeze(film, dana)
    before = told(version)
    assert version.lock(True, eli)
    assert not version.lock(True, dana)
    version.refresh_from_db()
    assert (version.locked_by, told(version)) == (eli, before)
    assert version.lock(False, dana)
    version.refresh_from_db()
    assert (version.locked_at, version.locked_by) == (None, None)


def test_each_kind_of_change_is_told(film, scene, cut_of, take_of, dana):
    first, second, third, fourth, fifth = cut_of(5)
    version = freeze(film, dana)
    assert not changed(film, version)
    pick(take_of(first, b"another"), 0, 72)
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=second), 6, 84, dana)
    third.omit(True)
    fifth.move(scene, after=first)
    Shot.objects.add(scene, after=fourth, length=24)
    assert rows(film, version) == [
        ("1-010", "Swapped", "take 1 → take 2; runs 24 frames shorter"),
        ("1-050", "Moved", "after 1-010, was after 1-040"),
        ("1-020", "Retimed", "in 6 frames later; out 12 frames earlier; runs 18 frames shorter"),
        ("1-030", "Omitted", "take 1"),
        ("1-060", "Added", "no take; after 1-040"),
    ]
    since = changed(film, version)
    assert since.in_words == "1 added, 1 omitted, 1 swapped, 1 retimed, 1 moved"
    assert (since.frames_before, since.frames_after) == (480, 366)
    assert since.frames_in_words == "114 frames shorter"


def test_a_shot_may_be_retimed_and_moved_and_named_anew(film, scene, cut_of, dana):
    first, *_ = cut_of(3)
    version = freeze(film, dana)
    there = Scene.objects.add(film)
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=first), 6, None, dana)
    first.move(there)
    said = "in 6 frames later; runs 6 frames shorter; was 1-010; after 1-030, was first in the film"
    assert rows(film, version) == [("2-010", "Retimed, Moved", said)]


def test_a_hole_is_retimed_by_its_plan_and_filled_by_a_take(film, scene, take_of, dana):
    hole, filled = Shot.objects.add(scene, length=48), Shot.objects.add(scene, length=96)
    version = freeze(film, dana)
    hole.write(length=49)
    pick(take_of(filled, b"here"))
    assert rows(film, version) == [
        ("1-010", "Retimed", "runs 1 frame longer"),
        ("1-020", "Swapped", "no take → take 1"),
    ]


def test_since_says_in_one_line_how_the_working_cut_stands(film, cut_of, dana, django_assert_num_queries):
    first, *_ = cut_of(2)
    with django_assert_num_queries(1):
        assert Since.newest(film).words == ""
    freeze(film, dana)
    assert Since.newest(film).words == "Nothing has changed since version 1."
    freeze(film, dana)
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=first), 6, None, dana)
    with django_assert_num_queries(3):
        assert Since.newest(film).words == "Since version 2: 1 retimed."


def test_a_take_cut_back_to_is_named_with_its_shot(film, cut_of, dana):
    first, second = cut_of(2)
    Pick.objects.filter(shot=second).update(take=first.takes.get(), start=40)
    version = freeze(film, dana)
    events = list(version.events.to_show())
    assert [each.take_words for each in events] == ["take 1", "take 1 of 1-010"]
    assert events[0].clip_name == events[1].clip_name


def test_two_takes_never_share_a_name(film, take_of, dana):
    for number in ("1-A", "1.A"):
        take = take_of(Shot.objects.add(Scene.objects.add(film, number=number)), number.encode())
        pick(take)
    version = freeze(film, dana)
    names = [each.clip_name for each in version.events.all()]
    assert names == ["Keeper_SC001A-SH010_T01.mp4", "Keeper_SC001A-SH010_T01_2.mp4"]
