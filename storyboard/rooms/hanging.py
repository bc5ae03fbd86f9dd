"""What hangs on what: the shots that a shot begins from or ends on, and those that begin from it or end on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext

from storyboard.continuity.models import Link
from storyboard.projects.models import Shot
from storyboard.rooms.shown import Picture, pictures_of
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Pick

PICK = "source__pick__take__shot__scene"


@dataclass(frozen=True)
class Tie:
    """One link as one of its shots sees it; `other` is the shot at its far end, `mark` why its pick is out of date."""

    link: Link
    other: Shot
    picture: Picture
    mark: Mark | None = None

    @property
    def verb(self) -> str:
        return self.link.verb

    @property
    def pick(self) -> Pick | None:
        return getattr(self.link.source, "pick", None)

    @property
    def waits(self) -> bool:
        """It follows a pick that is not there yet."""
        return self.link.take_number is None and self.pick is None

    @property
    def follows(self) -> str:
        if self.link.take_number is not None:
            return gettext("names take {number}").format(number=self.link.take_number)
        if self.pick is None:
            return gettext("follows the pick")
        take = self.pick.take
        own = take.shot_id == self.link.source_id
        return (
            gettext("follows the pick, take {number}").format(number=take.number)
            if own
            else gettext("follows the pick, {take}").format(take=take)
        )

    @property
    def is_deleted(self) -> bool:
        return bool(self.other.deleted_at or self.other.scene.deleted_at)


class Hanging:
    """The ties of one shot, in five queries however many they are, and what the film's marks cost."""

    def __init__(self, shot: Shot) -> None:
        self.shot = shot

    @cached_property
    def links(self) -> list[Link]:
        return list(Link.objects.touching([self.shot]).select_related(PICK))

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        return pictures_of({self.other_of(link).pk for link in self.links}) if self.links else {}

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return Marks.near(self.shot.project).by_shot if self.links else {}

    def other_of(self, link: Link) -> Shot:
        assert link.source
        return link.source if link.shot_id == self.shot.pk else link.shot

    def tie(self, link: Link) -> Tie:
        other = self.other_of(link)
        return Tie(link, other, self.pictures[other.pk], self.marks.get(other.pk))

    @cached_property
    def on(self) -> list[Tie]:
        """What the shot hangs on."""
        return [self.tie(link) for link in self.links if link.shot_id == self.shot.pk]

    @cached_property
    def on_it(self) -> list[Tie]:
        """What hangs on the shot."""
        return [self.tie(link) for link in self.links if link.shot_id != self.shot.pk]
