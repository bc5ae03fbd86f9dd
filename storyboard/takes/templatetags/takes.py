"""How a take stands in the cut, for templates."""

from django import template

from storyboard.takes import carrying
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Pick, Take

register = template.Library()


@register.filter
def standing(take: Take) -> Pick:
    """Its pick; for another take the pick that it would be, with the points that would come along."""
    if pick := take.its_pick:
        return pick
    start, end = carrying.carried(getattr(take.shot, "pick", None), take)
    return Pick(shot_id=take.shot_id, take=take, start=start, end=end)


@register.filter
def out_of_date(take: Take, marks: Marks | None) -> Mark | None:
    """Why it is out of date, if it is the pick and that has been judged."""
    mark = marks.by_shot.get(take.shot_id) if marks else None
    return mark if mark and mark.take == take.pk else None
