"""A cut version as a person saves it: once for each press, and none that says what the newest one says already."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from storyboard.cut.changes import Since
from storyboard.cut.models import CutVersion
from storyboard.cut.working import CannotFreeze, freeze
from storyboard.projects.models import Project


class NothingNew(CannotFreeze):
    """The working cut is what `newest`, the version that was saved last, holds already."""

    def __init__(self, version: CutVersion) -> None:
        said = _(
            "Nothing has changed since version %(number)d: it is not saved twice, but under another name."
        )
        super().__init__(said % {"number": version.number})
        self.version = self.newest = version


@transaction.atomic
def save(project: Project, by: Any, click: uuid.UUID, name: str = "", note: str = "") -> CutVersion:
    """The working cut as the film's next version; the same click again is the same version.

    Where nothing has changed it is one only under another name or with another note: so somebody hands on what is
    there already. NothingNew otherwise, CannotFreeze where none can be made.
    """
    Project.objects.select_for_update().get(pk=project.pk)  # from here on nobody else saves
    if known := project.cut_versions.filter(click=click).first():
        return known
    since = Since.newest(project)
    newest = since.version
    said_anew = newest and (name or note) and (name, note) != (newest.name, newest.note)
    if newest and not since.changes and not said_anew:
        raise NothingNew(newest)
    return freeze(project, by, name, note, click)
