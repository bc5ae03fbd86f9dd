from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils.timezone import now

from storyboard.projects.access import OfProject
from storyboard.projects.models import Shot
from storyboard.takes.guide import FIELDS, planned

# Words that one person goes on writing within this time are one wording, as long as hardly a word is taken out.
GOES_ON = timedelta(minutes=10)
A_SLIP = 2
# The fields that a shot's words are made of.
SPEAK = ("prompt", *FIELDS)


def words_of(shot: Shot) -> str:
    """What a shot says, as it is typed: its own prompt, else its fields spoken as one."""
    return shot.prompt.strip() or planned(shot)


class WordingQuerySet(OfProject):
    project_path = "shot__scene__project"

    def note(self, before: Mapping[int, str], by: Any, *, typed: bool = False) -> None:
        """Keep what these shots say now, and what each said before where nobody kept that, however many they are.

        What is typed goes on what was typed; words that came by a press stand for themselves.
        """
        says = {shot.pk: words_of(shot) for shot in Shot.objects.filter(pk__in=before)}
        says = {pk: words for pk, words in says.items() if words != before[pk]}
        last = self.newest(says)
        self.keep_those_before({pk: before[pk] for pk in says if before[pk]}, last)
        for pk, words in list(says.items()):
            was = last.get(pk)
            if typed and was and was.words == before[pk] and was.goes_on(words, by):
                was.go_on(words)
                del says[pk]
        self.bulk_create(self.model(shot_id=pk, words=words, by=by) for pk, words in says.items() if words)

    def newest(self, shots: Collection[int]) -> dict[int, Wording]:
        rows = self.filter(shot__in=shots).order_by().values("shot").annotate(last=Max("pk"))
        return {each.shot_id: each for each in self.filter(pk__in=[row["last"] for row in rows])}

    def keep_those_before(self, words: Mapping[int, str], last: Mapping[int, Wording]) -> None:
        """Words of which nobody knows who wrote them, and when, where no row keeps them yet."""
        rest = {pk: said for pk, said in words.items() if pk not in last or last[pk].words != said}
        known = set(self.filter(shot__in=rest, words__in=rest.values()).values_list("shot", "words"))
        new = [
            self.model(shot_id=pk, words=said, at=None)
            for pk, said in rest.items()
            if (pk, said) not in known
        ]
        self.bulk_create(new)


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
