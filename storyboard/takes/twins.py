"""The same request twice: one that is under way already, and a set seed that would repeat a take."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.timezone import now

from storyboard import veo
from storyboard.takes.composition import Composition, meaning
from storyboard.takes.models import Generation, Take

REPEATS = "{take} was made of exactly this with this seed: empty the seed, or it comes back nearly the same."


class Twins:
    """What in the film means exactly what a composition would send, where it goes."""

    def __init__(self, composition: Composition, member: Any) -> None:
        self.composition, self.member = composition, member

    @cached_property
    def meant(self) -> Any:
        film, route = self.composition.project, self.composition.route
        recipe = self.composition.recipe(self.composition.request)
        return Generation.objects.filter(
            shot__scene__project=film, route=route, meaning_hash=meaning(recipe)
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
        who = "You are" if twin.made_by_id == self.member.person_id else f"{twin.made_by} is"
        where = "" if twin.shot_id == self.composition.shot.pk else f" for {twin.shot}"
        minutes, seconds = divmod(int((now() - twin.running_since).total_seconds()), 60)
        return f"{who} making exactly this{where}, {minutes}:{seconds:02d}. Another press makes another."
