"""A cut version as a person saves it: once for each press, and none that says what the newest one says already."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from storyboard.cut.changes import Since
from storyboard.cut.models import CutVersion, Event
from storyboard.cut.working import CannotFreeze, WorkingCut, freeze
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
    """The working cut as the film's next version; the same click again is the same version while nothing has changed.

    Where nothing has changed it is one only under another name or with another note: so somebody hands on what is
    there already. NothingNew otherwise, CannotFreeze where none can be made.
    """
    Project.objects.select_for_update().get(pk=project.pk)  # from here on nobody else saves
    since = Since.newest(project, cut := WorkingCut(project))
    newest = since.version
    is_new = not newest or bool(since.changes) or names_of(newest.events.all()) != names_of(cut.events)
    if known := project.cut_versions.filter(click=click).first():
        if (known.name, known.note) == (name, note) and not (known == newest and is_new):
            return known
        click = (
            uuid.uuid4()
        )  # a page that came back by the browser's own memory: it says something else by now
    said_anew = newest and (name or note) and (name, note) != (newest.name, newest.note)
    if newest and not is_new and not said_anew:
        raise NothingNew(newest)
    return freeze(project, by, name, note, click)


def names_of(events: Iterable[Event]) -> list[tuple[str, str]]:
    """What the events are called where the cut is handed on."""
    return [(str(event), event.clip_name) for event in events]
