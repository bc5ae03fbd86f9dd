"""Out of date: a pick whose shot would send something else now, said in words, and what hangs on such a shot.

A whole film is judged in one pass with a constant number of queries, as it is or as it would be with other picks,
so that what becomes out of date can be said before a pick takes effect.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext

from storyboard.assets.models import Reference, Version
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import Link, LinkKind
from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import Composition, meaning
from storyboard.takes.models import Generation, Pick, Take
from storyboard.takes.parents import know_parents
from storyboard.takes.reasons import reasons
from storyboard.takes.sources import TAKE_ROWS, Sources

PICK_ROWS = ("take__generation", "take__original", "take__conformed")


@dataclass(frozen=True)
class Judgement:
    """A shot's pick, the generation that it is judged by, and what the shot would send now."""

    take: Take
    made: Generation
    now: Composition
    meaning: str

    @property
    def differs(self) -> bool:
        return self.made.meaning_hash != self.meaning

    @property
    def is_kept(self) -> bool:
        """Somebody said that it stays as it is, knowing what it is judged by now."""
        return self.take.kept_for == self.meaning


class Freshness:
    """The generated picks of a film, judged by shot.

    `instead` are picks to judge by in place of those that are, a `wardrobe` of its own may have assets wear something
    else, and `written` are fields of shots as if somebody had written them.
    """

    def __init__(
        self,
        project: Project,
        instead: Mapping[int, Pick | None] | None = None,
        wardrobe: Wardrobe | None = None,
        written: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        self.project, self.instead, self.written = project, dict(instead or {}), written or {}
        self.wardrobe = wardrobe or Wardrobe(project)

    @cached_property
    def outdated(self) -> dict[int, list[str]]:
        """The sentences of each shot that is out of date, in the order of what hangs on what."""
        found: dict[int, list[str]] = {}
        for shot in self.shots:
            each = self.judged.get(shot.pk)
            if each is None or each.is_kept:
                continue
            upstream = [
                link.source for link in self.following(shot) if self.is_handed_on(link.source_id, found)
            ]
            handed_on = [
                gettext("{source}, which it hangs on, is out of date.").format(source=source)
                for source in upstream
            ]
            if sentences := self.said.get(shot.pk, []) + handed_on:
                found[shot.pk] = sentences
        return found

    def is_handed_on(self, source: int | None, found: Mapping[int, list[str]]) -> bool:
        """Whether what this shot shows is out of date; a take cut back to is judged at the shot that it is of."""
        pick = self.picks.get(source or 0)
        other = self.picks.get(pick.take.shot_id) if pick else None
        judged = pick.take.shot_id if pick and other and other.take_id == pick.take_id else source
        return source in found or judged in found or bool(self.said.get(judged or 0))

    @cached_property
    def said(self) -> dict[int, list[str]]:
        """What differs by itself; recipes are only read where something does."""
        differing = {pk: each for pk, each in self.judged.items() if each.differs and not each.is_kept}
        asked = {each.made.pk for each in differing.values()}
        recipes = dict(Generation.objects.filter(pk__in=asked).values_list("pk", "recipe"))
        named = {
            entry["version"]
            for recipe in recipes.values()
            for entry in recipe["inputs"]
            if "version" in entry
        }
        versions = Version.objects.select_related("look__asset").in_bulk(named)
        return {pk: reasons(recipes[each.made.pk], each.now, versions) for pk, each in differing.items()}

    def following(self, shot: Shot) -> list[Link]:
        """The links by which it hangs on the pick of another shot."""
        return [
            link
            for link in self.links.get(shot.pk, [])
            if link.source_id and link.source_id != shot.pk and self.is_of_the_pick(link)
        ]

    def is_of_the_pick(self, link: Link) -> bool:
        pick = self.picks.get(link.source_id or 0)
        own = pick is not None and pick.take.shot_id == link.source_id
        return link.take_number is None or (own and pick.take.number == link.take_number)

    @cached_property
    def judged(self) -> dict[int, Judgement]:
        return {
            shot.pk: self.judge(shot, pick.take)
            for shot in self.shots
            if (pick := self.picks.get(shot.pk)) and self.can_be_judged(shot, pick.take)
        }

    def can_be_judged(self, shot: Shot, take: Take) -> bool:
        """An uploaded take has no recipe, one of another shot is judged there, and an extension outdates no source."""
        judged_by = self.began_as(shot, take).generation_id
        return bool(judged_by) and take.shot_id == shot.pk and (take.is_longer or not self.goes_on(shot))

    def goes_on(self, shot: Shot) -> bool:
        """Whether its plan is to extend a take of its own."""
        return any(extends_itself(link) for link in self.links.get(shot.pk, []))

    def began_as(self, shot: Shot, take: Take) -> Take:
        """A longer take is as good as the one that it goes on from, but where the plan itself is to go on."""
        return take if self.goes_on(shot) else self.roots.get(take.pk, take)

    @cached_property
    def roots(self) -> dict[int, Take]:
        """The takes that picked longer ones began as, in two queries where there are any."""
        picked = [pick.take_id for pick in self.picks.values() if pick.take.is_longer]
        if not picked:
            return {}
        longer = Take.objects.filter(shot__scene__project=self.project, parent__shot=F("shot"))
        parents = dict(longer.values_list("pk", "parent"))
        roots = {pk: root_of(pk, parents) for pk in picked}
        rows = Take.objects.select_related("generation").defer("generation__recipe")
        takes = rows.in_bulk(set(roots.values()))
        return {pk: takes[root] for pk, root in roots.items()}

    def judge(self, shot: Shot, take: Take) -> Judgement:
        links = [as_it_was(link, take) for link in self.links.get(shot.pk, [])]
        known = self.named | ({(shot.pk, take.parent.number): take.parent} if take.parent else {})
        made = self.began_as(shot, take).generation
        now = Composition(shot, made.preset, sources=self.sources_of(shot, links, known))
        return Judgement(take, made, now, meaning(now.recipe(now.request)))

    def sources_of(
        self,
        shot: Shot,
        links: list[Link] | None = None,
        named: Mapping[tuple[int, int], Take] | None = None,
        renewed: Collection[int] = (),
    ) -> Sources:
        """What would go along with a shot's request, from rows that are read already."""
        links = self.links.get(shot.pk, []) if links is None else links
        rows = self.references.get(shot.pk, [])
        return Sources(shot, links, rows, named or self.named, renewed, self.wardrobe)

    @cached_property
    def shots(self) -> list[Shot]:
        """Those of the cut, each after what it hangs on."""
        return sources_first([shot for shot in self.all_shots.values() if is_in_the_cut(shot)], self.links)

    @cached_property
    def all_shots(self) -> dict[int, Shot]:
        rows = Shot.objects.filter(scene__project=self.project).select_related("scene").in_order()
        shots = {shot.pk: shot for shot in rows}
        for shot in shots.values():
            shot.scene.project = self.project
            for name, value in self.written.get(shot.pk, {}).items():
                setattr(shot, name, value)
        return shots

    @cached_property
    def picks(self) -> dict[int, Pick]:
        rows = Pick.objects.filter(shot__scene__project=self.project).select_related(*PICK_ROWS)
        found = {pick.shot_id: pick for pick in rows.defer("take__generation__recipe")} | self.instead
        picks = {shot: pick for shot, pick in found.items() if pick}
        know_parents(self.project, [pick.take for pick in picks.values()])
        for shot, pick in picks.items():
            pick.shot = self.all_shots[shot]
            if whose := self.all_shots.get(pick.take.shot_id):
                pick.take.shot = whose
        return picks

    @cached_property
    def links(self) -> dict[int, list[Link]]:
        """By shot; what they lead to is what is here already, with the picks that are judged by."""
        rows = Link.objects.filter(shot__scene__project=self.project).select_related("still__asset")
        links = list(rows.prefetch_related("still__versions__picture").order_by("pk"))
        for link in links:
            if source := self.all_shots.get(link.source_id or 0):
                link.source = source
                Shot.pick.related.set_cached_value(source, self.picks.get(source.pk))
        return grouped(links)

    @cached_property
    def named(self) -> dict[tuple[int, int], Take]:
        """The takes that links name, by shot and number."""
        wanted = {(link.source_id, link.take_number) for links in self.links.values() for link in links}
        numbers = {number for _, number in wanted if number}
        if not numbers:
            return {}
        rows = Take.objects.filter(shot__in={shot for shot, number in wanted if number}, number__in=numbers)
        takes = list(rows.select_related(*TAKE_ROWS))
        know_parents(self.project, takes)
        return {(take.shot_id, take.number): take for take in takes}

    @cached_property
    def references(self) -> dict[int, list[Reference]]:
        return grouped(Reference.objects.filter(shot__scene__project=self.project))


def root_of(take: int, parents: Mapping[int, int]) -> int:
    """Back along what each goes on from; a take is younger than the one it extends, so this ends."""
    while take in parents:
        take = parents[take]
    return take


def extends_itself(link: Link) -> bool:
    return link.kind == LinkKind.EXTEND and link.source_id == link.shot_id


def as_it_was(link: Link, take: Take) -> Link:
    """A longer take of the same shot goes on from the one it extended, whichever is picked by now."""
    if not (extends_itself(link) and take.parent and take.parent.shot_id == link.shot_id):
        return link
    return Link(
        shot=link.shot, end=link.end, kind=link.kind, source=link.source, take_number=take.parent.number
    )


def is_in_the_cut(shot: Shot) -> bool:
    return not (shot.is_omitted or shot.deleted_at or shot.scene.deleted_at)


def grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.shot_id, []).append(row)
    return found


def sources_first(shots: list[Shot], links: Mapping[int, list[Link]]) -> list[Shot]:
    """Each shot after those it hangs on, else as they come."""
    place = {shot.pk: number for number, shot in enumerate(shots)}
    graph: TopologicalSorter[int] = TopologicalSorter()
    for shot in shots:
        sources = {link.source_id for link in links.get(shot.pk, []) if link.source_id in place} - {shot.pk}
        graph.add(place[shot.pk], *(place[pk] for pk in sources))
    graph.prepare()
    ready: list[int] = []
    in_turn: list[Shot] = []
    while graph.is_active():
        for number in graph.get_ready():
            heapq.heappush(ready, number)
        graph.done(first := heapq.heappop(ready))
        in_turn.append(shots[first])
    return in_turn
