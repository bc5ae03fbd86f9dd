from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.models import Project
from storyboard.takes.models import Pick

MOST_TRIES = 5
POINTS = ("first_id", "out_point", "second_id", "in_point")
Points = tuple[int, int, int, int]


class SeamQuerySet(models.QuerySet["Seam"]):
    def at(self, files: Iterable[int]) -> dict[Points, Seam]:
        """Those that lead out of one of these files, by their points."""
        return {seam.points: seam for seam in self.filter(first__in=set(files))}

    def of(self, project: Project) -> SeamQuerySet:
        """Those that lead out of a clip that the film shows now."""
        picks = Pick.objects.filter(shot__scene__project=project)
        shown = picks.values(clip=Coalesce("take__conformed", "take__original"))
        return self.filter(first__in=shown)

    def ask(self, wanted: Iterable[Points]) -> None:
        """Let the worker measure these, before what was asked for earlier."""
        rows = [Seam(**dict(zip(POINTS, points, strict=True))) for points in wanted]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["first", "out_point", "second", "in_point"],
            update_fields=["asked_at", "version", "tries", "next_try_at"],
        )

    def due(self) -> SeamQuerySet:
        waiting = self.filter(version=0, tries__lt=MOST_TRIES, next_try_at__lte=now())
        return waiting.order_by("-asked_at", "pk")


class Seam(models.Model):
    """How two clips meet at these points, measured once; a cache that may be emptied.

    A row without figures is asked for. `out_point` is exclusive, as the end of a pick.
    """

    first = models.ForeignKey(File, on_delete=models.CASCADE, related_name="+")
    out_point = models.PositiveIntegerField()
    second = models.ForeignKey(File, on_delete=models.CASCADE, related_name="+")
    in_point = models.PositiveIntegerField()

    asked_at = models.DateTimeField(default=now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=now)
    trouble = models.CharField(max_length=300, blank=True)

    version = models.PositiveSmallIntegerField("version of the measure, 0 before it is measured", default=0)
    settled_at = models.DateTimeField("measured, or given up", null=True)
    frozen_before = models.PositiveIntegerField(default=0)
    frozen_after = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    jump = models.FloatField("jump in picture, 0 to 1", default=0.0)
    meets = models.BooleanField(default=False)
    louder = models.FloatField("second side against the first in dB", null=True)
    best_out = models.PositiveIntegerField("suggested out", default=0)
    best_in = models.PositiveIntegerField("suggested in", default=0)
    reason = models.CharField("what the suggestion leaves out", max_length=300, blank=True)

    objects = SeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "out_point", "second", "in_point"], name="a_seam_is_measured_once"
            )
        ]
        indexes = [
            models.Index(fields=["version", "-asked_at"], name="seams_to_measure"),
            models.Index(fields=["-settled_at"], name="newest_seams"),
        ]

    def __str__(self) -> str:
        return f"{self.first} to frame {self.out_point}, {self.second} from frame {self.in_point}"

    @property
    def points(self) -> Points:
        return (self.first_id, self.out_point, self.second_id, self.in_point)

    @property
    def is_measured(self) -> bool:
        return self.version == clips.JOIN_VERSION

    @property
    def gave_up(self) -> bool:
        return not self.version and self.tries >= MOST_TRIES

    def write(self, found: clips.Join) -> None:
        figures = asdict(found)
        figures |= {"best_out": figures.pop("out_point"), "best_in": figures.pop("in_point")}
        Seam.objects.filter(pk=self.pk).update(
            **figures, version=clips.JOIN_VERSION, settled_at=now(), trouble=""
        )

    def put_off(self, trouble: str, *, for_good: bool = False) -> None:
        """Tried again later, ever more rarely; what can never be measured is not."""
        tries = MOST_TRIES if for_good else self.tries + 1
        changes = {"tries": tries, "next_try_at": now() + timedelta(seconds=5 * 2**tries)}
        settled = {"settled_at": now()} if tries >= MOST_TRIES else {}
        Seam.objects.filter(pk=self.pk).update(trouble=trouble[:300], **changes, **settled)
