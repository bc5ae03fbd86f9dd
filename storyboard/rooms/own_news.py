"""What became of what somebody asked for in a film, told as one: all that was under way together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from storyboard.projects.models import Project
from storyboard.takes.models import Generation, Status, Take
from storyboard.takes.models.generation import TROUBLED
from storyboard.takes.waiting import going_on, moving

LATELY = 400  # as many as one list of many sends
FACTS = ("pk", "status", "made_at", "ended_at", "on_hold", "shot")


class Asked(NamedTuple):
    """A generation as far as its maker's news need it."""

    pk: int
    status: str
    made_at: datetime
    ended_at: datetime | None
    on_hold: bool
    shot: int


class OwnNews:
    """The newest batch of this person in this film: what still runs of it, or how it came out."""

    def __init__(self, project: Project, person: Any) -> None:
        self.project, self.person = project, person

    @cached_property
    def rows(self) -> list[Asked]:
        return [Asked(*row) for row in self.mine.order_by("-pk").values_list(*FACTS)[:LATELY]]

    @property
    def mine(self) -> Any:
        return Generation.objects.filter(shot__scene__project=self.project, made_by=self.person)

    @cached_property
    def is_running(self) -> bool:
        """Something of it goes on by itself; what waits for a person, or for what failed, does not."""
        sent = any(row.status in (Status.QUEUED, Status.SENDING) and not row.on_hold for row in self.rows)
        if sent and moving(self.mine, self.project).exists():
            return True
        waiting = {row.pk for row in self.rows if row.status == Status.WAITING and not row.on_hold}
        return bool(waiting and waiting & going_on(self.project))

    @cached_property
    def together(self) -> list[Asked]:
        """Of what has ended the newest, and all that was under way with it."""
        ended = [row for row in self.rows if row.ended_at and row.status != Status.CANCELED]
        found: list[Asked] = []
        begun: datetime | None = None
        for row in sorted(ended, key=ended_at, reverse=True):
            if begun and ended_at(row) < begun:
                break
            found.append(row)
            begun = min(begun or row.made_at, row.made_at)
        return found

    @property
    def last(self) -> int:
        """When it came to its end, in milliseconds; 0 where nothing has."""
        return round(ended_at(self.together[0]).timestamp() * 1000) if self.together else 0

    @property
    def words(self) -> str:
        """`8 takes have come, 1 request wants a look.`; of a single request its shot."""
        if not self.together:
            return ""
        takes = Take.objects.filter(generation__in=[row.pk for row in self.together]).count()
        troubled = sum(row.status in TROUBLED for row in self.together)
        shots = {row.shot for row in self.together}
        said = f"{', '.join(counted(takes, troubled))}."
        if len(shots) > 1:
            return said
        name = Generation.objects.select_related("shot__scene").get(pk=self.together[0].pk).shot
        return gettext("{shot}: {said}").format(shot=name, said=said)


def ended_at(row: Asked) -> datetime:
    return row.ended_at or row.made_at


def counted(takes: int, troubled: int) -> Sequence[str]:
    came = ngettext("{n} take has come", "{n} takes have come", takes).format(n=takes)
    wants = ngettext("{n} request wants a look", "{n} requests want a look", troubled).format(n=troubled)
    return ([came] if takes or not troubled else []) + ([wants] if troubled else [])
