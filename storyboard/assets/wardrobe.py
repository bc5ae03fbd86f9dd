"""What each asset wears where: the one place that says which look is meant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.db.models import Prefetch

from storyboard.assets.models import Asset, Look, Reference, SceneLook, Version
from storyboard.assets.names import Names
from storyboard.projects.models import Project

Place = tuple[int, int]  # a scene and an asset, by their keys


class Wardrobe:
    """A film's assets with their looks, also deleted ones, and what they wear in which scene; four queries, made when
    first asked. `instead` are choices to judge by in place of those that are: None is no choice."""

    def __init__(self, project: Project, instead: Mapping[Place, int | None] | None = None) -> None:
        self.project, self.instead = project, dict(instead or {})

    @cached_property
    def assets(self) -> dict[int, Asset]:
        rows = Asset.objects.filter(project=self.project).order_by("pk")
        return {asset.pk: asset for asset in rows.prefetch_related("looks", versions_with_pictures())}

    @cached_property
    def looks(self) -> dict[int, Look]:
        return {look.pk: look for asset in self.assets.values() for look in asset.looks.all()}

    @cached_property
    def chosen(self) -> dict[Place, int | None]:
        """The look by scene and asset, where somebody chose."""
        rows = SceneLook.objects.filter(scene__project=self.project)
        return {(each.scene_id, each.asset_id): each.look_id for each in rows} | self.instead

    @cached_property
    def names(self) -> Names:
        return Names(self.assets.values())

    def worn(self, asset: int, scene: int) -> Look | None:
        """What the asset wears in a scene: the look chosen there, else its first."""
        if look := self.chosen.get((scene, asset)):
            return self.looks[look]
        looks = list(self.assets[asset].looks.all())
        return looks[0] if looks else None

    def of(self, reference: Reference, scene: int) -> Look | None:
        """What goes along for a reference of a shot in this scene: its own look, else the scene's."""
        if reference.look_id:
            return self.looks[reference.look_id]
        return self.worn(reference.asset_id, scene)


def versions_with_pictures() -> Prefetch:
    return Prefetch("looks__versions", Version.objects.select_related("picture"))
