from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject
from storyboard.projects.codes import code_between, new_codes, next_code
from storyboard.projects.lengths import FPS
from storyboard.projects.models.drawing import Drawing
from storyboard.projects.models.project import AspectRatio, PersonGeneration, Project, Resolution
from storyboard.projects.models.scene import Scene, renumber

MAX_SEED = 4_294_967_295
# What is written on a shot: another one with the same plan has all of it.
PLANNED = (
    *("size", "angle", "movement", "lens", "subject", "action", "context", "style"),
    *("dialogue", "sound", "ambience", "notes", "length"),
    *("prompt", "negative_prompt", "duration", "resolution", "aspect_ratio", "seed", "n"),
    *("generate_audio", "person_generation", "resize_mode", "compression_quality"),
    "drawing_id",
)


class ShotQuerySet(OfProject):
    project_path = "scene__project"

    def alive(self) -> Self:
        return self.filter(deleted_at=None, scene__deleted_at=None)

    def in_the_cut(self) -> Self:
        """Neither omitted nor deleted, nor their scene, in cut order."""
        return self.alive().filter(omitted_at=None, scene__omitted_at=None).in_order()

    def in_order(self) -> Self:
        return self.order_by("scene__position", "scene_id", "position", "pk")

    @transaction.atomic
    def add(self, scene: Scene, *, after: Shot | None = None, **fields: Any) -> Shot:
        """A shot at the end of its scene, or after another with a code between the two neighbours."""
        rows = list(self.filter(scene=scene))
        used = {row.code for row in rows} | LeftCode.objects.of(scene)
        follower = rows[rows.index(after) + 1] if after and after != rows[-1] else None
        code = code_between(after.code, follower.code, used) if after and follower else next_code(used)
        place = rows[-1].position + 1 if rows else 1
        shot: Shot = self.create(scene=scene, code=code, position=place, **fields)
        if follower:
            rows.insert(rows.index(follower), shot)
            renumber(Shot, rows)
        scene.project.change()
        return shot

    def hold(self, on: bool) -> None:
        self.filter(on_hold=not on).update(on_hold=on)

    def omit(self, on: bool) -> None:
        self.filter(omitted_at__isnull=on).update(omitted_at=now() if on else None)

    @transaction.atomic
    def move(self, shots: Sequence[Shot], scene: Scene, before: Shot | None = None) -> None:
        """Together in this order, before a shot of the scene or at its end; a used code becomes a free one."""
        moved = {shot.pk for shot in shots}
        rows = list(self.filter(scene=scene))
        enter(shots, scene, rows)
        rows = [row for row in rows if row.pk not in moved]
        place = rows.index(before) if before in rows else len(rows)
        rows[place:place] = shots
        renumber(Shot, rows)
        scene.project.change()

    @transaction.atomic
    def copy(self, shots: Sequence[Shot], scene: Scene, before: Shot | None = None) -> list[Shot]:
        """The plan of each once more, without takes and under a new code, where `move` would put them."""
        rows = list(self.filter(scene=scene))
        place = rows.index(before) if before in rows else len(rows)
        left = LeftCode.objects.of(scene)
        codes = new_codes([row.code for row in rows], place, len(shots), left)
        plans = [{name: getattr(shot, name) for name in PLANNED} for shot in shots]
        copies: list[Shot] = self.bulk_create(
            Shot(scene=scene, code=code, position=place + n, **plan)
            for n, (code, plan) in enumerate(zip(codes, plans, strict=True), 1)
        )
        rows[place:place] = copies
        renumber(Shot, rows)
        scene.project.change()
        return copies


def enter(shots: Sequence[Shot], scene: Scene, there: Sequence[Shot]) -> None:
    """Shots of other scenes come among those that are there; one that has come already is as it is there.

    A shot that was there before has its own code again; where it leaves, nobody gets its code.
    """
    come = {row.pk: row for row in there}
    left = dict(LeftCode.objects.filter(scene=scene).values_list("shot_id", "code"))
    used = {row.code for row in there} | set(left.values())
    LeftCode.objects.keep([(shot.scene_id, shot.pk, shot.code) for shot in shots if shot.pk not in come])
    for shot in shots:
        if shot.pk in come:
            shot.scene, shot.code = scene, come[shot.pk].code
            continue
        own = left.get(shot.pk)
        taken = used - {own} | {row.code for row in there}
        wanted = own or shot.code
        shot.scene, shot.code = scene, next_code(used) if wanted in taken else wanted
        shot.save(update_fields=["scene", "code"])
        used.add(shot.code)


class LeftCodes(models.QuerySet["LeftCode"]):
    def of(self, scene: Scene) -> set[str]:
        return set(self.filter(scene=scene).values_list("code", flat=True))

    def keep(self, left: Iterable[tuple[int, int, str]]) -> None:
        """What shots were called in the scenes that they leave: (scene, shot, code) by key."""
        rows = [LeftCode(scene_id=scene, shot_id=shot, code=code) for scene, shot, code in left]
        how = {"update_conflicts": True, "unique_fields": ["scene", "shot"], "update_fields": ["code"]}
        self.bulk_create(rows, **how)


class LeftCode(models.Model):
    """What a shot was called in a scene that it has left: no other is called so there, and it is if it comes back."""

    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="left_codes")
    shot = models.ForeignKey("Shot", on_delete=models.CASCADE, related_name="left_codes")
    code = models.CharField(max_length=8)

    objects = LeftCodes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scene", "shot"], name="a_shot_leaves_one_code_in_a_scene")
        ]

    def __str__(self) -> str:
        return f"{self.scene.number}-{self.code}"


class Shot(models.Model):
    """One planned shot: what stands on a shot list, and what Veo is asked for."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="shots")
    code = models.CharField(max_length=8)
    position = models.PositiveIntegerField()
    size = models.CharField(max_length=40, blank=True)
    angle = models.CharField(max_length=40, blank=True)
    movement = models.CharField(max_length=60, blank=True)
    lens = models.CharField(max_length=40, blank=True)
    subject = models.TextField(blank=True, max_length=2000)
    action = models.TextField(blank=True, max_length=4000)
    context = models.TextField(blank=True, max_length=2000)
    style = models.TextField(blank=True, max_length=2000)
    dialogue = models.TextField(blank=True, max_length=4000)
    sound = models.TextField(_("SFX"), blank=True, max_length=2000)
    ambience = models.TextField(blank=True, max_length=2000)
    notes = models.TextField(blank=True, max_length=8000)
    length = models.PositiveIntegerField(
        _("length in frames"), default=4 * FPS, validators=[MinValueValidator(1)]
    )
    prompt = models.TextField(blank=True)
    negative_prompt = models.TextField(_("negative prompt"), blank=True, max_length=4000)
    duration = models.PositiveSmallIntegerField(null=True, blank=True)
    resolution = models.CharField(max_length=5, choices=Resolution, blank=True)
    aspect_ratio = models.CharField(_("aspect ratio"), max_length=4, choices=AspectRatio, blank=True)
    seed = models.BigIntegerField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MAX_SEED)]
    )
    n = models.PositiveSmallIntegerField(_("takes"), default=1)
    generate_audio = models.BooleanField(_("generate audio"), null=True, blank=True)
    person_generation = models.CharField(
        _("person generation"), max_length=12, choices=PersonGeneration, blank=True
    )
    resize_mode = models.CharField(_("resize"), max_length=4, blank=True)
    compression_quality = models.CharField(_("compression"), max_length=9, blank=True)
    drawing = models.ForeignKey(Drawing, null=True, on_delete=models.RESTRICT, related_name="shots")
    takes_made = models.PositiveIntegerField(default=0)
    on_hold = models.BooleanField(default=False)
    omitted_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ShotQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scene", "code"], name="a_code_is_used_once_in_its_scene")
        ]

    def __str__(self) -> str:
        return f"{self.scene.number}-{self.code}"

    def get_absolute_url(self) -> str:
        return reverse("shot", args=[self.pk])

    @property
    def on_the_board(self) -> str:
        """Its panel's address."""
        return f"{reverse('board', args=[self.scene.project_id])}?scene={self.scene_id}#panel-{self.pk}"

    @property
    def project(self) -> Project:
        return self.scene.project

    @property
    def export_code(self) -> str:
        """`SC002-SH030`."""
        return f"{self.scene.export_number}-SH{self.code}"

    @property
    def is_omitted(self) -> bool:
        return bool(self.omitted_at or self.scene.omitted_at)

    @property
    def neighbours(self) -> tuple[Shot | None, Shot | None]:
        """The shots before and after it in the film."""
        rows = Shot.objects.alive().filter(scene__project=self.project)
        order = list(rows.in_order().values_list("pk", flat=True))
        if self.pk not in order:
            return None, None
        place = order.index(self.pk)
        before, after = order[max(place - 1, 0) : place], order[place + 1 : place + 2]
        near = {each.pk: each for each in rows.select_related("scene").filter(pk__in=[*before, *after])}
        return near.get(*before or [0]), near.get(*after or [0])

    def write(self, **fields: Any) -> None:
        """Change these fields and no other."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        self.project.change()

    def write_if(self, was: dict[str, Any], **fields: Any) -> bool:
        """Change these fields if they still hold what the writer started from; False when somebody was first."""
        changed = Shot.objects.filter(pk=self.pk, **was).update(**fields)
        if changed:
            self.project.change()
        return bool(changed)

    def draw(self, drawing: Drawing | None) -> None:
        """Have this drawing, or none; the one before stays in the film for whoever takes that back."""
        self.write(drawing=drawing)

    @transaction.atomic
    def move(self, scene: Scene, after: Shot | None = None) -> None:
        """Stand after another shot of a scene, or first in it; a code used there becomes the next free one."""
        rows = list(Shot.objects.filter(scene=scene))
        enter([self], scene, rows)
        rows = [row for row in rows if row.pk != self.pk]
        rows.insert(next((n for n, row in enumerate(rows, 1) if row == after), 0), self)
        renumber(Shot, rows)
        scene.project.change()

    def omit(self, on: bool) -> None:
        Shot.objects.filter(pk=self.pk, omitted_at__isnull=on).update(omitted_at=now() if on else None)
        self.project.change()

    def remove(self, on: bool = True) -> None:
        Shot.objects.filter(pk=self.pk, deleted_at__isnull=on).update(deleted_at=now() if on else None)
        self.project.change()

    def number_takes(self, count: int) -> list[int]:
        """Numbers for the next `count` takes, given out once for ever; call inside the transaction that uses them."""
        Shot.objects.filter(pk=self.pk).update(takes_made=F("takes_made") + count)
        last = Shot.objects.values_list("takes_made", flat=True).get(pk=self.pk)
        return list(range(last - count + 1, last + 1))
