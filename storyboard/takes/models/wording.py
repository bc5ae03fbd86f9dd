from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from storyboard.projects.access import OfProject
from storyboard.projects.models import Shot
from storyboard.takes.guide import planned

# Words that one person goes on writing within this time are one wording, as long as hardly a word is taken out.
GOES_ON = timedelta(minutes=10)
A_SLIP = 2


def words_of(shot: Shot) -> str:
    """What a shot says, as it is typed: its own prompt, else its fields spoken as one."""
    return shot.prompt.strip() or planned(shot)


class WordingQuerySet(OfProject):
    project_path = "shot__scene__project"

    def note(self, shot: Shot, before: str, by: Any, *, typed: bool = True) -> None:
        """Keep what the shot says now, and what it said before where nobody kept that.

        What is typed goes on what was typed; words that came by a press stand for themselves.
        """
        after = words_of(Shot.objects.get(pk=shot.pk))
        if after == before:
            return
        last = self.filter(shot=shot).last()
        if before:
            self.kept(shot, before)
        if typed and last and last.words == before and last.goes_on(after, by):
            last.go_on(after)
        elif after:
            self.create(shot=shot, words=after, by=by)

    def kept(self, shot: Shot, words: str) -> Wording:
        """The row that keeps these words, made where there is none: nobody knows who wrote them then, and when."""
        row: Wording = self.filter(shot=shot, words=words).last() or self.create(
            shot=shot, words=words, at=None
        )
        return row


class Wording(models.Model):
    """Words that stood in a shot, as they were typed: what nobody sent is not lost either."""

    shot = models.ForeignKey(Shot, on_delete=models.CASCADE, related_name="wordings")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now, null=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:80]

    def goes_on(self, words: str, by: Any) -> bool:
        """Whether these are the same words, written further by the same person, and not sent meanwhile."""
        if self.by_id != by.pk or not self.at or self.at < now() - GOES_ON or not words:
            return False
        taken_out = Counter(self.words.split()) - Counter(words.split())
        return taken_out.total() <= A_SLIP and not self.shot.generations.filter(made_at__gte=self.at).exists()

    def go_on(self, words: str) -> None:
        Wording.objects.filter(pk=self.pk).update(words=words, at=now())
