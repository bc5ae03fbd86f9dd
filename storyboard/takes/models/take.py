from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy

from storyboard.files.models import File
from storyboard.projects.access import OfProject
from storyboard.projects.models import Project, Shot
from storyboard.takes.models.generation import Generation
from storyboard.takes.models.pick import LONGER_TAKES, Pick


class TakeQuerySet(OfProject):
    project_path = "shot__scene__project"

    def shown(self) -> Self:
        return self.filter(ng=False)

    def new_to(self, person: Any) -> Self:
        """Those that this person has not seen in a player yet."""
        return self.exclude(watched__person=person)

    def unsafe(self) -> Self:
        """Paid for, and only at an address that will die."""
        return self.filter(original=None, copy_gave_up=False)

    def missing(self) -> Self:
        """No clip here, tried or given up; one that was given up and put aside is missed by nobody."""
        return self.filter(original=None).exclude(copy_gave_up=True, ng=True)

    def underived(self) -> Self:
        """To be measured; a take that goes on from another one after that, whose clip may yet be joined."""
        due = self.filter(derived_at=None, original__isnull=False, derive_next_at__lte=now())
        return due.filter(Q(parent=None) | Q(parent__derived_at__isnull=False))


class Take(models.Model):
    """One clip that a generation returned, or one uploaded; its number is its own for ever."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="takes")
    number = models.PositiveIntegerField()
    generation = models.ForeignKey(Generation, null=True, on_delete=models.PROTECT, related_name="takes")
    place = models.PositiveSmallIntegerField(gettext_lazy("place in the answer"), default=0)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="longer_takes")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sandbox = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=now)

    original = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    conformed = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    strip = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    returned_url = models.TextField(blank=True)
    copy_tries = models.PositiveSmallIntegerField(default=0)
    copy_next_at = models.DateTimeField(default=now)
    copy_gave_up = models.BooleanField(default=False)
    copy_trouble = models.CharField(max_length=300, blank=True)

    derived_at = models.DateTimeField(null=True)
    derive_tries = models.PositiveSmallIntegerField(default=0)
    derive_next_at = models.DateTimeField(default=now)
    derive_trouble = models.CharField(max_length=300, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    frames = models.PositiveIntegerField(null=True)
    fps = models.CharField(max_length=20, blank=True)
    has_audio = models.BooleanField(null=True)
    head = models.PositiveIntegerField(gettext_lazy("first new frame"), default=0)

    kept_for = models.CharField(
        gettext_lazy("the meaning it is kept for as it is"), max_length=64, blank=True
    )
    circled = models.BooleanField(default=False)
    ng = models.BooleanField(gettext_lazy("NG"), default=False)

    objects = TakeQuerySet.as_manager()

    # The other shot for which it is shown or picked, where the cut comes back to it.
    stands_in: Shot | None = None

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["shot", "number"], name="a_take_number_is_used_once"),
            models.UniqueConstraint(
                fields=["generation", "place"],
                name="a_clip_becomes_one_take",
                condition=Q(generation__isnull=False),
            ),
            models.CheckConstraint(condition=~Q(circled=True, ng=True), name="no_take_is_circled_and_ng"),
        ]
        indexes = [models.Index(fields=["-made_at"], name="newest_takes")]

    def __str__(self) -> str:
        return gettext("{shot}, take {number}").format(shot=self.shot, number=self.number)

    def get_absolute_url(self) -> str:
        return reverse("take", args=[self.pk])

    @property
    def project(self) -> Project:
        return self.shot.scene.project

    @property
    def clip(self) -> File | None:
        """What plays: the copy at 24 fps where one was needed, else the untouched original."""
        return self.conformed or self.original

    @property
    def whole(self) -> File | None:
        """What is downloaded: the untouched original; of a longer take all that plays, whatever came back."""
        return self.clip if self.is_longer else self.original

    @property
    def is_being_measured(self) -> bool:
        return self.frames is None and self.derived_at is None

    @property
    def is_uploaded(self) -> bool:
        return self.generation_id is None

    @property
    def link_died(self) -> bool:
        return self.copy_gave_up and not self.original_id

    @property
    def enters_at(self) -> int:
        """Where it comes into the cut when nobody trimmed: after the frames that the shot before has shown.

        A longer take of its own shot shows what it repeats, if it does, and comes in where the take that it
        extends comes in.
        """
        take: Take = self
        for _ in range(LONGER_TAKES + 1):
            if not (take.is_longer and take.head):
                return take.head
            take = take.parent
        return 0

    @property
    def begins(self) -> int:
        """The frame on which its player opens: the pick where the cut comes in, another take where it would."""
        return (self.its_pick or Pick(take=self)).first_frame

    def points(self, start: int | None, end: int | None) -> tuple[int | None, int | None]:
        """In and out as a pick keeps them: None where they would stand by themselves."""
        return None if start == self.enters_at else start, None if end == self.frames else end

    @property
    def is_longer(self) -> bool:
        """Extended from a take of its own shot: all of that is in it."""
        return self.parent_id is not None and self.parent.shot_id == self.shot_id

    @property
    def download_name(self) -> str:
        """`Keeper_SC002-SH030_T02.mp4`."""
        return f"{self.project.export_name}_{self.shot.export_code}_T{self.number:02d}.mp4"

    def bring(self, original: File, by: Any = None) -> bool:
        """Its clip is here at last, copied or adopted by a person; the first that comes stays."""
        changes = {"original": original, "copy_trouble": "", "copy_gave_up": False, "uploaded_by": by}
        with transaction.atomic():
            if brought := Take.objects.filter(pk=self.pk, original=None).update(**changes):
                self.project.change()
        if brought:
            for name, value in changes.items():
                setattr(self, name, value)
        return bool(brought)

    def claim_copy(self, seconds: float) -> bool:
        """Keep the other workers from its address for so long; False when one of them came first."""
        rows = Take.objects.filter(pk=self.pk, original=None, copy_next_at=self.copy_next_at)
        return rows.update(copy_next_at=now() + timedelta(seconds=seconds)) == 1

    def copy_now(self) -> bool:
        """Try its address again at once, also one that was given up."""
        rows = Take.objects.filter(pk=self.pk, original=None).exclude(returned_url="")
        with transaction.atomic():
            if tried := rows.update(copy_next_at=now(), copy_gave_up=False):
                self.project.change()
        return bool(tried)

    def circle(self, on: bool) -> None:
        """Liked, or no longer; a circled take is not NG, and the pick stays circled."""
        if on:
            self.mark(circled=True, ng=False)
        else:
            self.mark_unpicked(circled=False)

    def put_aside(self, on: bool) -> None:
        """NG, or back again; the pick cannot be put aside."""
        if not on:
            self.mark(ng=False)
        else:
            self.mark_unpicked(ng=True, circled=False)

    def mark(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=list(changes))
        self.project.change()

    def mark_unpicked(self, **changes: Any) -> None:
        """Mark it unless it is the pick: who picks at the same moment is not talked over."""
        picked = Exists(Pick.objects.filter(take=OuterRef("pk")))
        if Take.objects.filter(~picked, pk=self.pk).update(**changes):
            for name, value in changes.items():
                setattr(self, name, value)
            self.project.change()

    @classmethod
    @transaction.atomic
    def rate(cls, project: Project, takes: Iterable[Take], mark: str, *, on: bool) -> int:
        """Circle several, put them aside or clear them: how many changed. A pick stays circled, never put aside."""
        marks = {"circled": {"circled": on}, "ng": {"ng": on}, "clear": {"circled": False, "ng": False}}[mark]
        if on and mark != "clear":
            marks |= {"circled": mark == "circled", "ng": mark == "ng"}
        rows = cls.objects.filter(pk__in=[take.pk for take in takes]).exclude(**marks)
        if not marks.get("circled", True):
            rows = rows.filter(~Exists(Pick.objects.filter(take=OuterRef("pk"))))
        changed: int = rows.update(**marks)
        if changed:
            project.change()
        return changed

    def keep_as_it_is(self, meaning: str) -> None:
        """Out of date and good as it is: remembered for what the shot would send now, until that changes again."""
        self.mark(kept_for=meaning)

    @transaction.atomic
    def pick(self, on: bool, by: Any, start: int | None = None, end: int | None = None) -> None:
        """Let this take stand in the cut for its shot, or nothing; picking circles it."""
        if on:
            start, end = self.points(start, end)
            Pick.objects.update_or_create(
                shot=self.in_shot, defaults={"take": self, "by": by, "at": now(), "start": start, "end": end}
            )
            self.mark(circled=True, ng=False)
        else:
            Pick.objects.filter(shot=self.in_shot, take=self).delete()
            self.project.change()

    @property
    def in_shot(self) -> Shot:
        """The shot for which it is shown and picked: its own, but where the cut comes back to it."""
        return self.stands_in or self.shot

    @property
    def is_pick(self) -> bool:
        return self.its_pick is not None

    @property
    def its_pick(self) -> Pick | None:
        """How it stands in the cut for the shot: its pick with in and out, where it is picked."""
        pick: Pick | None = getattr(self.in_shot, "pick", None)
        if not pick or pick.take_id != self.pk:
            return None
        pick.take = self
        return pick

    @classmethod
    @transaction.atomic
    def upload(cls, shot: Shot, original: File, by: Any, *, sandbox: bool = False) -> Take:
        """A clip that somebody brought becomes the shot's next take; one that the sandbox drew stays marked."""
        number = shot.number_takes(1)[0]
        take = cls.objects.create(
            shot=shot, number=number, original=original, uploaded_by=by, sandbox=sandbox
        )
        shot.project.change()
        return take
