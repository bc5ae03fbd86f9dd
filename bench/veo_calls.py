"""500 calls in flight: a connection each, as the product has it, beside one pool that all of them share.

A server in a process of its own holds every call for 11 s, the shortest that Veo is known to take; both ways
send, keep and judge alike. `wall` is the time of all of them, over the longest call's: a
figure to watch, which a busy disk alone can double (all answers come at one moment, and each is synced).
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from storyboard.veo import Client, Request

CALLS, HELD, BAR = 500, 11.0, 1.3
ASKED = Request(prompt="A lighthouse at dusk")


async def serve() -> None:
    """Read a request, hold it, answer with an address."""
    body = json.dumps({"videos": [{"url": "https://host/a.mp4"}]}).encode()
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said = await reader.readuntil(b"\r\n\r\n")
        size = int(said.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(size)
        await asyncio.sleep(HELD)
        writer.write(head + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=CALLS)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def calls(client: Client, folder: Path) -> None:
    async def call(number: int) -> None:
        place = folder / str(number)
        place.mkdir()
        assert len((await client.generate(ASKED, place)).videos) == 1

    await asyncio.gather(*map(call, range(CALLS)))


async def ours(url: str, folder: Path) -> None:
    await calls(Client(url, "bench-key", connect=60), folder)


async def shared(url: str, folder: Path) -> None:
    """The same, every call in one pool of connections."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncHTTPTransport(limits=limits, trust_env=False) as pool:
        await calls(Client(url, "bench-key", connect=60, transport=pool), folder)


def timed(way: Callable[[str, Path], Coroutine[None, None, None]], url: str) -> float:
    with tempfile.TemporaryDirectory() as name:
        start = time.perf_counter()
        asyncio.run(way(url, Path(name)))
        return time.perf_counter() - start


def main() -> None:
    server = subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        each, one = timed(ours, url), timed(shared, url)
    finally:
        server.terminate()
        server.wait()
    print(f"veo calls, {CALLS} in flight: a connection each {each:.2f} s, one shared pool {one:.2f} s")
    print(f"veo calls, wall beside the longest call: {each / HELD:.2f}")
    print(f"veo calls, wall beside one shared pool: {each / one:.2f} (bar {BAR})")
    if each / one > BAR:
        sys.exit("veo calls: the bar was missed")


if __name__ == "__main__":
    asyncio.run(serve()) if sys.argv[1:] == ["serve"] else main()
