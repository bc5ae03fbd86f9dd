"""The sandbox over real HTTP: the same answers, keep-alive, many connections, and rude endings."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from storyboard import sandbox
from tests.sandbox.clips import generate, measure, request
from tests.sandbox.conftest import KEY


@pytest.fixture(scope="module")
def drawing(canned: sandbox.Endpoint) -> sandbox.Endpoint:
    """What is drawn does not matter here: ready clips."""
    return canned


@pytest.fixture
async def server(endpoint: sandbox.Endpoint) -> AsyncIterator[sandbox.server.Server]:
    """The shared endpoint, listening."""
    server = await sandbox.server.serve(endpoint)
    yield server
    server.close()
    await server.wait_closed()


@pytest.fixture
async def http(server: sandbox.server.Server) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to it over the loopback."""
    base = f"http://127.0.0.1:{server.port}/any/prefix"
    async with httpx.AsyncClient(base_url=base, headers=KEY, timeout=60, trust_env=False) as http:
        yield http


async def test_a_clip_comes_over_http(http: httpx.AsyncClient) -> None:
    [clip] = await generate(http, generate_audio=False)
    assert len(measure(clip).frames) == 96


async def test_an_address_points_at_the_server_itself(http: httpx.AsyncClient) -> None:
    answer = await http.post("/videos/generation", json=request(output_format="url", generate_audio=False))
    url = answer.json()["videos"][0]["url"]
    assert url.startswith(str(http.base_url) + "files/")
    assert len(measure((await http.get(url)).content).frames) == 96


async def test_a_body_in_chunks_is_read(http: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for byte in json.dumps(request(duration=5)).encode():
            yield bytes([byte])

    answer = await http.post("/videos/generation", content=chunks())
    assert answer.json()["error"]["param"] == "duration"


async def test_a_connection_is_kept_for_the_next_call(server: sandbox.server.Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for _ in range(2):
        writer.write(b"GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        assert b"google-veo-3-1" in await reader.readexactly(size)
    writer.close()


async def test_a_waiting_client_is_told_to_go_on(server: sandbox.server.Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = b"POST /v1/videos/generation HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n"
    writer.write(head + b"content-length: 2\r\nexpect: 100-continue\r\n\r\n")
    assert b"100" in await reader.readuntil(b"\r\n\r\n")
    writer.write(b"{}")
    assert b" 400 " in await reader.readuntil(b"\r\n\r\n")
    writer.close()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 429, 500, 503])
async def test_an_ordered_status_comes_over_http(http: httpx.AsyncClient, status: int) -> None:
    answer = await tell(http, f"{status} retry-after=3")
    assert answer.status_code == answer.json()["error"]["status_code"] == status
    assert answer.headers["retry-after"] == "3"


@pytest.mark.parametrize(
    ("words", "status"), [("502", 502), ("504", 504), ("503 html", 503), ("html", 200), ("redirect", 302)]
)
async def test_an_answer_that_is_not_the_apis_comes_over_http(
    http: httpx.AsyncClient, words: str, status: int
) -> None:
    answer = await tell(http, words)
    assert answer.status_code == status
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize(
    ("words", "errors"),
    [
        ("refuse", httpx.NetworkError),
        ("drop-before", httpx.NetworkError),
        ("drop-headers", httpx.RemoteProtocolError),
        ("drop-body", httpx.RemoteProtocolError),
        ("timeout", httpx.ReadTimeout),
    ],
)
async def test_a_connection_breaks_as_ordered(
    http: httpx.AsyncClient, words: str, errors: type[Exception]
) -> None:
    http.timeout = httpx.Timeout(60, read=0.2 if words == "timeout" else 60)
    with pytest.raises(errors):
        await tell(http, words)
    assert (await http.get("/models")).status_code == 200


@pytest.mark.parametrize(
    "words", ["truncated", "broken-base64", "not-mp4", "none", "fewer", "filtered 58061214"]
)
async def test_spoilt_answers_are_the_same_in_process_and_over_http(
    http: httpx.AsyncClient, client: httpx.AsyncClient, words: str
) -> None:
    fields = {"seed": 3, "generate_audio": False}
    one, other = await tell(http, words, **fields), await tell(client, words, **fields)
    assert (one.status_code, one.content) == (other.status_code, other.content)


async def test_a_client_that_leaves_frees_its_connection(server: sandbox.server.Server) -> None:
    body = json.dumps(request(prompt="[sandbox: timeout]")).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = b"POST /v1/videos/generation HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n"
    writer.write(head + b"content-length: %d\r\n\r\n" % len(body) + body)
    while not server.endpoint.calls:
        await asyncio.sleep(0.01)
    writer.close()
    await asyncio.wait_for(server.wait_closed(), 5)
    assert await reader.read() == b""


async def test_600_connections_are_held_at_once() -> None:
    endpoint = sandbox.Endpoint(latency=1.0)
    endpoint.faults.extend(["none"] * 600)
    server = await sandbox.server.serve(endpoint)
    body = json.dumps(request()).encode()
    head = b"POST /videos/generation HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n"

    async def call() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(head + b"content-length: %d\r\n\r\n" % len(body) + body)
        said = await reader.read()
        writer.close()
        return said

    said = await asyncio.wait_for(asyncio.gather(*(call() for _ in range(600))), 20)
    server.close()
    await server.wait_closed()
    endpoint.close()
    assert all(answer.startswith(b"HTTP/1.1 200") for answer in said)


async def test_running_says_its_port_and_ends_when_cancelled() -> None:
    ports: asyncio.Queue[int] = asyncio.Queue()
    running = asyncio.create_task(sandbox.server.run(sandbox.Endpoint(), ready=ports.put_nowait))
    port = await asyncio.wait_for(ports.get(), 5)
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"http://127.0.0.1:{port}/v1/models", headers=KEY)).status_code == 200
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, 5)


async def tell(http: httpx.AsyncClient, words: str, **fields: object) -> httpx.Response:
    """Order a fault by the prompt."""
    return await http.post(
        "/videos/generation", json=request(prompt=f"A sailor [sandbox: {words}]", **fields)
    )
