from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from storyboard.takes.models.take import Take


class Watched(models.Model):
    """Somebody has seen a take in a player: it is not new to them any more."""

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="watched")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "take"], name="a_take_is_new_to_a_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.take}, watched by {self.person}"

    @classmethod
    def say(cls, take: Take, person: Any) -> None:
        """Saying it twice is harmless; nobody else's page changes by it, so the film's version stays."""
        cls.objects.bulk_create([cls(take=take, person=person)], ignore_conflicts=True)

    @classmethod
    def among(cls, takes: Iterable[Take], person: Any) -> set[int]:
        """The keys of those that the person has seen; one query."""
        seen = cls.objects.filter(person=person, take__in=[take.pk for take in takes])
        return set(seen.values_list("take", flat=True))
