"""What people say to the cut."""

from __future__ import annotations

from typing import Any

from django import forms

from storyboard.takes.forms import MOST_FRAMES, PointField, PointsForm
from storyboard.takes.models import Pick


class TrimForm(PointsForm):
    """In and out of a shot's pick, with the take and the points that the page started from.

    With `ask` the page wants to be told first where the trim would put something out of date; `along` is the change of
    the other side of the edit, which was moved by the same hand.
    """

    take = PointField()
    was_start = PointField()
    was_end = PointField(min_value=1)
    ask = forms.BooleanField(required=False)
    along = forms.IntegerField(required=False, min_value=1, max_value=MOST_FRAMES)

    def __init__(self, pick: Pick, *args: Any, **more: Any) -> None:
        super().__init__(pick.take, *args, **more)
        self.pick = pick

    @property
    def seen(self) -> Pick:
        """The pick as the page showed it."""
        said, pick = self.cleaned_data, self.pick
        other = said["take"] not in (None, pick.take_id)
        start, end = said["was_start"], said["was_end"]
        return Pick(pk=0 if other else pick.pk, shot=pick.shot, take=pick.take, start=start, end=end)
