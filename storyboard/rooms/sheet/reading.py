"""How typed cells are read: what each means for its shot, or a sentence that says why it means nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext

from storyboard import veo
from storyboard.projects.lengths import FPS, BadLength, frames_of
from storyboard.rooms.forms import LONGEST_PROMPT, SEEDS, TOO_LONG

NOTHING = ("", "-", "–", "—", "automatic", "auto", "none")
YES, NO = ("yes", "y", "true", "on", "1", "x", "✓", "✔", "on hold"), ("no", "n", "false", "off", "0")


class BadCell(ValueError):
    """A sentence for people: why a typed cell cannot be kept."""


def kept(typed: str) -> str:
    """Text as it is, without what no page and no database shows."""
    return typed.replace("\0", "")


def read_length(typed: str) -> int:
    try:
        return frames_of(typed)
    except BadLength as trouble:
        raise BadCell(str(trouble)) from trouble


def read_duration(typed: str) -> int | None:
    """Whole seconds that Veo makes, in any way a length is written: `8`, `8 s`, `0:08`, `192 f`."""
    if typed.lower() in NOTHING:
        return None
    minutes = re.fullmatch(r"0{1,2}:(0\d)", typed)
    frames = int(minutes[1]) * FPS if minutes else read_length(typed)
    if frames % FPS or frames // FPS not in veo.DURATIONS:
        raise BadCell(
            gettext("Veo makes 4, 6 or 8 seconds, or leave it empty: the shortest that covers the length.")
        )
    return frames // FPS


def read_seed(typed: str) -> int | None:
    if typed.lower() in (*NOTHING, "drawn"):
        return None
    if not re.fullmatch(r"\d{1,10}", typed) or int(typed) > veo.MAX_SEED:
        raise BadCell(SEEDS)
    return int(typed)


def read_takes(typed: str) -> int:
    if not re.fullmatch(r"[1-9]", typed) or int(typed) > veo.MAX_CLIPS:
        raise BadCell(gettext("A request makes 1 to %(most)s takes.") % {"most": veo.MAX_CLIPS})
    return int(typed)


def read_prompt(typed: str) -> str:
    if len(typed) > LONGEST_PROMPT:
        raise BadCell(str(TOO_LONG))
    return kept(typed)


def read_switch(typed: str) -> bool | None:
    """Yes, no, or what the film says."""
    if typed.lower() in (*NOTHING, "film"):
        return None
    return read_yes(typed)


def read_yes(typed: str) -> bool:
    said = typed.lower()
    if said in YES:
        return True
    if said in (*NO, *NOTHING):
        return False
    raise BadCell(gettext("Type yes or no."))


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """A reader of one of these words, also without its unit: `1080` is 1080p."""
    known = {form: choice for choice in choices for form in (choice, choice.rstrip("p"))}

    def read(typed: str) -> str:
        said = typed.lower().replace(" ", "")
        if said in NOTHING:
            return ""
        if said not in known:
            raise BadCell(gettext("Choose %(words)s.") % {"words": gettext(" or ").join(choices)})
        return known[said]

    return read
