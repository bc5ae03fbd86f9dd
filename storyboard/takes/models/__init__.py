from storyboard.takes.models.generation import Generation, Input, Status
from storyboard.takes.models.ledger import Entry
from storyboard.takes.models.pick import Pick
from storyboard.takes.models.take import Take
from storyboard.takes.models.watched import Watched
from storyboard.takes.models.wording import Wording
from storyboard.takes.models.worker import Worker

__all__ = ["Entry", "Generation", "Input", "Pick", "Status", "Take", "Watched", "Wording", "Worker"]
