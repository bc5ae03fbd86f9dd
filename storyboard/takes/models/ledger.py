from __future__ import annotations

from typing import Any

from django.db import models

from storyboard.projects.access import OfProject
from storyboard.projects.models import Project


class EntryKind(models.TextChoices):
    HOLD = "hold", "held"
    RELEASE = "release", "released"
    SETTLE = "settle", "settled"


class EntryQuerySet(OfProject):
    def write(self, generation: Any, kind: EntryKind, amount: int, seconds: int) -> None:
        self.create(
            project=generation.project, generation=generation, kind=kind, amount=amount, seconds=seconds
        )


class Entry(models.Model):
    """A line of the ledger, never changed: what a call set aside, gave back or took; millionths and seconds."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="ledger")
    generation = models.ForeignKey("takes.Generation", on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=7, choices=EntryKind)
    amount = models.BigIntegerField()
    seconds = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"
