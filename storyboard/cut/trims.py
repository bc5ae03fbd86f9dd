"""Trims: in and out of a pick, moved by hand."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from storyboard.takes.models import Pick


def trim(pick: Pick, start: int | None, end: int | None, by: Any) -> bool:
    """Move in and out from where this reader saw them; False when they, or the take, moved meanwhile: look again.

    `end` is exclusive; a point that is None, or lies where it would stand by itself, is none.
    """
    start, end = pick.take.points(start, end)
    seen = Pick.objects.filter(pk=pick.pk, take=pick.take_id, start=pick.start, end=pick.end)
    if (start, end) == (pick.start, pick.end):
        return seen.exists()
    with transaction.atomic():
        if trimmed := seen.update(start=start, end=end, by=by, at=now()):
            pick.shot.project.change()
    if trimmed:
        pick.start, pick.end = start, end
    return bool(trimmed)
