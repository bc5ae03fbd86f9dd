from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now

from storyboard.projects.access import RATES, OfProject
from storyboard.projects.models import Project, Shot
from storyboard.takes.models import Take

LONGEST = 4000


class NoteQuerySet(OfProject):
    project_path = "shot__scene__project"

    def written_by(self, person: Any) -> Self:
        """One's own, as long as one may say something at all."""
        return self.for_member(person, role__in=RATES).filter(by=person)

    def standing(self) -> Self:
        return self.filter(deleted_at=None)

    def about(self, shot: Shot) -> Self:
        """Said at this shot, or elsewhere about a take of it."""
        return self.filter(Q(shot=shot) | Q(take__shot=shot))

    @transaction.atomic
    def say(self, uid: uuid.UUID, by: Any, **said: Any) -> Note:
        """What this person says, once however often it arrives; a `uid` that another person used is a new note."""
        note, is_new = self.get_or_create(uid=uid, defaults={"by": by, **said})
        if not is_new and note.by_id != by.pk:
            return self.say(uuid.uuid4(), by, **said)
        if is_new:
            note.project.change()
        return note  # type: ignore[no-any-return]


class Note(models.Model):
    """What somebody says about a take at a frame, or about a shot that nothing was made of yet.

    `shot` is where it was said; the take may belong to another shot that is cut back to. Frames count from 0 in
    the clip.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="said")
    take = models.ForeignKey(Take, null=True, on_delete=models.PROTECT, related_name="notes")
    frame = models.PositiveIntegerField(null=True)
    text = models.TextField(max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(take=None, frame=None) | Q(take__isnull=False, frame__isnull=False),
                name="a_note_has_a_take_and_a_frame_or_neither",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} on {self.take or self.shot}"

    def get_absolute_url(self) -> str:
        """On the page of the shot it is about."""
        shot = self.take.shot_id if self.take else self.shot_id
        query = f"?take={self.take.number}" if self.take else ""
        return f"{reverse('shot', args=[shot])}{query}#note-{self.pk}"

    @property
    def project(self) -> Project:
        return self.shot.scene.project

    def rewrite(self, text: str) -> None:
        if Note.objects.filter(pk=self.pk).exclude(text=text).update(text=text, edited_at=now()):
            self.text = text
            self.project.change()

    def remove(self, on: bool = True) -> None:
        """Taken back by who wrote it, so that it can come again."""
        if Note.objects.filter(pk=self.pk, deleted_at__isnull=on).update(deleted_at=now() if on else None):
            self.project.change()
