"""Small words for templates: times, lengths, money."""

from datetime import datetime

from django import template
from django.utils.timezone import now

from storyboard.projects import lengths
from storyboard.projects.money import worded

register = template.Library()


@register.filter
def timecode(frames: int | None) -> str:
    return "" if frames is None else lengths.timecode(frames)


@register.filter
def running_time(frames: int | None) -> str:
    return "" if frames is None else lengths.running_time(frames)


@register.filter
def typed_length(frames: int | None) -> str:
    return "" if frames is None else lengths.typed(frames)


@register.filter
def epoch(moment: datetime | None) -> str:
    """Milliseconds since 1970, for elements that count."""
    return "" if moment is None else str(round(moment.timestamp() * 1000))


@register.simple_tag
def server_time() -> str:
    return epoch(now())


@register.filter
def money(millionths: int | None, currency: str = "") -> str:
    """`€2.40`; nothing where no price is known."""
    return "" if millionths is None else worded(millionths, currency)
