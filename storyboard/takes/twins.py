"""The same request twice: one that is under way already, and a set seed that would repeat a take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy

from storyboard import veo
from storyboard.takes.composition import Composition, meaning
from storyboard.takes.models import Generation, Status, Take

REPEATS = gettext_lazy(
    "{take} was made of exactly this with this seed: empty the seed, or it comes back nearly the same."
)


class Twins:
    """What in the film means exactly what a composition would send, where it goes."""

    def __init__(self, composition: Composition, member: Any) -> None:
        self.composition, self.member = composition, member

    @cached_property
    def meaning(self) -> str:
        return meaning(self.composition.recipe(self.composition.request))

    @cached_property
    def meant(self) -> Any:
        film, route = self.composition.project, self.composition.route
        return Generation.objects.filter(
            shot__scene__project=film, route=route, meaning_hash=self.meaning
        ).defer("recipe")

    @cached_property
    def under_way(self) -> list[Generation]:
        return list(self.meant.active().select_related("made_by", "shot__scene").order_by("pk"))

    @property
    def known(self) -> str:
        """What a form says it has shown: the newest one's number."""
        return str(self.under_way[-1].pk) if self.under_way else ""

    @cached_property
    def repeated(self) -> Take | None:
        """The take that the set seed would make again, or nearly."""
        seed = self.composition.seed
        if seed is None:
            return None
        same = Take.objects.filter(generation__in=self.meant.filter(recipe__settings__seed=seed).values("pk"))
        return same.select_related("shot__scene").order_by("number").first()

    @property
    def findings(self) -> list[veo.Finding]:
        found = [veo.Finding("twin", "advice", "preset", self.said(each)) for each in self.under_way[-1:]]
        if take := self.repeated:
            found.append(veo.Finding("repeated_seed", "advice", "seed", REPEATS.format(take=take)))
        return found

    def said(self, twin: Generation) -> str:
        """ "Dana Reyes is making exactly this, 0:42." """
        here = twin.shot_id == self.composition.shot.pk
        doing = gettext("making exactly this") if here else gettext("making exactly this for {shot}")
        minutes, seconds = divmod(int((now() - twin.running_since).total_seconds()), 60)
        since = "{time}" if twin.status == Status.SENDING else gettext("{time} in the queue")
        if twin.made_by_id == self.member.person_id:
            said = gettext("You are {doing}, {since}. Another press makes another.")
        else:
            said = gettext("{person} is {doing}, {since}. Another press makes another.")
        return said.format(
            person=twin.made_by,
            doing=doing.format(shot=twin.shot),
            since=since.format(time=f"{minutes}:{seconds:02d}"),
        )


def twins_of(compositions: Sequence[Composition], member: Any) -> list[Twins]:
    """The twins of several compositions of one film, in two queries however many they are."""
    found = [Twins(each, member) for each in compositions]
    running, repeated = under_way(found), made_with_seeds(found)
    for each in found:
        key = (each.composition.route, each.meaning)
        each.under_way = running.get(key, [])
        each.repeated = repeated.get((*key, str(each.composition.seed)))
    return found


def under_way(found: Sequence[Twins]) -> dict[tuple[str, str], list[Generation]]:
    rows = Generation.objects.active().filter(meaning_hash__in={each.meaning for each in found})
    rows = rows.filter(shot__scene__project__in={each.composition.project.pk for each in found})
    grouped: dict[tuple[str, str], list[Generation]] = {}
    for row in rows.select_related("made_by", "shot__scene").defer("recipe").order_by("pk"):
        grouped.setdefault((row.route, row.meaning_hash), []).append(row)
    return grouped


def made_with_seeds(found: Sequence[Twins]) -> dict[tuple[str, str, str], Take]:
    """The first take of each route, meaning and seed, where a seed is set."""
    meant = {each.meaning for each in found if each.composition.seed is not None}
    takes = Take.objects.filter(generation__meaning_hash__in=meant).select_related(
        "shot__scene", "generation"
    )
    takes = takes.filter(shot__scene__project__in={each.composition.project.pk for each in found})
    takes = takes.annotate(seed=F("generation__recipe__settings__seed")).defer("generation__recipe")
    return {
        (take.generation.route, take.generation.meaning_hash, str(take.seed)): take
        for take in takes.order_by("-number")
    }
