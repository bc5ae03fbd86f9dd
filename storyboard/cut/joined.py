"""The cut as one file: the picks one after another, each from in to out, frame exactly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from storyboard.media import BadClip, UnequalClips, clips
from storyboard.projects.lengths import FPS
from storyboard.takes.forms import SANDBOX_MARK
from storyboard.takes.models import Pick
from storyboard.web import in_words

MOST_ENCODED = 5 * 60 * FPS  # somebody waits for it: 40 frames of 720p in a second of one processor
SAME_SHAPE = 0.02
ONE_AT_A_TIME = Lock()  # encoding takes all the processors that there are

NOTHING = _("Nothing is picked yet: pick a take, and the cut has a picture.")
MEASURED_SOON = _("{take} is being measured: its length is known in a moment.")
TOO_LONG = _(
    "More than {most} minutes are not encoded while somebody waits: download the picks and join those."
)
BUSY = _("Another cut is being joined on this machine: try again when it is done.")
TWO_SHAPES = _("{one} and {other} are of two shapes, and one file has one: download the picks instead.")
UNREADABLE = _("The picks cannot be joined. {why}")


class CannotJoin(Exception):
    """A sentence for people."""


def joined(picks: Sequence[Pick]) -> BinaryIO:
    """An open MP4 whose name is gone already: nothing is left behind. CannotJoin says why there is none."""
    if why := why_not(picks):
        raise CannotJoin(why)
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise CannotJoin(BUSY)
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    path = settings.UPLOADS / f"cut-{os.urandom(8).hex()}.mp4"
    try:
        join(picks, path)
        return path.open("rb")
    except BadClip as trouble:
        raise CannotJoin(UNREADABLE.format(why=in_words(trouble))) from trouble
    finally:
        path.unlink(missing_ok=True)
        ONE_AT_A_TIME.release()


def why_not(picks: Sequence[Pick]) -> str:
    """The sentence where they do not make one file; "" when they do."""
    if not picks:
        return str(NOTHING)
    if late := next((pick for pick in picks if not pick.take.frames), None):
        return MEASURED_SOON.format(take=late.take)
    if other := next((pick for pick in picks if abs(shape(pick) - shape(picks[0])) > SAME_SHAPE), None):
        return TWO_SHAPES.format(one=picks[0].shot, other=other.shot)
    return ""


def shape(pick: Pick) -> float:
    return (pick.take.width or 16) / (pick.take.height or 9)


def join(picks: Sequence[Pick], dst: Path) -> None:
    """Packets untouched where every pick is whole and all are coded alike, else encoded anew.

    What the sandbox drew stays marked as that.
    """
    spans = run_together(picks)
    comment = SANDBOX_MARK if any(pick.take.sandbox for pick in picks) else ""
    if are_whole(spans, picks):
        with suppress(UnequalClips):
            return clips.join([path for path, *_ in spans], dst, comment)
    if sum(end - first for _, first, end in spans) > MOST_ENCODED:
        raise CannotJoin(TOO_LONG.format(most=MOST_ENCODED // FPS // 60))
    return clips.splice(spans, dst, comment)


def span(pick: Pick) -> tuple[Path, int, int]:
    assert pick.take.clip
    assert pick.end_frame
    return pick.take.clip.path, pick.first_frame, pick.end_frame


def run_together(picks: Sequence[Pick]) -> list[tuple[Path, int, int]]:
    """Where the cut goes on in the same clip, as behind a split, there is no join at all."""
    spans: list[tuple[Path, int, int]] = []
    for path, first, end in map(span, picks):
        if spans and spans[-1][0] == path and spans[-1][2] == first:
            spans[-1] = (path, spans[-1][1], end)
        else:
            spans.append((path, first, end))
    return spans


def are_whole(spans: Sequence[tuple[Path, int, int]], picks: Sequence[Pick]) -> bool:
    frames = {span(pick)[0]: pick.take.frames for pick in picks}
    return all((first, end) == (0, frames[path]) for path, first, end in spans)
