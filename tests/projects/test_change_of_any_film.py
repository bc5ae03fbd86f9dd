"""Whatever two people do to a film: what is taken back is exactly as it was, or nothing changed and it says why."""

import re
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.continuity.models import Circle, Link, connect, refuse_a_circle
from storyboard.projects.models import Change, MovedSince, Project, Scene, Shot
from storyboard.projects.undoable import UNDOABLE, plain, rows_of
from storyboard.takes.models import Pick, Take
from tests.takes.films import fresh, shoot

pytestmark = pytest.mark.django_db
SHOTS, WHO = st.integers(0, 3), st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("write"), WHO, SHOTS, st.sampled_from(["", "A boat.", "Fog."])),
    st.tuples(st.just("move"), WHO, SHOTS, st.integers(0, 1), SHOTS),
    st.tuples(st.just("add"), WHO, st.integers(0, 1), st.sampled_from([None, 0, 1])),
    st.tuples(st.just("omit"), WHO, SHOTS, st.booleans()),
    st.tuples(st.just("circle"), WHO, SHOTS, st.integers(0, 1), st.booleans()),
    st.tuples(st.just("aside"), WHO, SHOTS, st.integers(0, 1), st.booleans()),
    st.tuples(st.just("pick"), WHO, SHOTS, st.integers(0, 1), st.booleans()),
    st.tuples(st.just("link"), WHO, SHOTS, SHOTS, st.sampled_from(["last_frame", "extend", None])),
    st.tuples(st.just("undo"), WHO),
    st.tuples(st.just("undo"), WHO),
    st.tuples(st.just("redo"), WHO),
)


class Film:
    """Two scenes with two shots each, two takes each, and two people at work."""

    def __init__(self, dana, eli):
        self.people = [dana, eli]
        self.film = Project.objects.begin("Harbour", by=dana)
        self.scenes = [Scene.objects.add(self.film) for _ in range(2)]
        self.shots = [Shot.objects.add(scene, prompt="A boat.") for scene in self.scenes for _ in range(2)]
        self.made = {shot.pk: [shoot(shot, dana) for _ in range(2)] for shot in self.shots}

    def keep(self, who, *watched, **more):
        return Change.objects.keep(self.film, self.people[who], *watched, said="It moved", **more)

    def write(self, who, shot, words):
        with self.keep(who, self.shots[shot], sitting=True):
            fresh(self.shots[shot]).write(action=words)

    def move(self, who, shot, scene, after):
        moved, behind = fresh(self.shots[shot]), fresh(self.shots[after])
        there = Scene.objects.get(pk=self.scenes[scene].pk)
        with self.keep(who, Shot.objects.filter(scene__in=(moved.scene_id, there.pk))):
            moved.move(there, behind if behind.scene_id == there.pk and behind != moved else None)

    def add(self, who, scene, after):
        there = Scene.objects.get(pk=self.scenes[scene].pk)
        rows = list(Shot.objects.filter(scene=there))
        with self.keep(who, Shot.objects.filter(scene=there)) as change:
            change.made(
                Shot.objects.add(there, after=rows[after] if after is not None and rows[after:] else None)
            )

    def omit(self, who, shot, on):
        with self.keep(who, self.shots[shot]):
            fresh(self.shots[shot]).omit(on)

    def take(self, shot, which):
        pk = self.made[self.shots[shot].pk][which].pk
        return Take.objects.select_related("shot__scene__project").get(pk=pk)

    def circle(self, who, shot, which, on):
        with self.keep(who, self.take(shot, which)):
            self.take(shot, which).circle(on)

    def aside(self, who, shot, which, on):
        with self.keep(who, self.take(shot, which)):
            self.take(shot, which).put_aside(on)

    def pick(self, who, shot, which, on):
        take = self.take(shot, which)
        with self.keep(who, take, Pick.objects.filter(shot=take.shot_id)):
            take.pick(on, self.people[who])

    def link(self, who, shot, source, kind):
        here, there = fresh(self.shots[shot]), fresh(self.shots[source])
        with suppress(Circle), self.keep(who, Link.objects.filter(shot=here)):
            connect(here, "opening", kind, source=there if kind else None)

    def undo(self, who):
        if change := Change.objects.filter(by=self.people[who]).done().first():
            self.turn(change, change.take_back, "before")

    def redo(self, who):
        if change := Change.objects.filter(by=self.people[who]).taken_back().first():
            self.turn(change, change.do_again, "after")

    def turn(self, change, act, side):
        """Exactly as it was in what the change touched, and nothing else moved; or nothing at all."""
        before, order = snapshot(), orders()
        wanted = {(row["model"], row["pk"]): row[side] for row in change.rows}
        why = sentence_of(act)
        if why:
            assert snapshot() == before, "it was refused, and yet something changed"
            assert re.search(r"(Dana Reyes|Eli Stone|You|Somebody) ha|circle|rated since|it stays", why), why
            return
        after = snapshot()
        for key, values in wanted.items():
            came = after.get(key)
            assert (came is None) == (values is None)
            assert not values or all(came[name] == values[name] for name in values if name != "position")
        others = [key for key in before.keys() | after.keys() if key not in wanted]
        assert all(without_place(before.get(key)) == without_place(after.get(key)) for key in others)
        assert all(inside(order, now) for now in orders()) or "projects.shot" in {
            model for model, _ in wanted
        }

    def holds(self):
        """What is true of every film."""
        for scene in self.scenes:
            places = list(Shot.objects.alive().filter(scene=scene.pk).values_list("position", flat=True))
            assert len(set(places)) == len(places), places
        assert not Pick.objects.exclude(take__circled=True).exists()
        for link in Link.objects.select_related("shot__scene", "source__scene"):
            refuse_a_circle(link.shot, link.source)


def sentence_of(act):
    try:
        act()
    except MovedSince as why:
        return str(why)
    return ""


def snapshot():
    return {
        (label, values.pop("pk")): {name: plain(value) for name, value in values.items()}
        for label, known in UNDOABLE.items()
        for values in rows_of(label).order_by().values("pk", *known.fields)
    }


def orders():
    return [
        list(Shot.objects.filter(scene=scene).values_list("pk", flat=True)) for scene in Scene.objects.all()
    ]


def inside(orders, now):
    return any(now == [pk for pk in each if pk in now] for each in orders)


def without_place(values):
    return values and {name: value for name, value in values.items() if name != "position"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=4, max_size=16))
def test_whatever_two_people_do_it_comes_back_exactly_or_not_at_all(dana, eli, steps):
    with transaction.atomic():
        film = Film(dana, eli)
        for name, *said in steps:
            getattr(film, name)(*said)
            film.holds()
        transaction.set_rollback(True)


def test_a_shot_that_comes_back_to_a_place_that_was_taken_stands_beside_it(dana, eli):
    film = Film(dana, eli)
    for name, *said in [("move", 0, 2, 0, 2), ("move", 1, 3, 1, 2), ("undo", 0)]:
        getattr(film, name)(*said)
        film.holds()


def test_a_move_is_taken_back_after_a_shot_was_added_where_it_left(dana, eli):
    film = Film(dana, eli)
    start = snapshot()
    for name, *said in [("move", 0, 1, 1, 0), ("add", 0, 0, None)]:
        getattr(film, name)(*said)
    for change in list(Change.objects.filter(by=dana).done()):
        change.take_back()
    assert {key: value for key, value in snapshot().items() if key in start} == start


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS.filter(lambda step: step[0] not in ("undo", "redo")), min_size=1, max_size=8))
def test_who_works_alone_comes_back_to_the_beginning_and_forth_to_the_end(dana, eli, steps):
    with transaction.atomic():
        film = Film(dana, eli)
        start = snapshot()
        for name, _, *said in steps:
            getattr(film, name)(0, *said)
        end = snapshot()
        mine = Change.objects.filter(by=dana)
        for change in list(mine.done()):
            change.take_back()
        assert {key: value for key, value in snapshot().items() if key in start} == start
        for change in list(mine.taken_back()):
            change.do_again()
        assert snapshot() == end
        transaction.set_rollback(True)
