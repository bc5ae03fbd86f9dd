from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from storyboard.files.models import File
from storyboard.projects.access import PLANS, OfProject
from storyboard.projects.models import Member, Project, Shot
from storyboard.projects.money import NOTHING, Bill
from storyboard.takes.models.ledger import Entry, EntryKind
from storyboard.veo import CHARGED

if TYPE_CHECKING:
    from storyboard.takes.models.take import Take
    from storyboard.takes.settling import Arrival

SANDBOX = "sandbox"
FILM = "shot__scene__project"
TURN = Window(RowNumber(), partition_by=FILM, order_by=("next_try_at", "pk"))
FIRST_WAIT, LONGEST_WAIT, LONGEST_ASKED = 2.0, 300.0, 3600.0


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    LOST = "lost", _("Lost")
    CANCELED = "canceled", _("Canceled")


ACTIVE = (Status.WAITING, Status.QUEUED, Status.SENDING)
TROUBLED = (Status.REFUSED, Status.FAILED, Status.LOST)


class GenerationQuerySet(OfProject):
    project_path = FILM

    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def answered(self) -> Self:
        """Done by an answer of their own, not by what somebody brought for a lost call."""
        own = Q(trouble__isnull=True) | ~Q(trouble__outcome="lost")
        return self.filter(own, status=Status.DONE, sent_at__isnull=False)

    def due(self) -> Self:
        """Queued, rested, not backing off, and in nobody's hands."""
        free = Q(worker="") | Q(lease_until__lt=now())
        due = self.of_the_cut().filter(free, status=Status.QUEUED, next_try_at__lte=now(), on_hold=False)
        return due.order_by("next_try_at", "pk")

    def affordable(self) -> Self:
        """Paid rows of films that may send, by members who may spend: both can be taken away while a row waits."""
        spends = Member.objects.filter(
            project=OuterRef(FILM), person=OuterRef("made_by"), may_spend=True, role__in=PLANS
        )
        return self.filter(Exists(spends), **{f"{FILM}__may_send": True})

    def of_the_cut(self) -> Self:
        """Nothing is sent for a shot that is omitted or deleted; it goes on when the shot is back."""
        out = ("shot__omitted_at", "shot__deleted_at", "shot__scene__omitted_at", "shot__scene__deleted_at")
        return self.filter(**dict.fromkeys(out))

    def claim(self, worker: str, route: Q, room: int) -> list[Generation]:
        """Take up to `room` due rows in hand; each UPDATE names what it saw, so a row goes to one worker only."""
        with transaction.atomic():
            line = self.next_in_line(route, room)
            rows = self.in_bulk(line)
            return [rows[pk] for pk in line if rows[pk].claim(worker)]

    def next_in_line(self, route: Q, room: int) -> list[int]:
        """The films take turns: what a film has in flight counts as turns that it had."""
        if room <= 0:
            return []
        due = self.due().filter(route).annotate(turn=TURN).filter(turn__lte=room)
        rows = list(due.values_list("pk", FILM, "turn", "next_try_at"))
        had = Generation.objects.filter(route).turns_had() if rows else {}
        line = sorted((turn + had.get(film, 0), at, pk) for pk, film, turn, at in rows)
        return [pk for _, _, pk in line[:room]]

    def turns_had(self) -> dict[int, int]:
        """How many of each film's calls are in a worker's hands."""
        flying = self.filter(status__in=(Status.QUEUED, Status.SENDING)).exclude(worker="").order_by()
        return dict(flying.values_list(FILM).annotate(Count("pk")))

    def slow(self, route: str, wait: float) -> None:
        """A key that is too fast rests as a whole, not one call of it."""
        until = now() + timedelta(seconds=wait)
        self.filter(route=route, status=Status.QUEUED, worker="", next_try_at__lt=until).update(
            next_try_at=until
        )

    def slowed(self) -> Self:
        """What was too fast for its key and waits its time: nothing else goes out on that key meanwhile."""
        return self.filter(status=Status.QUEUED, worker="", next_try_at__gt=now(), trouble__slow_key=True)

    def put_on_hold(self) -> int:
        """A copied or restored data folder: what was queued may have been sent since, so a person lets it go."""
        unsent = self.filter(status__in=(Status.WAITING, Status.QUEUED), on_hold=False).exclude(route=SANDBOX)
        for project in Project.objects.filter(pk__in=unsent.order_by().values(FILM)):
            project.change()
        return unsent.update(on_hold=True)

    def abandoned(self) -> Self:
        return self.filter(status__in=(Status.QUEUED, Status.SENDING), lease_until__lte=now()).exclude(
            worker=""
        )


class Generation(models.Model):
    """One paid request to Veo for a shot, recorded whole before it is sent."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="generations")
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="sent_again_as")
    click = models.UUIDField(unique=True, default=uuid.uuid4)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    route = models.CharField(max_length=200)
    preset = models.CharField(max_length=8)
    mode = models.CharField(max_length=10)
    n = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    recipe = models.JSONField()
    sent_hash = models.CharField(max_length=64)
    meaning_hash = models.CharField(max_length=64, db_index=True)
    price = models.BigIntegerField(_("price of a second in millionths"), null=True)
    currency = models.CharField(max_length=3, blank=True)
    held = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    settled_seconds = models.PositiveIntegerField(default=0)
    decided = models.PositiveSmallIntegerField(_("clips of a lost call that were charged"), null=True)

    status = models.CharField(max_length=8, choices=Status)
    on_hold = models.BooleanField(default=False)
    pick_first = models.BooleanField(_("pick the first take by itself"), default=False)
    worker = models.CharField(max_length=80, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    rest_until = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=200, blank=True)
    trouble = models.JSONField(null=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "next_try_at"], name="what_is_due"),
            models.Index(fields=["shot", "-id"], name="newest_of_a_shot"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["after"], name="sent_again_once", condition=Q(after__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"generation {self.pk} of {self.shot}"

    def get_absolute_url(self) -> str:
        return reverse("generation", args=[self.pk])

    @property
    def project(self) -> Project:
        return self.shot.scene.project

    @property
    def is_sandbox(self) -> bool:
        return self.route == SANDBOX

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_resting(self) -> bool:
        return self.status == Status.QUEUED and not self.worker and self.rest_until > now()

    @property
    def is_brought(self) -> bool:
        """Done by what somebody brought for it when it was lost: its trouble stays in sight."""
        return self.status == Status.DONE and (self.trouble or {}).get("outcome") == "lost"

    @property
    def folder(self) -> Path:
        """Where this attempt's raw answer is written."""
        return settings.ANSWERS / str(self.uid) / str(self.attempt)

    # Verbs in calling order. Each is one conditional UPDATE: a row that moved meanwhile is re-read, never overwritten.

    def move(self, come_from: Status, to: Status, *only: Q, **changes: Any) -> bool:
        """Go from one state to the next; False when the row has moved meanwhile."""
        with transaction.atomic():
            moved = Generation.objects.filter(
                *only, pk=self.pk, status=come_from, worker=self.worker, attempt=self.attempt
            ).update(status=to, **changes)
            if moved:
                self.project.change()
        if moved:
            self.status = to
            for name, value in changes.items():
                setattr(self, name, value)
        return moved == 1

    def ready(self, **resolved: Any) -> bool:
        """The shots it hangs on have their picks: what the links resolved to is recorded, and it queues."""
        return self.move(Status.WAITING, Status.QUEUED, next_try_at=max(self.rest_until, now()), **resolved)

    def claim(self, worker: str) -> bool:
        """Take it in hand: worker, attempt + 1 and a lease; the state stays."""
        lease = now() + timedelta(seconds=settings.LEASE_SECONDS)
        claimed = Generation.objects.filter(
            pk=self.pk, status=Status.QUEUED, worker=self.worker, attempt=self.attempt, on_hold=False
        ).update(worker=worker, attempt=F("attempt") + 1, lease_until=lease)
        if claimed:
            self.worker, self.attempt, self.lease_until = worker, self.attempt + 1, lease
        return claimed == 1

    def begin_sending(self) -> bool:
        """The last step before the first byte leaves: after this the call may be charged. What is on hold stays."""
        return self.move(Status.QUEUED, Status.SENDING, Q(on_hold=False), sent_at=now())

    def put_back(self, come_from: Status, wait: float = 0.0, trouble: dict[str, Any] | None = None) -> bool:
        """Not accepted, or never sent: it queues again by itself after `wait` seconds."""
        return self.move(
            come_from,
            Status.QUEUED,
            worker="",
            lease_until=None,
            next_try_at=max(self.next_try_at, now() + timedelta(seconds=wait)),
            trouble=trouble or self.trouble,
        )

    def back_off(self, asked: float | None) -> float:
        """Seconds to wait before the next try: what Veo asked for, else doubling from 2 s to 5 min."""
        doubled = FIRST_WAIT * 2 ** min(max(self.attempt - 1, 0), 10)
        return max(min(asked or 0.0, LONGEST_ASKED), min(doubled, LONGEST_WAIT))

    def finish(
        self,
        arrivals: list[Arrival],
        *,
        request_id: str = "",
        trouble: dict[str, Any] | None = None,
        came_at: datetime | None = None,
        by: Any = None,
    ) -> list[Take]:
        """The answer is here, even a late one: its clips become takes and what they took is settled, all or nothing.

        `came_at` is when it came, where it was found later. `by` is who brought the clips in its place: what was
        said of the lost call to be charged stays charged.
        """
        with transaction.atomic():
            self.look_again()
            held, said = self.still_held, self.decided or 0
            changes = {"request_id": request_id, "trouble": trouble, "ended_at": came_at or now()}
            if by:  # what somebody brought leaves what happened in sight
                changes = {"request_id": (self.trouble or {}).get("request_id") or ""}
            if not self.end((Status.SENDING, Status.LOST), Status.DONE, decided=None, **changes):
                return [] if by else self.add(arrivals)
            self.bring(arrivals)
            takes = list(self.takes.order_by("number"))
            self.settle(held, max(len(takes), said) if by else len(takes), by=by)
            if self.pick_first and takes and not hasattr(self.shot, "pick"):
                takes[0].pick(True, by=self.made_by)
            return takes

    def look_again(self) -> None:
        """Read what others may have written, and keep them from writing until the transaction ends."""
        names = ["status", "decided", "settled", "settled_seconds", "trouble"]
        self.refresh_from_db(fields=names, from_queryset=Generation.objects.select_for_update(of=("self",)))

    def adopt(self, arrival: Arrival, by: Any) -> list[Take]:
        """A file brought for a lost call; while fewer are here than were asked for it stays lost, and held."""
        with transaction.atomic():
            if self.takes.count() + 1 >= self.n:
                return self.finish([arrival], by=by)
            return self.bring([arrival]) if self.move(Status.LOST, Status.LOST) else []

    def add(self, arrivals: list[Arrival]) -> list[Take]:
        """It was done by a file that somebody brought: clips of its own answer stand behind it, each once."""
        had = self.takes.values_list("original", "returned_url", "place")
        here = {one for original, url, _ in had for one in (original, url)} - {None, ""}
        fresh = [each for each in arrivals if not here & {each.file and each.file.pk, each.url}]
        if self.status != Status.DONE or not fresh:
            return []
        first = max((place for *_, place in had), default=-1) + 1
        self.bring([replace(each, place=place) for place, each in enumerate(fresh, first)])
        self.settle(NOTHING, len(arrivals))
        self.project.change()
        return list(self.takes.filter(place__gte=first).order_by("number"))

    def refuse(self, trouble: dict[str, Any]) -> bool:
        """Veo said no and charged nothing: the hold is given back with the state."""
        return self.end_unpaid(Status.REFUSED, trouble)

    def fail(self, trouble: dict[str, Any]) -> bool:
        """Veo broke and said so: very likely not charged, the hold is given back."""
        return self.end_unpaid(Status.FAILED, trouble)

    def lose(self, trouble: dict[str, Any], arrivals: list[Arrival] = ()) -> bool:  # type: ignore[assignment]
        """It may have been charged: nothing is sent again by itself, the hold stays; whole clips become takes.

        Also those that are found when it is known to be lost; what a person has decided meanwhile stands.
        """
        with transaction.atomic():
            lost = self.end((Status.SENDING,), Status.LOST, trouble=trouble)
            if lost or self.move(Status.LOST, Status.LOST, trouble=trouble):
                self.bring(list(arrivals))
            else:
                self.look_again()
                self.add(list(arrivals))
            return lost

    def refuse_unsent(self, trouble: dict[str, Any]) -> bool:
        """It cannot be sent at all (a file that goes along is gone): nothing left, nothing is charged."""
        with transaction.atomic():
            refused = self.end((Status.WAITING, Status.QUEUED), Status.REFUSED, trouble=trouble)
            if refused:
                self.release()
            return refused

    def cancel(self) -> bool:
        """Before it is sent a person may take it back: that costs nothing, and what it followed can be sent again."""
        with transaction.atomic():
            fresh = Generation.objects.select_related("shot__scene__project").get(pk=self.pk)
            canceled = fresh.status in (Status.WAITING, Status.QUEUED) and fresh.end(
                (Status(fresh.status),), Status.CANCELED, after=None
            )
            if canceled:
                fresh.release()
            return bool(canceled)

    def let_go(self) -> bool:
        """A person says that it was not sent elsewhere: it rests once more, so that it can be undone, and goes on."""
        rested = now() + timedelta(seconds=settings.REST_SECONDS)
        rows = Generation.objects.filter(pk=self.pk, on_hold=True, status__in=(Status.WAITING, Status.QUEUED))
        with transaction.atomic():
            if let_go := rows.update(on_hold=False, rest_until=rested, next_try_at=rested):
                self.project.change()
        return bool(let_go)

    def end_unpaid(self, to: Status, trouble: dict[str, Any]) -> bool:
        """Also when it was given up meanwhile; but a person who has decided since, or brought a clip, is only told."""
        with transaction.atomic():
            self.look_again()
            untouched = self.decided is None and not self.takes.exists()
            ended = self.end((Status.SENDING, *([Status.LOST] if untouched else [])), to, trouble=trouble)
            if ended:
                self.release()
            else:
                self.move(Status.LOST, Status.LOST, trouble=came_late(trouble))
            return ended

    def end(self, come_from: tuple[Status, ...], to: Status, **changes: Any) -> bool:
        changes = {"ended_at": now(), "lease_until": None, **changes}
        return any(self.move(state, to, **changes) for state in come_from)

    def bring(self, arrivals: list[Arrival]) -> list[Take]:
        """Takes for the clips that are not takes yet; a clip found twice, or adopted before, is the same take."""
        had = list(self.takes.values_list("place", "original", "returned_url"))
        known = {place for place, *_ in had}
        adopted = {one for place, *clip in had if place >= self.n for one in clip} - {None, ""}
        fresh = [
            each
            for each in arrivals
            if each.place not in known and not adopted & {each.file and each.file.pk, each.url}
        ]
        numbers = self.shot.number_takes(len(fresh)) if fresh else []
        return [arrival.take(self, number) for arrival, number in zip(fresh, numbers, strict=True)]

    # Money. The sandbox costs and holds nothing, and has no line in the ledger.

    @property
    def bill(self) -> Bill:
        """What it takes when every clip comes back."""
        return NOTHING if self.is_sandbox else Bill(self.held, self.seconds)

    @property
    def spent(self) -> Bill:
        return Bill(self.settled, self.settled_seconds)

    def bill_for(self, videos: int) -> Bill:
        seconds = min(videos, self.n) * self.seconds // self.n
        return NOTHING if self.is_sandbox else Bill(seconds * (self.price or 0), seconds)

    @property
    def still_held(self) -> Bill:
        """A lost call holds until a person has decided what it took."""
        holds = self.status in ACTIVE or (self.status == Status.LOST and self.decided is None)
        return self.bill if holds else NOTHING

    def hold(self) -> bool:
        """Set aside what it may take, with a line in the ledger; False when the budget does not have it."""
        if not self.project.hold(self.bill, self.currency):
            return False
        Entry.objects.write(self, EntryKind.HOLD, self.bill)
        return True

    def settle(self, held: Bill, videos: int, kind: EntryKind = EntryKind.SETTLE, by: Any = None) -> None:
        """Give back what was `held`; what the clips that came take is spent, less what was settled before."""
        bill = self.bill_for(videos)
        Generation.objects.filter(pk=self.pk).update(settled=bill.amount, settled_seconds=bill.seconds)
        if not self.is_sandbox:
            Entry.objects.book(self, kind, -held, bill - self.spent, by)
        self.settled, self.settled_seconds = bill.amount, bill.seconds

    def release(self) -> None:
        if not self.is_sandbox:
            Entry.objects.book(self, EntryKind.RELEASE, -self.bill)

    def decide(self, videos: int, by: Any) -> bool:
        """A person says how many of a lost call's clips were charged, 0 for none; they may think better of it."""
        with transaction.atomic():
            rows = Generation.objects.select_for_update(of=("self",)).select_related("shot__scene__project")
            fresh = rows.get(pk=self.pk)
            held = fresh.still_held
            rows = Generation.objects.filter(pk=self.pk, status=Status.LOST, decided=fresh.decided)
            if decided := rows.update(decided=min(videos, fresh.n)):
                fresh.settle(held, videos, EntryKind.DECIDE, by)
                fresh.project.change()
        return bool(decided)

    @property
    def running_since(self) -> datetime:
        """When the present attempt began, else the wait; an attempt that was told to wait is over."""
        waits = self.status in (Status.WAITING, Status.QUEUED)
        return self.made_at if waits else self.sent_at or self.made_at


def came_late(trouble: dict[str, Any]) -> dict[str, Any]:
    """What a lost call was answered after all, where it stays lost."""
    said = f"Its answer came late: {trouble['message']} {CHARGED.get(trouble['charged'], '')}"
    return {**trouble, "outcome": "lost", "message": said.strip()}


class Input(models.Model):
    """A picture or clip that goes along with a generation, as it is sent."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="inputs")
    role = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ["role", "position"]
        constraints = [
            models.UniqueConstraint(fields=["generation", "role", "position"], name="an_input_stands_once")
        ]

    def __str__(self) -> str:
        return self.words
