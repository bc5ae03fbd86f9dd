"""What the parts without Django say to people: English, and ready to be said in another language."""

from collections.abc import Mapping
from typing import Any, Self


def gettext_noop(words: str) -> str:
    """Marks words for the catalog; makemessages looks for this name."""
    return words


class Sentence(str):
    """English, made of words from the catalog and what stands in their gaps; a gap may hold a Sentence again."""

    template: str
    gaps: Mapping[str, Any]

    def __new__(cls, template: str, **gaps: Any) -> Self:
        said = super().__new__(cls, template.format(**gaps) if gaps else template)
        said.template, said.gaps = template, gaps
        return said
