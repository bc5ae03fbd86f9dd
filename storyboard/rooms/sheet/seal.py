"""What somebody looked at before they said *go*."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

LOOK_AGAIN = _("What would happen is not what was shown before. Nothing was written yet: look again.")


def seal(*told: Any) -> str:
    """32 hex digits for what would be written; another seal means that the film or the form has moved since."""
    return sha256(repr(told).encode()).hexdigest()[:32]
