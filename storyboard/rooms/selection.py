"""Several shots in one hand: what they come to, and what is done to all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from storyboard.assets.models import Reference
from storyboard.continuity.models import Link
from storyboard.continuity.touching import listed, said_of_moving
from storyboard.projects.models import Member, Project, Scene, Shot
from storyboard.rooms.board import Line, lines_of
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.rooms.standing import Stand
from storyboard.takes.budget import Cost
from storyboard.takes.composition import Composition, Preset, why_not_veo
from storyboard.takes.marks import Marks, price_of
from storyboard.takes.models import Take
from storyboard.takes.sources import Sources

PRICED = 400  # as many as one list of them has rows


class Selection:
    """Shots of a film that somebody has chosen, in the order of the cut; queries do not depend on their number."""

    def __init__(self, project: Project, member: Member, chosen: Sequence[int]) -> None:
        self.project, self.member = project, member
        self.rows = Shot.objects.alive().filter(scene__project=project, pk__in=chosen)

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.rows)

    @cached_property
    def shots(self) -> list[Shot]:
        shots = list(self.rows.in_order().select_related("scene"))
        for shot in shots:
            shot.scene.project = self.project
        return shots

    @property
    def ids(self) -> str:
        return " ".join(str(line.pk) for line in self.lines)

    @property
    def frames(self) -> int:
        return sum(line.frames for line in self.lines if line.stand != Stand.OMITTED)

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)

    @cached_property
    def outdated(self) -> int:
        marks = Marks.near(self.project).by_shot
        return sum(line.pk in marks for line in self.lines)

    @cached_property
    def picture(self) -> Picture | None:
        """What shows the one shot that is chosen; None for several."""
        return pictures_of([self.lines[0].pk])[self.lines[0].pk] if len(self.lines) == 1 else None

    @property
    def again(self) -> Take | None:
        """The take of its own that the one shot is shown by, where it has a recipe that can be sent again."""
        take = self.picture.take if self.picture else None
        own = take and take.generation_id and take.shot_id == self.lines[0].pk
        return take if take and own and (take.sandbox or self.member.may_spend) else None

    @property
    def all_held(self) -> bool:
        return all(shot.on_hold for shot in self.shots)

    @property
    def all_omitted(self) -> bool:
        return all(shot.omitted_at for shot in self.shots)

    @property
    def is_long(self) -> bool:
        """Too many for one list, and for an address."""
        return len(self.lines) > PRICED

    @property
    def prices(self) -> list[tuple[str, str, str]]:
        """Presets that may be chosen with what all of them together cost: value, label, `€7.20`."""
        paid = not why_not_veo(self.project) and self.member.may_spend
        presets = list(Preset) if paid else [Preset.SANDBOX]
        return [(each.value, str(each.label), self.price_under(each)) for each in presets]

    def price_under(self, preset: Preset) -> str:
        in_the_cut = [shot for shot in self.shots if not shot.is_omitted]
        costs = [cost_of_plan(shot, preset, self.links.get(shot.pk, [])) for shot in in_the_cut]
        return price_of([Priced(cost, preset == Preset.SANDBOX) for cost in costs])

    @cached_property
    def links(self) -> dict[int, list[Link]]:
        grouped: dict[int, list[Link]] = {}
        for link in Link.objects.filter(shot__in=self.rows):
            grouped.setdefault(link.shot_id, []).append(link)
        return grouped


@dataclass(frozen=True)
class Priced:
    cost: Cost
    is_free: bool


def cost_of_plan(shot: Shot, preset: Preset, links: Sequence[Link]) -> Cost:
    """What its plan alone says that a request costs: nothing is read of what would go along."""
    unread = SimpleNamespace(
        words=SimpleNamespace(final=""), links={link.end: link for link in links}, many=lambda role: []
    )
    return Composition(shot, preset, sources=cast(Sources, unread)).cost


class Joined:
    """The links between neighbours of the cut, asked before a move: `broken` are those that are none after it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.before = self.now()

    def now(self) -> dict[int, Link]:
        cut = list(Shot.objects.in_the_cut().filter(scene__project=self.project).values_list("pk", flat=True))
        place = {pk: n for n, pk in enumerate(cut)}
        links = Link.objects.filter(shot__in=cut, source__in=cut)
        near = [link for link in links if abs(place[link.shot_id] - place[link.source_id]) == 1]
        return {link.pk: link for link in near}

    @property
    def broken(self) -> list[Link]:
        now = self.now()
        rows = Link.objects.filter(pk__in=[pk for pk in self.before if pk not in now])
        return list(rows.select_related("shot__scene", "source__scene").order_by("pk"))

    def in_words(self, shots: Collection[Shot]) -> str:
        """`, 1 link broken: 2-040 opens on the last frame of 2-030.`; and what the moved shots stay linked with."""
        broken = self.broken
        stays = said_of_moving(*shots, besides=[link.pk for link in broken])
        return f"{said_of_breaking(broken)} {stays}".strip()


def said_of_breaking(broken: Sequence[Link]) -> str:
    if not broken:
        return "."
    if len(broken) == 1:
        return gettext(", 1 link broken: {sentence}").format(sentence=broken[0].sentence)
    said = ngettext(", {n} link broken: {shots}.", ", {n} links broken: {shots}.", len(broken))
    return said.format(n=len(broken), shots=listed([link.shot for link in broken]))


def duplicate(shots: Sequence[Shot], scene: Scene, before: Shot | None) -> list[Shot]:
    """The plan of each anew, with its references and its stills; frames of other shots it does not go on from."""
    copies = Shot.objects.copy(shots, scene, before)
    pairs = {shot.pk: copy for shot, copy in zip(shots, copies, strict=True)}
    Reference.objects.bulk_create(again(row, pairs) for row in Reference.objects.filter(shot__in=shots))
    Link.objects.bulk_create(
        again(row, pairs) for row in Link.objects.filter(shot__in=shots, still__isnull=False)
    )
    return copies


def again(row: Any, pairs: dict[int, Shot]) -> Any:
    """The same row for the copy of its shot."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**fields | {"id": None, "shot_id": pairs[row.shot_id].pk})


def not_copied(shots: Sequence[Shot]) -> int:
    return Link.objects.filter(shot__in=shots, still__isnull=True).count()
