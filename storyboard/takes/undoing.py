"""Ratings and picks can be taken back. Generations, the ledger and the takes themselves never are."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from storyboard.projects.models import Shot
from storyboard.projects.undoable import Row, check, undoable
from storyboard.takes.models import Generation, Pick, Take

undoable(Take, "circled", "ng", "kept_for")
undoable(Pick, about=("shot",))


@check
def a_pick_is_circled(rows: list[Row]) -> str:
    """Whoever rated the take meanwhile is not talked over."""
    takes = {row["pk"] for row in rows if row["model"] == "takes.take"}
    picks = {row["pk"] for row in rows if row["model"] == "takes.pick"}
    wrong = Pick.objects.filter(Q(pk__in=picks) | Q(take__in=takes), take__circled=False)
    found = wrong.select_related("take__shot__scene").first()
    return _("{take} has been rated since: nothing was taken back.").format(take=found.take) if found else ""


@check
def what_was_made_stays(rows: list[Row]) -> str:
    """A shot or scene with takes or generations is omitted, never deleted."""
    gone = [row for row in rows if (row["after"] or {}).get("deleted_at")]
    shots = [row["pk"] for row in gone if row["model"] == "projects.shot"]
    scenes = [row["pk"] for row in gone if row["model"] == "projects.scene"]
    made = Exists(Take.objects.filter(shot=OuterRef("pk"))) | Exists(
        Generation.objects.filter(shot=OuterRef("pk"))
    )
    used = Shot.objects.filter(made, Q(pk__in=shots) | Q(scene__in=scenes)).select_related("scene").first()
    return _("{shot} has takes or generations by now: it stays.").format(shot=used) if used else ""
