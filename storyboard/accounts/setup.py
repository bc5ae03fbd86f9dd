"""Who may make the owner: anybody where only this machine can ask, elsewhere only who holds the one-time token."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


def token_needed() -> bool:
    """Also on loopback, where a proxy brings strangers: other names are answered, or other origins trusted."""
    named = set(settings.ALLOWED_HOSTS) - {*LOOPBACK, "testserver"}
    return settings.HOST not in LOOPBACK or bool(named) or bool(settings.CSRF_TRUSTED_ORIGINS)


def token_file() -> Path:
    return settings.DATA / "setup-token"


def token() -> str:
    """The token, drawn at the first start; of two processes that draw at once the first one's counts."""
    place = token_file()
    if not place.exists():
        drawn = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
        drawn.touch(mode=0o600)
        drawn.write_text(secrets.token_urlsafe(24))
        with suppress(FileExistsError):
            os.link(drawn, place)
        drawn.unlink()
    return place.read_text().strip()


def admits(given: str) -> bool:
    return not token_needed() or constant_time_compare(given, token())


def forget_token() -> None:
    token_file().unlink(missing_ok=True)
