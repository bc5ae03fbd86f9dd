"""The way to what can be changed: the field of the shot page that a rule or a refusal speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Shot
from storyboard.takes import guide
from storyboard.takes.composition import FIELDS as STANDS_AT
from storyboard.takes.models import Generation, Status

REFERENCE = "reference_images"
# Fields that are more than one input stand in a part of their own.
PARTS = {"opening": _("Opening"), "closing": _("Closing"), "references": _("References")}
GENERATE = "generate"
FILTERED = ("filtered", "none_returned", "fewer")
PLACES = (
    PARTS
    | {
        "prompt": _("Prompt"),
        "negative_prompt": _("Negative prompt"),
        "duration": _("Duration"),
        "resolution": _("Resolution"),
        "aspect_ratio": _("Aspect ratio"),
        "seed": _("Seed"),
        "n": _("Takes"),
        "person_generation": _("Person generation"),
        "resize_mode": _("Resize"),
        "compression_quality": _("Compression"),
        GENERATE: _("Request"),
    }
    | guide.LABELS
)


@dataclass(frozen=True)
class Way:
    """An address on the shot page, and the label of what stands there."""

    url: str
    place: str


def way_to(shot: Shot, field: str) -> Way:
    """To a field of the page, or of a request; what is none of them is beside Generate."""
    name = STANDS_AT.get(field, field)
    name = name if name in PLACES else GENERATE
    anchor = name if name in PARTS or name == GENERATE else f"id_{name}"
    return Way(f"{shot.get_absolute_url()}#{anchor}", str(PLACES[name]))


def ways_out(generation: Generation) -> list[Way]:
    """To what the answer most likely means, among what was sent; none where no field can help."""
    if generation.status not in (Status.REFUSED, Status.DONE):
        return []
    meant = {STANDS_AT.get(name, name): None for name in inputs_meant(generation)}
    return [way_to(generation.shot, name) for name in meant if name in PLACES]


def inputs_meant(generation: Generation) -> list[str]:
    """The fields of the request that its trouble speaks of."""
    trouble: dict[str, Any] = generation.trouble or {}
    kind = trouble.get("kind")
    sent = inputs_sent(generation)
    if kind in FILTERED:
        named = dict.fromkeys(name for code in trouble.get("support_codes", ()) for name in code["inputs"])
        return [name for name in named if name in sent] or sent
    if kind == "too_large":
        return [name for name in sent if name != "prompt"]
    return [str(trouble.get("param") or "")] if kind == "invalid" else []


def inputs_sent(generation: Generation) -> list[str]:
    """The prompt, and the pictures and clips that went along."""
    roles = (each["role"] for each in generation.recipe["inputs"])
    return ["prompt", *dict.fromkeys(REFERENCE if role == "reference" else role for role in roles)]
