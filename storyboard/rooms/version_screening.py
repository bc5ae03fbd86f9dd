"""The screening of a cut version: the events as they were saved, in the same room."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse

from storyboard.cut.changes import CutChanges, Since
from storyboard.cut.models import CutVersion
from storyboard.cut.working import WorkingCut
from storyboard.projects.models import Shot
from storyboard.rooms.screening import Screening, Showing, plays, unwatched, why_not
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.takes.models import Pick, Take


class VersionScreening(Screening):
    """A cut version as it was saved: watched and spoken of, not changed."""

    is_live = False

    def __init__(self, version: CutVersion, member: Any) -> None:
        super().__init__(version.project, member)
        self.version = version

    @property
    def here(self) -> str:
        return reverse("cut_version_screening", args=[self.version.pk])

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.version.events.to_show())

    @cached_property
    def new(self) -> set[Take]:
        return unwatched([row.take for row in self.rows if row.take], self.member)

    @cached_property
    def since(self) -> Since:
        return Since(self.version, CutChanges(self.rows, WorkingCut(self.project).events))

    @cached_property
    def events(self) -> list[Showing]:
        rows = self.rows
        pictures = pictures_of([row.shot_id for row in rows if not plays(row.take)])
        return [self.frozen(row, pictures.get(row.shot_id)) for row in rows]

    def frozen(self, row: Any, picture: Picture | None) -> Showing:
        return Showing(
            shot=row.shot,
            take=row.take,
            start=row.start,
            end=row.end,
            record=row.record_in,
            still=picture.large if picture else "",
            picked=True,
            why=why_not(row.take),
            hands=self.hands(row.shot, None),
            name=str(row),
            is_new=row.take in self.new,
        )

    def hands(self, shot: Shot, pick: Pick | None) -> dict[str, str]:
        return {name: url for name, url in super().hands(shot, pick).items() if name == "notes"}
