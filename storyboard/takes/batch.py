"""Several generations at once, from one press: generated, sent again, let go, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Shot
from storyboard.projects.money import worded
from storyboard.takes.budget import cost_again
from storyboard.takes.composition import CannotSend, Composition, in_the_way, send_again
from storyboard.takes.forms import click_of
from storyboard.takes.models import Generation, Status
from storyboard.takes.models.generation import TROUBLED

REST = 10.0
RECORDED_IN = 2.0  # seconds that a request takes to be recorded with its frames, at most
MONEY = {"budget", "daily_limit"}
ENDED_OTHERWISE = _("Only what was refused, failed or was lost is sent again.")

Left = list[tuple[Generation, str]]


class NoRoomForAll(Exception):
    """Budget or daily limit have room for some, not for all: nothing was sent. A sentence for people."""


def generate_all(
    compositions: Iterable[Composition], by: Any, click: uuid.UUID
) -> tuple[list[Generation], list[tuple[Shot, str]]]:
    """Each holds for itself: what finds no room by now is left out with the reason, and the others go.

    The same press again finds the same generations. They rest together, from when the last one is recorded: until
    then none leaves.
    """
    sent: list[Generation] = []
    left: list[tuple[Shot, str]] = []
    asked = list(compositions)
    for each in asked:
        each.rest = timedelta(seconds=REST + RECORDED_IN * len(asked))
        try:
            sent.append(each.generate(by, click_of(click, each.shot.pk)))
        except CannotSend as trouble:
            left.append((each.shot, str(trouble)))
    rest_together(sent)
    return sent, left


def rest_together(rows: list[Generation]) -> None:
    rested = now() + timedelta(seconds=REST)
    unsent = Generation.objects.filter(status__in=(Status.WAITING, Status.QUEUED), worker="")
    if unsent.filter(pk__in=[row.pk for row in rows]).update(rest_until=rested, next_try_at=rested):
        rows[0].project.change()


def send_all_again(rows: Iterable[Generation], by: Any, click: uuid.UUID) -> tuple[list[Generation], Left]:
    """Each as a new generation, and which cannot be sent with the reason; money is all or nothing.

    The same press again finds the same generations.
    """
    chosen = list(rows)
    sent: list[Generation] = []
    left: Left = []
    with transaction.atomic():
        for row in chosen:
            try:
                sent.append(again(row, by, click_of(click, row.pk)))
            except CannotSend as trouble:
                if any(finding.rule in MONEY for finding in trouble.findings):
                    raise NoRoomForAll(no_room(chosen, row, trouble)) from trouble
                left.append((row, str(trouble)))
    return sent, left


def again(row: Generation, by: Any, click: uuid.UUID) -> Generation:
    if row.status not in TROUBLED:
        raise CannotSend([in_the_way("again", ENDED_OTHERWISE)])
    return send_again(row, by, click, rest=REST)


def no_room(chosen: list[Generation], row: Generation, trouble: CannotSend) -> str:
    costs = [cost_again(each) for each in chosen]
    sums = ", ".join(filter(None, [priced(costs), f"{sum(cost.seconds for cost in costs)} s"]))
    together = gettext("Nothing was sent: all {count} together take {sums}.").format(
        count=len(chosen), sums=sums
    )
    at_it = gettext("At {shot}, after those before it: {why} Untick some.").format(shot=row.shot, why=trouble)
    return f"{together} {at_it}"


def priced(costs: list[Any]) -> str:
    known = [cost for cost in costs if cost.amount is not None]
    return worded(sum(cost.amount for cost in known), known[0].currency) if known else ""


def let_all_go(rows: Iterable[Generation]) -> list[Generation]:
    with transaction.atomic():
        return [row for row in rows if row.let_go()]


def cancel_all(rows: Iterable[Generation]) -> list[Generation]:
    with transaction.atomic():
        return [row for row in rows if row.cancel()]
