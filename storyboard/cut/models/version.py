"""Cut versions: the cut as it stood when somebody saved it, frozen and numbered."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from storyboard.projects.access import OfProject
from storyboard.projects.lengths import FPS
from storyboard.projects.models import Project, Shot
from storyboard.takes.models import Take

RECORD_START = 3600 * FPS  # 01:00:00:00


class CutVersion(models.Model):
    """A frozen, numbered list of events; its number is its own in the film for ever."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="cut_versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)
    click = models.UUIDField(null=True, editable=False)
    locked_at = models.DateTimeField("picture lock", null=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OfProject.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="a_cut_version_number_is_used_once"),
            models.UniqueConstraint(fields=["project", "click"], name="a_click_saves_one_cut_version"),
        ]

    def __str__(self) -> str:
        return _("Version %(number)d") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("cut_version", args=[self.pk])

    @property
    def export_name(self) -> str:
        """`Keeper_v3`: how the names of its files begin."""
        return f"{self.project.export_name}_v{self.number}"

    def lock(self, on: bool, by: Any, since: datetime | None = None) -> bool:
        """Call it the picture lock, or no longer; False when it is that already. Its events stay as they are.

        `since` is when the lock that is taken off was put on: somebody else's later one stays.
        """
        rows = CutVersion.objects.filter(pk=self.pk, locked_at__isnull=on)
        rows = rows.filter(locked_at=since) if since else rows
        fields = {"locked_at": now() if on else None, "locked_by": by if on else None}
        with transaction.atomic():
            moved = rows.update(**fields)
            if moved:
                self.locked_at, self.locked_by = fields["locked_at"], fields["locked_by"]
                self.project.change()
        return bool(moved)


class Frozen(TypeError):
    """Somebody tried to change what a saved version shows."""


def stay_frozen(*args: Any, **more: Any) -> NoReturn:
    raise Frozen("A cut version stays as it was saved: save another one.")


class EventQuerySet(models.QuerySet["Event"]):
    """Rows that are written once; they only go with their whole version."""

    update = bulk_update = delete = stay_frozen

    def to_show(self) -> EventQuerySet:
        """With what a page, a list or a player says of them."""
        takes = ("take__shot__scene", "take__original", "take__conformed")
        return self.select_related("shot__scene", *takes).order_by("position")


class Event(models.Model):
    """One shot of a cut version: frames `start` to before `end` of its take, from frame `record_in` of the film on.

    Without a take it is a hole of the shot's planned length: nothing was picked, or its clip could not be measured.
    """

    version = models.ForeignKey(CutVersion, on_delete=models.CASCADE, related_name="events")
    position = models.PositiveIntegerField()
    shot = models.ForeignKey(Shot, on_delete=models.PROTECT, related_name="+")
    scene_number = models.CharField("number of the scene then", max_length=8)
    code = models.CharField("code of the shot then", max_length=8)
    take = models.ForeignKey(Take, null=True, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField("in")
    end = models.PositiveIntegerField("out")
    record_in = models.PositiveIntegerField("record in, from the first frame of the film")
    length = models.PositiveIntegerField("length in frames")
    clip_name = models.CharField("name of the clip's file", max_length=200, blank=True)
    sha256 = models.CharField("hash of the file that played", max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="an_event_has_its_place"),
            models.UniqueConstraint(fields=["version", "shot"], name="a_shot_stands_once_in_a_version"),
            models.CheckConstraint(
                condition=Q(end__gt=F("start"), length=F("end") - F("start")),
                name="an_event_runs_from_in_to_out",
            ),
            models.CheckConstraint(
                condition=Q(take=None, start=0, clip_name="", sha256="")
                | (Q(take__isnull=False) & ~Q(clip_name="")),
                name="an_event_shows_a_take_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scene_number}-{self.code}"

    def save(self, *args: Any, **more: Any) -> None:
        """Written once."""
        if self.pk:
            stay_frozen()
        super().save(*args, **more)

    delete = stay_frozen

    @property
    def last(self) -> int:
        """The last frame of its take that shows."""
        return self.end - 1

    @property
    def record_from(self) -> int:
        """Record in as an edit list counts it."""
        return RECORD_START + self.record_in

    @property
    def record_until(self) -> int:
        return self.record_from + self.length

    @property
    def is_own(self) -> bool:
        """Whether its take was made for this very shot; else it is cut back to another one's."""
        return self.take is not None and self.take.shot_id == self.shot_id

    @property
    def take_words(self) -> str:
        """`take 2`, `take 2 of 1-010`, `no take`."""
        if self.take is None:
            return _("no take")
        words = {"number": self.take.number, "shot": self.take.shot}
        return (_("take %(number)d") if self.is_own else _("take %(number)d of %(shot)s")) % words

    @property
    def shows(self) -> tuple[int | None, int, int]:
        """What decides whether two events play the same."""
        return (self.take_id, self.start, self.end)
