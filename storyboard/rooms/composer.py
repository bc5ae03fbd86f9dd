"""What stands beside the fields of a shot: the request as it would be sent, its rules, its cost."""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.projects.models import Shot
from storyboard.rooms.money import Purse, left_today
from storyboard.takes import guide
from storyboard.takes.budget import Cost, why_not_today
from storyboard.takes.composition import (
    Composition,
    Preset,
    in_the_way,
    sends_sandbox_frame,
    why_not_veo,
)
from storyboard.takes.models import Generation
from storyboard.takes.sources import Source, Sources
from storyboard.takes.twins import Twins
from storyboard.takes.views.answering import MAY_NOT_SPEND
from storyboard.takes.ways import Way, way_to

# The fields of the shot page that rules speak of, in the order of the page.
FIELDS = (
    "prompt",
    "negative_prompt",
    "opening",
    "closing",
    "references",
    "duration",
    "resolution",
    "aspect_ratio",
    "seed",
    "n",
    "person_generation",
    "resize_mode",
    "compression_quality",
    "subject",
    "action",
    "context",
    "style",
    "dialogue",
    "sound",
    "ambience",
    "preset",
)
SET_BY_FIX = (*FIELDS[5:-1], "prompt")
TEXTS = ("prompt", *guide.SEEN, *guide.HEARD)
# What a fix says on its button, by its rule; else what it sets.
FIX_WORDS = {
    "prompt_length": _("Cut it to 4,000 characters"),
    "name_alone": _("Write it with @"),
    "unknown_name": _("Write the nearest name"),
    "another_aspect": _("Use the film’s"),
    "no_sound": _("Turn sound off"),
}
PEOPLE = {"allow_adult": _("adults"), "allow_all": _("everybody"), "dont_allow": _("no people")}
# A click that was used this long ago is not the second half of a double click.
FORGOTTEN = timedelta(seconds=1)
LONGEST_SUM = 18  # digits


@dataclass(frozen=True)
class Fix:
    """The nearest legal value of a field, set by one click."""

    words: str
    name: str
    value: Any
    was: str | None = None


@dataclass(frozen=True)
class Remark:
    """A rule's finding as the page shows it; a fix of a text is of the text as it was."""

    finding: veo.Finding
    shot: Shot

    @property
    def fix(self) -> Fix | None:
        rule, name, nearest = self.finding.rule, self.finding.field, self.finding.nearest
        if rule == "no_sound":
            return Fix(str(FIX_WORDS[rule]), "generate_audio", "")
        if name == "references" and nearest == ():
            return Fix(gettext("Drop the references"), name, "")
        if name not in SET_BY_FIX or nearest is None:
            return None
        words = str(FIX_WORDS.get(rule, gettext("Use {value}").format(value=nearest)))
        if name == "duration":
            words = gettext("Use {n} s").format(n=nearest)
        return Fix(words, name, nearest, getattr(self.shot, name) if name in TEXTS else None)


@dataclass(frozen=True)
class Slot:
    """The place under a field where its rules speak."""

    name: str
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """A preset on Generate, and why it cannot be chosen, if so."""

    preset: Preset
    cost: Cost
    why_not: str
    chosen: bool


@dataclass(frozen=True)
class Ingredient:
    """Something that goes along, with a picture of it where there is one."""

    source: Source

    @property
    def words(self) -> str:
        return self.source.words

    @property
    def thumbnail(self) -> str:
        source = self.source
        if source.version:
            return reverse("version_thumbnail", args=[source.version.pk])
        take = source.take
        assert take
        if source.role != "video" and source.frame is not None:
            return f"{reverse('take_frame', args=[take.pk, source.frame])}?small"
        return reverse("take_poster", args=[take.pk]) if take.poster_id else ""


class EndPart:
    """An end of a shot on the page: its form, and what it resolves to right now."""

    def __init__(self, form: Any, sources: Sources) -> None:
        self.form, self.end = form, form.name
        self.url = reverse(f"shot_{self.end}", args=[form.shot.pk])
        link = form.link
        roles = ("video", "image") if self.end == "opening" else ("last_frame",)
        found = [source for source in sources.found if source.role in roles]
        self.ingredient = Ingredient(found[0]) if link and found else None
        self.waits_for = link.source if link and link.source in sources.waits_for else None

    @property
    def empty_words(self) -> str:
        if self.waits_for:
            return gettext("waits for {shot}’s pick").format(shot=self.waits_for)
        return gettext("text only") if self.end == "opening" else gettext("open")


class Composer:
    """A shot's request under one preset, as one member sees it."""

    def __init__(
        self,
        shot: Shot,
        member: Any,
        preset: str = "",
        *,
        sandbox_frames: bool = False,
        sources: Sources | None = None,
    ) -> None:
        self.shot, self.member = shot, member
        self.why_not_paid = why_not_veo(shot.project) or ("" if member.may_spend else MAY_NOT_SPEND)
        self.preset = self.possible(preset)
        self.composition = Composition(shot, self.preset, sandbox_frames=sandbox_frames, sources=sources)
        self.twins = Twins(self.composition, member)
        self.request: veo.Request = self.composition.request
        self.cost: Cost = self.composition.cost
        self.findings = self.composition.findings + self.twins.findings + self.over_the_day

    def possible(self, wanted: str) -> Preset:
        paid = wanted in (Preset.DRAFT, Preset.FINAL) and not self.why_not_paid
        return Preset(wanted) if paid else Preset.SANDBOX

    @property
    def over_the_day(self) -> list[veo.Finding]:
        """The member's own limit speaks before anything is sent."""
        why = "" if self.is_free else why_not_today(self.member, self.cost)
        return [in_the_way("daily_limit", why)] if why else []

    @property
    def left(self) -> list[str]:
        """What is free of the film's budget and of the member's own day, where either is set and something is paid."""
        if self.is_free:
            return []
        said = [Purse(self.shot.project).sentence, left_today(self.member)]
        return [sentence for sentence in said if sentence]

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(
                preset,
                self.cost_under(preset),
                "" if preset == Preset.SANDBOX else self.why_not_paid,
                preset == self.preset,
            )
            for preset in Preset
        ]

    def cost_under(self, preset: Preset) -> Cost:
        """The same shot and sources under another preset."""
        other = copy.copy(self.composition)
        other.preset = preset
        return other.cost

    @property
    def slots(self) -> dict[str, Slot]:
        slots = {name: Slot(name) for name in FIELDS}
        for finding in self.findings:
            slots.get(finding.field, slots["preset"]).remarks.append(Remark(finding, self.shot))
        return slots

    @property
    def way(self) -> Way | None:
        """To the field that is first in the way; None where that is beside Generate already."""
        named = next((finding.field for finding in self.blocks), "preset")
        return None if named == "preset" else way_to(self.shot, named)

    @property
    def blocks(self) -> list[veo.Finding]:
        return [finding for finding in self.findings if finding.weight == "block"]

    @property
    def prompt_length(self) -> int:
        """Code points, as Veo counts."""
        return len(self.composition.prompt)

    @property
    def ingredients(self) -> list[Ingredient]:
        return [Ingredient(source) for source in self.composition.sources.found]

    @property
    def waits_for(self) -> list[Shot]:
        return self.composition.sources.waits_for

    @property
    def sends_sandbox_frame(self) -> bool:
        return sends_sandbox_frame(self.composition.route, self.composition.sources.found)

    @property
    def sum(self) -> int:
        """What the button says it costs."""
        return self.cost.sum

    def why_not(self, wanted: str, shown: str, known: str) -> str:
        """Why what was pressed is not what would happen: another preset, more money than the button said, or a twin."""
        if wanted != self.preset:
            return str(self.why_not_paid) or gettext("There is no such preset.")
        if not self.is_free and self.is_more_than(shown):
            return gettext(
                "The shot has changed and costs more than this button said: look at it, and press again."
            )
        twin = self.twins.under_way[-1:]
        return self.twins.said(twin[0]) if twin and self.twins.known != known else ""

    def is_more_than(self, shown: str) -> bool:
        """Whether it costs more than a button said; one that says no number said nothing."""
        return shown.isdecimal() and len(shown) <= LONGEST_SUM and self.sum > int(shown)

    @property
    def in_words(self) -> str:
        """The settings in a line."""
        request = self.request
        seconds = f"+ {veo.EXTENSION_SECONDS} s" if request.video else f"{request.duration} s"
        sound = gettext("with sound") if request.generate_audio else gettext("silent")
        seed = (
            gettext("seed drawn")
            if request.seed is None
            else gettext("seed {seed}").format(seed=request.seed)
        )
        people = str(PEOPLE[request.person_generation])
        return " · ".join([seconds, request.resolution, request.aspect_ratio, sound, people, seed])

    @property
    def seconds_each(self) -> int:
        return self.request.seconds // self.request.n

    @property
    def duration_hint(self) -> str:
        """How the duration was come by, as long as nobody chose one."""
        if self.request.video:
            return gettext("adds {n} s").format(n=veo.EXTENSION_SECONDS)
        if self.shot.duration:
            return ""
        return f"{veo.duration_covering(self.shot.length)} s"

    @property
    def takes(self) -> str:
        return ngettext("{n} take", "{n} takes", self.request.n).format(n=self.request.n)

    @property
    def is_free(self) -> bool:
        return self.preset == Preset.SANDBOX


def click_for(given: str) -> uuid.UUID:
    """The same click while its double may still come, then a fresh one."""
    try:
        click = uuid.UUID(given)
    except ValueError:
        return uuid.uuid4()
    used = Generation.objects.filter(click=click, made_at__lt=now() - FORGOTTEN).exists()
    return uuid.uuid4() if used else click
