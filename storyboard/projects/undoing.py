"""What of the plan can be taken back: never its money, its takes' numbers, or who is a member."""

from typing import Any

from django.utils.translation import gettext as _

from storyboard.projects.models import Covered, LeftCode, Project, Scene, Shot
from storyboard.projects.undoable import Row, along, check, undoable

NOT_OF_THE_PLAN = {"id", "uid", "takes_made", "made_at"}
SHOT = [field.name for field in Shot._meta.concrete_fields if field.name not in NOT_OF_THE_PLAN]

undoable(
    Project,
    *("title", "aspect_ratio", "style", "negative_prompt"),
    *("person_generation", "generate_audio", "resolution"),
)
undoable(Scene, "number", "slug", "text", "position", "omitted_at", "deleted_at", order="project")
undoable(Shot, *SHOT, order="scene")
undoable(Covered, about=("shot", "scene", "first"))


@check
def a_shot_has_its_scene(rows: list[Row]) -> str:
    """No shot goes into a scene that was deleted since: nobody would find it there."""
    came = [row["pk"] for row in rows if row["model"] == "projects.shot" and "scene" in (row["after"] or {})]
    gone = Scene.objects.filter(shots__in=came, shots__deleted_at=None, deleted_at__isnull=False).first()
    return (
        _("Scene {number} was deleted since: bring it back first.").format(number=gone.number) if gone else ""
    )


@along
def a_code_stays_where_its_shot_was(change: Any, rows: list[Row]) -> None:
    """Also where a move is taken back or done again: no other shot of the scene that is left is called so."""
    gone = {row["pk"]: row["before"] for row in rows if row["model"] == "projects.shot" and left_a_scene(row)}
    if gone:
        named = dict(Shot.objects.filter(pk__in=gone).values_list("pk", "code"))
        LeftCode.objects.keep(
            [(was["scene"], pk, was.get("code", named[pk])) for pk, was in gone.items() if pk in named]
        )


def left_a_scene(row: Row) -> bool:
    before, after = row["before"] or {}, row["after"] or {}
    return "scene" in before and "scene" in after and before["scene"] != after["scene"]
