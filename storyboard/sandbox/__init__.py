"""The Veo endpoint played on this machine, in process or over HTTP; it draws real MP4 animatics. No Django."""

from . import server
from .endpoint import Endpoint, Response
from .errors import Dropped, Refusal
from .transport import Transport

__all__ = ["Dropped", "Endpoint", "Refusal", "Response", "Transport", "server"]
