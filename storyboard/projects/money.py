"""What a call takes of a budget, and money in words."""

from __future__ import annotations

from dataclasses import dataclass

MILLIONTHS = 1_000_000
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


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
