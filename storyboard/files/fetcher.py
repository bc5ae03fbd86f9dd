"""The one way in which the server fetches an address that a stranger gave: public addresses only, bounded, checked.

The connection is made to the very address that was checked, again on each redirect. The origin of AZERION_BASE_URL
is the operator's own and exempt.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx
from django.conf import settings

REDIRECTS = 3
MOST_BYTES = 400_000_000
SECONDS = 300
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")


class CannotFetch(Exception):
    """A sentence for people; `gone` when asking again is useless."""

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone


def fetch(address: str, into: Path, *, most: int = MOST_BYTES, seconds: float = SECONDS) -> Path:
    """Fetch `address` into the file `into`, or raise CannotFetch; at most `most` bytes, in at most `seconds`."""
    into.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(REDIRECTS + 1):
        try:
            with open_checked(address) as client, client.stream("GET", address) as answer:
                if not answer.is_redirect:
                    check_status(answer)
                    return write(answer, into, most, seconds)
                address = urljoin(address, answer.headers.get("location", ""))
        except (httpx.InvalidURL, ValueError) as trouble:
            raise CannotFetch("The link is not an address that can be read.", gone=True) from trouble
        except httpx.HTTPError as trouble:
            raise CannotFetch("The link could not be read to its end; it is tried again.") from trouble
    raise CannotFetch("The link leads from one address to another without end.", gone=True)


def open_checked(address: str) -> httpx.Client:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise CannotFetch("The link is not a plain http or https address.", gone=True)
    pinned = (
        None
        if is_operators(address)
        else public_address(parts.hostname, parts.port or default_port(parts.scheme))
    )
    return httpx.Client(
        transport=Pinned(pinned) if pinned else httpx.HTTPTransport(),
        headers={"Accept-Encoding": "identity"},
        timeout=httpx.Timeout(30.0, connect=10.0),
        follow_redirects=False,
        trust_env=False,
    )


def default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def is_operators(address: str) -> bool:
    mine, theirs = urlsplit(settings.AZERION_BASE_URL), urlsplit(address)
    return origin(mine) == origin(theirs)


def origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or default_port(parts.scheme)


def public_address(host: str, port: int) -> str:
    """The first address of `host`, when all of its addresses are public."""
    try:
        found = [entry[4][0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as trouble:
        raise CannotFetch(f"The address {host} cannot be found.") from trouble
    if not found or any(not is_public(str(each)) for each in found):
        raise CannotFetch("The link leads into a private network; nothing was fetched.", gone=True)
    return str(found[0])


def is_public(address: str) -> bool:
    """Also behind the disguises that IPv6 has for an IPv4 address: mapped, 6to4, NAT64 and compatible."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local or ip in COMPATIBLE:
            return False
        inside = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in NAT64 else None
        ip = inside or ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


class Pinned(httpx.BaseTransport):
    """Connects to the address that was checked, while the certificate and Host stay those of the name."""

    def __init__(self, address: str) -> None:
        self.address, self.inner = address, httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        request.url = request.url.copy_with(host=self.address)
        request.extensions = {**request.extensions, "sni_hostname": name}
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def check_status(answer: httpx.Response) -> None:
    if answer.status_code in (401, 403, 404, 410):
        raise CannotFetch(f"The link no longer works (it answered {answer.status_code}).", gone=True)
    if answer.status_code != 200:
        raise CannotFetch(f"The link answered {answer.status_code}.")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise CannotFetch("The link answered with packed bytes, which a clip never is.")


def write(answer: httpx.Response, into: Path, most: int, seconds: float) -> Path:
    size, until = 0, time.monotonic() + seconds
    with into.open("wb") as target:
        for piece in answer.iter_raw(1 << 20):
            size += len(piece)
            if size > most:
                raise CannotFetch(f"What the link leads to is larger than {most // 1_000_000} MB.", gone=True)
            if time.monotonic() > until:
                raise CannotFetch(f"The link took longer than {seconds:g} s.")
            target.write(piece)
    return into
