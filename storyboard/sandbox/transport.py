"""The sandbox in process: an httpx transport, so that the same client talks to it without a network."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from .endpoint import Endpoint, Response
from .errors import Dropped

FAILURES = {
    "refuse": httpx.ConnectError("All connection attempts failed"),
    "before": httpx.ReadError(""),
    "headers": httpx.RemoteProtocolError("Server disconnected without sending a response."),
    "body": httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
}


class Transport(httpx.AsyncBaseTransport):
    """Hands each request to an endpoint; failures are the exceptions that the real network would raise.

    Closing it leaves the endpoint open: many clients may share one.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request; a read timeout counts until the answer begins."""
        patience = request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(patience):
                response = await self._ask(request)
        except TimeoutError as late:
            raise httpx.ReadTimeout("", request=request) from late
        except Dropped as gone:
            raise failure(gone, request) from gone
        return httpx.Response(
            response.status, headers=response.headers, stream=Stream(response, request), request=request
        )

    async def _ask(self, request: httpx.Request) -> Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        path = request.url.raw_path.decode("ascii")
        headers = dict(request.headers) | {"x-scheme": request.url.scheme}
        return await self.endpoint.answer(request.method, path, headers, aiter(request.stream))


class Stream(httpx.AsyncByteStream):
    """An answer's bytes, one chunk at a time."""

    def __init__(self, response: Response, request: httpx.Request) -> None:
        self.response, self.request = response, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self.response.chunks:
                yield chunk
        except Dropped as gone:
            raise failure(gone, self.request) from gone


def failure(gone: Dropped, request: httpx.Request) -> httpx.TransportError:
    """The httpx exception for a connection that went away."""
    like = FAILURES[gone.when]
    return type(like)(str(like), request=request)
