"""Connections for the fetcher: to public addresses only, and over by a set time.

A name is looked up once, here, and the connection is made to the very address that was checked; Host, TLS server name
and certificate stay those of the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
from django.utils.translation import gettext

SILENCE = 30.0
CONNECT = 10.0
NAT64 = ipaddress.ip_network("64:ff9b::/96")
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
WEB_PORTS = (80, 443)
MOST_LOOKUPS = 8  # a system's resolver cannot be stopped: one that hangs is left behind, and so many at most

lookups = threading.BoundedSemaphore(MOST_LOOKUPS)


class CannotFetch(Exception):
    """A sentence for people; `gone` when asking again is useless."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


class TooLong(CannotFetch):
    """The whole of it took longer than it may."""


def addresses_of(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Also behind the disguises that IPv6 has for an IPv4 address: mapped, 6to4 and NAT64."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
        inside = inside or ip.ipv4_mapped or ip.sixtofour
        if inside is None and ip not in GLOBAL_UNICAST:
            return False
        ip = inside or ip
    return ip.is_global and not ip.is_multicast


@cache
def ssl_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True)
class Way:
    """How names are looked up, which of their addresses may be used, and whose certificates are believed."""

    find: Callable[[str, int], list[str]] = addresses_of
    allows: Callable[[str], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl_context

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """All addresses of `host`, when all may be used; looked for no longer than `seconds`."""
        try:
            found = within(seconds, self.find, host, port)
        except OSError as trouble:
            raise CannotFetch(gettext("The address {host} cannot be found.").format(host=host)) from trouble
        except (UnicodeError, OverflowError) as trouble:
            raise CannotFetch(gettext("The link is not an address that can be read."), gone=True) from trouble
        if not found or not all(self.allows(each) for each in found):
            raise CannotFetch(
                gettext("The link leads into a private network; nothing was fetched."), gone=True
            )
        if port < 1024 and port not in WEB_PORTS:
            raise CannotFetch(
                gettext("The link names port {port}, where no web page is.").format(port=port), gone=True
            )
        return found


def within(seconds: float, find: Callable[[str, int], list[str]], host: str, port: int) -> list[str]:
    """What `find` says in time, asked in a thread of its own; while too many of them hang nothing more is asked."""
    if not lookups.acquire(blocking=False):
        raise CannotFetch(
            gettext(
                "The address {host} cannot be looked up just now: others hang. Try again in a minute."
            ).format(host=host)
        )
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(find(host, port))
        except Exception as trouble:  # noqa: BLE001 (told to whoever waits)
            answer.set_exception(trouble)
        finally:
            lookups.release()

    threading.Thread(target=ask, name=f"lookup {host}", daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError as trouble:
        raise CannotFetch(
            gettext("Looking up the address {host} took too long.").format(host=host)
        ) from trouble


class Checked(httpcore.SyncBackend):
    """Opens connections along a Way, each of them over at `until` (by time.monotonic)."""

    def __init__(self, way: Way | None, until: float) -> None:
        self.way, self.until = way, until

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *rest: Any, **more: Any
    ) -> httpcore.NetworkStream:
        """To the first address that answers; without a Way, to the host as it is named."""
        addresses = self.way.addresses(host, port, left(self.until, CONNECT)) if self.way else [host]
        for address in addresses:
            try:
                stream = super().connect_tcp(address, port, left(self.until, timeout), *rest, **more)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if address == addresses[-1]:
                    raise
            else:
                return Timed(stream, self.until)
        raise AssertionError("a checked host has an address")


class Timed(httpcore.NetworkStream):
    """A stream that no drip of bytes keeps open beyond `until`."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self.inner, self.until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, left(self.until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, left(self.until, timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self.inner.start_tls(ssl_context, server_hostname, left(self.until, timeout))
        return Timed(inner, self.until)

    def close(self) -> None:
        self.inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def left(until: float, timeout: float | None) -> float:
    """How long may still be waited: `timeout`, or less when the end is nearer."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TooLong(gettext("The link took too long."))
    return min(seconds, timeout or seconds)
