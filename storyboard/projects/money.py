"""What a call takes of a budget, and money in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext

MILLIONTHS = 1_000_000
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
TYPED = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,6}))?")


class BadAmount(ValueError):
    """A sentence for people."""


@dataclass(frozen=True)
class Bill:
    """Money in millionths of the film's currency, and seconds of clip."""

    amount: int = 0
    seconds: int = 0

    def __neg__(self) -> Bill:
        return Bill(-self.amount, -self.seconds)

    def __add__(self, other: Bill) -> Bill:
        return Bill(self.amount + other.amount, self.seconds + other.seconds)

    def __sub__(self, other: Bill) -> Bill:
        return self + -other


NOTHING = Bill()


def worded(millionths: int, currency: str = "") -> str:
    """`€2.40`, `−€0.80`; to the cent, or as exactly as a price needs it (`€0.125`)."""
    sign = SIGNS.get(currency, f"{currency} " if currency else "")
    whole, part = divmod(abs(millionths), MILLIONTHS)
    digits = f"{part:06d}".rstrip("0").ljust(2, "0")
    return f"{'−' if millionths < 0 else ''}{sign}{whole:,}.{digits}"


def millionths_of(typed: str) -> int:
    """`250`, `250.00`, `1,250`, `€2.40`; a comma stands between thousands only, so `2,50` is nobody's 250."""
    match = TYPED.fullmatch(typed.strip("".join(SIGNS.values()) + " \xa0"))
    if not match:
        raise BadAmount(gettext("Write the amount as 250, 250.00 or 1,250."))
    return int(match[1].replace(",", "")) * MILLIONTHS + int((match[2] or "").ljust(6, "0"))


def seconds_of(typed: str) -> int:
    """`300`, `1,250`, `300 s`: whole seconds."""
    match = TYPED.fullmatch(typed.strip().removesuffix("s").strip())
    if not match or match[2]:
        raise BadAmount(gettext("Write whole seconds, as 300 or 1,250."))
    return int(match[1].replace(",", ""))
