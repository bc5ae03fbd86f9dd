"""How much may come in: a body is refused by its length, before a byte of it is on disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext

MOST = 1_010_000_000
MOST_OF_STRANGERS = 1_000_000


class BoundedUpload(TemporaryFileUploadHandler):
    """Streams an upload to disk; strangers may send forms, and nobody more than a take of 1 GB."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 (Django's name)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        user = getattr(self.request, "user", None)
        most = MOST if user is not None and user.is_authenticated else MOST_OF_STRANGERS
        if content_length > most:
            raise RequestDataTooBig(
                gettext("At most {most:,} MB are taken here.").format(most=most // 1_000_000)
            )
