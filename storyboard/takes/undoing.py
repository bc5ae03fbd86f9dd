"""Ratings and picks can be taken back. Generations, the ledger and the takes themselves never are."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from storyboard.projects.models import Change, Shot
from storyboard.projects.undoable import Row, along, check, undoable
from storyboard.takes.models import Generation, Pick, Take, Wording
from storyboard.takes.models.wording import SPEAK, words_of

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


@along
def words_are_kept(change: Change, rows: list[Row]) -> None:
    """What a shot says after a change is in its history, wherever it was written."""
    new = {row.pk: "" for row in change.came if isinstance(row, Shot)}
    told = {row["pk"]: spoken(row["before"]) for row in rows if row["model"] == "projects.shot"}
    moved = {pk: fields for pk, fields in told.items() if fields and pk not in new}
    if new or moved:
        Wording.objects.note(new | said_before(moved), change.by, typed=change.typed)


def spoken(values: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (values or {}).items() if name in SPEAK}


def said_before(moved: dict[int, dict[str, Any]]) -> dict[int, str]:
    """The words of shots as they were with these fields."""
    shots = Shot.objects.filter(pk__in=moved)
    for shot in shots:
        for name, value in moved[shot.pk].items():
            setattr(shot, name, value)
    return {shot.pk: words_of(shot) for shot in shots}
