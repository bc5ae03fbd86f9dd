"""Making a pick that is out of date anew: its shot as it is now, under the preset that the pick was made under."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.functional import cached_property

from storyboard.projects.models import Shot
from storyboard.rooms.composer import Composer
from storyboard.takes.composition import meaning
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Generation, Status, Take


class Refreshing:
    """What the shot page says about a pick that is out of date, and what can be done about it."""

    def __init__(self, shot: Shot, member: Any, marks: Marks) -> None:
        self.shot, self.member, self.marks = shot, member, marks
        self.click = uuid.uuid4()

    @property
    def mark(self) -> Mark | None:
        return self.marks.by_shot.get(self.shot.pk)

    @cached_property
    def composer(self) -> Composer:
        return Composer(self.shot, self.member, self.mark.preset if self.mark else "")

    @property
    def is_possible(self) -> bool:
        """What would be sent is what the pick was judged by: neither its own making again nor a longer take."""
        if not self.mark or self.mark.only_handed_on or self.why_not_paid:
            return False
        composition = self.composer.composition
        return meaning(composition.recipe(composition.request)) == self.mark.meaning

    @property
    def why_not_paid(self) -> str:
        """Why the preset of the pick cannot be chosen now; "" when it can."""
        differs = self.mark and self.composer.preset != self.mark.preset
        return self.composer.why_not_paid if differs else ""

    @cached_property
    def under_way(self) -> Generation | None:
        """The request that makes it anew; what still waits for a new pick has its meaning only then."""
        waits = Generation.objects.filter(shot=self.shot, status=Status.WAITING).order_by("-pk")
        return next(iter(self.composer.twins.under_way), None) or waits.first()

    @cached_property
    def made(self) -> Take | None:
        """A take of this shot that was made of what it would send now: it only has to be picked."""
        meant = self.composer.twins.meant
        rows = Take.objects.shown().filter(shot=self.shot, generation__in=meant.values("pk"))
        return rows.order_by("-number").first()

    @property
    def why_not(self) -> str:
        """The sentence that stands where the button would; "" when nothing is in the way."""
        blocks = self.composer.blocks if self.is_possible else []
        return self.why_not_paid or (blocks[0].message if blocks else "")

    @property
    def is_offered(self) -> bool:
        """Nothing is in the way, and nobody has made it anew already."""
        return self.is_possible and not (self.why_not or self.under_way or self.made)
