"""Finding a row for somebody: who may not see it finds nothing, who may see but not do is told so."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from storyboard.projects.access import OfProject

WHY_NOT = {
    "editable_by": _("Only owners and editors of this film change its plan."),
    "rated_by": _("Viewers of this film do not rate its takes."),
    "noted_by": _("Viewers of this film write no notes."),
    "written_by": _("Only who wrote a note changes it."),
    "picked_by": _("You may not pick in this film: an owner can let you."),
    "accounted_to": _("Only owners and editors of this film see what it spends."),
    "owned_by": _("Only an owner of this film may do that."),
}


def find(rows: OfProject, person: Any, pk: int, may: str = "") -> Any:
    """The row that this person sees; with `may` (`editable_by`, …) only when they may do that too.

    Raises Http404 for a stranger, and PermissionDenied with a sentence for a member who may not.
    """
    found = get_object_or_404(rows.visible_to(person), pk=pk)
    if may and not getattr(rows, may)(person).filter(pk=pk).exists():
        raise PermissionDenied(WHY_NOT[may])
    return found
