"""Reads the environment for settings.py; a value that cannot be used stops the start and names its variable."""

import json
import os
import secrets
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf.global_settings import LANGUAGES

MILLIONTHS = 1_000_000
RESOLUTIONS, SOUNDS = ("720p", "1080p"), ("audio", "silent")
THIRTY_DAYS = 60 * 60 * 24 * 30


class Unusable(SystemExit):
    """One line for the person who starts the product."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if value in ("", "0", "no", "false", "off"):
        return default if value == "" else False
    if value in ("1", "yes", "true", "on"):
        return True
    raise Unusable(name, f"“{value}” is neither 1 nor 0.")


def whole(name: str, default: int, least: int = 0, most: int = 1_000_000) -> int:
    value = text(name, str(default))
    if not value.isdigit() or not least <= int(value) <= most:
        raise Unusable(name, f"“{value}” is not a whole number from {least} to {most}.")
    return int(value)


def choice(name: str, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in among:
        raise Unusable(name, f"“{value}” is none of {', '.join(among)}.")
    return value


def language(name: str, default: str) -> str:
    value = text(name, default).lower()
    if value not in dict(LANGUAGES):
        raise Unusable(name, f"“{value}” is not the code of a language, as in de or pt-br.")
    return value


def names(name: str, default: tuple[str, ...]) -> list[str]:
    return [part.strip() for part in text(name, ",".join(default)).split(",") if part.strip()]


def web_address(name: str, default: str) -> str:
    """An http or https address; what it may hold beside one is not quoted: it may be a password."""
    value = text(name, default).rstrip("/")
    if "@" in value or "?" in value or "#" in value:
        raise Unusable(name, "give a plain address, without a name, password, ? or # in it.")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Unusable(name, f"“{value}” is not an http or https address.")
    return value


def api_key(name: str) -> str:
    """A key that a header can carry; the line never quotes it."""
    value = text(name)
    if not value.isascii() or not value.isprintable() or " " in value:
        raise Unusable(name, "the key has to be one word of plain characters.")
    return value


def origins(name: str) -> list[str]:
    return [web_address_of(name, value) for value in names(name, ())]


def web_address_of(name: str, value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise Unusable(name, f"“{value}” must begin with http:// or https://.")
    return value


def https_of(origins: list[str]) -> dict[str, Any]:
    """Django's settings behind a proxy that speaks HTTPS, where every trusted origin says so; else {}."""
    if not origins or not all(each.startswith("https://") for each in origins):
        return {}
    return {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": THIRTY_DAYS,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    }


def folder(name: str, default: Path) -> Path:
    """The folder, made when it is not there; only its owner may look inside."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise Unusable(name, f"{path} cannot be made ({trouble.strerror}).") from trouble
    if not os.access(path, os.W_OK | os.X_OK):
        raise Unusable(name, f"{path} cannot be written to.")
    return path


def secret(name: str, kept_in: Path) -> str:
    """The secret, or one drawn once and kept beside the data; two first starts agree on one."""
    if value := text(name):
        return value
    fresh = kept_in.with_name(f".{kept_in.name}.{secrets.token_hex(4)}")
    if not kept_in.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        try:
            os.link(fresh, kept_in)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept_in.read_text().strip()


def database(name: str, default: Path) -> dict[str, Any]:
    """Django's DATABASES entry; SQLite only for now (`sqlite:///path`)."""
    value = text(name, f"sqlite:///{default}")
    if not value.startswith("sqlite:///"):
        raise Unusable(name, "only sqlite:///PATH is supported by this version.")
    path = value.removeprefix("sqlite:///")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "TEST": {"NAME": f"{path}.test"},
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def email(name: str) -> dict[str, Any]:
    """Django's EMAIL_* settings from `smtp://user:password@host:587` (`smtps://` for TLS from the start)."""
    value = text(name)
    if not value:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("smtp", "smtps") and parts.hostname
        port = parts.port
    except ValueError:
        usable, port = False, None
    if not usable:
        raise Unusable(name, "it must look like smtp://user:password@host:587 or smtps://….")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }


def prices(name: str) -> dict[str, dict[str, int]]:
    """Price per second in millionths: {"720p": {"audio": 400000, "silent": 200000}}; {} when none is given.

    A resolution or sound that Veo does not have stops the start: its price would never be found.
    """
    value = text(name)
    if not value:
        return {}
    try:
        return {
            one_of(RESOLUTIONS, resolution): {
                one_of(SOUNDS, sound): millionths(each) for sound, each in by_sound.items()
            }
            for resolution, by_sound in json.loads(value).items()
        }
    except (ValueError, AttributeError, TypeError, InvalidOperation) as trouble:
        raise Unusable(name, 'it must look like {"720p": {"audio": "0.40", "silent": "0.20"}}.') from trouble


def one_of(known: tuple[str, ...], word: str) -> str:
    if word not in known:
        raise ValueError(word)
    return word


def currency(name: str, default: str) -> str:
    """Three capital letters, as in EUR: films keep them, and `eur` would be another currency."""
    value = text(name, default).upper()
    if not (len(value) == 3 and value.isascii() and value.isalpha()):
        raise Unusable(name, f"“{value}” is not a currency: three letters, as in EUR.")
    return value


def millionths(value: str | int) -> int:
    amount = Decimal(str(value)) * MILLIONTHS
    if not amount.is_finite() or amount < 0 or amount != int(amount):
        raise ValueError(value)
    return int(amount)
