"""Both points of a join moved at once: where the first side goes out, and where the second comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.cut.joins import Join
from storyboard.cut.trims import trim
from storyboard.takes.forms import PointsForm
from storyboard.takes.freshness import Freshness
from storyboard.takes.marks import Consequences, Mark, marked
from storyboard.takes.models import Pick

CHANGED_SINCE = _("This join has changed since you looked: here it is as it stands now.")


class JoinTrim:
    """What somebody says about a join: `last` of the first side and `start` of the second, as they count frames.

    Left empty, a point stands where it does by itself. `seen` is the key of the join that they looked at.
    """

    def __init__(self, join: Join, data: Mapping[str, str]) -> None:
        self.join, self.seen = join, data.get("seen", "")
        before, after = join.before, join.after
        self.outgoing = PointsForm(
            before.take, {"start": written(before.start), "last": data.get("last", "")}
        )
        self.incoming = PointsForm(after.take, {"start": data.get("start", ""), "end": written(after.end)})

    @cached_property
    def trouble(self) -> str:
        """The sentence that says why it cannot be; "" when it can."""
        said = [
            error
            for form in (self.outgoing, self.incoming)
            for errors in form.errors.values()
            for error in errors
        ]
        return said[0] if said else ""

    @cached_property
    def before(self) -> Pick:
        """The first side as it would stand; only its out point is another one."""
        former = self.join.before
        _, end = former.take.points(None, self.outgoing.cleaned_data["end"])
        return Pick(shot_id=self.join.first.pk, take=former.take, start=former.start, end=end)

    @cached_property
    def after(self) -> Pick:
        former = self.join.after
        start, _ = former.take.points(self.incoming.cleaned_data["start"], None)
        return Pick(shot_id=self.join.second.pk, take=former.take, start=start, end=former.end)

    @property
    def words(self) -> str:
        join = self.join
        ends = gettext("{shot} goes out on frame {frame}").format(
            shot=join.first, frame=self.before.last_frame
        )
        begins = gettext("{shot} comes in on frame {frame}").format(
            shot=join.second, frame=self.after.first_frame
        )
        moved = [ends] * (self.before.end != join.before.end)
        moved += [begins] * (self.after.start != join.after.start)
        return f"{gettext(' and ').join(moved)}." if moved else gettext("Nothing is moved.")

    def apply(self, by: Any) -> bool:
        """Both sides or none; False when somebody has picked or trimmed here since."""
        if self.seen != self.join.key:
            return False
        moves = ((self.join.before, self.before), (self.join.after, self.after))
        with transaction.atomic():
            stood = all(trim(as_it_stands(was), will.start, will.end, by) for was, will in moves)
            transaction.set_rollback(not stood)
        return stood


def as_it_stands(pick: Pick) -> Pick:
    return Pick(pk=pick.pk, shot_id=pick.shot_id, take=pick.take, start=pick.start, end=pick.end)


def written(point: int | None) -> str:
    return "" if point is None else str(point)


class JoinConsequences(Consequences):
    """What would be out of date, and what no longer, if a join were trimmed so."""

    def __init__(self, trim: JoinTrim) -> None:
        super().__init__(trim.before.take)
        self.trim = trim

    @cached_property
    def then(self) -> dict[int, Mark]:
        picks = {pick.shot_id: pick for pick in (self.trim.before, self.trim.after)}
        return marked(Freshness(self.trim.join.first.project, picks))
