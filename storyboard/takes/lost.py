"""What a person has to know about a call that went wrong: whether it was charged, and what sending it again costs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from storyboard.projects.money import Bill
from storyboard.takes.budget import Cost, cost_again
from storyboard.takes.models import Entry, Generation, Status
from storyboard.takes.models.ledger import EntryKind


@dataclass(frozen=True)
class Verdict:
    """What can be said about a lost call: how many of its clips were charged, and what that comes to."""

    videos: int
    words: str
    bill: Bill


@dataclass(frozen=True)
class Aftermath:
    """One generation that ended without its clips; reads `ledger`, `takes` and `sent_again_as`."""

    generation: Generation

    @property
    def is_open(self) -> bool:
        """Somebody has to say what it took, and may think better of it."""
        return self.generation.status == Status.LOST and not self.generation.is_sandbox

    @property
    def again(self) -> Cost:
        return cost_again(self.generation)

    @property
    def can_be_sent_again(self) -> bool:
        return not self.generation.sent_again_as.all()

    @property
    def twice(self) -> str:
        """The sentence beside *Send again* where the call may have been paid for already."""
        generation = self.generation
        if not self.is_open or not self.can_be_sent_again or generation.decided == 0:
            return ""
        if generation.decided:
            return gettext("Sending it again is paid besides.")
        return gettext("Sending it again may be charged twice.")

    @property
    def decision(self) -> Entry | None:
        """The last word on what it took; None while nobody has said anything."""
        said = [each for each in self.generation.ledger.all() if each.kind == EntryKind.DECIDE]
        return said[-1] if said and self.generation.decided is not None else None

    @property
    def decided(self) -> str:
        """What that word was."""
        return charged(self.generation.decided or 0, self.generation.n)

    @property
    def verdicts(self) -> list[Verdict]:
        """What is left to say: nothing, everything, and what came when that is something between."""
        generation = self.generation
        came = {len(generation.takes.all())} - {0, generation.n}
        counts = [0, *came, generation.n]
        return [
            Verdict(count, charged(count, generation.n), generation.bill_for(count))
            for count in counts
            if count != generation.decided
        ]


def charged(videos: int, of: int) -> str:
    if not videos:
        return gettext("It was not charged")
    if videos >= of:
        return gettext("It was charged")
    return gettext("Charged for {n} of {all}").format(n=videos, all=of)
