"""What goes on from a take: a longer take of its shot, or the next shot. The shot's own plan stays what it is."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.continuity.models import End, Link, LinkKind, connect
from storyboard.projects.lengths import FPS
from storyboard.projects.models import Shot
from storyboard.rooms.composer import Composer
from storyboard.takes.budget import Cost
from storyboard.takes.composition import Preset
from storyboard.takes.forms import ClickForm
from storyboard.takes.models import Pick, Take
from storyboard.takes.reasons import typed_then
from storyboard.takes.sources import Sources

SECONDS = veo.EXTENSION_SECONDS
# The camera and the picture stay what they are when a shot goes on.
CARRIED = (
    *("size", "angle", "lens", "negative_prompt"),
    *("resolution", "aspect_ratio", "generate_audio", "person_generation"),
)


class LongerForm(ClickForm):
    """What happens in the new seconds, and where they are made."""

    prompt = forms.CharField(
        label=_("What happens next"),
        required=False,
        max_length=4 * veo.MAX_PROMPT,
        widget=forms.Textarea(attrs={"rows": 6, "class": "input"}),
    )
    preset = forms.ChoiceField(
        choices=Preset.choices,
        error_messages={
            "required": _("Choose where it goes."),
            "invalid_choice": _("There is no such preset."),
        },
    )


@dataclass(frozen=True)
class Offer:
    """A longer take under one preset: its button, with what it costs or why it cannot be."""

    preset: Preset
    composer: Composer
    cost: Cost
    why_not: str


class Longer:
    """A longer take of a shot, in words of its own or the shot's: nothing of the shot is written."""

    def __init__(self, take: Take, member: Any, prompt: str | None = None) -> None:
        self.take, self.member = take, member
        self.shot = copy.copy(take.shot)
        self.shot.n = 1
        if prompt is not None:
            self.shot.prompt = prompt
        self.sources = Sources.going_on(self.shot, take.number)

    @property
    def prompt(self) -> str:
        return self.sources.words.typed["shot"]

    @property
    def usual(self) -> str:
        """Where the take itself was made."""
        return self.take.generation.preset if self.take.generation else Preset.SANDBOX

    @property
    def length(self) -> int | None:
        """Frames that the longer take will have."""
        return self.take.frames + SECONDS * FPS if self.take.frames else None

    @cached_property
    def offers(self) -> list[Offer]:
        return [self.offer(preset) for preset in Preset]

    def offer(self, preset: Preset) -> Offer:
        composer = self.composer(preset)
        blocks = [finding.message for finding in composer.blocks]
        why_not = composer.why_not_paid if composer.preset != preset else next(iter(blocks), "")
        return Offer(preset, composer, composer.cost_under(preset), why_not)

    @property
    def why_not(self) -> list[str]:
        """ "Draft and Final: no API key is set." """
        reasons = dict.fromkeys(offer.why_not for offer in self.offers if offer.why_not)
        return [f"{self.named(reason)}: {reason}" for reason in reasons]

    def named(self, reason: str) -> str:
        return gettext(" and ").join(
            str(offer.preset.label) for offer in self.offers if offer.why_not == reason
        )

    def composer(self, preset: str) -> Composer:
        return Composer(self.shot, self.member, preset, sources=self.sources)

    @property
    def advice(self) -> list[str]:
        """What the rules say without forbidding it, each sentence once."""
        found = [finding for offer in self.offers for finding in offer.composer.findings]
        return list(dict.fromkeys(each.message for each in found if each.weight == "advice"))


@transaction.atomic
def next_shot(take: Take) -> tuple[Shot, bool]:
    """The shot after the take's, which extends it, and whether it is new: by the pick, where that is the take, else
    by its number. One that a former press has put there is not put there twice. It goes on from what the take shows
    last: the words of its new seconds, where it is a longer one, else the shot's.
    """
    shot = shown_last(take)
    number = None if take.is_pick or shot != take.shot else take.number
    if known := going_on(shot, number):
        return known, False
    words = new_seconds(take) or Sources(shot, [], []).words.typed["shot"]
    carried = {name: getattr(shot, name) for name in CARRIED}
    new = Shot.objects.add(shot.scene, after=shot, prompt=words, length=SECONDS * FPS, **carried)
    connect(new, End.OPENING, LinkKind.EXTEND, source=shot, take_number=number)
    return new, True


def new_seconds(take: Take) -> str:
    """What was asked for in the seconds by which it is longer than another take of the same shot, as typed; else ""."""
    return typed_then(take.generation.recipe)["shot"] if take.is_longer and take.generation else ""


def shown_last(take: Take) -> Shot:
    """Where the cut shows the end of the take: behind a split that is another shot than its own."""
    if not take.is_pick:
        return take.shot
    picks = Pick.objects.filter(take=take, shot__deleted_at=None).select_related(
        "shot__scene__project", "take"
    )
    last: Pick = max(picks, key=lambda pick: (pick.end_frame or 0, pick.shot_id == take.shot_id))
    return last.shot if last.shot_id != take.shot_id else take.shot


def going_on(shot: Shot, number: int | None) -> Shot | None:
    """The very next shot of the scene, where it extends this one already."""
    after = shot.scene.shots.alive().filter(position__gt=shot.position).order_by("position").first()
    extends = Link.objects.filter(kind=LinkKind.EXTEND, source=shot, take_number=number)
    return after if after and extends.filter(shot=after).exists() else None


def left_as_they_are(shot: Shot, new: Shot) -> str:
    """What began from the shot before there was one between goes on doing so."""
    links = Link.objects.leading_to([shot]).exclude(shot=new)
    return " ".join(
        gettext("{shot} still {verb} {source}.").format(shot=link.shot, verb=link.verb, source=link.source)
        for link in links
    )
