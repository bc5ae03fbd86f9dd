from storyboard.cut.models.seam import MOST_TRIES, Points, Seam
from storyboard.cut.models.version import CutVersion, Event, Frozen

__all__ = ["MOST_TRIES", "CutVersion", "Event", "Frozen", "Points", "Seam"]
