from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.timezone import now

FRESH = timedelta(seconds=45)


class Worker(models.Model):
    """A worker's sign of life; what it works on is written on the generations."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str) -> None:
        cls.objects.update_or_create(name=name, defaults={"beat_at": now()})

    @classmethod
    def any_alive(cls) -> bool:
        return cls.objects.filter(beat_at__gt=now() - FRESH).exists()
