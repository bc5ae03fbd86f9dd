"""What a call costs, and whether the film's budget and the member's day have room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Member, Project
from storyboard.projects.money import NOTHING, Bill, worded
from storyboard.takes.models import Generation, Status
from storyboard.takes.models.generation import ACTIVE, SANDBOX

A_DAY = timedelta(hours=24)  # not a date: that begins anew for whoever moves to another time zone
ASK_FOR_PRICES = _("Ask whoever runs this installation to set VEO_PRICE_PER_SECOND.")


@dataclass(frozen=True)
class Cost:
    """Seconds that are billed when every clip comes back, and their price in millionths where one is known."""

    seconds: int
    price: int | None = None
    currency: str = ""

    @property
    def amount(self) -> int | None:
        return None if self.price is None else self.seconds * self.price

    @property
    def sum(self) -> int:
        """What a button says: millionths where a price is known, else seconds."""
        return self.seconds if self.amount is None else self.amount

    @property
    def bill(self) -> Bill:
        return Bill(self.amount or 0, self.seconds)


def cost_of(route: str, seconds: int, resolution: str, *, audio: bool) -> Cost:
    """By the installation's table as it stands; the sandbox is free, without a table only the seconds are known."""
    by_sound = {} if route == SANDBOX else settings.VEO_PRICE_PER_SECOND.get(resolution, {})
    price = by_sound.get("audio" if audio else "silent")
    return Cost(seconds, price, "" if price is None else settings.VEO_CURRENCY)


def cost_again(generation: Generation) -> Cost:
    """What the same recipe costs now, whatever it cost then."""
    asked = generation.recipe["settings"]
    resolution, audio = asked.get("resolution", "720p"), asked.get("generate_audio", True)
    return cost_of(generation.route, generation.seconds, resolution, audio=audio)


def why_no_room(project: Project, cost: Cost) -> str:
    """The sentence where the film's budget has no room for it; "" where it has."""
    if cost.currency and not project.can_count_in(cost.currency):
        return gettext("This film counts in {currency}, and prices are in {other} now.").format(
            currency=project.currency, other=cost.currency
        )
    if project.cap is not None and cost.amount is None:
        return gettext("The film's budget is in money, and no price is known for this. {ask}").format(
            ask=ASK_FOR_PRICES
        )
    if (free := project.free) is None:
        return ""
    if project.cap is not None and cost.bill.amount > free.amount:
        takes, left = worded(cost.bill.amount, cost.currency), worded(max(free.amount, 0), cost.currency)
        return gettext("This takes {takes}, and {left} of the film's budget is free.").format(
            takes=takes, left=left
        )
    if project.cap_seconds is not None and cost.seconds > free.seconds:
        return gettext("This takes {seconds} s, and {left} s of the film's budget are free.").format(
            seconds=cost.seconds, left=max(free.seconds, 0)
        )
    return ""


def why_not_today(member: Member | None, cost: Cost, besides: Generation | None = None) -> str:
    """The sentence where a member's daily limit has no room for it; "" where it has, or none is set."""
    if member is None or not is_limited(member):
        return ""
    return why_over(member, cost, sent_today(member, besides))


def is_limited(member: Member) -> bool:
    return member.daily_cap is not None or member.daily_seconds is not None


def why_over(member: Member, cost: Cost, today: Bill) -> str:
    """The sentence where it would be more than the member may send a day, with what is sent already."""
    if member.daily_seconds is not None and today.seconds + cost.seconds > member.daily_seconds:
        left = max(member.daily_seconds - today.seconds, 0)
        return gettext("This takes {seconds} s, and {left} s of your {limit} s a day are left.").format(
            seconds=cost.seconds, left=left, limit=member.daily_seconds
        )
    if member.daily_cap is None:
        return ""
    if cost.amount is None:
        return gettext("Your daily limit is in money, and no price is known for this. {ask}").format(
            ask=ASK_FOR_PRICES
        )
    if today.amount + cost.amount > member.daily_cap:
        takes, limit = (worded(each, cost.currency) for each in (cost.amount, member.daily_cap))
        left = worded(max(member.daily_cap - today.amount, 0), cost.currency)
        return gettext("This takes {takes}, and {left} of your {limit} a day is left.").format(
            takes=takes, left=left, limit=limit
        )
    return ""


def sent_today(member: Member, besides: Generation | None = None) -> Bill:
    """What the member's paid calls of the last 24 hours have taken or hold; one of them left out."""
    return sent_today_by([member], besides).get(member.person_id, NOTHING)


def sent_today_by(members: Sequence[Member], besides: Generation | None = None) -> dict[int, Bill]:
    """The same for several members of one film, by person, in one query."""
    if not members:
        return {}
    people = [each.person_id for each in members]
    rows = Generation.objects.filter(made_by__in=people, made_at__gt=now() - A_DAY)
    rows = rows.filter(shot__scene__project=members[0].project_id)
    rows = rows.exclude(Q(route=SANDBOX) | Q(pk=besides.pk if besides else None))
    holds = Q(status__in=ACTIVE) | Q(status=Status.LOST, decided=None)
    sums = (
        rows.order_by()
        .values_list("made_by")
        .annotate(
            money=Sum("held", filter=holds, default=0) + Sum("settled", filter=~holds, default=0),
            clips=Sum("seconds", filter=holds, default=0) + Sum("settled_seconds", filter=~holds, default=0),
        )
    )
    return {person: Bill(money, seconds) for person, money, seconds in sums}
