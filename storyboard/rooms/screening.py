"""The screening: the cut as an ordered list of events that the browser plays one after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from storyboard.cut.changes import Since
from storyboard.cut.joins import PARENTS
from storyboard.projects.models import Project, Scene, Shot
from storyboard.review.models import Note
from storyboard.rooms.shown import SHOWN, Picture, pictures_of
from storyboard.takes.marks import Mark, Marks
from storyboard.takes.models import Pick, Take, Watched
from storyboard.takes.parents import know_parents

FILES = ("original", "conformed")
MOST_WORDS = 200


@dataclass(frozen=True)
class Showing:
    """One event of a screening: frames `start` to before `end` of a clip, or as long a still or a card.

    `words` stand on the card; `hands` are the addresses that this reader may change it by; a take that they have not
    watched yet is new to them.
    """

    shot: Shot
    take: Take | None
    start: int
    end: int
    record: int = 0
    still: str = ""
    picked: bool = False
    stale: str = ""
    why: str = ""
    points: tuple[int | None, int | None] = (None, None)
    hands: dict[str, str] = field(default_factory=dict)
    name: str = ""
    is_new: bool = False

    @property
    def code(self) -> str:
        """As its shot is called, or was when the version was saved."""
        return self.name or str(self.shot)

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def clip(self) -> str:
        """Named for its bytes, so that a conformed copy is not taken for the first one."""
        file = self.take.clip if self.take else None
        if not (self.take and file and self.take.frames):
            return ""
        return f"{reverse('take_clip', args=[self.take.pk])}?{file.sha256[:12]}"

    @property
    def is_missing(self) -> bool:
        return self.take is None

    @property
    def in_words(self) -> str:
        """What its block in the strip says under the pointer."""
        number = self.take.number if self.take else 0
        return _("%(code)s, take %(number)d") % {"code": self.code, "number": number} if number else self.code

    def json(self) -> dict[str, Any]:
        take, shot = self.take, self.shot
        told: dict[str, Any] = {
            "shot": shot.pk,
            "code": self.code,
            "href": shot.get_absolute_url(),
            "take": take.pk if take else None,
            "number": take.number if take else None,
            "circled": bool(take and take.circled),
            "clip": self.clip,
            "still": "" if self.clip else self.still,
            "in": self.start,
            "out": self.end,
            "record": self.record,
            "marks": {"missing": self.is_missing, "unpicked": not self.picked, "stale": self.stale},
        }
        if take and "trim" in self.hands:
            start, end = self.points
            told |= {"frames": take.frames, "start": start, "end": end}
        if take and self.is_new:
            told["watched"] = reverse("take_watched", args=[take.pk])
        if not self.clip:
            told |= {"size": shot.size, "action": shot.action[:MOST_WORDS], "why": self.why}
        return told | self.hands


@dataclass(frozen=True)
class Said:
    """A note where it stands in the film."""

    note: Note
    record: int


class Screening:
    """A film, or one scene of it, as it would run now; a shot without a take runs as long as is planned."""

    is_live = True

    def __init__(self, project: Project, member: Any, scene: Scene | None = None) -> None:
        self.project, self.member, self.scene = project, member, scene

    @property
    def here(self) -> str:
        """Its address, with the scene that it is about."""
        path = reverse("screening", args=[self.project.pk])
        return f"{path}?scene={self.scene.pk}" if self.scene else path

    @cached_property
    def shots(self) -> list[Any]:
        rows = Shot.objects.in_the_cut().filter(scene__project=self.project)
        if self.scene:
            rows = rows.filter(scene=self.scene)
        picks = [*PARENTS, *(f"pick__take__{file}" for file in FILES), "pick__take__shot__scene"]
        shots = list(rows.select_related("scene", *picks).annotate(shown=SHOWN))
        for shot in shots:
            shot.scene.project = self.project
        return shots

    @cached_property
    def takes(self) -> dict[int, Take]:
        """What stands for shots without a pick, by its key: the newest circled take, else the newest."""
        wanted = [shot.shown for shot in self.shots if shot.shown and not hasattr(shot, "pick")]
        found: dict[int, Take] = Take.objects.select_related(*FILES, "shot__scene").in_bulk(wanted)
        know_parents(self.project, found.values())
        return found

    @cached_property
    def pictures(self) -> dict[int, Picture]:
        """What stands for a shot that has nothing to play."""
        return pictures_of([shot.pk for shot in self.shots if not plays(self.take_of(shot))])

    @cached_property
    def marks(self) -> dict[int, Mark]:
        return Marks.near(self.project).by_shot

    def take_of(self, shot: Any) -> Take | None:
        return shot.pick.take if hasattr(shot, "pick") else self.takes.get(shot.shown or 0)

    @cached_property
    def events(self) -> list[Showing]:
        found: list[Showing] = []
        for shot in self.shots:
            record = found[-1].record + found[-1].length if found else 0
            found.append(self.showing(shot, record))
        return found

    def showing(self, shot: Any, record: int) -> Showing:
        take, mark = self.take_of(shot), self.marks.get(shot.pk)
        pick = shot.pick if hasattr(shot, "pick") else None
        start, end = span(pick or Pick(shot=shot, take=take), shot) if plays(take) else (0, shot.length)
        return Showing(
            shot=shot,
            take=take,
            start=start,
            end=end,
            record=record,
            still="" if plays(take) else self.pictures[shot.pk].large,
            picked=bool(pick),
            stale=mark.in_words if mark and pick else "",
            why=why_not(take),
            points=(pick.start, pick.end) if pick else (None, None),
            hands=self.hands(shot, pick),
            is_new=take in self.new,
        )

    def hands(self, shot: Shot, pick: Pick | None) -> dict[str, str]:
        """Where this reader may say something, trim, swap the take, and split the shot."""
        may = {
            "notes": bool(self.member and self.member.rates),
            "trim": bool(self.member and self.member.may_pick and pick),
            "swap": bool(self.member and self.member.may_pick),
            "split": bool(self.member and self.member.plans and self.member.may_pick and pick),
        }
        return {name: reverse(f"shot_{name}", args=[shot.pk]) for name, can in may.items() if can}

    @cached_property
    def new(self) -> set[Take]:
        """What this reader has not watched yet."""
        return unwatched([take for shot in self.shots if (take := self.take_of(shot))], self.member)

    @cached_property
    def since(self) -> Since:
        """How what plays stands to the newest version of the whole film."""
        return Since.newest(self.project)

    @property
    def came(self) -> int:
        """How many takes have ever come for the film, or the scene that is screened, in the cut or not."""
        rows = Shot.objects.filter(scene__project=self.project)
        rows = rows.filter(scene=self.scene) if self.scene else rows
        came: int = rows.aggregate(came=Coalesce(Sum("takes_made"), 0))["came"]
        return came

    def at(self, shot: int) -> Showing | None:
        """The event of this shot, else the first one."""
        asked = (each for each in self.events if each.shot.pk == shot)
        return next(asked, next(iter(self.events), None))

    @property
    def frames(self) -> int:
        return sum(each.length for each in self.events)

    @property
    def missing(self) -> int:
        return sum(each.is_missing for each in self.events)

    @property
    def stale(self) -> int:
        return sum(bool(each.stale) for each in self.events)

    @cached_property
    def notes(self) -> list[Said]:
        """What was said about the frames that show, in the order of the film, and about shots as a whole."""
        rows = Note.objects.standing().filter(shot__scene__project=self.project)
        places = Places(self.events)
        found = [places.of(note) for note in rows.select_related("by", "take__shot__scene", "shot__scene")]
        return sorted(filter(None, found), key=lambda each: (each.record, each.note.pk))

    def json(self) -> dict[str, Any]:
        return {"version": self.project.version, "events": [each.json() for each in self.events]}


def unwatched(takes: list[Take], member: Any) -> set[Take]:
    seen = Watched.among(takes, member.person_id) if member else set()
    return {take for take in takes if take.pk not in seen}


def plays(take: Take | None) -> bool:
    return bool(take and take.frames and (take.original_id or take.conformed_id))


def span(pick: Pick, shot: Shot) -> tuple[int, int]:
    """In and out; a take that nobody has picked runs no longer than the shot is planned."""
    start, end = pick.first_frame, pick.end_frame or 0
    return (start, end) if pick.pk else (start, min(end, start + shot.length))


def why_not(take: Take | None) -> str:
    """Why a take that is there does not play yet."""
    if not take or plays(take):
        return ""
    return "measured" if take.clip else "lost" if take.link_died else "fetched"


class Places:
    """Where notes stand in a list of events."""

    def __init__(self, events: Iterable[Showing]) -> None:
        self.by_take: dict[int, list[Showing]] = {}
        self.by_shot: dict[int, Showing] = {}
        for each in events:
            self.by_shot.setdefault(each.shot.pk, each)
            if each.take:
                self.by_take.setdefault(each.take.pk, []).append(each)

    def of(self, note: Note) -> Said | None:
        """The first event that shows its frame; None where no one does."""
        if note.take_id is None:
            each = self.by_shot.get(note.shot_id)
            return Said(note, each.record) if each else None
        frame = note.frame or 0
        showing = (each for each in self.by_take.get(note.take_id, []) if each.start <= frame < each.end)
        found = next(showing, None)
        return Said(note, found.record + frame - found.start) if found else None
