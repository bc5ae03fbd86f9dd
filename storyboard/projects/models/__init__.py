from storyboard.projects.access import Role
from storyboard.projects.models.change import Change, MovedSince
from storyboard.projects.models.covered import Covered
from storyboard.projects.models.drawing import Drawing
from storyboard.projects.models.member import Invitation, Member
from storyboard.projects.models.project import AspectRatio, PersonGeneration, Project, Resolution
from storyboard.projects.models.scene import Scene
from storyboard.projects.models.shot import LeftCode, Shot

__all__ = [
    "AspectRatio",
    "Change",
    "Covered",
    "Drawing",
    "Invitation",
    "LeftCode",
    "Member",
    "MovedSince",
    "PersonGeneration",
    "Project",
    "Resolution",
    "Role",
    "Scene",
    "Shot",
]
