"""Who may do what in a film: one place that every queryset of a project's nouns borrows."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    VIEWER = "viewer", _("Viewer")


PLANS = (Role.OWNER, Role.EDITOR)
RATES = (Role.OWNER, Role.EDITOR, Role.REVIEWER)


class OfProject(models.QuerySet[Any]):
    """A queryset whose rows belong to a project, found by `project_path` ("" for the project itself)."""

    project_path = "project"

    def visible_to(self, person: Any) -> Self:
        return self.for_member(person)

    def editable_by(self, person: Any) -> Self:
        """Plan and change: owners and editors."""
        return self.for_member(person, role__in=PLANS)

    def rated_by(self, person: Any) -> Self:
        """Circle and put aside: reviewers too."""
        return self.for_member(person, role__in=RATES)

    def noted_by(self, person: Any) -> Self:
        """Say something about it: all but viewers."""
        return self.for_member(person, role__in=RATES)

    def picked_by(self, person: Any) -> Self:
        return self.for_member(person, may_pick=True)

    def accounted_to(self, person: Any) -> Self:
        """See what the film spends: owners and editors."""
        return self.for_member(person, role__in=PLANS)

    def owned_by(self, person: Any) -> Self:
        return self.for_member(person, role=Role.OWNER)

    def for_member(self, person: Any, **member: Any) -> Self:
        if not person.is_authenticated:
            return self.none()
        path = f"{self.project_path}__members" if self.project_path else "members"
        return self.filter(**{f"{path}__{key}": value for key, value in {"person": person, **member}.items()})
