"""How a shot begins from the one before it in the cut: its words, what is chosen now, and choosing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Look
from storyboard.continuity.models import (
    End,
    Link,
    LinkKind,
    bridge,
    connect,
    ends_between,
    part,
    share,
    tied,
)
from storyboard.projects.models import Shot


class Beginning(TextChoices):
    """The kinds of links are among them; nothing between the two is a plain cut."""

    CUT = "cut", _("Cut")
    LAST_FRAME = "last_frame", _("Last frame")
    EXTEND = "extend", _("Extend")
    SHARED = "still", _("Shared still")
    BRIDGE = "bridge", _("Bridging shot")
    FIRST_FRAME = "first_frame", _("First frame")


OFFERED = tuple(each for each in Beginning if each != Beginning.FIRST_FRAME)
ICONS = {
    Beginning.CUT: "cut",
    Beginning.LAST_FRAME: "last-frame",
    Beginning.EXTEND: "extend",
    Beginning.SHARED: "still",
    Beginning.BRIDGE: "bridge",
    Beginning.FIRST_FRAME: "first-frame",
}
IS = {
    Beginning.CUT: _("{after} is a plain cut from {before}"),
    Beginning.LAST_FRAME: _("{after} opens on the last frame of {before}"),
    Beginning.EXTEND: _("{after} extends {before}"),
    Beginning.SHARED: _("{before} ends and {after} opens on the still {still}"),
    Beginning.FIRST_FRAME: _("{before} ends on the first frame of {after}"),
}


def beginning_of(links: Collection[Link]) -> Beginning:
    """By what ties two neighbours."""
    return next((Beginning(link.kind) for link in links), Beginning.CUT)


@dataclass(frozen=True)
class Joint:
    """How a shot begins from its neighbour, as it is drawn between the two."""

    before: str
    after: str
    how: Beginning
    is_across: bool = False
    waits: bool = False
    still: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.how]

    @property
    def is_linked(self) -> bool:
        return self.how != Beginning.CUT

    @property
    def words(self) -> str:
        said = IS[self.how].format(before=self.before, after=self.after, still=self.still)
        waits_for = self.after if self.how == Beginning.FIRST_FRAME else self.before
        if not self.waits:
            return said
        return gettext("{said}, waits for {shot}’s pick").format(said=said, shot=waits_for)

    @property
    def short(self) -> str:
        """What it names where it does not stand between the two."""
        arrow = "→" if self.how == Beginning.FIRST_FRAME else "←"
        return f"{arrow} {self.still or self.before}"


class Between:
    """A shot and the one before it in the cut, also across a scene's border."""

    def __init__(self, shot: Shot) -> None:
        self.shot, self.project = shot, shot.project

    @cached_property
    def before(self) -> Shot | None:
        rows = Shot.objects.alive().filter(scene__project=self.project).in_order()
        order = rows.values_list("pk", "omitted_at", "scene__omitted_at")
        near = None
        for pk, omitted, scene_omitted in order:
            if pk == self.shot.pk:
                break
            near = near if omitted or scene_omitted else pk
        return Shot.objects.select_related("scene__project").filter(pk=near).first()

    @cached_property
    def ends(self) -> tuple[Link | None, Link | None]:
        """What the shot before ends on, and what this one begins from."""
        return ends_between(self.before, self.shot) if self.before else (None, None)

    @cached_property
    def ties(self) -> list[Link]:
        return tied(self.before.pk, self.shot.pk, *self.ends) if self.before else []

    @property
    def now(self) -> Beginning:
        return beginning_of(self.ties)

    @property
    def joint(self) -> Joint | None:
        if not self.before:
            return None
        still = str(self.ties[0].still or "") if self.ties else ""
        across = self.before.scene_id != self.shot.scene_id
        return Joint(str(self.before), str(self.shot), self.now, across, still=still)

    @property
    def in_words(self) -> str:
        return self.joint.words if self.joint else ""

    @property
    def own(self) -> Link | None:
        """An opening that has nothing to do with the shot before."""
        opening = self.ends[1]
        return opening if opening and opening not in self.ties else None

    def begin(self, how: Beginning, still: Look | None = None) -> Shot | None:
        """Let it begin so, in one transaction; Circle names the path. A bridging shot is handed back."""
        assert self.before
        if how == Beginning.BRIDGE:
            return bridge(self.before, self.shot)
        if how == Beginning.SHARED:
            assert still
            share(self.before, self.shot, still)
        elif how != self.now:
            if how == Beginning.CUT:
                part(self.before, self.shot)
            else:
                connect(self.shot, End.OPENING, LinkKind(how), source=self.before)
        return None
