"""A cut as plain CMX3600 edit lists: 24 fps non-drop, record from 01:00:00:00, source from 00:00:00:00, out exclusive.

The reel is `AX` and the clip is named by its file, as most editors find media; a shot without a take is black (`BL`).
Written here, for the well-kept writer knows neither black nor a record start, and leaves `FCM:` out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from storyboard.cut.models import Event
from storyboard.projects.lengths import timecode
from storyboard.projects.models import Scene

MOST_EVENTS = 999  # an event has three digits
LINE = "{number:03d}  {reel:<8} V     C        {start} {end} {record_in} {record_out}"
TITLE = 70  # characters


@dataclass(frozen=True)
class EditList:
    """One file: `name` without its ending is its title too."""

    stem: str
    events: Sequence[Event]

    @property
    def name(self) -> str:
        return f"{self.stem}.edl"

    def text(self) -> str:
        head = [f"TITLE: {self.stem[:TITLE]}", "FCM: NON-DROP FRAME", ""]
        lines = [line for number, event in enumerate(self.events, 1) for line in lines_of(number, event)]
        return "\r\n".join([*head, *lines, ""])

    def encoded(self) -> bytes:
        """Plain ASCII, which is all that the old readers know."""
        return self.text().encode("ascii", "replace")


def lines_of(number: int, event: Event) -> list[str]:
    reel, words = ("AX", "") if event.take_id else ("BL", " HAS NO TAKE")
    points = {"start": event.start, "end": event.end}
    record = {"record_in": event.record_from, "record_out": event.record_until}
    times = {name: timecode(frames) for name, frames in (points | record).items()}
    clip = [f"* FROM CLIP NAME: {event.clip_name}"] if event.take_id else []
    sandbox = " SANDBOX" if event.take and event.take.sandbox else ""
    return [LINE.format(number=number, reel=reel, **times), *clip, f"* COMMENT: {event}{words}{sandbox}"]


def edit_lists(stem: str, events: Sequence[Event]) -> list[EditList]:
    """The whole cut in one list, or one for each scene where it has more events than a list can number."""
    if len(events) <= MOST_EVENTS:
        return [EditList(stem, events)]
    found = []
    for number, group in groupby(events, key=lambda event: event.scene_number):
        scene, rows = Scene(number=number).export_number, list(group)
        for part, first in enumerate(range(0, len(rows), MOST_EVENTS), 1):
            last = f"_{part}" if part > 1 else ""
            found.append(EditList(f"{stem}_{scene}{last}", rows[first : first + MOST_EVENTS]))
    return found
