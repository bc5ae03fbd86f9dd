"""What one has said can be taken back."""

from storyboard.projects.undoable import undoable
from storyboard.review.models import Note

undoable(Note, "text", "edited_at", "deleted_at")
