from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject
from storyboard.projects.models.project import Project


class SceneQuerySet(OfProject):
    def alive(self) -> Self:
        return self.filter(deleted_at=None)

    @transaction.atomic
    def add(self, project: Project, *, number: str = "", after: Scene | None = None, **fields: Any) -> Scene:
        """A scene at the end or after another; without a number it gets the next one that is free."""
        used = set(self.filter(project=project).values_list("number", flat=True))
        last = self.filter(project=project).aggregate(last=Max("position"))["last"] or 0
        scene: Scene = self.create(
            project=project, number=free_number(number, used), position=last + 1, **fields
        )
        if after:
            scene.move_after(after)
        project.change()
        return scene

    @transaction.atomic
    def add_all(self, project: Project, fields: Iterable[dict[str, Any]]) -> list[Scene]:
        """So many at the end at once, each by its fields, with its number or the next one that is free."""
        used = set(self.filter(project=project).values_list("number", flat=True))
        last = self.filter(project=project).aggregate(last=Max("position"))["last"] or 0
        rows: list[Scene] = []
        for place, each in enumerate(fields, last + 1):
            number = free_number(each.get("number", ""), used)
            used.add(number)
            rows.append(self.model(project=project, position=place, **each | {"number": number}))
        made: list[Scene] = self.bulk_create(rows, batch_size=200)
        project.change()
        return made


class Scene(models.Model):
    """A scene of the script: its number is text (`2`, `12A`), its heading the slug line."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scenes")
    number = models.CharField(max_length=8)
    slug = models.CharField(_("slug line"), max_length=200, blank=True)
    text = models.TextField(blank=True)
    position = models.PositiveIntegerField()
    omitted_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SceneQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="a_scene_number_is_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.slug}".strip()

    def get_absolute_url(self) -> str:
        return f"{reverse('board', args=[self.project_id])}#scene-{self.pk}"

    @property
    def on_the_board(self) -> str:
        """Its address with its panels near."""
        return f"{reverse('board', args=[self.project_id])}?scene={self.pk}#scene-{self.pk}"

    @property
    def export_number(self) -> str:
        """`SC002`, `SC012A`."""
        digits, letters = re.match(r"(\d*)(.*)", self.number).groups()  # type: ignore[union-attr]
        return f"SC{int(digits or 0):03d}{re.sub(r'[^A-Za-z0-9]', '', letters)}"

    def write_if(self, was: dict[str, Any], **fields: Any) -> bool:
        """Change these fields if they still hold what the writer started from; False when somebody was first.

        Shots go on covering the lines that they covered.
        """
        changed = Scene.objects.filter(pk=self.pk, **was).update(**fields)
        if changed and "text" in fields:
            self.covered.follow(fields["text"])
        if changed:
            self.project.change()
        return bool(changed)

    @transaction.atomic
    def move_after(self, other: Scene | None) -> None:
        """Stand right after another scene of the project, or first."""
        others = list(Scene.objects.filter(project=self.project_id).exclude(pk=self.pk))
        place = others.index(other) + 1 if other else 0
        others.insert(place, self)
        renumber(Scene, others)
        self.project.change()

    def omit(self, on: bool) -> None:
        Scene.objects.filter(pk=self.pk, omitted_at__isnull=on).update(omitted_at=now() if on else None)
        self.project.change()

    def remove(self, on: bool = True) -> None:
        """Deleted so that it can come back; with takes it is omitted instead, by whoever calls."""
        Scene.objects.filter(pk=self.pk, deleted_at__isnull=on).update(deleted_at=now() if on else None)
        self.project.change()


def free_number(wanted: str, used: set[str]) -> str:
    """The wanted number, or with a letter when it is taken; the next whole one when none is wanted."""
    wanted = wanted.strip().upper()[:6]
    if not wanted:
        wanted = str(max((int(n) for n in re.findall(r"\b(\d+)", " ".join(used))), default=0) + 1)
    candidates = (wanted, *(f"{wanted}{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return next((each for each in candidates if each not in used), f"{wanted}{len(used)}"[:8])


def renumber(model: Any, rows: list[Any]) -> None:
    moved = [row for place, row in enumerate(rows, 1) if row.position != place]
    for place, row in enumerate(rows, 1):
        row.position = place
    model.objects.bulk_update(moved, ["position"], batch_size=200)
