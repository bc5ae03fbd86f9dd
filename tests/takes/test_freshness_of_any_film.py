"""Whatever people do to a film: no circle, no take wrongly fresh, none wrongly out of date."""

from contextlib import suppress
from graphlib import TopologicalSorter

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.assets.models import Asset, refer, wear
from storyboard.assets.uses import Renaming
from storyboard.continuity.models import Circle, Link, bridge, connect, part, set_ends, share
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition, meaning
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Pick, Take
from tests.takes.films import a_file, an_asset, fresh, longer, shoot

pytestmark = pytest.mark.django_db
SHOTS = 5
WHICH = st.integers(0, SHOTS)  # the last one names a bridging shot, once there is one
END = st.sampled_from(["opening", "closing"])
TWO = st.tuples(WHICH, WHICH).filter(lambda both: both[0] != both[1])
NUMBER = st.sampled_from([None, 1, 2])
EDITS = st.one_of(
    st.tuples(st.just("prompt"), WHICH, st.integers(0, 2)),
    st.tuples(st.just("shoot"), WHICH, st.booleans()),
    st.tuples(st.just("pick"), WHICH, st.integers(0, 3)),
    st.tuples(st.just("unpick"), WHICH),
    st.tuples(st.just("cut_back"), TWO),
    st.tuples(st.just("upload"), WHICH),
    st.tuples(st.just("make_longer"), WHICH),
    st.tuples(st.just("trim"), WHICH, st.sampled_from([None, 7, 12]), st.sampled_from([None, 60, 80])),
    st.tuples(st.just("link"), WHICH, END, WHICH, NUMBER),
    st.tuples(st.just("extend"), WHICH, WHICH, NUMBER),
    st.tuples(st.just("still"), WHICH, END),
    st.tuples(st.just("share"), TWO),
    st.tuples(st.just("part"), TWO),
    st.tuples(st.just("bridge"), TWO),
    st.tuples(st.just("set_ends"), TWO, WHICH, WHICH),
    st.tuples(st.just("redraw")),
    st.tuples(st.just("open"), WHICH, END),
    st.tuples(
        st.just("set"), WHICH, st.sampled_from([{"duration": 4}, {"duration": 8}, {"seed": 7}, {"n": 2}])
    ),
    st.tuples(st.just("film_is"), st.sampled_from([{"resolution": "720p"}, {"resolution": "1080p"}])),
    st.tuples(st.just("delete"), WHICH, st.booleans()),
    st.tuples(st.just("refer"), WHICH, st.sampled_from([None, "scene", 0, 1])),
    st.tuples(st.just("revise"), st.integers(0, 1)),
    st.tuples(st.just("wear"), st.integers(0, 1), st.integers(0, 1)),
    st.tuples(st.just("reword"), st.sampled_from(["", "Thin.", "Stout."])),
    st.tuples(st.just("reword_look"), st.integers(0, 1), st.sampled_from(["", "Wet."])),
    st.tuples(st.just("call"), st.sampled_from(["Keeper", "Old man"])),
    st.tuples(
        st.just("name"), WHICH, st.sampled_from(["@Keeper", "@Keeper / nightshirt", "@Mate", "x@Keeper"])
    ),
    st.tuples(st.just("style"), st.sampled_from(["", "Grain.", "Like @Keeper."])),
    st.tuples(st.just("omit"), WHICH, st.booleans()),
    st.tuples(st.just("keep"), WHICH),
)


class Film:
    """Five shots in two scenes and an asset with two looks, and what people do to them."""

    def __init__(self, dana):
        self.dana = dana
        self.film = Project.objects.begin("Harbour", by=dana)
        self.scenes = [Scene.objects.add(self.film, slug=slug) for slug in ("EXT. HARBOUR", "INT. LAMP ROOM")]
        self.shots = [Shot.objects.add(self.scenes[n // 3], prompt="A boat.") for n in range(SHOTS)]
        self.keeper = an_asset(self.film, "Keeper", dana)
        self.keeper.add_look("nightshirt", a_file("image/png"), dana)
        self.looks = list(self.keeper.looks.all())
        self.stair = an_asset(self.film, "Stair", dana, "still").looks.get()

    def shot(self, which):
        return fresh(self.shots[which % len(self.shots)])

    def prompt(self, which, words):
        self.shot(which).write(prompt=f"A boat, {words}.")

    def shoot(self, which, pick):
        shot = self.shot(which)
        if not Composition(shot).sources.waits_for:
            take = shoot(shot, self.dana)
            if pick:
                self.pick(which, take.number - 1)

    def pick(self, which, number):
        takes = Take.objects.select_related("shot__scene__project").filter(shot=self.shot(which))
        if take := takes.filter(number=number + 1).first():
            take.pick(True, by=self.dana)

    def picked(self, which):
        rows = Take.objects.select_related("shot__scene__project", "original", "generation")
        return rows.filter(picks__shot=self.shot(which)).first()

    def unpick(self, which):
        shot = self.shot(which)
        if take := self.picked(which):
            take.stands_in = shot
            take.pick(False, by=self.dana)

    def cut_back(self, both):
        here, there = both
        if take := self.picked(there):
            take.stands_in = self.shot(here)
            take.pick(True, by=self.dana)

    def upload(self, which):
        take = Take.upload(self.shot(which), a_file(), self.dana)
        Take.objects.filter(pk=take.pk).update(frames=96)
        self.pick(which, take.number - 1)

    def make_longer(self, which):
        take = self.picked(which)
        if take and take.generation and take.shot == self.shot(which):
            longer(take, self.dana).pick(True, by=self.dana)

    def trim(self, which, start, end):
        Pick.objects.filter(shot=self.shot(which)).update(start=start, end=end)

    def link(self, which, end, source, number):
        kind = {"opening": "last_frame", "closing": "first_frame"}[end]
        self.lead(self.shot(which), end, kind, self.shot(source), number)

    def extend(self, which, source, number):
        self.lead(self.shot(which), "opening", "extend", self.shot(source), number)

    def lead(self, shot, end, kind, source, number):
        if shot == source and kind != "extend":
            return
        if not (number and not source.takes.filter(number=number).exists()):
            with suppress(Circle):
                connect(shot, end, kind, source=source, take_number=number)

    def still(self, which, end):
        connect(self.shot(which), end, "still", still=self.stair)

    def share(self, both):
        share(*map(self.shot, both), self.stair) if self.are_two(both) else None

    def part(self, both):
        part(*map(self.shot, both)) if self.are_two(both) else None

    def bridge(self, both):
        if self.are_two(both) and len(self.shots) == SHOTS:
            with suppress(Circle), transaction.atomic():
                self.shots.append(bridge(*map(self.shot, both)))

    def set_ends(self, both, closing, opening):
        before, after = map(self.shot, both)
        if self.are_two(both):
            ends = (
                {"kind": "first_frame", "source": self.shot(closing)},
                {"kind": "last_frame", "source": self.shot(opening)},
            )
            if before != self.shot(closing) and after != self.shot(opening):
                with suppress(Circle), transaction.atomic():
                    set_ends(before, after, *ends)

    def are_two(self, both):
        return self.shot(both[0]) != self.shot(both[1])

    def redraw(self):
        self.stair.revise(a_file("image/png"), self.dana)

    def set(self, which, fields):
        self.shot(which).write(**fields)

    def film_is(self, fields):
        Project.objects.filter(pk=self.film.pk).update(**fields)

    def delete(self, which, on):
        self.shot(which).remove(on)

    def open(self, which, end):
        connect(self.shot(which), end, None)

    def refer(self, which, what):
        chosen = (
            {None: [], "scene": [self.keeper]}.get(what) if what in (None, "scene") else [self.looks[what]]
        )
        refer(self.shot(which), chosen)

    def revise(self, look):
        self.looks[look].revise(a_file("image/png"), self.dana)

    def wear(self, scene, look):
        wear(self.scenes[scene], self.keeper, self.looks[look] if look else None)

    def reword(self, words):
        self.keeper.write(words=words)

    def reword_look(self, look, words):
        self.looks[look].write(words=words)

    def call(self, name):
        Renaming(Asset.objects.get(pk=self.keeper.pk), name).write()

    def name(self, which, words):
        self.shot(which).write(prompt=f"A boat, {words}.")

    def style(self, words):
        Project.objects.filter(pk=self.film.pk).update(style=words)

    def omit(self, which, on):
        self.shot(which).omit(on)

    def keep(self, which):
        self.film.refresh_from_db()
        if judged := Freshness(self.film).judged.get(self.shot(which).pk):
            judged.take.keep_as_it_is(judged.meaning)


def slowly(film):
    """Each shot by itself, asked anew, and what hangs on it by walking back along its links."""
    shots = {shot.pk: shot for shot in Shot.objects.in_the_cut().filter(scene__project=film)}
    rows = Pick.objects.filter(shot__in=shots).select_related("take__generation", "take__parent")
    picks = {pick.shot_id: pick.take for pick in rows}

    def is_outdated(pk):
        take = picks.get(pk)
        if take is None or (by := judged_by(pk, take)) is None:
            return False
        now = now_of(pk, take, by)
        if take.kept_for == now:
            return False
        links = Link.objects.filter(shot=pk, source__isnull=False).exclude(source=pk)
        follows = [link.source_id for link in links if follows_the_pick(link, picks)]
        return by.meaning_hash != now or any(map(shows_what_is_outdated, follows))

    def shows_what_is_outdated(pk):
        """A take that the cut comes back to is as good as it is in its own shot."""
        take = picks.get(pk)
        home = take.shot_id if take else pk
        return is_outdated(home) if picks.get(home) == take else False

    return {pk for pk in shots if is_outdated(pk)}


def goes_on(pk):
    return Link.objects.filter(shot=pk, source=pk).exists()


def judged_by(pk, take):
    """The generation that a pick is judged by: its own, or that of the take that longer ones began as."""
    if take.shot_id != pk:
        return None
    is_longer = take.parent is not None and take.parent.shot_id == pk
    if goes_on(pk):
        return take.generation if is_longer else None
    while take.parent and take.parent.shot_id == pk:
        take = Take.objects.select_related("generation", "parent").get(pk=take.parent_id)
    return take.generation


def now_of(pk, take, made):
    """What it would send now; where the plan is to go on, from the take that it went on from."""
    with transaction.atomic():
        Link.objects.filter(shot=pk, source=pk).update(
            take_number=take.parent.number if take.parent else None
        )
        composition = Composition(Shot.objects.select_related("scene__project").get(pk=pk), made.preset)
        means = meaning(composition.recipe(composition.request))
        transaction.set_rollback(True)
    return means


def follows_the_pick(link, picks):
    pick = picks.get(link.source_id)
    own = pick is not None and pick.shot_id == link.source_id
    return link.take_number is None or (own and pick.number == link.take_number)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(EDITS, min_size=8, max_size=30))
def test_whatever_is_edited_the_one_pass_says_what_the_slow_way_says(dana, edits):
    with transaction.atomic():
        film = Film(dana)
        for which in range(SHOTS):
            film.shoot(which, True)
        for name, *how in edits:
            getattr(film, name)(*how)
        hangs_on = {}
        between = Link.objects.filter(source__isnull=False).exclude(source=F("shot"))
        for shot, source in between.values_list("shot_id", "source_id"):
            hangs_on.setdefault(shot, []).append(source)
        TopologicalSorter(hangs_on).prepare()
        film.film.refresh_from_db()
        assert set(Freshness(film.film).outdated) == slowly(film.film)
        transaction.set_rollback(True)
