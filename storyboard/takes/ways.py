"""The way to what can be changed: the field of the shot page that a rule or a refusal speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Shot
from storyboard.takes.composition import FIELDS as STANDS_AT
from storyboard.takes.models import Generation, Status

REFERENCE = "reference_images"
# Fields that are more than one input stand in a part of their own.
PARTS = {"opening": _("opening"), "closing": _("closing"), "references": _("references")}
GENERATE = "generate"
FILTERED = ("filtered", "none_returned", "fewer")
WORDS = PARTS | {
    "prompt": _("prompt"),
    "negative_prompt": _("negative prompt"),
    "duration": _("duration"),
    "resolution": _("resolution"),
    "aspect_ratio": _("aspect ratio"),
    "seed": _("seed"),
    "n": _("takes"),
    "person_generation": _("people"),
    "resize_mode": _("resize"),
    "compression_quality": _("compression"),
    "subject": _("subject"),
    "action": _("action"),
    "context": _("context"),
    "style": _("style"),
    "dialogue": _("dialogue"),
    "sound": _("sound"),
    "ambience": _("ambience"),
    GENERATE: _("Generate"),
}


@dataclass(frozen=True)
class Way:
    """An address on the shot page, and the word for what stands there."""

    url: str
    place: str


def way_to(shot: Shot, field: str) -> Way:
    """To a field of the page, or of a request; what is none of them is beside Generate."""
    name = STANDS_AT.get(field, field)
    name = name if name in WORDS else GENERATE
    anchor = name if name in PARTS or name == GENERATE else f"id_{name}"
    return Way(f"{shot.get_absolute_url()}#{anchor}", str(WORDS[name]))


def ways_out(generation: Generation) -> list[Way]:
    """To what the answer most likely means, among what was sent; none where no field can help."""
    if generation.status not in (Status.REFUSED, Status.DONE):
        return []
    meant = {STANDS_AT.get(name, name): None for name in inputs_meant(generation)}
    return [way_to(generation.shot, name) for name in meant if name in WORDS]


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
