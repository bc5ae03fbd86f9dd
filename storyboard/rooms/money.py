"""A film's purse: spent, held and free as they stand on every page."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext

from storyboard.projects.models import Member, Project
from storyboard.projects.money import NOTHING, Bill, worded
from storyboard.takes.budget import sent_today, sent_today_by

WIDE = 100  # of the bar, in its own units


class Purse:
    """What a film has spent, holds and has free, in the unit of its budget; read from the film's row alone."""

    def __init__(self, project: Project) -> None:
        self.project, self.left = project, project.free
        self.currency = project.currency or settings.VEO_CURRENCY
        counts_money = bool(project.currency) or (self.is_untouched and bool(settings.VEO_PRICE_PER_SECOND))
        self.in_money = project.cap is not None or (project.cap_seconds is None and counts_money)

    @property
    def is_untouched(self) -> bool:
        return not (self.project.held_seconds or self.project.settled_seconds)

    @property
    def is_shown(self) -> bool:
        """A film that never spent and has no budget has nothing to say about money."""
        return self.left is not None or not self.is_untouched

    @property
    def version(self) -> str:
        """Another one whenever a figure moves."""
        film = self.project
        figures = (
            film.held,
            film.settled,
            film.held_seconds,
            film.settled_seconds,
            film.cap,
            film.cap_seconds,
        )
        return "-".join("" if each is None else str(each) for each in figures)

    def said(self, bill: Bill) -> str:
        """`€2.40`, or `6 s` where the film counts in seconds."""
        return worded(bill.amount, self.currency) if self.in_money else f"{bill.seconds:,} s"

    def units(self, bill: Bill) -> int:
        return bill.amount if self.in_money else bill.seconds

    @property
    def spent(self) -> str:
        return self.said(self.project.spent)

    @property
    def held(self) -> str:
        return self.said(self.project.set_aside)

    @property
    def spent_too(self) -> str:
        return self.otherwise(self.project.spent)

    @property
    def held_too(self) -> str:
        return self.otherwise(self.project.set_aside)

    def otherwise(self, bill: Bill) -> str:
        """The same in the unit that the film does not count in; "" where it has no other."""
        if self.in_money:
            return f"{bill.seconds:,} s"
        return worded(bill.amount, self.currency) if self.project.currency else ""

    @property
    def holds(self) -> bool:
        return self.project.held_seconds > 0

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.units(self.left) < 0

    @property
    def free(self) -> str:
        """`€34.40`; "" without a budget, and when it is overdrawn."""
        return self.said(self.left) if self.left is not None and not self.is_over else ""

    @property
    def over(self) -> str:
        return self.said(-self.left) if self.left is not None and self.is_over else ""

    @property
    def sentence(self) -> str:
        """What is left of the budget; "" without one."""
        if self.left is None:
            return ""
        if self.is_over:
            return gettext("The budget is overdrawn by {money}.").format(money=self.over)
        said = gettext("{money} of the budget is free.")
        said = said if self.in_money else gettext("{money} of the budget are free.")
        return said.format(money=self.free)

    @property
    def bar(self) -> tuple[float, float] | None:
        """How far spent and held reach, of WIDE; None without a budget."""
        if self.left is None:
            return None
        spent, held = self.units(self.project.spent), self.units(self.project.set_aside)
        whole = max(self.project.cap if self.in_money else self.project.cap_seconds, spent + held, 1)  # type: ignore[type-var]
        return round(WIDE * spent / whole, 1), round(WIDE * held / whole, 1)


def both(bill: Bill, currency: str) -> str:
    """Money and seconds, `€3.20 · 8 s`; seconds alone where no price was known, "" for nothing."""
    if not (bill.amount or bill.seconds):
        return ""
    seconds = f"{'−' if bill.seconds < 0 else ''}{abs(bill.seconds):,} s"
    return f"{worded(bill.amount, currency)} · {seconds}" if currency else seconds


def left_today(member: Member) -> str:
    """What the member may still send today; "" without a limit, which asks the database nothing."""
    if member.daily_cap is None and member.daily_seconds is None:
        return ""
    today = sent_today(member)
    if member.daily_seconds is not None:
        seconds = max(member.daily_seconds - today.seconds, 0)
        return gettext("{seconds:,} s of your {limit:,} s a day are left.").format(
            seconds=seconds, limit=member.daily_seconds
        )
    left = max((member.daily_cap or 0) - today.amount, 0)
    return gettext("{left} of your {limit} a day is left.").format(
        left=in_money(left, member), limit=in_money(member.daily_cap or 0, member)
    )


def in_money(amount: int, member: Member) -> str:
    return worded(amount, member.project.currency or settings.VEO_CURRENCY)


class Today:
    """What each member of a film has sent in the last 24 hours, in one query."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.sent = sent_today_by(members)

    def said(self, member: Member) -> str:
        """`€1.60 of €5.00 a day sent in 24 hours`; "" for nothing sent and no limit."""
        sent = self.sent.get(member.person_id, NOTHING)
        if member.daily_seconds is not None:
            said = gettext("{seconds:,} s of {limit:,} s a day sent in 24 hours")
            return said.format(seconds=sent.seconds, limit=member.daily_seconds)
        if member.daily_cap is not None:
            said = gettext("{money} of {limit} a day sent in 24 hours")
            return said.format(money=in_money(sent.amount, member), limit=in_money(member.daily_cap, member))
        amount = both(sent, member.project.currency)
        return gettext("{money} sent in 24 hours").format(money=amount) if amount else ""
