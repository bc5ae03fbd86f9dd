"""Where a film uses its assets: which shots, and as what; and what renaming one rewrites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from storyboard.assets.models import Asset, Look
from storyboard.assets.names import TEXTS, Mention, Names, plain, rewritten
from storyboard.assets.wardrobe import Wardrobe
from storyboard.projects.models import Project, Shot

REFERENCE, NAMED = "reference", "named"
ROLES = {REFERENCE: _("reference"), NAMED: _("named"), "opening": _("opening"), "closing": _("closing")}
READ_AS_ANOTHER = _("It is named with @ in {where}, and this name would be read as something else there.")


@dataclass(frozen=True)
class Use:
    """A shot that shows an asset, and as what: reference, named, opening or closing."""

    shot: Shot
    role: str

    @property
    def words(self) -> str:
        return str(ROLES[self.role])


class Uses:
    """The shots of a film that use one asset, in cut order."""

    def __init__(self, asset: Asset) -> None:
        self.asset, self.project = asset, asset.project

    def __iter__(self) -> Iterator[Use]:
        return iter(self.rows)

    @cached_property
    def rows(self) -> list[Use]:
        shots = list(self.shots)
        found = {REFERENCE: self.referring, NAMED: {shot.pk for shot in shots if self.is_named_in(shot)}}
        found |= {end: {pk for pk, at in self.linked if at == end} for end in ("opening", "closing")}
        return [Use(shot, role) for shot in shots for role, which in found.items() if shot.pk in which]

    @cached_property
    def shots(self) -> Any:
        return Shot.objects.alive().filter(scene__project=self.project).select_related("scene").in_order()

    @cached_property
    def referring(self) -> set[int]:
        return set(self.asset.references.values_list("shot", flat=True))

    @cached_property
    def linked(self) -> list[tuple[int, str]]:
        rows = Shot.objects.filter(links__still__asset=self.asset).annotate(end=F("links__end"))
        return list(rows.values_list("pk", "end"))

    @cached_property
    def names(self) -> Names:
        return Wardrobe(self.project).names

    def is_named_in(self, shot: Shot) -> bool:
        return any(self.names_it(getattr(shot, field)) for field in TEXTS)

    def names_it(self, text: str, look: Look | None = None) -> bool:
        if "@" not in text:
            return False
        found = [each for each in self.names.in_text(plain(text)) if each.asset == self.asset]
        return any(look is None or each.look == look for each in found)

    @property
    def is_in_the_style(self) -> bool:
        """Named in the film's own words, and so in every shot."""
        return self.names_it(self.project.style)

    @property
    def named_in(self) -> list[Shot]:
        return [use.shot for use in self.rows if use.role == NAMED]

    @property
    def count(self) -> int:
        return len({use.shot.pk for use in self.rows})


class Renaming:
    """Calling an asset, or one of its looks, something else: each @name that means it is rewritten with it."""

    def __init__(self, row: Asset | Look, name: str) -> None:
        self.row, self.name = row, name
        self.asset = row if isinstance(row, Asset) else row.asset
        self.project: Project = self.asset.project
        self.before = Wardrobe(self.project).names

    @transaction.atomic
    def write(self, **fields: Any) -> int:
        """Write the row and the texts; in how many shots it was named.

        ValidationError where a name would mean something else then: nothing is changed.
        """
        self.project.refresh_from_db(fields=["style"])
        rows = Shot.objects.filter(scene__project=self.project).select_related("scene")
        changed = {shot: texts for shot in rows if (texts := self.changes_in(shot, TEXTS))}
        styled = self.changes_in(self.project, ("style",))
        for shot, texts in changed.items():
            Shot.objects.filter(pk=shot.pk).update(**texts)
        if styled:
            Project.objects.filter(pk=self.project.pk).update(**styled)
        self.row.write(name=self.name, **fields)
        after = Wardrobe(self.project).names
        for where, texts in [*changed.items(), *([(self.project, styled)] if styled else [])]:
            self.check(where, texts, after)
        return len(changed)

    def changes_in(self, where: Any, fields: Iterable[str]) -> dict[str, str]:
        """The texts of a shot, or of the film, that name it, as they read with its new name."""
        texts = {field: text for field in fields if "@" in (text := getattr(where, field))}
        new = {field: rewritten(text, self.before, self.said) for field, text in texts.items()}
        return {field: text for field, text in new.items() if text != plain(texts[field])}

    def said(self, mention: Mention) -> str | None:
        """How a place of a text reads now; None as it is typed."""
        if mention.asset != self.asset or (self.row != self.asset and mention.look != self.row):
            return None
        asset = self.name if self.row == self.asset else self.asset.name
        look = mention.look and (self.name if mention.look == self.row else mention.look.name)
        return f"@{asset} / {look}" if look else f"@{asset}"

    def check(self, where: Any, texts: dict[str, str], after: Names) -> None:
        for field, text in texts.items():
            was = [(each.asset, each.look) for each in self.before.in_text(plain(getattr(where, field)))]
            if was != [(each.asset, each.look) for each in after.in_text(text)]:
                raise ValidationError(READ_AS_ANOTHER.format(where=where))
