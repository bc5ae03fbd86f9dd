from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject
from storyboard.projects.models import Shot

# A longer take of a longer take of a longer take: so far back is looked for where a shot enters the cut.
LONGER_TAKES = 3


class PickQuerySet(OfProject):
    project_path = "shot__scene__project"


class Pick(models.Model):
    """The take that stands in the cut for a shot, from `start` to before `end`.

    Without a start it comes in where its take does (`enters_at`), without an end it runs to the end of the clip.
    """

    shot = models.OneToOneField(Shot, on_delete=models.CASCADE, related_name="pick")
    take = models.ForeignKey("takes.Take", on_delete=models.PROTECT, related_name="picks")
    start = models.PositiveIntegerField(_("in"), null=True)
    end = models.PositiveIntegerField(_("out"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)

    objects = PickQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gt=F("start")),
                name="a_pick_shows_a_frame",
            )
        ]

    def __str__(self) -> str:
        return f"{self.take} is picked"

    @property
    def end_frame(self) -> int | None:
        """The frame before which it goes out; None while the clip has not been measured."""
        return self.end or self.take.frames

    @property
    def first_frame(self) -> int:
        """The first frame the cut shows; a clip that has nothing new before its end is shown from its beginning."""
        if self.start is not None:
            return self.start
        enters = self.take.enters_at
        return 0 if self.end_frame and enters >= self.end_frame else enters

    @property
    def last_frame(self) -> int | None:
        """The last frame the cut shows; None while the clip has not been measured."""
        return self.end_frame - 1 if self.end_frame else None

    @property
    def is_trimmed(self) -> bool:
        """Whether a hand has moved its in or out point from where it stands by itself."""
        untouched = Pick(take=self.take)
        points = (self.first_frame, self.end_frame)
        return self.end_frame is not None and points != (untouched.first_frame, untouched.end_frame)

    @property
    def shown_frames(self) -> int | None:
        return self.end_frame - self.first_frame if self.end_frame else None


def shown_frames(pick: str = "") -> Any:
    """`Pick.shown_frames` for queries, NULL while the clip has not been measured; `pick` leads to the pick."""
    end, enters = Coalesce(F(f"{pick}end"), F(f"{pick}take__frames")), enters_at(f"{pick}take__")
    entered = Case(When(Q(GreaterThanOrEqual(enters, end)), then=0), default=enters)
    frames = end - Coalesce(F(f"{pick}start"), entered)
    return ExpressionWrapper(frames, output_field=models.IntegerField())


def enters_at(take: str, deep: int = LONGER_TAKES) -> Any:
    """`Take.enters_at` for queries; `take` leads to the take."""
    parent = enters_at(f"{take}parent__", deep - 1) if deep else Value(0)
    is_longer = Q(**{f"{take}parent__shot": F(f"{take}shot"), f"{take}head__gt": 0})
    return Case(When(is_longer, then=parent), default=F(f"{take}head"), output_field=models.IntegerField())
