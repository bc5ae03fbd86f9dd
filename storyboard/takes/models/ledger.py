from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject
from storyboard.projects.models import Project
from storyboard.projects.money import NOTHING, Bill


class EntryKind(models.TextChoices):
    HOLD = "hold", _("held")
    RELEASE = "release", _("given back")
    SETTLE = "settle", _("settled")
    DECIDE = "decide", _("decided")


class EntryQuerySet(OfProject):
    def write(
        self, generation: Any, kind: EntryKind, held: Bill, settled: Bill = NOTHING, by: Any = None
    ) -> None:
        self.create(
            project=generation.project,
            generation=generation,
            kind=kind,
            held=held.amount,
            held_seconds=held.seconds,
            settled=settled.amount,
            settled_seconds=settled.seconds,
            by=by,
        )

    def book(
        self, generation: Any, kind: EntryKind, held: Bill, settled: Bill = NOTHING, by: Any = None
    ) -> None:
        """The line and the film's sums move together, by the same amounts; call it within a transaction."""
        generation.project.book(held, settled)
        self.write(generation, kind, held, settled, by)


class Entry(models.Model):
    """A line of the ledger, never changed: by how much it moved what is held and what is settled.

    Money in millionths, and seconds; the lines of a film add up to its sums. `by` is the person who decided it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ledger")
    generation = models.ForeignKey("takes.Generation", on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=7, choices=EntryKind)
    held = models.BigIntegerField(default=0)
    held_seconds = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    settled_seconds = models.BigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["project", "-id"], name="newest_of_a_ledger")]

    def __str__(self) -> str:
        return f"{self.generation}: {self.get_kind_display()}"

    @property
    def moved_held(self) -> Bill:
        return Bill(self.held, self.held_seconds)

    @property
    def moved_settled(self) -> Bill:
        return Bill(self.settled, self.settled_seconds)
