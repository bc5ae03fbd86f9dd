"""Many shots at one press: which, in which order, what each begins from, what it costs and what is in the way."""

from __future__ import annotations

import copy
import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.projects.models import Member, Project, Scene, Shot
from storyboard.projects.money import NOTHING, Bill
from storyboard.rooms.many_form import AS_PICKED, Wanted, Which
from storyboard.rooms.many_rows import Row, Wait, is_free
from storyboard.rooms.money import Purse, left_today
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.rooms.standing import HAS_TAKES, IS_RUNNING
from storyboard.takes.batch import REST, click_of, generate_all
from storyboard.takes.budget import is_limited, sent_today, why_no_room, why_over
from storyboard.takes.composition import (
    Composition,
    Preset,
    in_the_way,
    sends_sandbox_frame,
    why_not_veo,
)
from storyboard.takes.freshness import Freshness, extends_itself, is_in_the_cut, sources_first
from storyboard.takes.marks import Mark, Marks, listed, price_of
from storyboard.takes.models import Generation, Pick
from storyboard.takes.twins import twins_of
from storyboard.takes.views.answering import MAY_NOT_SPEND

MOST = 400  # rows of one page
LONGER = _("It would make a longer take of its pick, not the pick anew: do that on its page.")
ITS_OWN = _("It extends its own pick, and has none yet: say what it begins from.")
THE_SAME = _("{sources} comes first: made anew before that, it would be the same as it is.")
GONE = _("It is not on this list any more: look at what became of it.")
BLANK = _("Nothing is written for it yet: say what is seen.")
DRAWN = _("A drawing of the sandbox's would take the place of a pick that was paid for.")
RUNS = _("Something is under way for it already: see what comes of that first.")

TITLES = {
    Which.OUTDATED: (
        _("Refresh what is out of date"),
        _("Refresh what is out of date of scene {number}"),
    ),
    Which.MISSING: (_("Generate what is missing"), _("Generate what is missing of scene {number}")),
    "": (_("Generate shots"), _("Generate scene {number}")),
}


class Many:
    """The rows of the page, sources first and else in the order of the cut; queries do not depend on their number."""

    def __init__(self, project: Project, member: Member, wanted: Wanted) -> None:
        self.project, self.member, self.wanted = project, member, wanted
        self.film = Freshness(project)
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
        # Money is judged as it will stand by then; what is sent holds it on the film's row all the same.
        composition.project = held_before(self.project, self.taken)
        return composition

    def preset_for(self, mark: Mark | None) -> str:
        """`AS_PICKED` makes each pick anew under the preset that it was made under, and draws what has none."""
        if self.wanted.preset == AS_PICKED:
            return mark.preset if mark else Preset.SANDBOX
        return self.wanted.preset

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
            found.append(veo.Finding("blank", "block", "prompt", str(BLANK)))
        if not is_free(composition) and not self.member.may_spend:
            found.append(in_the_way("spend", MAY_NOT_SPEND))
        if any(extends_itself(link) for link in composition.sources.links.values()) and (mark or not pick):
            found.append(veo.Finding("longer", "block", "opening", str(LONGER if pick else ITS_OWN)))
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
            words = THE_SAME.format(sources=gettext(" and ").join(upstream))
            found.append(veo.Finding("the_same", "advice", "opening", words))
        if self.picks_first and is_free(composition) and mark.preset != Preset.SANDBOX:
            found.append(veo.Finding("drawn", "advice", "preset", str(DRAWN)))
        if self.states[shot.pk][1]:
            found.append(veo.Finding("runs", "advice", "preset", str(RUNS)))
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
        left = [(self.name_of(pk), str(GONE)) for pk in ticks if pk not in rows and pk not in made]
        left += [(row.name, why) for pk, row in rows.items() if (why := row.why_not(ticks[pk]))]
        go = [row.composition for pk, row in rows.items() if not row.why_not(ticks[pk])]
        sent, no_room = generate_all(go, by, click)
        return [*made.values(), *sent], left + [(str(shot), why) for shot, why in no_room]

    def name_of(self, pk: int) -> str:
        return str(self.film.all_shots.get(pk, gettext("A shot")))

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
        named = [(AS_PICKED, gettext("As picked"))] if any(row.mark for row in self.rows) else []
        chosen = self.wanted.preset if named or self.wanted.preset != AS_PICKED else Preset.SANDBOX
        paid = {Preset.DRAFT.value, Preset.FINAL.value}
        return [
            (value, label, value == chosen, self.why_not_paid if value in paid else "")
            for value, label in [*named, *Preset.choices]
        ]

    @property
    def title(self) -> str:
        film, of_scene = TITLES.get(self.wanted.which, TITLES[""])
        return str(of_scene.format(number=self.scene.number) if self.scene else film)


def held_before(project: Project, bill: Bill) -> Project:
    """The film as it will be when the rows before have their money set aside."""
    film = copy.copy(project)
    film.held, film.held_seconds = film.held + bill.amount, film.held_seconds + bill.seconds
    return film


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
