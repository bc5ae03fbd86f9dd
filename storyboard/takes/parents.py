"""What longer takes go on from, read at once however many they are."""

from __future__ import annotations

from collections.abc import Iterable

from storyboard.projects.models import Project
from storyboard.takes.models import Take
from storyboard.takes.sources import TAKE_ROWS


def know_parents(project: Project, takes: Iterable[Take]) -> None:
    """Give each of these takes of a film the one that it extends, and that one its own: one query, if any."""
    takes = list(takes)
    if not any(take.parent_id for take in takes):
        return
    rows = Take.objects.filter(shot__scene__project=project, longer_takes__isnull=False)
    parents = rows.select_related(*TAKE_ROWS).in_bulk()
    for take in [*takes, *parents.values()]:
        if take.parent_id:
            take.parent = parents[take.parent_id]
