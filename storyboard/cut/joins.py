"""The joins of a film: where one pick goes over into the next, what the plan promises there, what was measured."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext, ngettext

from storyboard.continuity.models import End, Link, LinkKind
from storyboard.cut.findings import found_in
from storyboard.cut.holes import Hole, hole_between
from storyboard.cut.models import Points, Seam
from storyboard.cut.promises import Promise, promise_of
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.marks import NAMED, listed
from storyboard.takes.models import Pick, Take

PARENTS = ["pick__take" + "__parent" * deep for deep in range(5)]  # as far back as Take.enters_at looks
AT_ONCE = 24  # rows of the first answer, and of each one that follows while scrolling
ROWS = ("scene__number", "scene__project_id", "scene__slug", "code", "pk")
PICKS = ("pick__start", "pick__end")
FIGURES = ("head", "frames", "derived_at", "derive_trouble")
TAKES = ("number", "shot_id", "original_id", "conformed_id", "sandbox", *FIGURES)


@dataclass(frozen=True)
class Gap:
    """Shots without a pick: the cut goes over them."""

    shots: list[Shot]
    is_gap = True

    @property
    def scene(self) -> int:
        return self.shots[0].scene_id

    @property
    def more(self) -> int:
        """How many are not named on the page."""
        return max(0, len(self.shots) - NAMED)

    @property
    def words(self) -> str:
        names = listed([str(shot) for shot in self.shots])
        said = ngettext("{shots} has no pick yet.", "{shots} have no pick yet.", len(self.shots))
        return said.format(shots=names)


@dataclass(frozen=True)
class Join:
    """Two neighbours of the cut, both picked."""

    first: Shot
    second: Shot
    promise: Promise | None
    hangs_on_it: bool  # whether other shots begin or end on a frame that a trim here moves
    seam: Seam | None
    hole: Hole | None = None
    is_gap = False

    @property
    def scene(self) -> int:
        return self.second.scene_id

    @property
    def before(self) -> Pick:
        return pick_of(self.first)

    @property
    def after(self) -> Pick:
        return pick_of(self.second)

    @property
    def points(self) -> Points | None:
        """What is measured; None while a clip is not here or its length is not known."""
        return points_between(self.before, self.after)

    @property
    def key(self) -> str:
        """What a reader sees joined: the same takes at the same points."""
        return key_of(self.before, self.after)

    @property
    def goes_on(self) -> bool:
        """The same take runs through, as behind a split: there is nothing to measure."""
        return self.before.take_id == self.after.take_id and self.before.end_frame == self.after.first_frame

    @property
    def is_measured(self) -> bool:
        return not self.goes_on and bool(self.seam and self.seam.is_measured)

    @property
    def is_asked(self) -> bool:
        return self.goes_on or bool(self.seam and (self.seam.is_measured or not self.seam.version))

    @property
    def is_waiting(self) -> bool:
        """Figures will come."""
        if self.goes_on:
            return False
        if self.points is None:
            return any(pick.take.is_being_measured for pick in (self.before, self.after))
        return not self.is_measured and not (self.seam and self.seam.gave_up)

    @property
    def is_flagged(self) -> bool:
        """It was to meet and does not; a plain cut may jump."""
        return bool(self.hole or (self.promise and self.jumps))

    @property
    def jumps(self) -> bool:
        return bool(self.seam and self.is_measured and not self.seam.meets)

    @property
    def is_suggested(self) -> bool:
        return bool(self.reason)

    @property
    def reason(self) -> str:
        """What the suggested trim is good for; "" where there is none."""
        if self.hole:
            return self.hole.reason if self.points else ""
        return self.seam.reason if self.seam and self.is_measured else ""

    @property
    def verdict(self) -> str:
        """What became of the promise, in a sentence; "" for a plain cut."""
        if self.hole:
            return self.hole.broken(self.first)
        if not self.promise or not self.is_measured:
            return ""
        return self.promise.broken if self.is_flagged else gettext("They meet.")

    @property
    def findings(self) -> list[str]:
        if not (self.seam and self.is_measured):
            return []
        jump = (
            [gettext("the picture jumps by {jump:.0%}").format(jump=self.seam.jump)]
            if self.promise and self.jumps
            else []
        )
        return [*found_in(self.seam), *jump]

    @property
    def change(self) -> str:
        """How far the picture is another one, where that was not promised otherwise."""
        if not (self.seam and self.is_measured) or self.is_flagged:
            return ""
        said = (
            gettext("the picture goes on, {share} changes")
            if self.seam.meets
            else gettext("the picture changes by {share}")
        )
        return said.format(share=f"{self.seam.jump:.0%}")

    @property
    def trouble(self) -> str:
        """Why there are no figures, and will be none."""
        for shot, pick in ((self.first, self.before), (self.second, self.after)):
            if not clip_of(pick.take):
                return gettext("The clip of {shot} is not here.").format(shot=shot)
            if not pick.end_frame and not pick.take.is_being_measured:
                return gettext("The clip of {shot} could not be measured.").format(shot=shot)
        return self.seam.trouble if self.seam and self.seam.gave_up else ""

    @property
    def waits_for(self) -> str:
        waiting = [str(shot) for shot in (self.first, self.second) if pick_of(shot).take.is_being_measured]
        if not waiting:
            return ""
        said = ngettext("{shots} is being measured.", "{shots} are being measured.", len(waiting))
        return said.format(shots=gettext(" and ").join(waiting))

    @property
    def icon(self) -> str:
        return self.promise.icon if self.promise else "cut"

    @property
    def best(self) -> tuple[int, int]:
        """Out, exclusive, and in when the suggested trim is applied."""
        if self.hole:
            return self.hole.out_point, self.hole.in_point
        assert self.seam
        return self.seam.best_out, self.seam.best_in

    @property
    def best_last(self) -> int:
        """The frame that the first side goes out on then."""
        return self.best[0] - 1

    @property
    def best_in(self) -> int:
        return self.best[1]

    @property
    def suggestion(self) -> str:
        """The points of the suggested trim, in words."""
        assert self.points
        _, out_point, _, in_point = self.points
        ends = gettext("end {shot} on frame {frame}").format(shot=self.first, frame=self.best_last)
        begins = gettext("begin {shot} at frame {frame}").format(shot=self.second, frame=self.best_in)
        moved = [
            words
            for words, differs in (
                (ends, self.best_last + 1 != out_point),
                (begins, self.best_in != in_point),
            )
            if differs
        ]
        said = gettext(" and ").join(moved)
        return f"{said[:1].upper()}{said[1:]}." if said else ""


@dataclass
class SceneJoins:
    """The rows of one scene, in the order of the cut; of those that are wanted, `shown` are on the page."""

    scene: Scene
    rows: list[Join | Gap] = field(default_factory=list)
    only: str = ""
    shown: int = 0

    @property
    def wanted(self) -> list[Join | Gap]:
        if self.only == "flagged":
            return [row for row in self.rows if isinstance(row, Join) and row.is_flagged]
        if self.only == "suggested":
            return [row for row in self.rows if isinstance(row, Join) and row.is_suggested]
        return self.rows

    @property
    def near(self) -> list[Join | Gap]:
        return self.wanted[: self.shown]

    @property
    def later(self) -> int:
        """Rows that come when somebody scrolls near."""
        return max(0, len(self.wanted) - self.shown)

    @property
    def next_shown(self) -> int:
        return self.shown + AT_ONCE

    @property
    def seal(self) -> str:
        """Another word whenever something in it reads otherwise."""
        told = [row.words if isinstance(row, Gap) else seal_of(row) for row in self.rows]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]


class Joins:
    """All joins of a film as its cut stands now, in three queries however long it is.

    `only` leaves the `flagged` ones to be shown, or the `suggested`, those with a suggested trim.
    """

    def __init__(self, project: Project, only: str = "") -> None:
        self.project, self.only = project, only

    @cached_property
    def shots(self) -> list[Shot]:
        rows = Shot.objects.in_the_cut().filter(scene__project=self.project)
        takes = [f"{take}__{name}" for take in PARENTS for name in TAKES]
        return list(rows.select_related("scene", *PARENTS).only(*ROWS, *PICKS, *takes))

    @cached_property
    def links(self) -> dict[tuple[int, str], Link]:
        rows = Link.objects.filter(shot__scene__project=self.project).select_related("still__asset")
        return {(link.shot_id, link.end): link for link in rows}

    @cached_property
    def seams(self) -> dict[Points, Seam]:
        return Seam.objects.at(clip for shot in self.picked if (clip := clip_of(pick_of(shot).take)))

    @cached_property
    def picked(self) -> list[Shot]:
        return [shot for shot in self.shots if hasattr(shot, "pick")]

    @cached_property
    def rows(self) -> list[Join | Gap]:
        return list(self.read())

    def read(self) -> Iterator[Join | Gap]:
        """Neighbours with nothing between them; shots of one scene without a pick are one gap."""
        before = None
        for (_, has_pick), group in groupby(self.shots, lambda shot: (shot.scene_id, hasattr(shot, "pick"))):
            shots = list(group)
            if not has_pick:
                before = None
                yield Gap(shots)
                continue
            for shot in shots:
                if before:
                    yield self.join(before, shot)
                before = shot

    def join(self, first: Shot, second: Shot) -> Join:
        closing, opening = self.closing_of(first), self.links.get((second.pk, End.OPENING))
        before, after = pick_of(first), pick_of(second)
        points = points_between(before, after)
        extends = opening and opening.kind == LinkKind.EXTEND and opening.source_id == first.pk
        return Join(
            first,
            second,
            promise=promise_of(first, second, closing, opening),
            hole=hole_between(before, after) if extends else None,
            hangs_on_it=not self.leant_on.isdisjoint({(first.pk, End.CLOSING), (second.pk, End.OPENING)}),
            seam=self.seams.get(points) if points else None,
        )

    def closing_of(self, shot: Shot) -> Link | None:
        """What its pick was made to end on: behind a split that stands at the shot that the take is of."""
        return self.links.get((pick_of(shot).take.shot_id, End.CLOSING))

    @cached_property
    def leant_on(self) -> set[tuple[int, str]]:
        """The ends of shots on whose frames other shots begin or end."""
        ends = {
            LinkKind.LAST_FRAME: End.CLOSING,
            LinkKind.EXTEND: End.CLOSING,
            LinkKind.FIRST_FRAME: End.OPENING,
        }
        return {(link.source_id, ends[link.kind]) for link in self.links.values() if link.source_id}

    @cached_property
    def joins(self) -> list[Join]:
        return [row for row in self.rows if isinstance(row, Join)]

    @cached_property
    def scenes(self) -> list[SceneJoins]:
        """Those that have a row."""
        found: dict[int, SceneJoins] = {}
        scenes = {shot.scene_id: shot.scene for shot in self.shots}
        for row in self.rows:
            found.setdefault(row.scene, SceneJoins(scenes[row.scene], only=self.only)).rows.append(row)
        return list(found.values())

    @property
    def shows(self) -> bool:
        """Whether anything is left of what is asked for."""
        return any(each.wanted for each in self.scenes)

    def share_out(self, first: int, shown: int) -> None:
        """The rows that are near go to the scenes from the first one on until they are used up."""
        wanted = next((place for place, each in enumerate(self.scenes) if each.scene.pk == first), 0)
        for each in self.scenes[wanted:]:
            each.shown = min(shown, len(each.wanted))
            shown = max(0, shown - len(each.wanted))

    def scene(self, pk: int) -> SceneJoins | None:
        return next((each for each in self.scenes if each.scene.pk == pk), None)

    def into(self, shot: Shot) -> Join | None:
        return next((join for join in self.joins if join.second == shot), None)

    def out_of(self, shot: Shot) -> Join | None:
        return next((join for join in self.joins if join.first == shot), None)

    @property
    def flagged(self) -> list[Join]:
        return [join for join in self.joins if join.is_flagged]

    @property
    def suggested(self) -> list[Join]:
        return [join for join in self.joins if join.is_suggested]

    @property
    def waiting(self) -> list[Join]:
        return [join for join in self.joins if join.is_waiting]

    def ask(self) -> Joins:
        """What nobody has asked for yet is measured by the worker; the rows stay as they were read."""
        if wanted := [join.points for join in self.joins if join.points and not join.is_asked]:
            Seam.objects.ask(dict.fromkeys(wanted))
        return self


def pick_of(shot: Shot) -> Pick:
    pick: Pick = shot.pick  # type: ignore[attr-defined]
    return pick


def clip_of(take: Take) -> int | None:
    """The file that plays, as Take.clip, by its key."""
    return take.conformed_id or take.original_id


def points_between(before: Pick, after: Pick) -> Points | None:
    first, second, out_point = clip_of(before.take), clip_of(after.take), before.end_frame
    if not (first and second and out_point and after.end_frame):
        return None
    return (first, out_point, second, after.first_frame)


def key_of(before: Pick, after: Pick) -> str:
    return f"{before.take_id}-{before.end_frame}-{after.take_id}-{after.first_frame}"


def seal_of(join: Join) -> str:
    return f"{join.second.pk} {join.key} {join.promise} {join.is_measured} {join.trouble} {join.waits_for}"
