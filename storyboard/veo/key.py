"""Whether an API key works, asked without spending: `GET /models`."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

LONGEST_LIST = 4 << 20


@dataclass(frozen=True)
class KeyCheck:
    """Whether the key works; `model_listed` is None when the answer held no list to look through."""

    ok: bool
    model_listed: bool | None
    message: str


def checked_key(key: str) -> str:
    """A key that a header can carry; the message never quotes it."""
    key = key.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("The API key has to be one word of plain characters.")
    return key


async def first_bytes(response: httpx.Response) -> bytes:
    data = b""
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > LONGEST_LIST:
            break
    return data


KEY_WORDS = {
    401: "Azerion does not know this API key.",
    403: "Azerion knows this API key but does not allow it to list models.",
    404: "There is no list of models at this address: check AZERION_BASE_URL.",
    429: "Azerion asks to wait: the key could not be checked, try again in a minute.",
}


def judge_key(status: int, data: bytes, model: str) -> KeyCheck:
    if status != 200:
        message = KEY_WORDS.get(status, f"Azerion answered with {status}: the key could not be checked.")
        return KeyCheck(False, None, message)
    names = model_names(data)
    if names is None:
        return KeyCheck(True, None, "The key works.")
    if model in names:
        return KeyCheck(True, True, f"The key works, and {model} is on its list.")
    return KeyCheck(True, False, f"The key works, but {model} is not on its list.")


def model_names(data: bytes) -> set[str] | None:
    """Every name in the first list found, whatever it is called; None when there is no list."""
    try:
        listed = first_list(json.loads(data))
    except (ValueError, RecursionError):
        return None
    return None if listed is None else {name for entry in listed for name in names_of(entry)}


def first_list(value: Any) -> list[Any] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return next((found for inner in value.values() if (found := first_list(inner)) is not None), None)
    return None


def names_of(entry: Any) -> list[str]:
    said = entry.values() if isinstance(entry, dict) else [entry]
    return [part for name in said if isinstance(name, str) for part in (name, name.rsplit("/", 1)[-1])]
