"""Whatever people do to a film: no circle, no take wrongly fresh, none wrongly out of date."""

from contextlib import suppress
from graphlib import TopologicalSorter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.assets.models import Asset, refer, wear
from storyboard.assets.uses import Renaming
from storyboard.continuity.models import Circle, Link, connect
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition, meaning
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Pick, Take
from tests.takes.films import a_file, an_asset, fresh, shoot

pytestmark = pytest.mark.django_db
SHOTS = 5
WHICH = st.integers(0, SHOTS - 1)
EDITS = st.one_of(
    st.tuples(st.just("prompt"), WHICH, st.integers(0, 2)),
    st.tuples(st.just("shoot"), WHICH, st.booleans()),
    st.tuples(st.just("pick"), WHICH, st.integers(0, 3)),
    st.tuples(st.just("trim"), WHICH, st.sampled_from([None, 60, 80])),
    st.tuples(
        st.just("link"), WHICH, st.sampled_from(["opening", "closing"]), WHICH, st.sampled_from([None, 1])
    ),
    st.tuples(st.just("open"), WHICH, st.sampled_from(["opening", "closing"])),
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

    def prompt(self, which, words):
        fresh(self.shots[which]).write(prompt=f"A boat, {words}.")

    def shoot(self, which, pick):
        shot = fresh(self.shots[which])
        if not Composition(shot).sources.waits_for:
            take = shoot(shot, self.dana)
            if pick:
                self.pick(which, take.number - 1)

    def pick(self, which, number):
        takes = Take.objects.select_related("shot__scene__project").filter(shot=self.shots[which])
        if take := takes.filter(number=number + 1).first():
            take.pick(True, by=self.dana)

    def trim(self, which, end):
        Pick.objects.filter(shot=self.shots[which]).update(end=end)

    def link(self, which, end, source, number):
        kind = {"opening": "last_frame", "closing": "first_frame"}[end]
        shot, source = fresh(self.shots[which]), fresh(self.shots[source])
        if shot != source and not (number and not source.takes.filter(number=number).exists()):
            with suppress(Circle):
                connect(shot, end, kind, source=source, take_number=number)

    def open(self, which, end):
        connect(fresh(self.shots[which]), end, None)

    def refer(self, which, what):
        chosen = (
            {None: [], "scene": [self.keeper]}.get(what) if what in (None, "scene") else [self.looks[what]]
        )
        refer(fresh(self.shots[which]), chosen)

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
        fresh(self.shots[which]).write(prompt=f"A boat, {words}.")

    def style(self, words):
        Project.objects.filter(pk=self.film.pk).update(style=words)

    def omit(self, which, on):
        fresh(self.shots[which]).omit(on)

    def keep(self, which):
        self.film.refresh_from_db()
        if judged := Freshness(self.film).judged.get(self.shots[which].pk):
            judged.take.keep_as_it_is(judged.meaning)


def slowly(film):
    """Each shot by itself, asked anew, and what hangs on it by walking back along its links."""
    shots = {shot.pk: shot for shot in Shot.objects.in_the_cut().filter(scene__project=film)}
    picks = {
        pick.shot_id: pick.take
        for pick in Pick.objects.filter(shot__in=shots).select_related("take__generation")
    }
    now = {pk: now_of(pk, take) for pk, take in picks.items()}

    def is_outdated(pk):
        take = picks.get(pk)
        if take is None or take.kept_for == now[pk]:
            return False
        links = Link.objects.filter(shot=pk, source__isnull=False)
        follows = [link.source_id for link in links if follows_the_pick(link, picks)]
        return take.generation.meaning_hash != now[pk] or any(map(is_outdated, follows))

    return {pk for pk in shots if is_outdated(pk)}


def now_of(pk, take):
    composition = Composition(
        Shot.objects.select_related("scene__project").get(pk=pk), take.generation.preset
    )
    return meaning(composition.recipe(composition.request))


def follows_the_pick(link, picks):
    pick = picks.get(link.source_id)
    return link.take_number is None or (pick is not None and pick.number == link.take_number)


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
        for shot, source in Link.objects.filter(source__isnull=False).values_list("shot_id", "source_id"):
            hangs_on.setdefault(shot, []).append(source)
        TopologicalSorter(hangs_on).prepare()
        film.film.refresh_from_db()
        assert set(Freshness(film.film).outdated) == slowly(film.film)
        transaction.set_rollback(True)
