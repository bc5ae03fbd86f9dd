"""Where the points of a take stand, for templates."""

from django import template

from storyboard.takes.carrying import carried
from storyboard.takes.models import Pick, Take

register = template.Library()


@register.filter
def standing(take: Take) -> Pick:
    """Its pick; for another take the pick that it would be, with the points that would come along."""
    if pick := take.its_pick:
        return pick
    start, end = carried(getattr(take.shot, "pick", None), take)
    return Pick(shot_id=take.shot_id, take=take, start=start, end=end)
