"""What of the plan can be taken back: never its money, its takes' numbers, or who is a member."""

from storyboard.projects.models import Covered, Project, Scene, Shot
from storyboard.projects.undoable import undoable

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
