"""The panels of the board: each shot with its picture, what is happening, how it begins, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from storyboard.continuity.models import End, Link, LinkKind, tied
from storyboard.projects.lengths import length_in_words
from storyboard.projects.models import Project, Shot
from storyboard.rooms.between import Joint, beginning_of
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.rooms.standing import Happening, Stand, happenings, waits_for
from storyboard.takes.marks import Mark as OutOfDate
from storyboard.takes.marks import Marks, listed
from storyboard.takes.progress import usual_times
from storyboard.takes.waiting import Awaited, Behind, awaited, behind

if TYPE_CHECKING:
    from storyboard.rooms.board import Line


@dataclass(frozen=True)
class Neighbour:
    """A shot that another one begins from, or leads to."""

    pk: int
    scene: int
    name: str


Pair = tuple[Neighbour | None, Neighbour | None]


def nearest(shots: list[Neighbour], stays: list[bool]) -> list[Neighbour | None]:
    """For each the last one before it that stays in the cut."""
    found: list[Neighbour | None] = []
    near = None
    for shot, stays_in in zip(shots, stays, strict=True):
        found.append(near)
        near = shot if stays_in else near
    return found


@dataclass(frozen=True)
class Mark:
    """A link that is drawn on its panel: it does not lead to a neighbour."""

    icon: str
    words: str
    short: str
    opens: bool = True
    waits: bool = False


@dataclass(frozen=True)
class Panel:
    """One shot on the board."""

    shot: Shot
    name: str
    stand: Stand
    frames: int
    picture: Picture
    happening: Happening | None
    marks: list[Mark]
    waits_for: list[Awaited]
    joint: Joint | None = None
    outdated: OutOfDate | None = None
    after: int = 0
    is_new: bool = False
    usual: int | None = None
    behind: Sequence[Behind] = ()

    @property
    def length(self) -> str:
        return length_in_words(self.frames)

    @property
    def planned(self) -> str:
        """The planned length where the cut runs otherwise."""
        return length_in_words(self.shot.length) if self.frames != self.shot.length else ""

    @property
    def in_words(self) -> str:
        """What the marks of a small panel mean."""
        happening = self.happening and self.happening.generation.get_status_display()
        sandbox = gettext("Sandbox") if self.picture.is_sandbox else ""
        told = [str(self.stand.label), happening, self.who_waits, self.length, sandbox, self.why_outdated]
        return " · ".join(filter(None, told))

    @property
    def why_outdated(self) -> str:
        return gettext("Out of date: {why}").format(why=self.outdated.in_words) if self.outdated else ""

    @property
    def is_blank(self) -> bool:
        """Nothing is written yet: neither what is seen nor what Veo is asked for."""
        return not (self.shot.action or self.shot.prompt)

    @property
    def who_waits(self) -> str:
        """Which shots stand still because this one's request came to nothing: `1-020, 1-030 wait for a take`."""
        said = ngettext("{shots} waits for a take", "{shots} wait for a take", len(self.behind))
        return said.format(shots=listed([each.name for each in self.behind])) if self.behind else ""

    @property
    def waits_for_names(self) -> str:
        return ", ".join(str(each) for each in self.waits_for) or gettext("its sources")


class PanelMaker:
    """Reads all that the wanted panels need, in a fixed number of queries."""

    def __init__(
        self,
        project: Project,
        wanted: list[int],
        marks: Marks,
        neighbours: Mapping[int, Pair],
        new: int = 0,
    ) -> None:
        self.project, self.marks, self.neighbours, self.new = project, marks, neighbours, new
        self.shots = Shot.objects.select_related("scene").in_bulk(wanted)
        self.pictures = pictures_of(wanted)
        self.happenings = happenings(wanted)
        self.awaited = awaited([each.generation.pk for each in self.happenings.values() if each.waits])
        self.usual = usual_times([each.generation for each in self.happenings.values()], project)
        self.behind = self.what_stands_still()
        near = {each.pk for pk in wanted for each in neighbours[pk] if each}
        self.links = links_of(near.union(wanted))

    def what_stands_still(self) -> dict[int, list[Behind]]:
        """Of each request that came to nothing what waits for its shot, in one query; none where all goes well."""
        stopped = [each.generation for each in self.happenings.values() if not each.is_running]
        for row in stopped:
            row.shot = self.shots[row.shot_id]
        return behind(stopped, self.project) if stopped else {}

    def make(self, line: Line, before: Line | None) -> Panel:
        shot, links = self.shots[line.pk], self.links.get(line.pk, [])
        ties, leads = self.ties(line.pk)
        happening = self.happenings.get(line.pk)
        if happening:
            happening.generation.shot, shot.scene.project = shot, self.project
        return Panel(
            shot=shot,
            name=str(shot),
            stand=line.stand,
            frames=line.frames,
            picture=self.pictures[line.pk],
            happening=happening,
            marks=[mark_of(link) for link in links if link not in (*ties, *leads)],
            waits_for=self.awaited.get(happening.generation.pk, []) if happening else [],
            joint=self.joint(shot, ties),
            outdated=self.marks.by_shot.get(line.pk),
            after=before.pk if before else 0,
            is_new=line.pk == self.new,
            usual=self.usual.get(happening.generation.pk) if happening else None,
            behind=self.behind.get(happening.generation.pk, []) if happening else [],
        )

    def ties(self, pk: int) -> tuple[list[Link], list[Link]]:
        """The links that are told between the shot and its neighbours: the one before it, the one after it."""
        before, after = self.neighbours[pk]
        here = self.end(pk, End.CLOSING), self.end(pk, End.OPENING)
        ties = tied(before.pk, pk, self.end(before.pk, End.CLOSING), here[1]) if before else []
        leads = tied(pk, after.pk, here[0], self.end(after.pk, End.OPENING)) if after else []
        return ties, leads

    def end(self, pk: int, end: End) -> Link | None:
        return next((link for link in self.links.get(pk, []) if link.end == end), None)

    def joint(self, shot: Shot, ties: list[Link]) -> Joint | None:
        before, _ = self.neighbours[shot.pk]
        if not before:
            return None
        return Joint(
            before=before.name,
            after=str(shot),
            how=beginning_of(ties),
            is_across=before.scene != shot.scene_id,
            waits=bool(waits_for(ties)),
            still=str(ties[0].still or "") if ties else "",
        )


def links_of(shots: Collection[int]) -> dict[int, list[Link]]:
    rows = Link.objects.filter(shot__in=shots).select_related("source__scene", "source__pick", "still__asset")
    grouped: dict[int, list[Link]] = {}
    for link in rows.order_by("-end"):
        grouped.setdefault(link.shot_id, []).append(link)
    return grouped


def mark_of(link: Link) -> Mark:
    opens, waits = link.end == End.OPENING, bool(waits_for([link]))
    arrow = "←" if opens else "→"
    icon = link.kind.replace("_", "-")
    if link.kind == LinkKind.STILL:
        said = gettext("Opens on the still {still}") if opens else gettext("Ends on the still {still}")
        return Mark(icon, said.format(still=link.still), f"{arrow} {link.still}", opens)
    if link.kind == LinkKind.EXTEND:
        return Mark(
            icon,
            gettext("Extends {source}").format(source=longer(link)),
            f"{arrow} {longer(link)}",
            opens,
            waits,
        )
    said = gettext("Opens on the {frame}") if opens else gettext("Ends on the {frame}")
    return Mark(icon, said.format(frame=link), f"{arrow} {link.source}", opens, waits)


def longer(link: Link) -> str:
    """What is extended: a take of its own, or another shot."""
    take = gettext("take {number}").format(number=link.take_number) if link.take_number else ""
    if link.source_id == link.shot_id:
        return take or gettext("its own pick")
    return f"{link.source}, {take}" if take else str(link.source)
