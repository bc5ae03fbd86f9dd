"""What of the assets can be taken back; versions and their pictures stay."""

from storyboard.assets.models import Asset, Look, Reference, SceneLook
from storyboard.projects.undoable import undoable

undoable(Asset, "kind", "name", "words", "deleted_at")
undoable(Look, "name", "words", "position")
undoable(SceneLook, about=("scene", "asset"))
undoable(Reference, about=("shot",))
