"""A server on loopback that misbehaves on order."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Behave = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Reads each request to its end (or to the end of its headers), then behaves as told."""

    behave: Behave
    read_body: bool = True
    heard: list[Heard] = field(default_factory=list)

    async def __aenter__(self) -> "Server":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        await self.server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._listen(reader)
            await self.behave(writer)
            if not self.read_body:
                writer.write_eof()
                await drained(reader)
        except OSError:
            pass
        finally:
            writer.close()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", 0)) if self.read_body else 0
        method, path, _ = first.split()
        self.heard.append(Heard(method, path, headers, await reader.readexactly(size)))


async def drained(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 20):
        pass


def answers(
    status: int, body: bytes | str | dict[str, Any] = b"", *, cut: int | None = None, **headers: str
) -> Behave:
    """Send a response; `cut` drops the connection after so many bytes of its body."""
    data = (
        json.dumps(body).encode()
        if isinstance(body, dict)
        else body.encode()
        if isinstance(body, str)
        else body
    )
    kind = "application/json" if isinstance(body, dict) else "text/html"
    said = {"content-type": kind, "content-length": str(len(data)), "connection": "close"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} Said\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items())

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(f"{head}\r\n".encode() + data[:cut])
        await writer.drain()

    return behave


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    """Close without a word."""


async def breaks_off_in_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-ty")
    await writer.drain()


async def says_nothing(writer: asyncio.StreamWriter) -> None:
    """Silent until the other side gives up."""
    await writer.wait_closed()


def error(status: int, message: str = "no", **more: Any) -> dict[str, Any]:
    """Azerion's own error body."""
    return {
        "error": {
            "message": message,
            "type": "some_error",
            "code": "some_code",
            "status_code": status,
            **more,
        }
    }
