"""Splitting a shot: its pick goes on, from a frame of its take, as the pick of a new shot behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _

from storyboard.continuity.models import Link, LinkKind
from storyboard.continuity.touching import listed
from storyboard.projects.models import Change, Shot
from storyboard.takes.models import Pick

# The camera stays what it is; what is seen and said, and what Veo was asked for, belongs to the first half.
CARRIED = ("size", "angle", "movement", "lens", "aspect_ratio")
FOLLOWS = (LinkKind.LAST_FRAME, LinkKind.EXTEND)


class CannotSplit(Exception):
    """A sentence for people."""


@dataclass
class Split:
    """A shot cut in two. The first half keeps its words, its links and its take; the second has the rest of the take.

    What led on from the old shot's last frame leads on from the new one's, which is the same frame of the same take.
    The closing stays: the take was made with it, and a closing needs an opening, which the new shot has not.
    """

    shot: Shot

    @cached_property
    def pick(self) -> Pick | None:
        rows = Pick.objects.select_related(
            "take__parent", "take__shot__scene__project", "shot__scene__project"
        )
        pick: Pick | None = rows.filter(shot=self.shot).first()
        return pick

    def why_not(self, frame: int | None = None) -> str:
        """Why it cannot be split, there or at all; "" when it can."""
        pick = self.pick
        if self.shot.is_omitted or not pick:
            return _("%(shot)s has no pick in the cut: there is nothing to split.") % {"shot": self.shot}
        if not pick.end_frame:
            return _("%(take)s is being measured: split it in a moment.") % {"take": pick.take}
        first, end = pick.first_frame, pick.end_frame
        said = {"shot": self.shot, "first": first + 1, "last": end - 1}
        if end - first < 2:
            return _("%(shot)s shows one frame: that cannot be split.") % said
        if frame is not None and not first < frame < end:
            return (
                _("%(shot)s is split between frames %(first)d and %(last)d: both halves show something.")
                % said
            )
        return ""

    @property
    def following(self) -> QuerySet[Link]:
        """The links of other shots that hang on the end of what this shot shows."""
        assert self.pick
        rows = Link.objects.between_shots().filter(source=self.shot, kind__in=FOLLOWS)
        own = self.pick.take.shot_id == self.shot.pk
        named = Q(kind=LinkKind.LAST_FRAME, take_number=self.pick.take.number) if own else Q(pk__in=[])
        return rows.filter(Q(take_number=None) | named)

    @cached_property
    def touched(self) -> list[Link]:
        return list(self.following) if self.pick else []

    @property
    def words(self) -> str:
        """What a split does to links, in the words of before it takes effect; "" for nothing."""
        shots = listed([link.shot for link in self.touched])
        return _("%(shots)s will go on from the new shot.") % {"shots": shots} if shots else ""

    def make(self, frame: int, by: Any, place: str = "") -> tuple[Shot, Change]:
        """The new shot, and the change that takes all of it back at its `place`. CannotSplit says why there is none."""
        scene, project = self.shot.scene, self.shot.project
        picks = Pick.objects.filter(shot__scene=scene)
        links = Link.objects.filter(source=self.shot)
        shots = Shot.objects.filter(pk=self.shot.pk)
        said = _("%(shot)s split") % {"shot": self.shot}
        place = place or self.shot.get_absolute_url()
        with Change.objects.keep(project, by, shots, picks, links, said=said, place=place) as change:
            if why := self.why_not(frame):
                raise CannotSplit(why)
            new = self.new_shot(frame)
            change.made(new)
            self.part(new, frame, by)
        return new, change

    def new_shot(self, frame: int) -> Shot:
        assert self.pick
        assert self.pick.end_frame
        carried = {name: getattr(self.shot, name) for name in CARRIED}
        new: Shot = Shot.objects.add(
            self.shot.scene, after=self.shot, length=self.pick.end_frame - frame, **carried
        )
        return new

    def part(self, new: Shot, frame: int, by: Any) -> None:
        """Both picks at once; CannotSplit where the first one moved since it was read."""
        pick, following = self.pick, [link.pk for link in self.following]
        assert pick
        seen = Pick.objects.filter(pk=pick.pk, take=pick.take_id, start=pick.start, end=pick.end)
        if not seen.update(end=frame, by=by, at=now()):
            raise CannotSplit(_("Somebody has changed the pick of %(shot)s meanwhile.") % {"shot": self.shot})
        start, end = pick.take.points(frame, pick.end)
        Pick.objects.create(shot=new, take=pick.take, start=start, end=end, by=by)
        Link.objects.filter(pk__in=following).update(source=new, take_number=None)
        self.shot.write(length=frame - pick.first_frame)
