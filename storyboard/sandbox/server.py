"""The sandbox over HTTP/1.1: asyncio and h11, keep-alive, and able to hang up rudely."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any

import h11

from .endpoint import Endpoint, Response
from .errors import Dropped

READ = 256 * 1024


class Server:
    """A listening sandbox: `port` is the bound port; `close()` hangs up on everybody."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._talks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server

    async def listen(self, host: str, port: int) -> None:
        """Begin to take connections; port 0 takes any free one."""
        self._server = await asyncio.start_server(self._talk, host, port, backlog=1024)

    @property
    def port(self) -> int:
        """The port that was bound."""
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Stop listening and end every conversation."""
        self._server.close()
        for talk in self._talks:
            talk.cancel()

    async def wait_closed(self) -> None:
        """Return when the last conversation has ended."""
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def serve_forever(self) -> None:
        """Serve until cancelled."""
        await self._server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            await Talk(self.endpoint, reader, writer).run()
        except (ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass  # the peer went away, spoke no HTTP, or the server is closing
        finally:
            self._talks.discard(talk)
            writer.close()


class Talk:
    """One connection, request after request."""

    def __init__(
        self, endpoint: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.endpoint, self.reader, self.writer = endpoint, reader, writer
        self.http = h11.Connection(h11.SERVER)
        self.heard = asyncio.Event()  # the whole request has been read

    async def run(self) -> None:
        """Answer requests until either side closes."""
        while isinstance(request := await self._next(), h11.Request):
            self.heard.clear()
            try:
                await self._answer(request)
            except Dropped as gone:
                self._hang_up(gone)
                return
            if self.http.our_state is not h11.DONE or self.http.their_state is not h11.DONE:
                return
            self.http.start_next_cycle()

    async def _answer(self, request: h11.Request) -> None:
        response = await self._response(request)
        if response is None:
            return
        async for _ in self._body():
            pass  # what is still coming is read, or the peer might never see the answer
        await self._send(h11.Response(status_code=response.status, headers=list(response.headers.items())))
        async for chunk in response.chunks:
            await self._send(h11.Data(data=chunk))
        await self._send(h11.EndOfMessage())

    async def _response(self, request: h11.Request) -> Response | None:
        """The endpoint's answer, or None when the peer leaves while it is being made."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        method, path = request.method.decode("ascii"), request.target.decode("latin-1")
        answering = asyncio.ensure_future(self.endpoint.answer(method, path, headers, self._body()))
        leaving = asyncio.ensure_future(self._left())
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return await answering if answering.done() else None
        finally:
            answering.cancel()
            leaving.cancel()
            await asyncio.wait({answering, leaving})  # two may not read from one connection

    async def _body(self) -> AsyncIterator[bytes]:
        while self.http.their_state is h11.SEND_BODY:
            event = await self._next()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
        self.heard.set()

    async def _next(self) -> Any:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            if self.http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            self.http.receive_data(await self.reader.read(READ))
        return event

    async def _send(self, event: Any) -> None:
        data = self.http.send(event)
        if data:
            self.writer.write(data)
            await self.writer.drain()

    async def _left(self) -> None:
        """Return when the peer hangs up; what it sends meanwhile is its next request."""
        await self.heard.wait()
        while data := await self.reader.read(READ):
            self.http.receive_data(data)

    def _hang_up(self, gone: Dropped) -> None:
        """Break the connection as told: with half a header, after what was sent, or with a reset."""
        if gone.when == "headers":
            self.writer.write(b"HTTP/1.1 200 OK\r\ncontent-ty")
        if gone.when in {"headers", "body"}:
            return  # closing sends what is there and then ends
        peer = self.writer.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


async def serve(endpoint: Endpoint, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve an endpoint; the answer's `port` says where."""
    server = Server(endpoint)
    await server.listen(host, port)
    return server


async def run(
    endpoint: Endpoint,
    host: str = "127.0.0.1",
    port: int = 0,
    ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Serve until cancelled, then close the endpoint; `ready(port)` is called once it listens."""
    server = await serve(endpoint, host, port)
    ready(server.port)
    try:
        await server.serve_forever()
    finally:
        server.close()
        await server.wait_closed()
        endpoint.close()
