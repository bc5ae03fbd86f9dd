"""What the addresses of the gallery and of its comparisons say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from storyboard.rooms.compare import FEWEST, MOST
from storyboard.takes.forms import LONGEST_ID
from storyboard.takes.models import Take

FARTHEST = 10_000


class CompareForm(forms.Form):
    """Two to four takes of a film, `?take=3&take=5`, each perhaps with a `slide` in frames."""

    def __init__(self, data: Any, takes: Any) -> None:
        super().__init__(data)
        self.rows = takes

    @property
    def asked(self) -> list[int]:
        named = (said for said in self.data.getlist("take") if said.isascii() and said.isdecimal())
        return list(dict.fromkeys(int(said) for said in named if len(said) < LONGEST_ID))

    @property
    def takes(self) -> list[Take]:
        """In the order that was asked for; what is not in this film is left out."""
        found = self.rows.in_bulk(self.asked[: 4 * MOST])
        return [found[pk] for pk in self.asked if pk in found][:MOST]

    @property
    def slides(self) -> list[int]:
        return [frames_in(said) for said in self.data.getlist("slide")[:MOST]]

    def trouble(self, found: int) -> str:
        """The sentence where something else is compared than was asked for."""
        asked = len(self.data.getlist("take"))
        if found < FEWEST:
            return str(_("Choose two to four takes in the gallery, and press Enter.")) if asked else ""
        if asked > MOST:
            return str(_("Four takes are compared at most: these are the first four."))
        gone = asked - found
        return (
            ngettext("One take is not in this film.", "%(n)s takes are not in this film.", gone) % {"n": gone}
            if gone > 0
            else ""
        )


def frames_in(said: str) -> int:
    """A slide as it stands in an address; one that nobody can have meant is none."""
    try:
        frames = int(said) if len(said) < LONGEST_ID else 0
    except ValueError:
        return 0
    return frames if 0 <= frames <= FARTHEST else 0
