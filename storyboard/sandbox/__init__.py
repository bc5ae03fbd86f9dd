"""The Veo endpoint played on this machine, in process or over HTTP, drawing real MP4s. No Django."""

from . import server
from .endpoint import Endpoint, Response
from .errors import Dropped, Refusal
from .transport import Transport

__all__ = ["Dropped", "Endpoint", "Refusal", "Response", "Transport", "server"]
