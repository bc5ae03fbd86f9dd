"""The one way in which the server fetches an address that a stranger gave: public addresses only, bounded, checked.

Each redirect is checked like the first address. The origin of AZERION_BASE_URL is the operator's own and exempt.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from storyboard.files.network import CONNECT, SILENCE, CannotFetch, Checked, TooLong, Way

__all__ = ["CannotFetch", "Way", "fetch"]

REDIRECTS = 3
MOST_BYTES = 400_000_000
SECONDS = 300
AT_ONCE = 4  # of a web server's sixteen threads: slow links shall not keep the pages waiting
BUSY = gettext_lazy(
    "Other links are being fetched just now: try again in a minute, or bring the file itself."
)
MOVED = (301, 302, 303, 307, 308)
GONE = (401, 403, 404, 410)
PLAIN_HOST = re.compile(rb"[A-Za-z0-9._:-]+")
DEFAULT_PORTS = {"http": 80, "https": 443}
HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", "User-Agent": "storyboard"}
CLOCKS = {"connect": CONNECT, "read": SILENCE, "write": SILENCE, "pool": CONNECT}
BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)

lines = threading.BoundedSemaphore(AT_ONCE)


def fetch(
    address: str, into: Path, *, most: int = MOST_BYTES, seconds: float = SECONDS, way: Way | None = None
) -> Path:
    """Fetch `address` into the file `into`, or raise CannotFetch and leave no file.

    At most `most` bytes in at most `seconds`, over all redirects; `way` is how a stranger's address is reached.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + seconds
    try:
        with a_line():
            return follow(read(address), into, most, until, way or Way())
    except BROKEN as trouble:
        into.unlink(missing_ok=True)
        if time.monotonic() >= until:
            raise TooLong(
                gettext("The link took longer than {seconds:g} s.").format(seconds=seconds)
            ) from trouble
        raise CannotFetch(gettext("The link could not be read to its end.")) from trouble
    except TooLong as trouble:
        into.unlink(missing_ok=True)
        raise TooLong(
            gettext("The link took longer than {seconds:g} s.").format(seconds=seconds)
        ) from trouble
    except BaseException:
        into.unlink(missing_ok=True)
        raise


@contextmanager
def a_line() -> Iterator[None]:
    """One of the few at once in this process; who finds none is told so instead of waiting."""
    if not lines.acquire(blocking=False):
        raise CannotFetch(BUSY)
    try:
        yield
    finally:
        lines.release()


def follow(url: httpx.URL, into: Path, most: int, until: float, way: Way) -> Path:
    for _ in range(REDIRECTS + 1):
        with answer_of(url, None if is_operators(url) else way, until) as answer:
            if answer.status not in MOVED or not header(answer, "location"):
                check(answer, most)
                return write(answer, into, most)
            url = read(header(answer, "location"), beside=url)
    raise CannotFetch(gettext("The link leads from one address to another without end."), gone=True)


def read(address: str, beside: httpx.URL | None = None) -> httpx.URL:
    """The address as it will be connected to: read once, by the library that connects."""
    try:
        url = beside.join(address) if beside else httpx.URL(address)
        named = PLAIN_HOST.fullmatch(url.raw_host) and (port_of(url) or 1) < 65_536
    except (httpx.InvalidURL, ValueError) as trouble:
        raise CannotFetch(gettext("The link is not an address that can be read."), gone=True) from trouble
    if url.scheme not in DEFAULT_PORTS or not named or url.userinfo:
        raise CannotFetch(gettext("The link is not a plain http or https address."), gone=True)
    return url


def is_operators(url: httpx.URL) -> bool:
    return origin(url) == origin(httpx.URL(settings.AZERION_BASE_URL))


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, port_of(url)


def port_of(url: httpx.URL) -> int | None:
    return url.port or DEFAULT_PORTS.get(url.scheme)


@contextmanager
def answer_of(url: httpx.URL, way: Way | None, until: float) -> Iterator[httpcore.Response]:
    """One request on one connection of its own; without a way the address is the operator's."""
    where = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port_of(url), target=url.raw_path)
    trust = (way or Way()).trust()
    with (
        httpcore.ConnectionPool(ssl_context=trust, network_backend=Checked(way, until)) as pool,
        pool.stream("GET", where, headers=[*HEADERS.items()], extensions={"timeout": CLOCKS}) as answer,
    ):
        yield answer


def header(answer: httpcore.Response, name: str) -> str:
    found = [value for key, value in answer.headers if key.lower() == name.encode()]
    return found[0].decode("utf-8", "replace") if found else ""


def check(answer: httpcore.Response, most: int) -> None:
    if answer.status in GONE:
        raise CannotFetch(
            gettext("The link no longer works (it answered {status}).").format(status=answer.status),
            gone=True,
        )
    if answer.status != 200:
        raise CannotFetch(gettext("The link answered {status}.").format(status=answer.status))
    if header(answer, "content-encoding").lower() not in ("", "identity"):
        raise CannotFetch(gettext("The link answered with packed bytes, which a picture or clip never is."))
    if header(answer, "content-length").isdecimal() and int(header(answer, "content-length")) > most:
        raise too_large(most)


def write(answer: httpcore.Response, into: Path, most: int) -> Path:
    size = 0
    with into.open("wb") as target:
        for piece in answer.iter_stream():
            size += len(piece)
            if size > most:
                raise too_large(most)
            target.write(piece)
    return into


def too_large(most: int) -> CannotFetch:
    return CannotFetch(
        gettext("What the link leads to is larger than {most} MB.").format(most=most // 1_000_000), gone=True
    )
