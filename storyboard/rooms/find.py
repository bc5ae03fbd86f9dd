"""What somebody may want to go to, by a few letters: a film's rooms, scenes, shots, takes and assets; any film."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take

MOST = 8
LONGEST = 100
TAKE = re.compile(r"(.+?)[\s,]+(?:t|take)\s*(\d{1,4})", re.IGNORECASE)
ROOMS = (
    ("board", _("Board")),
    ("shot_list", _("Shot list")),
    ("assets", _("Assets")),
    ("gallery", _("Gallery")),
    ("screening", _("Screening")),
    ("queue", _("Queue")),
    ("exports", _("Exports")),
    ("members", _("Members")),
    ("joins", _("Joins")),
    ("continuity", _("Continuity")),
    ("cut_versions", _("Cut versions")),
    ("lint", _("Second look")),
    ("project_settings", _("Settings")),
)
BESIDE = (("projects", _("All projects")), ("me", _("Your account")))
FOR_THE_OWNER = (("installation", _("Installation")),)
FOR_PLANNERS = (("ledger", _("Ledger")), ("day_sheet", _("Day sheet")), ("script", _("Paste a script")))


@dataclass(frozen=True)
class Hit:
    """One place; with `posts` it is something that is done there."""

    words: str
    url: str
    besides: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Group:
    label: Any
    hits: list[Hit]


Part = tuple[Any, Callable[[], Iterator[Hit]]]


class FindAnywhere:
    """What `asked` leads to where no film is open: one's films, opened last first, and the rooms beside them."""

    def __init__(self, person: Any, asked: str) -> None:
        self.person = person
        self.asked = " ".join(asked[:LONGEST].split())

    @cached_property
    def groups(self) -> list[Group]:
        return [Group(label, hits) for label, find in self.parts if (hits := list(find())[:MOST])]

    @property
    def parts(self) -> Iterable[Part]:
        return ((_("Films"), self.films), (_("Rooms"), self.rooms_beside))

    def fits(self, words: str | Promise) -> bool:
        return all(part in str(words).lower() for part in self.asked.lower().split())

    def with_words(self, rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
        for part in self.asked.split():
            rows = rows.filter(Q(*((f"{field}__icontains", part) for field in fields), _connector=Q.OR))
        return rows

    def films(self) -> Iterator[Hit]:
        for film in self.with_words(Project.objects.visible_to(self.person), "title")[:MOST]:
            yield Hit(film.title, film.get_absolute_url())

    def rooms_beside(self) -> Iterator[Hit]:
        for name, label in BESIDE + (FOR_THE_OWNER if self.person.owns_installation else ()):
            if self.fits(label):
                yield Hit(str(label), reverse(name))


class Find(FindAnywhere):
    """What it leads to in a film, in six queries however long that is; without a word the rooms and scenes."""

    def __init__(self, project: Project, member: Any, person: Any, asked: str) -> None:
        super().__init__(person, asked)
        self.project, self.member = project, member

    @property
    def parts(self) -> Iterable[Part]:
        return (
            (_("Shots"), self.shots),
            (_("Takes"), self.takes),
            (_("Scenes"), self.scenes),
            (_("Assets"), self.assets),
            (_("Rooms"), self.rooms),
            (_("Films"), self.other_films),
            (_("Do"), self.acts),
        )

    def rooms(self) -> Iterator[Hit]:
        for name, label in ROOMS + (FOR_PLANNERS if self.member.plans else ()):
            if self.fits(label) and (url := address(name, self.project)):
                yield Hit(str(label), url)
        if self.asked:
            yield from self.rooms_beside()

    def acts(self) -> Iterator[Hit]:
        if self.member.plans and self.fits(_("New scene")):
            yield Hit(str(_("New scene")), reverse("scenes", args=[self.project.pk]), posts=True)

    def scenes(self) -> Iterator[Hit]:
        rows = Scene.objects.alive().filter(project=self.project)
        for scene in self.with_words(rows, "number", "slug")[:MOST]:
            yield Hit(str(_("Scene {}")).format(scene.number), scene.on_the_board, scene.slug)

    def named(self) -> QuerySet[Shot]:
        rows: QuerySet[Shot] = Shot.objects.alive().filter(scene__project=self.project)
        return rows.annotate(name=Concat("scene__number", Value("-"), "code")).select_related("scene")

    def shots(self) -> Iterator[Hit]:
        """By code, those that begin with it first; else by words of its action or prompt."""
        if not self.asked:
            return
        first = Case(When(name__istartswith=self.asked, then=0), default=1, output_field=IntegerField())
        rows = self.with_words(self.named(), "name", "action", "prompt")
        for shot in rows.order_by(first, "scene__position", "scene_id", "position", "pk")[:MOST]:
            words = Truncator(shot.action or shot.prompt).chars(80)
            yield Hit(str(shot), shot.get_absolute_url(), words)

    def takes(self) -> Iterator[Hit]:
        """`2-030 t2`, `2-030 take 2`."""
        said = TAKE.fullmatch(self.asked)
        if not said:
            return
        rows = Take.objects.filter(shot__in=self.named().filter(name__istartswith=said[1]), number=said[2])
        for take in rows.select_related("shot__scene").order_by("shot__scene__position", "shot__position")[
            :MOST
        ]:
            yield Hit(str(take), f"{take.shot.get_absolute_url()}?take={take.number}")

    def assets(self) -> Iterator[Hit]:
        if self.asked:
            for asset in self.with_words(self.project.assets.filter(deleted_at=None), "name")[:MOST]:
                yield Hit(asset.name, asset.get_absolute_url(), asset.get_kind_display())

    def other_films(self) -> Iterator[Hit]:
        if self.asked:
            yield from (hit for hit in self.films() if hit.url != self.project.get_absolute_url())


def address(name: str, project: Project) -> str:
    """ "" for a room that is not built."""
    try:
        return reverse(name, args=[project.pk])
    except NoReverseMatch:
        return ""
