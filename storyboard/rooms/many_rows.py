"""The rows of the list of many shots: what would be sent for each, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from storyboard import veo
from storyboard.continuity.models import End, Link, LinkKind
from storyboard.projects.models import Shot
from storyboard.rooms.composer import Ingredient
from storyboard.rooms.shown import Picture
from storyboard.takes.budget import Cost
from storyboard.takes.composition import Composition, Preset, say_so
from storyboard.takes.marks import Mark
from storyboard.takes.models import Pick
from storyboard.takes.sources import Source
from storyboard.takes.twins import Twins
from storyboard.takes.ways import way_to


@dataclass(frozen=True)
class Tick:
    """A box as somebody ticked it: what its row said it costs, and the newest twin that it named."""

    shown: str = ""
    known: str = ""


@dataclass(frozen=True)
class Wait:
    """A shot whose pick a row will wait for; `comes` when a row before it brings that shot's takes."""

    shot: Shot
    comes: bool
    by_itself: bool
    is_new: bool

    @property
    def sentence(self) -> str:
        if self.by_itself:
            said, new = (
                gettext("Goes on by itself with the first take of {shot}."),
                gettext("Goes on by itself with the first new take of {shot}."),
            )
        elif self.comes:
            said, new = (
                gettext("Waits until somebody picks a take of {shot}."),
                gettext("Waits until somebody picks a new take of {shot}."),
            )
        else:
            said = new = gettext("Waits for {shot}’s pick, and nothing in this list makes it.")
        return (new if self.is_new else said).format(shot=self.shot)


@dataclass(frozen=True)
class EndOfRow:
    """What a shot begins from or ends on: a picture, a frame of a take, or a pick that is waited for."""

    verb: str
    link: Link | None
    source: Source | None

    @property
    def thumbnail(self) -> str:
        return Ingredient(self.source).thumbnail if self.source else ""

    @property
    def words(self) -> str:
        """`Begins from the last frame of 1-010, take 2 (frame 95)`."""
        frame = self.source.frame if self.source else None
        if frame is None:
            return self.said
        return gettext("{said} (frame {frame})").format(said=self.said, frame=frame)

    @property
    def said(self) -> str:
        words = self.source.words if self.source else str(self.link)
        if self.link and self.link.kind == LinkKind.EXTEND:
            return gettext("Extends {source}").format(source=words.partition(" ")[2])
        return self.verb.format(source=words)


@dataclass
class Row:
    """One shot of the list with the request that would be sent for it."""

    shot: Shot
    composition: Composition
    picture: Picture
    mark: Mark | None
    pick: Pick | None
    is_ticked: bool
    no_room: str
    needs_a_word: bool
    blocks: list[veo.Finding]
    advice: list[veo.Finding]
    waits: list[Wait]
    twins: Twins = field(init=False)

    @cached_property
    def name(self) -> str:
        return str(self.shot)

    @cached_property
    def request(self) -> veo.Request:
        return self.composition.request

    @cached_property
    def cost(self) -> Cost:
        return self.composition.cost_of(self.request)

    @property
    def goes(self) -> bool:
        return self.is_ticked and not (self.blocks or self.stops)

    @property
    def stops(self) -> list[str]:
        """What this list itself can help: more room once others are unticked, a word for what the sandbox drew."""
        return [self.no_room] * bool(self.no_room) + [say_so().message] * self.needs_a_word

    @property
    def makes_the_pick(self) -> bool:
        """Whether a take of it is to become its shot's pick: there is none, or one that is out of date."""
        return self.pick is None or self.mark is not None

    @property
    def preset(self) -> Preset:
        return self.composition.preset

    @property
    def is_free(self) -> bool:
        return is_free(self.composition)

    @property
    def facts(self) -> str:
        request = self.request
        takes = ngettext("{n} take × {seconds} s", "{n} takes × {seconds} s", request.n)
        takes = takes.format(n=request.n, seconds=request.seconds // request.n)
        return f"{takes} · {request.resolution}"

    @property
    def both_ends(self) -> list[EndOfRow]:
        """What it begins from and ends on; an end that is open is not said."""
        sources = self.composition.sources
        opens = sources.one("video") or sources.one("image")
        begins = EndOfRow(gettext("Begins from the {source}"), sources.links.get(End.OPENING), opens)
        ends = EndOfRow(
            gettext("Ends on the {source}"), sources.links.get(End.CLOSING), sources.one("last_frame")
        )
        return [end for end in (begins, ends) if end.link]

    @property
    def references(self) -> int:
        return len(self.composition.sources.many("reference"))

    @property
    def in_the_way(self) -> list[tuple[str, str, str]]:
        """Each block with the place of its field on the shot page, and the label there."""
        ways = [(each, way_to(self.shot, each.field)) for each in self.blocks]
        return [(each.message, way.url, way.place) for each, way in ways]

    @property
    def findings(self) -> list[veo.Finding]:
        """Advice, and what was asked for already."""
        return self.advice + self.twins.findings

    @property
    def sum(self) -> int:
        return self.cost.seconds if self.cost.amount is None else self.cost.amount

    @property
    def box(self) -> str:
        """What its box says when it is ticked: the shot, what it was shown to cost, the twin that was named."""
        return f"{self.shot.pk}.{self.sum}.{self.twins.known}"

    def why_not(self, tick: Tick) -> str:
        """Why it is not sent as it was ticked; "" when it is."""
        if reasons := [finding.message for finding in self.blocks] or self.stops:
            return " ".join(reasons)
        if not self.is_free and tick.shown.isdecimal() and self.sum > int(tick.shown):
            return gettext("It costs more by now than its row said.")
        newest = self.twins.under_way[-1:]
        return self.twins.said(newest[0]) if newest and self.twins.known != tick.known else ""


def is_free(composition: Composition) -> bool:
    return composition.preset == Preset.SANDBOX
