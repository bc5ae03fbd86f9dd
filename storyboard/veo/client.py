"""The one place that talks to Azerion: sends a request once, keeps the answer on disk, has it judged.

Each call opens its own connection on one shared SSL context: it holds it for minutes, so that a shared pool would
have nothing to lend and only be searched.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import httpx

from storyboard.veo.body import Body, BodyBroken
from storyboard.veo.ending import Ending
from storyboard.veo.errors import Lost, NotAccepted, NotReady, NotSent
from storyboard.veo.key import KeyCheck, Strike, checked_key, first_bytes, judge_key
from storyboard.veo.outcome import LOOK, Answer, judge
from storyboard.veo.received import ANSWER, Received, note_received, set_aside, settle
from storyboard.veo.request import MODEL, Request

WRITE_SECONDS = 120.0  # for one piece of a body to leave
MODELS_SECONDS = 30.0


@cache
def ssl_context() -> ssl.SSLContext:
    """Made once: reading the certificates takes about 25 ms."""
    return httpx.create_ssl_context(trust_env=False)


def keep_alive() -> list[tuple[int, int, int]]:
    """A call is silent for minutes: probes keep routers from forgetting it and notice a dead peer."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 8)):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options


class Bearer(httpx.Auth):
    """Puts the key on requests to its own server, and on no other."""

    def __init__(self, key: str, home: httpx.URL) -> None:
        self._key, self._home = key, home

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        at = (request.url.scheme, request.url.host, request.url.port)
        if at == (self._home.scheme, self._home.host, self._home.port):
            request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class Lent(httpx.AsyncBaseTransport):
    """Somebody else's transport: used for a call, not closed after it."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self.transport.handle_async_request(request)


class Client:
    """Calls to one server with one key. Clocks are in seconds: `connect`, then `answer` for any silence."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        model: str = MODEL,
        transport: httpx.AsyncBaseTransport | None = None,
        connect: float = 10.0,
        answer: float = 900.0,
    ) -> None:
        self.base = checked_url(base_url)
        self.model, self.transport = model, transport
        self.timeout = httpx.Timeout(answer, connect=connect, write=max(WRITE_SECONDS, connect), pool=connect)
        self._key = checked_key(key)

    def __repr__(self) -> str:
        return f"Client({str(self.base)!r})"

    async def generate(
        self,
        request: Request,
        folder: Path,
        before_sending: Callable[[], Awaitable[bool]] | None = None,
    ) -> Answer:
        """Send once; clips and the raw answer go into `folder`. Raises one of the tree, or NotSent.

        `before_sending` is awaited when all is ready, before a connection opens: False holds the call back.
        """
        body = await asyncio.to_thread(ready, request)
        if before_sending and not await before_sending():
            raise NotSent
        await asyncio.to_thread(set_aside, folder)
        received = await self._send(body, folder, request.said)
        return await asyncio.to_thread(judge, received, request.n, folder)

    async def check_key(self) -> KeyCheck:
        """Ask for the list of models, which costs nothing: any 200 is a good key."""
        clock = httpx.Timeout(MODELS_SECONDS, connect=self.timeout.connect)
        try:
            async with (
                self._http() as http,
                http.stream("GET", self._at("models"), timeout=clock) as response,
            ):
                return judge_key(response.status_code, await first_bytes(response), self.model)
        except (httpx.HTTPError, OSError):
            return KeyCheck(False, None, f"No connection to {self.base.host}: the key could not be checked.")

    async def _send(self, body: Body, folder: Path, sent: tuple[str, ...]) -> Received:
        """One request, its answer on disk as far as it came."""
        received: Received | None = None
        try:
            async with self._http() as http, self._post(http, body) as response:
                received = await self._begin(response, folder, sent)
                await keep(response, received.path, Strike(self._key))
                return await asyncio.to_thread(self._finish, received, folder)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise no_connection(error, self.base.host) from None
        except Exception as error:  # noqa: BLE001 (once a byte may have left, whatever happens is Lost)
            if received:
                return await asyncio.to_thread(as_far_as_it_came, received, error)
            raise lost_on_the_way(error) from None

    async def _begin(self, response: httpx.Response, folder: Path, sent: tuple[str, ...]) -> Received:
        """Headers are here: from now on a look at the folder tells what became of the call."""
        headers = {name: self._without_key(value) for name, value in response.headers.items()}
        return await asyncio.to_thread(note_received, folder, response.status_code, headers, sent)

    def _finish(self, received: Received, folder: Path) -> Received:
        settle(folder, received.path)
        return replace(received, path=folder / ANSWER, whole=True)

    def _without_key(self, text: str) -> str:
        return Strike(self._key).out_of(text.encode()).decode()

    def _post(self, http: httpx.AsyncClient, body: Body) -> AbstractAsyncContextManager[httpx.Response]:
        headers = {"Content-Type": "application/json", "Content-Length": str(body.length)}
        return http.stream("POST", self._at("videos/generation"), content=aiter(body), headers=headers)

    def _at(self, path: str) -> str:
        return f"{str(self.base).rstrip('/')}/{path}"

    def _http(self) -> httpx.AsyncClient:
        transport = Lent(self.transport) if self.transport else wire()
        return httpx.AsyncClient(
            transport=transport,
            auth=Bearer(self._key, self.base),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "storyboard"},
            timeout=self.timeout,
            follow_redirects=False,
            trust_env=False,
        )


def wire() -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(verify=ssl_context(), trust_env=False, socket_options=keep_alive())


def ready(request: Request) -> Body:
    try:
        return request.body()
    except OSError as error:
        name = Path(error.filename).name if error.filename else "a file"
        message = f"A picture or clip that goes along cannot be read ({name})."
        raise NotReady("file_missing", message, "Choose it again and generate.") from error


async def keep(response: httpx.Response, part: Path, strike: Strike) -> None:
    """The body as it comes, to disk, the key struck out; writes happen in a thread, the loop has other calls.

    Where all of its JSON is here it is whole, even if the connection stays open.
    """
    ending = Ending()
    with part.open("wb") as file:
        try:
            async for data in response.aiter_bytes():
                await asyncio.to_thread(file.write, strike.feed(data))
                if ending.reached(data):
                    break
        finally:
            file.write(strike.rest())


def as_far_as_it_came(received: Received, error: Exception) -> Received:
    """What is on the disk is looked through, also where it was the disk that had no room for more."""
    with suppress(OSError):
        received.path.touch()
    return replace(received, unwritten=isinstance(error, OSError))


def no_connection(error: Exception, host: str) -> NotAccepted:
    kind = "connect_timeout" if isinstance(error, httpx.ConnectTimeout) else "connect"
    return NotAccepted(kind, f"No connection to {host}.", "It is sent again by itself.")


LOST = (
    (httpx.ReadTimeout, "read_timeout", "Veo was silent for too long."),
    (httpx.WriteTimeout, "write_timeout", "The request did not leave in time."),
    (httpx.WriteError, "write_error", "The connection broke while the request was leaving."),
    ((httpx.ReadError, httpx.RemoteProtocolError), "dropped", "The connection broke before Veo answered."),
    (
        (BodyBroken, httpx.LocalProtocolError),
        "body_broken",
        "A file changed while it was sent.",
    ),
    (OSError, "disk", "The answer could not be written to disk."),
)


def lost_on_the_way(error: Exception) -> Lost:
    """Only kinds and names: the text of a wire error may quote what was sent."""
    for types, kind, message in LOST:
        if isinstance(error, types):
            return Lost(kind, message, LOOK)
    return Lost("unexpected", f"The call broke off unexpectedly ({type(error).__name__}).", LOOK)


def checked_url(base_url: str) -> httpx.URL:
    with suppress(httpx.InvalidURL):
        url = httpx.URL(base_url)
        if url.scheme in ("http", "https") and url.host:
            return url
    raise ValueError("The base URL has to begin with https:// or http:// and name a host.")
