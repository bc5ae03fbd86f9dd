"""How long a shot runs in the cut: its pick from in to out, else as long as is planned."""

from __future__ import annotations

from typing import Any

from django.db.models import F, IntegerField
from django.db.models.functions import Coalesce

from storyboard.projects.models import Shot
from storyboard.takes.models.pick import shown_frames

PICKED = shown_frames("pick__")
CUT_FRAMES = Coalesce(PICKED, F("length"), output_field=IntegerField())


def frames_in_the_cut(shot: Shot) -> int:
    """The same as CUT_FRAMES for one shot whose `pick__take` is there."""
    pick: Any = getattr(shot, "pick", None)
    return (pick.shown_frames if pick else None) or shot.length
