"""Where an asset is used, with what came of it: each shot's picture, the look and version of its pick, and its mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import cached_property

from storyboard.assets.models import Asset, Version
from storyboard.assets.uses import Uses
from storyboard.projects.models import Shot
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Generation, Pick, Take


@dataclass(frozen=True)
class Row:
    """A shot that uses the asset: as what, and what its pick was made with."""

    shot: Shot
    roles: list[str]
    picture: Picture
    pick: Take | None
    made_with: list[Version]
    mark: Mark | None


class AssetShots:
    """The rows of one asset in cut order; a constant number of queries."""

    def __init__(self, asset: Asset) -> None:
        self.asset, self.uses = asset, Uses(asset)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @cached_property
    def rows(self) -> list[Row]:
        used = [(shot, [use.role for use in uses]) for shot, uses in groupby(self.uses, lambda use: use.shot)]
        pictures, marks = pictures_of([shot.pk for shot, _ in used]), Marks.near(self.asset.project).by_shot
        return [
            Row(shot, roles, pictures[shot.pk], self.picks.get(shot.pk), self.of(shot), marks.get(shot.pk))
            for shot, roles in used
        ]

    @cached_property
    def picks(self) -> dict[int, Take]:
        rows = Pick.objects.filter(shot__in=[use.shot.pk for use in self.uses])
        return {pick.shot_id: pick.take for pick in rows.select_related("take__shot__scene")}

    @cached_property
    def recipes(self) -> dict[int, dict[str, Any]]:
        made = [take.generation_id for take in self.picks.values()]
        return dict(Generation.objects.filter(pk__in=made).values_list("pk", "recipe"))

    @cached_property
    def versions(self) -> dict[int, Version]:
        rows = Version.objects.filter(look__asset=self.asset).select_related("look__asset")
        return {version.pk: version for version in rows}

    def of(self, shot: Shot) -> list[Version]:
        """The asset's versions that went along with the generation of the shot's pick."""
        take = self.picks.get(shot.pk)
        recipe = self.recipes.get(take.generation_id) if take and take.generation_id else None
        named = [each.get("version") for each in recipe["inputs"]] if recipe else []
        return [self.versions[pk] for pk in dict.fromkeys(named) if pk in self.versions]
