"""A server that does with each request what it was told, and quotes the API key wherever it can."""

import asyncio
from typing import Any

from tests.veo.clips import answer, answer_bytes
from tests.veo.server import Behave, Server, answers, breaks_off_in_headers, error, hangs_up, says_nothing

__all__ = ["KEY", "Orders", "Server", "breaks_off_in_headers", "hangs_up", "says_nothing"]

KEY = "sk-keeper-of-the-light-4711"
QUOTED = f"This was sent with {KEY}."


class Orders:
    """One order for each request in its turn; the last one stands for all that follow."""

    def __init__(self, *orders: Behave) -> None:
        self.orders = list(orders)

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        order = self.orders.pop(0) if len(self.orders) > 1 else self.orders[0]
        await order(writer)


class Held:
    """Does as told once it is let go; until then the call is in flight."""

    def __init__(self, order: Behave) -> None:
        self.order, self.reached, self.let_go = order, asyncio.Event(), asyncio.Event()

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.reached.set()
        await self.let_go.wait()
        await self.order(writer)


def says(status: int, message: str = "Not like this.", **headers: str) -> Behave:
    """Azerion's own JSON error."""
    body = error(status, f"{message} {QUOTED}", param=KEY)
    return answers(status, body, x_request_id=f"for-{KEY}", **headers)


def shows_a_page(status: int, **headers: str) -> Behave:
    """What a proxy says."""
    return answers(status, f"<h1>{status}</h1><p>{QUOTED}</p>", x_request_id=f"for-{KEY}", **headers)


def returns(*clips: bytes, **headers: Any) -> Behave:
    return answers(200, answer(*clips, note=QUOTED), x_request_id=f"for-{KEY}", **headers)


def returns_text(*texts: str) -> Behave:
    """Videos whose base64 is this text."""
    return answers(200, {"videos": [{"base64_encoded": text} for text in texts]})


def cut_short(*clips: bytes, missing: int) -> Behave:
    """JSON that ends so many bytes too early, in an answer that is whole for HTTP."""
    return answers(200, answer_bytes(*clips)[:-missing])


def drops_in_body(*clips: bytes, missing: int) -> Behave:
    data = answer_bytes(*clips)
    return answers(200, data, cut=len(data) - missing)


async def drops_after_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n")
    await writer.drain()


async def resets(writer: asyncio.StreamWriter) -> None:
    """Tear the connection down, with what was sent still on its way."""
    writer.transport.abort()


def never_ends(*clips: bytes, says: str = "") -> Behave:
    """The whole JSON, and a connection that stays open as if more were to come; `says` is what its headers promise."""
    data = answer_bytes(*clips)
    long = f"content-length: {len(data) + 1}\r\n\r\n".encode() + data
    pieces = f"transfer-encoding: chunked\r\n\r\n{len(data):x}\r\n".encode() + data + b"\r\n"
    rest = {"a longer body": long, "chunks": pieces}.get(says, b"\r\n" + data)

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + rest)
        await writer.drain()
        await says_nothing(writer)

    return behave
