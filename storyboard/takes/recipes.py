"""A take's recipe as a person reads it: where it went, what was said, what went along, how long it took."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Version
from storyboard.projects.models import PersonGeneration
from storyboard.takes.models import Generation, Input, Status, Take
from storyboard.takes.progress import Progress
from storyboard.veo import CHARGED

RELEASED = (Status.REFUSED, Status.FAILED, Status.CANCELED)
LABELS = {
    "model": _("Model"),
    "n": _("Takes"),
    "duration": _("Duration"),
    "resolution": _("Resolution"),
    "aspect_ratio": _("Aspect ratio"),
    "seed": _("Seed"),
    "negative_prompt": _("Negative prompt"),
    "person_generation": _("People"),
    "generate_audio": _("Generate audio"),
    "resize_mode": _("Resize"),
    "compression_quality": _("Compression"),
    "output_format": _("Answer as"),
}
ROLES = {
    "image": _("First frame"),
    "last_frame": _("Last frame"),
    "reference": _("Reference"),
    "video": _("Clip"),
}


@dataclass(frozen=True)
class Ingredient:
    """One thing that went along: its role, its words, and the row it came from."""

    role: str
    words: str
    version: Version | None = None
    take: Take | None = None
    frame: int | None = None


class Recipe:
    """What a generation recorded, in the order in which it is read."""

    def __init__(self, generation: Generation) -> None:
        self.generation, self.kept = generation, generation.recipe
        self.progress = Progress(generation)

    @classmethod
    def of(cls, take: Take) -> Recipe | None:
        return cls(take.generation) if take.generation else None

    @property
    def prompt(self) -> str:
        return str(self.kept["prompt"]["final"])

    @property
    def parts(self) -> dict[str, str]:
        parts: dict[str, str] = self.kept["prompt"]["parts"]
        return parts

    @property
    def settings(self) -> list[tuple[str, str]]:
        return [
            (str(LABELS.get(name, name)), worded(name, value))
            for name, value in self.kept["settings"].items()
        ]

    @property
    def seed(self) -> int | None:
        return self.kept["settings"].get("seed")

    @property
    def cost(self) -> int | None:
        """What it took or still holds, in millionths; None where no price is known."""
        generation = self.generation
        if generation.price is None:
            return None
        return generation.still_held.amount or generation.settled

    @property
    def unpaid(self) -> str:
        """The sentence where the hold was given back; "" where something was paid or is held."""
        if self.generation.status not in RELEASED:
            return ""
        return self.progress.charged or CHARGED["no"]

    @property
    def ingredients(self) -> list[Ingredient]:
        """Inputs with the rows their records name; three queries however many there are."""
        records = self.kept["inputs"]
        versions = Version.objects.select_related("look__asset").in_bulk(
            [r["version"] for r in records if "version" in r]
        )
        named = [r["take"] for r in records if "take" in r]
        takes = {
            str(t.uid): t for t in Take.objects.select_related("shot__scene", "poster").filter(uid__in=named)
        }
        words = self.words
        return [
            Ingredient(
                role=str(ROLES.get(record["role"], record["role"])),
                words=next(words[record["role"]], ""),
                version=versions.get(record.get("version")),
                take=takes.get(record.get("take", "")),
                frame=record.get("frame"),
            )
            for record in records
        ]

    @property
    def words(self) -> dict[str, Any]:
        said: dict[str, list[str]] = {role: [] for role in ROLES}
        for entry in Input.objects.filter(generation=self.generation):
            said.setdefault(entry.role, []).append(entry.words)
        return {role: iter(words) for role, words in said.items()}

    @property
    def raw(self) -> str:
        return json.dumps(self.kept, indent=2, ensure_ascii=False)


def worded(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "person_generation" and value in PersonGeneration:
        return str(PersonGeneration(value).label)
    return f"{value} s" if name == "duration" else str(value)
