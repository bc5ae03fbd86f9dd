from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from storyboard.files.models import File
from storyboard.projects.access import OfProject
from storyboard.projects.models.project import Project


class DrawingQuerySet(OfProject):
    project_path = "project"


class Drawing(models.Model):
    """A picture that somebody drew or brought for a shot. It never changes: who draws on makes another one.

    `ground` is what was drawn over, `strokes` what was drawn (see strokes.py); a picture that was brought has neither.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="drawings")
    picture = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    ground = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    strokes = models.JSONField(default=dict)
    sandbox = models.BooleanField(_("over what the sandbox drew"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = DrawingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"drawing {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("drawing_picture", args=[self.pk])

    @property
    def under(self) -> File | None:
        """What lies under its strokes, None for a blank page; of a picture that was brought the picture itself."""
        return self.ground if self.strokes else self.picture
