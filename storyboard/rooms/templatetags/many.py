"""The way to the list of many shots, wherever a film or a scene is shown."""

from django import template

from storyboard.projects.models import Project, Scene
from storyboard.rooms.many import Door

register = template.Library()


@register.inclusion_tag("rooms/many_door.html")
def many_door(project: Project, scene: Scene | None = None) -> dict[str, Door]:
    """What is missing and what is out of date, each with its link; nothing where there is neither."""
    return {"door": Door.of(project, scene)}
