"""Small words for templates: times, lengths, money."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.db.models import Sum
from django.utils.dateformat import format as dated
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now

from storyboard.projects import lengths
from storyboard.projects.models import Member, Project, Shot
from storyboard.projects.money import Bill, worded
from storyboard.rooms.money import Purse, Today, both
from storyboard.rooms.own_news import OwnNews
from storyboard.takes.budget import Cost, cost_again
from storyboard.takes.models import Generation

register = template.Library()


@register.filter
def timecode(frames: int | None) -> str:
    return "" if frames is None else lengths.timecode(frames)


@register.filter
def running_time(frames: int | None) -> str:
    return "" if frames is None else lengths.running_time(frames)


@register.filter
def length_in_words(frames: int | None) -> str:
    return "" if frames is None else lengths.length_in_words(frames)


@register.filter
def came(project: Project) -> int:
    """How many takes have ever come to the film."""
    made = Shot.objects.filter(scene__project=project).aggregate(Sum("takes_made"))
    return made["takes_made__sum"] or 0


@register.filter
def epoch(moment: datetime | None) -> str:
    """Milliseconds since 1970, for elements that count."""
    return "" if moment is None else str(round(moment.timestamp() * 1000))


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """`22 Nov 20:02` where the reader lives, with its year when it is not this one; whole under the pointer."""
    if moment is None:
        return ""
    here = localtime(moment)
    short = dated(here, "j M H:i" if here.year == localtime(now()).year else "j M Y H:i")
    whole = dated(here, "l, j F Y, H:i T")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>', here.isoformat(), whole, short
    )


@register.simple_tag
def server_time() -> str:
    return epoch(now())


@register.simple_tag
def own_news(project: Project, person: int) -> OwnNews:
    """What became of what this member asked for in the film."""
    return OwnNews(project, person)


@register.filter
def money(millionths: int | None, currency: str = "") -> str:
    """`€2.40`; nothing where no price is known."""
    return "" if millionths is None else worded(millionths, currency)


@register.filter
def purse(project: Project) -> Purse:
    """What the film has spent, holds and has free; asks the database nothing."""
    return Purse(project)


@register.filter
def bill(amount: Bill, currency: str = "") -> str:
    """`€3.20 · 8 s`; nothing for nothing."""
    return both(amount, currency)


@register.filter
def cost(cost: Cost) -> str:
    """What stands on a button that spends: `€2.40`, or `6 s` where no price is known."""
    return f"{cost.seconds} s" if cost.amount is None else worded(cost.amount, cost.currency)


@register.filter
def price_again(generation: Generation) -> str:
    """What the same recipe costs today; nothing for the sandbox."""
    return "" if generation.is_sandbox else cost(cost_again(generation))


@register.filter
def sum_again(generation: Generation) -> int:
    """The same for the form, which never spends more than its button said."""
    return cost_again(generation).sum


@register.simple_tag
def today(members: Sequence[Member]) -> Today:
    """What the members of a film have sent today, for `sent_today`; one query."""
    return Today(members)


@register.filter
def sent_today(member: Member, today: Today) -> str:
    return today.said(member)
