"""A take that was asked for in place of a pick that is out of date: it takes its place by itself."""

from __future__ import annotations

from django.db import transaction

from storyboard.takes.carrying import carried
from storyboard.takes.models import Pick, Status, Take


@transaction.atomic
def take_the_place(take: Take) -> bool:
    """Once it is measured, so that trims are kept where they make sense; a pick that somebody made meanwhile stays."""
    if not is_to_take_a_place(take):
        return False
    replaced = take.generation.recipe["replaces"]
    former = Pick.objects.select_for_update(of=("self",)).filter(shot=take.shot, take__uid=replaced).first()
    if former:
        take.pick(True, take.generation.made_by, *carried(former, take))
    return former is not None


def is_to_take_a_place(take: Take) -> bool:
    """The first take of a request that came back and picks by itself, in place of the pick that its recipe names."""
    made_by = take.generation
    if not made_by or made_by.status != Status.DONE:
        return False
    if not made_by.pick_first or not made_by.recipe.get("replaces"):
        return False
    return bool(made_by.takes.order_by("number").first() == take)
