"""Many shots at one press: which, in which order, what each begins from, what it costs and what is in the way."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import cached_property

from storyboard import veo
from storyboard.continuity.models import End, Link, LinkKind
from storyboard.projects.models import Member, Project, Scene, Shot
from storyboard.projects.money import NOTHING, Bill
from storyboard.rooms.composer import Ingredient
from storyboard.rooms.money import Purse, left_today
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.rooms.standing import HAS_TAKES, IS_RUNNING
from storyboard.takes.batch import REST, click_of, generate_all
from storyboard.takes.budget import Cost, is_limited, sent_today, why_no_room, why_over
from storyboard.takes.composition import (
    SAY_SO,
    Composition,
    Preset,
    in_the_way,
    sends_sandbox_frame,
    why_not_veo,
)
from storyboard.takes.freshness import Freshness, extends_itself, is_in_the_cut, sources_first
from storyboard.takes.marks import Mark, Marks, listed, price_of
from storyboard.takes.models import Generation, Pick, Take
from storyboard.takes.sources import TAKE_ROWS, Source
from storyboard.takes.twins import Twins, twins_of
from storyboard.takes.views.answering import MAY_NOT_SPEND

MOST = 400  # rows of one page
AS_PICKED = "picked"
LONGER = "It would make a longer take of its pick, not the pick anew: do that on its page."
ITS_OWN = "It extends its own pick, and has none yet: say what it begins from."
THE_SAME = "{sources} comes first: made anew before that, it would be the same as it is."
GONE = "It is not on this list any more: look at what became of it."
BLANK = "Nothing is written for it yet: say what is seen."
RUNS = "Something is under way for it already: see what comes of that first."


# What leads to the field of the shot page that is in the way.
LEADS_TO = {"n": "takes", "preset": "Generate", "image": "opening", "video": "opening"}


class Which(TextChoices):
    MISSING = "missing", "Missing"
    OUTDATED = "outdated", "Out of date"
    BOTH = "both", "Missing and out of date"


@dataclass(frozen=True)
class Tick:
    """A box as somebody ticked it: what its row said it costs, and the newest twin that it named."""

    shown: str = ""
    known: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is asked of the page; no `ticks` at all: as it proposes them."""

    scene: int | None = None
    shots: tuple[int, ...] = ()
    which: str = ""
    preset: str = ""
    pick_first: bool = False
    sandbox_frames: bool = False
    ticks: Mapping[int, Tick] | None = None


@dataclass(frozen=True)
class Wait:
    """A shot whose pick a row will wait for; `comes` when a row before it brings that shot's takes."""

    shot: Shot
    comes: bool
    by_itself: bool
    is_new: bool

    @property
    def sentence(self) -> str:
        new = "new " if self.is_new else ""
        if self.by_itself:
            return f"Goes on by itself with the first {new}take of {self.shot}."
        if self.comes:
            return f"Waits until somebody picks a {new}take of {self.shot}."
        return f"Waits for {self.shot}’s pick, and nothing in this list makes it."


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
        at = f" (frame {frame})" if frame is not None else ""
        return f"{self.said}{at}"

    @property
    def said(self) -> str:
        words = self.source.words if self.source else str(self.link)
        if self.link and self.link.kind == LinkKind.EXTEND:
            return f"Extends {words.partition(' ')[2]}"
        return f"{self.verb} the {words}"


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
        return [self.no_room] * bool(self.no_room) + [SAY_SO.message] * self.needs_a_word

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
        takes = f"{request.n} take{'s' if request.n > 1 else ''} × {request.seconds // request.n} s"
        return f"{takes} · {request.resolution}"

    @property
    def both_ends(self) -> list[EndOfRow]:
        """What it begins from and ends on; an end that is open is not said."""
        sources = self.composition.sources
        opens = sources.one("video") or sources.one("image")
        begins = EndOfRow("Begins from", sources.links.get(End.OPENING), opens)
        ends = EndOfRow("Ends on", sources.links.get(End.CLOSING), sources.one("last_frame"))
        return [end for end in (begins, ends) if end.link]

    @property
    def references(self) -> int:
        return len(self.composition.sources.many("reference"))

    @property
    def in_the_way(self) -> list[tuple[str, str, str]]:
        """Each block with the place of its field on the shot page, and the words of the link there."""
        path = self.shot.get_absolute_url()
        return [
            (
                each.message,
                f"{path}#findings-{each.field}",
                f"Go to {LEADS_TO.get(each.field, each.field.replace('_', ' '))}",
            )
            for each in self.blocks
        ]

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
            return "It costs more by now than its row said."
        newest = self.twins.under_way[-1:]
        return self.twins.said(newest[0]) if newest and self.twins.known != tick.known else ""


class Many:
    """The rows of the page, sources first and else in the order of the cut; queries do not depend on their number."""

    def __init__(self, project: Project, member: Member, wanted: Wanted) -> None:
        self.project, self.member, self.wanted = project, member, wanted
        self.film = Freshness(project)
        know_parents(self.film)
        self.marks = Marks(project).judge().by_shot
        self.why_not_paid = why_not_veo(project) or ("" if member.may_spend else MAY_NOT_SPEND)
        self.renewed: set[int] = set()
        self.taken = NOTHING

    @property
    def picks_first(self) -> bool:
        """It picks as the member would, who has to be allowed to."""
        return self.wanted.pick_first and self.member.may_pick

    @cached_property
    def states(self) -> dict[int, tuple[bool, bool]]:
        """Of each shot whether it has takes, and whether something runs for it."""
        rows = Shot.objects.filter(scene__project=self.project)
        return {pk: (taken, runs) for pk, taken, runs in rows.values_list("pk", HAS_TAKES, IS_RUNNING)}

    @cached_property
    def scene(self) -> Scene | None:
        return Scene.objects.alive().filter(project=self.project, pk=self.wanted.scene or 0).first()

    def is_missing(self, shot: Shot) -> bool:
        """No pick, no take, nothing under way, and not on hold."""
        return not (shot.on_hold or shot.pk in self.film.picks or any(self.states[shot.pk]))

    def is_asked_for(self, shot: Shot) -> bool:
        wanted = self.wanted
        if wanted.scene is not None and shot.scene_id != wanted.scene:
            return False
        if wanted.shots and shot.pk not in wanted.shots:
            return False
        missing = wanted.which in (Which.MISSING, Which.BOTH) and self.is_missing(shot)
        outdated = wanted.which in (Which.OUTDATED, Which.BOTH) and shot.pk in self.marks
        return not wanted.which or missing or outdated

    @cached_property
    def asked_for(self) -> list[Shot]:
        in_the_cut = [shot for shot in self.film.all_shots.values() if is_in_the_cut(shot)]
        return [shot for shot in sources_first(in_the_cut, self.film.links) if self.is_asked_for(shot)]

    @property
    def more(self) -> int:
        """Shots that this page has no place for."""
        return max(0, len(self.asked_for) - MOST)

    @cached_property
    def rows(self) -> list[Row]:
        rows = [self.row(shot) for shot in self.asked_for[:MOST]]
        for row, twins in zip(rows, twins_of([row.composition for row in rows], self.member), strict=True):
            row.twins = twins
        return rows

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        return pictures_of([shot.pk for shot in self.asked_for[:MOST]])

    @cached_property
    def today(self) -> Bill:
        return sent_today(self.member) if is_limited(self.member) else NOTHING

    def row(self, shot: Shot) -> Row:
        """The next row; the sums and picks of those before it count."""
        mark, pick = self.marks.get(shot.pk), self.film.picks.get(shot.pk)
        composition = self.composition(shot, mark, pick)
        no_room = self.why_no_room(composition)
        found = [each for each in composition.findings if each.message != no_room]
        row = Row(
            shot, composition, self.pictures[shot.pk], mark, pick, self.is_ticked(shot), no_room,
            needs_a_word=self.needs_a_word(composition),
            blocks=[each for each in found if each.weight == "block"] + self.blocks(composition, mark, pick),
            advice=[each for each in found if each.weight != "block"] + self.advice(composition, mark),
            waits=self.waits(composition),
        )  # fmt: skip
        if row.goes:
            self.count(row)
        return row

    def count(self, row: Row) -> None:
        if not row.is_free:
            self.taken += row.cost.bill
        if row.makes_the_pick:
            self.renewed.add(row.shot.pk)

    def composition(self, shot: Shot, mark: Mark | None, pick: Pick | None) -> Composition:
        picks = self.picks_first and (pick is None or mark is not None)
        composition = Composition(
            shot,
            self.preset_for(mark),
            rest=REST,
            pick_first=picks,
            replaces=pick.take if picks and pick else None,
            sandbox_frames=self.wanted.sandbox_frames,
            sources=self.film.sources_of(shot, renewed=self.renewed),
        )
        composition.project = held_before(self.project, self.taken)
        return composition

    def preset_for(self, mark: Mark | None) -> str:
        """`AS_PICKED` makes each pick anew under the preset that it was made under, and draws what has none."""
        if self.wanted.preset == AS_PICKED:
            return mark.preset if mark else Preset.SANDBOX
        return self.wanted.preset or Preset.SANDBOX

    def is_ticked(self, shot: Shot) -> bool:
        if self.wanted.ticks is not None:
            return shot.pk in self.wanted.ticks
        if shot.pk in self.marks:
            return not self.states[shot.pk][1]
        return bool(self.wanted.shots) or self.is_missing(shot)

    def why_no_room(self, composition: Composition) -> str:
        """What those before it leave of the budget and of the member's day."""
        if is_free(composition):
            return ""
        cost = composition.cost
        why = why_no_room(composition.project, cost)
        limited = is_limited(self.member) and not why
        return why_over(self.member, cost, self.today + self.taken) if limited else why

    def blocks(self, composition: Composition, mark: Mark | None, pick: Pick | None) -> list[veo.Finding]:
        """What the composer would say too, and what only a whole list can go wrong with."""
        found = []
        if not composition.words.typed["shot"]:
            found.append(veo.Finding("blank", "block", "prompt", BLANK))
        if not is_free(composition) and not self.member.may_spend:
            found.append(in_the_way("spend", MAY_NOT_SPEND))
        if any(extends_itself(link) for link in composition.sources.links.values()) and (mark or not pick):
            found.append(veo.Finding("longer", "block", "opening", LONGER if pick else ITS_OWN))
        return found

    def needs_a_word(self, composition: Composition) -> bool:
        """A frame that the sandbox drew goes along in a paid request only when a person says so."""
        frames = sends_sandbox_frame(composition.route, composition.sources.found)
        return frames and not composition.sandbox_frames

    def advice(self, composition: Composition, mark: Mark | None) -> list[veo.Finding]:
        if mark is None:
            return []
        shot, found = composition.shot, []
        if mark.only_handed_on and not composition.sources.waits_for:
            upstream = [
                str(link.source) for link in self.film.following(shot) if link.source_id in self.marks
            ]
            words = THE_SAME.format(sources=" and ".join(upstream))
            found.append(veo.Finding("the_same", "advice", "opening", words))
        if self.states[shot.pk][1]:
            found.append(veo.Finding("runs", "advice", "preset", RUNS))
        return found

    def waits(self, composition: Composition) -> list[Wait]:
        return [
            Wait(
                shot,
                comes=shot.pk in self.renewed,
                by_itself=self.picks_first and shot.pk in self.renewed,
                is_new=shot.pk in self.film.picks,
            )
            for shot in composition.sources.waits_for
        ]

    def send(self, by: Any, click: uuid.UUID) -> tuple[list[Generation], list[tuple[str, str]]]:
        """Each ticked row as it was ticked, in the order of the list, and which are left out with the reason.

        A press that comes twice finds what it made, also where that took its row off the list.
        """
        ticks = self.wanted.ticks or {}
        clicks = {click_of(click, pk): pk for pk in ticks}
        made = {clicks[row.click]: row for row in Generation.objects.filter(click__in=clicks)}
        rows = {row.shot.pk: row for row in self.rows if row.shot.pk in ticks and row.shot.pk not in made}
        left = [(self.name_of(pk), GONE) for pk in ticks if pk not in rows and pk not in made]
        left += [(row.name, why) for pk, row in rows.items() if (why := row.why_not(ticks[pk]))]
        go = [row.composition for pk, row in rows.items() if not row.why_not(ticks[pk])]
        sent, no_room = generate_all(go, by, click)
        return [*made.values(), *sent], left + [(str(shot), why) for shot, why in no_room]

    def name_of(self, pk: int) -> str:
        return str(self.film.all_shots.get(pk, "A shot"))

    @property
    def going(self) -> list[Row]:
        return [row for row in self.rows if row.goes]

    @property
    def price(self) -> str:
        """What the button says: `€7.20`, `12 s`, `free`."""
        return price_of(self.going)

    @property
    def no_room(self) -> list[Row]:
        return [row for row in self.rows if row.is_ticked and row.no_room and not row.blocks]

    @property
    def no_room_names(self) -> str:
        return listed([row.name for row in self.no_room])

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return list(Which.choices)

    @property
    def left(self) -> list[str]:
        """What is free of the film's budget and of the member's day, where something is paid."""
        if all(row.is_free for row in self.rows):
            return []
        said = [Purse(self.project).sentence, left_today(self.member)]
        return [sentence for sentence in said if sentence]

    @property
    def asks_for_sandbox_frames(self) -> bool:
        return self.wanted.sandbox_frames or any(row.needs_a_word for row in self.rows)

    @property
    def choices(self) -> list[tuple[str, str, bool, str]]:
        """Presets: value, label, whether it is chosen, and why it cannot be."""
        chosen = self.wanted.preset or Preset.SANDBOX
        named = [(AS_PICKED, "As picked")] if any(row.mark for row in self.rows) else []
        paid = {Preset.DRAFT.value, Preset.FINAL.value}
        return [
            (value, label, value == chosen, self.why_not_paid if value in paid else "")
            for value, label in [*named, *Preset.choices]
        ]

    @property
    def title(self) -> str:
        where = f" of scene {self.scene.number}" if self.scene else ""
        if self.wanted.which == Which.OUTDATED:
            return f"Refresh what is out of date{where}"
        if self.wanted.which == Which.MISSING:
            return f"Generate what is missing{where}"
        return f"Generate scene {self.scene.number}" if self.scene else "Generate shots"


def is_free(composition: Composition) -> bool:
    return composition.preset == Preset.SANDBOX


def held_before(project: Project, bill: Bill) -> Project:
    """The film as it will be when the rows before have their money set aside."""
    film = copy.copy(project)
    film.held, film.held_seconds = film.held + bill.amount, film.held_seconds + bill.seconds
    return film


def know_parents(film: Freshness) -> None:
    """What is extended is asked how often it was already: the takes behind it are read at once."""
    takes = [*(pick.take for pick in film.picks.values()), *film.named.values()]
    if any(take.parent_id for take in takes):
        rows = Take.objects.filter(shot__scene__project=film.project, longer_takes__isnull=False)
        parents = rows.select_related(*TAKE_ROWS).in_bulk()
        for take in [*takes, *parents.values()]:
            if take.parent_id:
                take.parent = parents[take.parent_id]


@dataclass(frozen=True)
class Door:
    """What is missing and out of date in a film or a scene, as its board says it on the way to the list."""

    project: Project
    scene: Scene | None
    missing: int
    marks: list[Mark]

    @property
    def price(self) -> str:
        return price_of(self.marks)

    @property
    def path(self) -> str:
        return reverse("many", args=[self.project.pk])

    @property
    def back(self) -> str:
        return str(self.scene.get_absolute_url() if self.scene else self.project.get_absolute_url())
