"""What of the plan can be taken back: never its money, its takes' numbers, or who is a member."""

from django.utils.translation import gettext as _

from storyboard.projects.models import Covered, Project, Scene, Shot
from storyboard.projects.undoable import Row, check, undoable

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
