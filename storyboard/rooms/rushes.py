"""The takes of one shot as they come in: what plays, what runs, what went wrong."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext, ngettext

from storyboard.cut.splitting import Split
from storyboard.projects.models import Shot
from storyboard.rooms.own_news import OwnNews
from storyboard.rooms.refreshing import Refreshing
from storyboard.rooms.shown import take_of
from storyboard.rooms.standing import Stand, stand_of
from storyboard.takes.marks import Marks
from storyboard.takes.models import Entry, Generation, Status, Take, Watched, Worker
from storyboard.takes.models.generation import ACTIVE, SANDBOX, TROUBLED
from storyboard.takes.models.ledger import EntryKind
from storyboard.takes.progress import Progress, follow, nobody_works
from storyboard.takes.waiting import behind

EARLIER = 12
MOST_TROUBLED = 40
LATELY = timedelta(days=1)
FILES = ("original", "conformed", "poster", "strip", "generation", "parent__shot__scene", "uploaded_by")


class Rushes:
    """Everything the takes part of the shot page shows; `wanted` is the number of the take that plays."""

    def __init__(self, shot: Shot, member: Any, wanted: str = "", *, with_ng: bool = False) -> None:
        self.shot, self.member, self.wanted, self.with_ng = shot, member, wanted, with_ng
        self.version = version_of(shot)
        self.click = uuid.uuid4()

    @property
    def path(self) -> str:
        return self.shot.get_absolute_url()

    @property
    def here(self) -> str:
        """This part as it stands: where a hand comes back to."""
        playing = {"take": self.playing_key} if self.playing else {}
        asked = urlencode(playing | ({"ng": 1} if self.with_ng else {}))
        return f"{self.path}?{asked}" if asked else self.path

    @property
    def playing_key(self) -> int | str:
        """What `take` says in this page's address: the number of one of its own takes, or `pick` for another shot's."""
        if not self.playing:
            return ""
        return "pick" if self.playing.stands_in else self.playing.number

    @cached_property
    def cut_back(self) -> Take | None:
        """The pick, where that is a take of another shot."""
        pick = getattr(self.shot, "pick", None)
        if pick is None or pick.take.shot_id == self.shot.pk:
            return None
        take: Take = Take.objects.select_related(*FILES, "shot__scene__project").get(pk=pick.take_id)
        take.stands_in = self.shot
        return take

    @cached_property
    def all(self) -> list[Take]:
        takes = list(Take.objects.filter(shot=self.shot).select_related(*FILES).order_by("-number"))
        for take in takes:
            take.shot = self.shot
        return takes

    @cached_property
    def new(self) -> set[int]:
        """The keys of the takes that this member has not seen in a player yet."""
        seen = Watched.among(self.all, self.member.person_id)
        return {take.pk for take in self.all if not take.ng} - seen

    @cached_property
    def takes(self) -> list[Take]:
        """Newest first; those put aside only when they are asked for, or play."""
        return [take for take in self.all if self.with_ng or not take.ng or take == self.playing]

    @property
    def put_aside(self) -> int:
        return sum(take.ng for take in self.all)

    @cached_property
    def playing(self) -> Take | None:
        """The take asked for, else the one that the shot is shown by everywhere; one put aside only when asked for."""
        by_number = {str(take.number): take for take in self.all}
        if self.wanted in by_number:
            return by_number[self.wanted]
        if self.cut_back:
            return self.cut_back
        shown = take_of(self.shot) if self.all else None
        found = next((take for take in self.all if take.pk == shown), None)
        if shown and not found:
            # It came since the others were read: until the next look it is the newest of these.
            found = next((take for take in self.all if not take.ng), None)
        return found

    @cached_property
    def split(self) -> Split | None:
        """What *Split here* would do, where the pick plays and the member may."""
        may = self.member.plans and self.member.may_pick and self.playing and self.playing.is_pick
        split = Split(self.shot) if may else None
        return split if split and not split.why_not() else None

    @cached_property
    def generations(self) -> list[Progress]:
        """What runs, and the newest of the rest."""
        rows = Generation.objects.filter(shot=self.shot).select_related("made_by", "shot__scene__project")
        rows = rows.prefetch_related("sent_again_as").order_by("-pk")
        running = list(rows.filter(status__in=ACTIVE))
        ended = list(rows.exclude(status__in=ACTIVE)[:EARLIER])
        return follow([*running, *ended], self.shot.project)

    @property
    def running(self) -> list[Progress]:
        return [each for each in self.generations if each.generation.is_active]

    @property
    def mine(self) -> Progress | None:
        """The newest one that this member asked for, while it rests and can be undone."""
        rests = (each for each in self.running if each.phase == "resting")
        mine = (each for each in rests if each.generation.made_by_id == self.member.person_id)
        return max(mine, key=lambda each: each.generation.pk, default=None)

    @cached_property
    def troubled(self) -> list[Progress]:
        """What wants a person; where nothing does, what a person has decided lately."""
        rows = Generation.objects.filter(shot=self.shot).order_by("-pk")
        needed = rows.select_related("made_by", "shot__scene__project")
        needed = needed.prefetch_related("sent_again_as", "takes", "ledger__by")
        found = list(unsettled(needed)[:MOST_TROUBLED]) or list(decided_lately(needed))
        waits = behind(found, self.shot.project) if found else {}
        return [Progress(row, behind=waits[row.pk]) for row in found]

    @property
    def goes_on(self) -> bool:
        """Something newer than the newest trouble is under way."""
        return any(each.generation.pk > self.troubled[0].generation.pk for each in self.running)

    @property
    def older_troubles(self) -> list[Progress]:
        return self.troubled[1:]

    @property
    def stand(self) -> Stand:
        return stand_of(
            omitted=self.shot.is_omitted,
            on_hold=self.shot.on_hold,
            picked=hasattr(self.shot, "pick"),
            has_takes=any(not take.ng for take in self.all),
        )

    @property
    def in_words(self) -> str:
        """What has changed by itself, for who hears the page: what runs, where the shot stands, what wants a person."""
        running = len(self.running)
        told = [
            ngettext("%d under way", "%d under way", running) % running if running else "",
            str(self.stand.label),
            gettext("The pick is out of date") if self.fresh.mark else "",
            self.troubled[0].what_happened if self.troubled and not self.goes_on else "",
        ]
        return ". ".join(filter(None, told))

    @cached_property
    def fresh(self) -> Refreshing:
        """Why the pick is out of date, if it is."""
        return Refreshing(self.shot, self.member, Marks.near(self.shot.project))

    @property
    def ended_well(self) -> list[Progress]:
        return [each for each in self.generations if each.generation.status == Status.DONE]

    @property
    def short(self) -> Progress | None:
        """The newest one, when fewer takes came back than were asked for."""
        newest = next(iter(self.ended_well), None)
        told = newest.generation.trouble if newest else None
        return newest if told and told.get("kind") == "fewer" else None

    @property
    def short_take(self) -> Take | None:
        """One that it brought, by which the same is asked for again."""
        short = self.short
        return next((take for take in self.all if short and take.generation_id == short.generation.pk), None)

    @cached_property
    def news(self) -> OwnNews:
        """What became of what this member asked for in the film."""
        return OwnNews(self.shot.project, self.member.person_id)

    @cached_property
    def idle(self) -> bool:
        return nobody_works(each.generation for each in self.running)

    @property
    def is_moving(self) -> bool:
        """Something will change by itself: the part polls itself until then."""
        return bool(self.running) or any(is_coming(take) for take in self.all)


def unsettled(generations: QuerySet[Generation]) -> QuerySet[Generation]:
    """Those that want a person: a lost call until it is decided what it took, the others until a newer one succeeds."""
    newer = Generation.objects.filter(shot=OuterRef("shot"), pk__gt=OuterRef("pk"), status=Status.DONE)
    held = Q(status=Status.LOST, decided=None) & ~Q(route=SANDBOX)
    wants = held | Q(~Exists(newer), decided=None, sent_again_as=None)
    return generations.filter(wants, status__in=TROUBLED)


def decided_lately(generations: QuerySet[Generation]) -> QuerySet[Generation]:
    """Lost calls of which somebody has said within a day what they took: they may think better of it."""
    said = Entry.objects.filter(generation=OuterRef("pk"), kind=EntryKind.DECIDE, at__gt=now() - LATELY)
    return generations.filter(Exists(said), status=Status.LOST, decided__isnull=False, sent_again_as=None)


def is_coming(take: Take) -> bool:
    if take.original_id:
        return take.derived_at is None
    return not take.copy_gave_up


def version_of(shot: Shot) -> str:
    """What a poll compares: the film's version, whether somebody works, and how many still rest or back off."""
    waiting = Generation.objects.filter(shot=shot, status=Status.QUEUED, worker="", next_try_at__gt=now())
    return f"{shot.project.version}-{int(Worker.any_alive())}-{waiting.count()}"
