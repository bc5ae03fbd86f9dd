"""What the assets of a scene wear in it: chosen once for all its shots, with what another choice puts out of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Asset, Look, Reference, wear
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import Link
from storyboard.projects.models import Scene, Shot
from storyboard.takes.freshness import Freshness
from storyboard.takes.marks import Difference, Mark, marked
from storyboard.takes.prompting import Words, Worn


@dataclass
class Row:
    """An asset in a scene: what it wears there, and the shots that use it."""

    asset: Asset
    worn: Look
    follow: list[Shot] = field(default_factory=list)
    differ: list[tuple[Shot, str]] = field(default_factory=list)

    @property
    def looks(self) -> list[Look]:
        return [look for look in self.asset.looks.all() if look.newest]


class SceneLooks:
    """The assets that the shots of a scene use, and the others of the film that have a choice of looks."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.wardrobe = scene, Wardrobe(scene.project)

    @cached_property
    def rows(self) -> list[Row]:
        by_asset: dict[int, Row] = {}
        for shot, asset, own in self.uses():
            look = self.wardrobe.worn(asset, self.scene.pk)
            if look is None:
                continue
            row = by_asset.setdefault(asset, Row(self.wardrobe.assets[asset], look))
            if own:
                row.differ.append((shot, own))
            elif shot not in row.follow:
                row.follow.append(shot)
        return sorted(by_asset.values(), key=lambda row: (row.asset.kind, row.asset.name, row.asset.pk))

    @cached_property
    def others(self) -> list[Row]:
        used = {row.asset for row in self.rows}
        there = [each for each in self.wardrobe.assets.values() if not each.deleted_at and each not in used]
        worn = [(each, self.wardrobe.worn(each.pk, self.scene.pk)) for each in there]
        return [Row(each, look) for each, look in worn if look and len(each.looks.all()) > 1]

    def uses(self) -> Iterator[tuple[Shot, int, str]]:
        """Each use of an asset by a shot of the scene, and in what look, where that is not the scene's."""
        for shot in self.shots:
            mine = [each for each in self.references if each.shot_id == shot.pk]
            for each in mine:
                yield shot, each.asset_id, str(self.wardrobe.looks[each.look_id]) if each.look_id else ""
            yield from self.named_in(shot, mine)
        for link in self.links:
            assert link.still
            yield (
                link.shot,
                link.still.asset_id,
                gettext("{still}, its {end}").format(still=link.still, end=link.get_end_display().lower()),
            )

    def named_in(self, shot: Shot, references: list[Reference]) -> Iterator[tuple[Shot, int, str]]:
        """What its words name, as they would be sent, besides what it refers to."""
        found = [(each, self.wardrobe.of(each, self.scene.pk)) for each in references]
        referred = [Worn(look.asset, look, of_scene=each.look_id is None) for each, look in found if look]
        for worn in Words(shot, self.wardrobe, referred).named.values():
            if worn not in referred:
                yield shot, worn.asset.pk, "" if worn.of_scene else str(worn.look)

    @cached_property
    def shots(self) -> list[Shot]:
        shots = list(Shot.objects.alive().filter(scene=self.scene))
        for shot in shots:
            shot.scene = self.scene
        return shots

    @cached_property
    def references(self) -> list[Reference]:
        return list(Reference.objects.filter(shot__in=self.shots))

    @cached_property
    def links(self) -> list[Link]:
        rows = Link.objects.filter(shot__in=self.shots, still__isnull=False)
        return list(rows.select_related("shot__scene", "still__asset").order_by("shot__position", "pk"))


class LookForm(forms.Form):
    """The look that its asset is to wear in a scene."""

    look = forms.ChoiceField(
        error_messages={
            "required": _("Choose a look."),
            "invalid_choice": _("This look is not there any more."),
        }
    )

    def __init__(self, looks: SceneLooks, data: Any) -> None:
        super().__init__(data)
        self.scene, self.wardrobe = looks.scene, looks.wardrobe
        self.fields["look"].choices = [(str(pk), str(pk)) for pk in self.wardrobe.looks]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Look:
        return self.wardrobe.looks[int(self.cleaned_data["look"])]

    @property
    def worn(self) -> Look:
        """What its asset wears as long as nothing is written."""
        return self.wardrobe.worn(self.wanted.asset_id, self.scene.pk) or self.wanted

    @property
    def chosen(self) -> Look | None:
        """The first look is what is worn without a choice."""
        return None if self.wanted == self.wanted.asset.looks.all()[0] else self.wanted

    def write(self) -> None:
        wear(self.scene, self.wanted.asset, self.chosen)


class Change(Difference):
    """What would be out of date if an asset wore this look in the scene."""

    def __init__(self, form: LookForm) -> None:
        self.look, self.project = form.wanted, form.scene.project
        self.place, self.chosen = (form.scene.pk, form.wanted.asset_id), form.chosen

    @cached_property
    def then(self) -> dict[int, Mark]:
        instead = {self.place: self.chosen.pk if self.chosen else None}
        return marked(Freshness(self.project, wardrobe=Wardrobe(self.project, instead)))
