"""The continuity page: for each shot of the cut the frame it comes in on and the one it goes out on, with its looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext

from storyboard.assets.models import Look, Reference
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import End, Link, LinkKind, tied
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.between import Joint, beginning_of
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Pick, Take
from storyboard.takes.parents import know_parents
from storyboard.takes.prompting import Words, Worn

TAKE = ("take__shot__scene", "take__original", "take__conformed")
PICK = tuple(f"pick__{row}" for row in TAKE)
Named = tuple[int, int]  # a take by its shot and its number
ROWS = ("source__scene", *(f"source__{row}" for row in PICK))


@dataclass(frozen=True)
class Frame:
    """One picture of the film, and in words what it is; `planned` where no pick shows it yet."""

    words: str
    url: str = ""
    number: int | None = None
    planned: bool = False
    sandbox: bool = False


@dataclass(frozen=True)
class Line:
    """One shot in its row."""

    shot: Shot
    links: dict[str, Link]
    looks: list[Look]
    before: Shot | None = None
    closing_before: Link | None = None
    outdated: Mark | None = None
    named: dict[Named, Take] = field(default_factory=dict)

    @property
    def pick(self) -> Pick | None:
        return getattr(self.shot, "pick", None)

    @property
    def is_sandbox(self) -> bool:
        return bool(self.pick and self.pick.take.sandbox)

    @property
    def opening(self) -> Link | None:
        return self.links.get(End.OPENING)

    @property
    def joint(self) -> Joint | None:
        """What ties it to the shot before it; None for a plain cut."""
        if not self.before:
            return None
        ties = tied(self.before.pk, self.shot.pk, self.closing_before, self.opening)
        still = str(ties[0].still or "") if ties else ""
        return Joint(str(self.before), str(self.shot), beginning_of(ties), still=still) if ties else None

    @property
    def entry(self) -> Frame:
        return self.of_pick(End.OPENING) or self.planned(End.OPENING, gettext("text only"))

    @property
    def exit(self) -> Frame:
        return self.of_pick(End.CLOSING) or self.planned(End.CLOSING, gettext("open"))

    @property
    def frames(self) -> list[tuple[str, Frame]]:
        return [(gettext("In"), self.entry), (gettext("Out"), self.exit)]

    def of_pick(self, end: End) -> Frame | None:
        if not self.pick:
            return None
        return shown(self.pick, end) or Frame(gettext("is being measured"))

    def planned(self, end: End, nothing: str) -> Frame:
        link = self.links.get(end)
        return promised(link, self.named) if link else Frame(nothing, planned=True)


def shown(pick: Pick, end: End) -> Frame | None:
    """The frame at which the cut shows the pick first or last; None until its clip is here and measured."""
    return frame_of(pick.take, pick.first_frame if end == End.OPENING else pick.last_frame)


def frame_of(take: Take, number: int | None) -> Frame | None:
    if number is None or not (clip := take.clip):
        return None
    url = f"{reverse('take_frame', args=[take.pk, number])}?small&of={clip.sha256}"
    words = gettext("frame {number} of {take}").format(number=number, take=take)
    return Frame(words, url, number, sandbox=take.sandbox)


def promised(link: Link, named: dict[Named, Take]) -> Frame:
    """What a link will give a shot that has no pick: its still, or the frame of its source."""
    if link.kind == LinkKind.STILL:
        assert link.still
        version = link.still.newest
        url = reverse("version_thumbnail", args=[version.pk]) if version else ""
        return Frame(
            gettext("still {still}").format(still=link.still),
            url,
            planned=True,
            sandbox=bool(version and version.sandbox),
        )
    end = End.OPENING if link.kind == LinkKind.FIRST_FRAME else End.CLOSING
    found = of_source(link, end, named)
    return Frame(str(link), found.url if found else "", planned=True, sandbox=bool(found and found.sandbox))


def of_source(link: Link, end: End, named: dict[Named, Take]) -> Frame | None:
    """The frame of the source's pick, else of the take that the link names, which is shown whole."""
    pick: Pick | None = getattr(link.source, "pick", None)
    if link.take_number is None:
        return shown(pick, end) if pick else None
    take = named.get((link.source_id or 0, link.take_number))
    if pick and take and pick.take_id == take.pk:
        return shown(pick, end)
    last = take.frames - 1 if take and take.frames else None
    return frame_of(take, 0 if end == End.OPENING else last) if take else None


class Continuity:
    """The shots of a film's cut by scene, in a number of queries that does not grow; of one scene where asked."""

    def __init__(self, project: Project, scene: int = 0) -> None:
        self.project, self.only = project, scene

    @cached_property
    def shots(self) -> list[Shot]:
        rows = Shot.objects.alive().filter(scene__project=self.project, omitted_at=None)
        if self.only:
            rows = rows.filter(scene=self.only)
        return list(rows.filter(scene__omitted_at=None).in_order().select_related("scene", *PICK))

    @cached_property
    def links(self) -> dict[int, dict[str, Link]]:
        rows = Link.objects.filter(shot__in=[shot.pk for shot in self.shots])
        found: dict[int, dict[str, Link]] = {}
        for link in rows.select_related("still__asset", *ROWS).prefetch_related("still__versions"):
            found.setdefault(link.shot_id, {})[link.end] = link
        return found

    @cached_property
    def looks(self) -> dict[int, list[Look]]:
        """What each shot refers to, then what its words name."""
        rows = Reference.objects.filter(shot__in=[shot.pk for shot in self.shots])
        wardrobe, found = Wardrobe(self.project), dict[int, list[Worn]]()
        for each in rows.select_related("shot"):
            if look := wardrobe.of(each, each.shot.scene_id):
                worn = Worn(look.asset, look, of_scene=each.look_id is None)
                found.setdefault(each.shot_id, []).append(worn)
        for shot in self.shots:
            shot.scene.project = self.project
            referred = found.get(shot.pk, [])
            named = Words(shot, wardrobe, referred).named.values()
            found[shot.pk] = [*referred, *named]
        return {pk: list(dict.fromkeys(worn.look for worn in all_worn)) for pk, all_worn in found.items()}

    @cached_property
    def named(self) -> dict[Named, Take]:
        """The takes that links name by their number."""
        links = [link for ends in self.links.values() for link in ends.values() if link.take_number]
        if not links:
            return {}
        wanted = {(link.source_id, link.take_number) for link in links}
        shots, numbers = zip(*wanted, strict=True)
        rows = Take.objects.filter(shot__in=set(shots), number__in=set(numbers))
        rows = rows.select_related("shot__scene", "original", "conformed")
        return {(take.shot_id, take.number): take for take in rows if (take.shot_id, take.number) in wanted}

    @cached_property
    def lines(self) -> list[Line]:
        self.know_takes()
        marks = Marks(self.project).judge().by_shot
        return [
            Line(
                shot,
                self.links.get(shot.pk, {}),
                self.looks.get(shot.pk, []),
                before,
                self.links.get(before.pk, {}).get(End.CLOSING) if before else None,
                marks.get(shot.pk),
                self.named,
            )
            for before, shot in zip([None, *self.shots], self.shots, strict=False)
        ]

    def know_takes(self) -> None:
        """Where a longer take comes in is told by the takes that it goes on from."""
        sources = [link.source for ends in self.links.values() for link in ends.values() if link.source]
        picks = [shot.pick for shot in (*self.shots, *sources) if hasattr(shot, "pick")]
        know_parents(self.project, [pick.take for pick in picks])

    @property
    def scenes(self) -> Iterator[tuple[Scene, list[Line]]]:
        for _, lines in groupby(self.lines, key=lambda line: line.shot.scene_id):
            found = list(lines)
            yield found[0].shot.scene, found
