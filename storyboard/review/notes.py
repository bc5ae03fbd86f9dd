"""The notes of one shot, for its page and for a part of any other."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from storyboard.projects.models import Shot
from storyboard.review.forms import NoteForm
from storyboard.review.models import Note

NEEDED = ("by", "take__shot__scene", "shot__scene")


class Notes:
    """Oldest first. `form` is one that came back with what was typed, `member` who reads."""

    def __init__(self, shot: Shot, member: Any, form: NoteForm | None = None) -> None:
        self.shot, self.member, self.form = shot, member, form

    @cached_property
    def all(self) -> list[Note]:
        return list(Note.objects.standing().about(self.shot).select_related(*NEEDED))

    @property
    def uid(self) -> str:
        """For the next note: kept with what was typed, so that it is posted once."""
        return (self.form and self.form.data.get("uid")) or str(uuid.uuid4())
