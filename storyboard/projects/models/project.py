from __future__ import annotations

import re
import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now

from storyboard.projects.access import OfProject, Role


class AspectRatio(models.TextChoices):
    WIDE = "16:9", "16:9"
    TALL = "9:16", "9:16"


class Resolution(models.TextChoices):
    P720 = "720p", "720p"
    P1080 = "1080p", "1080p"


class PersonGeneration(models.TextChoices):
    ADULT = "allow_adult", "Adults"
    ALL = "allow_all", "Everybody"
    NOBODY = "dont_allow", "Nobody"


class ProjectQuerySet(OfProject):
    project_path = ""

    @transaction.atomic
    def begin(self, title: str, by: Any, **defaults: Any) -> Project:
        """A new film with its maker as owner; it may send to Veo only where its maker may decide that."""
        may = by.may_create_paid_projects
        project: Project = self.create(title=title, made_by=by, may_send=may, **defaults)
        project.members.create(person=by, role=Role.OWNER, may_pick=True, may_spend=may)
        return project


class Project(models.Model):
    """A film: its defaults, its people and its money."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=120)
    aspect_ratio = models.CharField(max_length=4, choices=AspectRatio, default=AspectRatio.WIDE)
    style = models.TextField("style words", blank=True, max_length=2000)
    negative_prompt = models.TextField("negative prompt", blank=True, max_length=2000)
    person_generation = models.CharField(
        "person generation", max_length=12, choices=PersonGeneration, default=PersonGeneration.ADULT
    )
    generate_audio = models.BooleanField("generate audio", default=True)
    resolution = models.CharField(
        "resolution of Final", max_length=5, choices=Resolution, default=Resolution.P1080
    )
    may_send = models.BooleanField("may send to Veo", default=False)
    cap = models.BigIntegerField("budget in millionths", null=True)
    held = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(settled__gte=0), name="money_is_never_negative"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("board", args=[self.pk])

    @property
    def export_name(self) -> str:
        """`TheLastLight`: how the names of its files begin."""
        return re.sub(r"[^A-Za-z0-9]+", "", self.title) or "Storyboard"

    def change(self) -> None:
        """Say that something in this film moved: open pages that poll see it."""
        Project.objects.filter(pk=self.pk).update(version=F("version") + 1, opened_at=now())

    def write_if(self, was: dict[str, Any], **fields: Any) -> bool:
        """Change these fields if they still hold what the writer started from; False when somebody was first."""
        changed = Project.objects.filter(pk=self.pk, **was).update(**fields)
        if changed:
            self.change()
        return bool(changed)

    def hold(self, amount: int) -> bool:
        """Set money aside for a call; False when the budget does not have it."""
        fits = Q(cap=None) | Q(cap__gte=F("held") + F("settled") + amount)
        held = Project.objects.filter(fits, pk=self.pk).update(held=F("held") + amount)
        return held == 1

    def release(self, amount: int) -> None:
        Project.objects.filter(pk=self.pk).update(held=F("held") - amount)

    def settle(self, held: int, settled: int) -> None:
        """What was held is given back, and what the call really took is spent."""
        Project.objects.filter(pk=self.pk).update(held=F("held") - held, settled=F("settled") + settled)

    def member_for(self, person: Any) -> Any:
        return self.members.filter(person=person).first()
