"""Whether an API key works, asked without spending (`GET /models`), and how it is struck out of what is received."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

LONGEST_LIST = 4 << 20
SECRET = b"[API key]"
SHORTEST_KEY = 8


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


class Strike:
    """Strikes the key out of bytes as they pass: an answer may quote what it was sent, in a message or an address.

    It knows the key as it is, as JSON may escape it, and as an address does. A key too short to be a real one is left
    alone: it would be found in any word.
    """

    def __init__(self, key: str) -> None:
        said = {key, key.replace("/", "\\/"), quote(key, safe="")} if len(key) >= SHORTEST_KEY else set()
        self.spellings = [each.encode() for each in said]
        self.held = b""

    def out_of(self, data: bytes) -> bytes:
        for spelling in self.spellings:
            data = data.replace(spelling, SECRET)
        return data

    def feed(self, data: bytes) -> bytes:
        """All but an end in which the key may have begun; `rest` gives that when no more comes."""
        data = self.out_of(self.held + data)
        begun = max((ends_with_start(data, spelling) for spelling in self.spellings), default=0)
        self.held = data[len(data) - begun :]
        return data[: len(data) - begun]

    def rest(self) -> bytes:
        """The end that was held back; so much of the key that it could be guessed is struck out too."""
        return SECRET if len(self.held) >= SHORTEST_KEY else self.held


def ends_with_start(data: bytes, of: bytes) -> int:
    """How many bytes at the end of `data` are the beginning of `of`."""
    return next((size for size in range(len(of) - 1, 0, -1) if data.endswith(of[:size])), 0)
