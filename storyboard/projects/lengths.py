"""Lengths as people type them: `2.5` seconds, `2:12` or `2 s 12 f`, `60f` frames, timecode; frames at 24 fps.

Points are said in timecode, running times in m:ss, a length so that it is neither.
"""

import re

from django.utils.translation import gettext, gettext_lazy

FPS = 24
LONGEST = 24 * 60 * 10
FORMS = gettext_lazy("Type a length as 2.5 (seconds), 2:12 (seconds:frames) or 60f (frames).")


class BadLength(ValueError):
    """A sentence for people."""


def frames_of(typed: str) -> int:
    """Frames of a typed length; BadLength when it cannot be read."""
    text = typed.strip().lower().replace(",", ".")
    if match := re.fullmatch(r"(\d{1,6})\s*(?:f|fr|frames?)", text):
        frames = int(match[1])
    elif match := re.fullmatch(r"(\d\d):(\d\d):(\d\d):(\d\d)", text):
        hours, minutes, seconds, left = (int(part) for part in match.groups())
        frames = from_seconds_and_frames((hours * 60 + minutes) * 60 + seconds, left)
    elif match := re.fullmatch(r"(\d{1,4}):(\d{1,2})|(\d{1,4})\s*s\s*(\d{1,2})\s*f", text):
        seconds, left = (int(part) for part in match.groups() if part)
        frames = from_seconds_and_frames(seconds, left)
    elif match := re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})\s*(?:s|sec|seconds?)?", text):
        frames = round(float(match[1]) * FPS)
    else:
        raise BadLength(FORMS)
    if not 1 <= frames <= LONGEST:
        raise BadLength(gettext("A shot runs from 1 frame to 10 minutes."))
    return frames


def from_seconds_and_frames(seconds: int, frames: int) -> int:
    if frames >= FPS:
        raise BadLength(
            gettext("A second has {frames} frames: after the colon comes 0 to {last}.").format(
                frames=FPS, last=FPS - 1
            )
        )
    return seconds * FPS + frames


def typed(frames: int) -> str:
    """How a length stands in its field: whole and quarter seconds as seconds, all else as seconds:frames."""
    if frames % 6 == 0:
        return f"{frames / FPS:g}"
    return f"{frames // FPS}:{frames % FPS:02d}"


def length_in_words(frames: int) -> str:
    """`4 s`, `3.5 s`, `2 s 7 f`: never to be read as minutes and seconds."""
    if frames % 6 == 0:
        return f"{typed(frames)} s"
    seconds, left = divmod(frames, FPS)
    return f"{seconds} s {left} f" if seconds else f"{left} f"


def timecode(frames: int) -> str:
    """Four fields at 24 fps non-drop: 00:00:02:07."""
    seconds, left = divmod(frames, FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{left:02d}"


def running_time(frames: int) -> str:
    """m:ss, rounded to the second."""
    seconds = round(frames / FPS)
    return f"{seconds // 60}:{seconds % 60:02d}"
