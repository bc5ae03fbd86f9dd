"""The endpoint in process: what it serves, how strict it is, how it fails when told."""

import asyncio
import base64
import contextlib
import json
import time
from typing import Any

import httpx
import pytest

from storyboard import sandbox
from tests.sandbox.clips import as_mp4, as_png, generate, measure, picture, request
from tests.sandbox.conftest import BASE, KEY

PNG = {"mime_type": "image/png", "url": "http://elsewhere/a.png"}
SUBJECT = {"image": PNG, "reference_type": "subject"}

WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"enhance_prompt": True}, 400, "enhance_prompt"),
    ({"model": "veo-9"}, 404, "model"),
    ({"prompt": 5}, 400, "prompt"),
    ({"prompt": "  "}, 400, "prompt"),
    ({"prompt": "a" * 4001}, 400, "prompt"),
    ({"prompt": "a" * 200_000}, 400, "prompt"),
    ({"n": 5}, 400, "n"),
    ({"n": 0}, 400, "n"),
    ({"n": True}, 400, "n"),
    ({"n": "2"}, 400, "n"),
    ({"duration": 5}, 400, "duration"),
    ({"duration": 8.0}, 400, "duration"),
    ({"resolution": "4k"}, 400, "resolution"),
    ({"aspect_ratio": "1:1"}, 400, "aspect_ratio"),
    ({"seed": -1}, 400, "seed"),
    ({"seed": 4294967296}, 400, "seed"),
    ({"generate_audio": 1}, 400, "generate_audio"),
    ({"negative_prompt": ["no"]}, 400, "negative_prompt"),
    ({"person_generation": "allow"}, 400, "person_generation"),
    ({"output_format": "file"}, 400, "output_format"),
    ({"compression_quality": "best"}, 400, "compression_quality"),
    ({"resize_mode": "crop"}, 422, "resize_mode"),
    ({"last_frame": PNG}, 422, "last_frame"),
    ({"image": "a.png"}, 400, "image"),
    ({"image": {"mime_type": "image/png"}}, 400, "image"),
    ({"image": PNG | {"base_64_encoded": "AAAA"}}, 400, "image"),
    ({"image": PNG | {"base64_encoded": "AAAA"}}, 400, "image.base64_encoded"),
    ({"image": PNG | {"mime_type": "image/webp"}}, 400, "image.mime_type"),
    ({"image": PNG | {"url": "file:///etc/passwd"}}, 400, "image.url"),
    ({"image": PNG}, 422, "image.url"),
    ({"image": {"mime_type": "image/png", "base_64_encoded": "%%%"}}, 400, "image.base_64_encoded"),
    ({"image": {"mime_type": "image/png", "base_64_encoded": "AAAA"}}, 400, "image"),
    ({"video": {"mime_type": "video/mp4", "base_64_encoded": "AAAA"}}, 400, "video"),
    ({"image": PNG, "video": PNG | {"mime_type": "video/mp4"}}, 422, "video"),
    ({"image": PNG, "reference_images": [SUBJECT]}, 422, "reference_images"),
    ({"reference_images": [SUBJECT] * 4}, 400, "reference_images"),
    ({"reference_images": []}, 400, "reference_images"),
    (
        {"reference_images": [SUBJECT | {"reference_type": "style"}]},
        422,
        "reference_images[0].reference_type",
    ),
]


@pytest.mark.parametrize(
    ("fields", "status", "param"), WRONG, ids=[f"{w[2]}-{at}" for at, w in enumerate(WRONG)]
)
async def test_what_the_api_refuses_is_refused_with_its_field(
    client: httpx.AsyncClient, fields: dict[str, Any], status: int, param: str
) -> None:
    answer = await client.post("/videos/generation", json=request(**fields))
    error = answer.json()["error"]
    assert (answer.status_code, error["status_code"], error["param"]) == (status, status, param)
    assert error["message"]
    assert error["type"]
    assert error["code"]


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"model": "a', b'"\xff"', b"[" * 100_000])
async def test_what_is_not_a_json_object_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/videos/generation", content=body)
    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_prompts_count_code_points(endpoint: sandbox.Endpoint, client: httpx.AsyncClient) -> None:
    endpoint.faults.append("none")
    answer = await client.post("/videos/generation", json=request(prompt="\N{WHALE}" * 4000))
    assert answer.status_code == 200


@pytest.mark.parametrize("key", [None, "Bearer", "Bearer ", "Basic a-key"])
async def test_a_call_without_a_key_is_401(client: httpx.AsyncClient, key: str | None) -> None:
    client.headers.pop("authorization")
    headers = {"authorization": key} if key else {}
    for answer in (
        await client.get("/models", headers=headers),
        await client.post("/videos/generation", json=request(), headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "invalid_api_key"


async def test_only_known_keys_pass_where_keys_are_given() -> None:
    endpoint = sandbox.Endpoint(keys={"right"})
    async with httpx.AsyncClient(transport=sandbox.Transport(endpoint), base_url=BASE) as client:
        wrong = await client.get("/models", headers=KEY)
        right = await client.get("/models", headers={"authorization": "Bearer right"})
    assert (wrong.status_code, right.status_code) == (401, 200)
    assert right.json()["data"][0]["id"] == "google-veo-3-1"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/videos/generation", 405)]
)
async def test_other_addresses_are_errors_of_the_api(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["status_code"] == status


async def test_an_address_is_given_where_it_is_asked_for_and_serves_the_clip(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/videos/generation", json=request(output_format="url", n=2))
    urls = [video["url"] for video in answer.json()["videos"]]
    assert len(set(urls)) == 2
    assert all(url.startswith(BASE + "/files/") for url in urls)
    async with httpx.AsyncClient(transport=client._transport) as stranger:
        clip = await stranger.get(urls[0])
        gone = await stranger.get(BASE + "/files/gone.mp4")
        outside = await stranger.get(BASE + "/files/..%2fcall.mp4")
    assert len(measure(clip.content).frames) == 96
    assert clip.headers["content-type"] == "video/mp4"
    assert (gone.status_code, outside.status_code) == (404, 404)


async def test_its_own_address_can_be_extended(client: httpx.AsyncClient) -> None:
    answer = await client.post("/videos/generation", json=request(output_format="url", generate_audio=False))
    source = {"mime_type": "video/mp4", "url": answer.json()["videos"][0]["url"]}
    [longer] = await generate(client, video=source, generate_audio=False)
    assert len(measure(longer).frames) == 264


async def test_calls_are_kept_in_a_log(endpoint: sandbox.Endpoint, client: httpx.AsyncClient) -> None:
    endpoint.faults.extend(["none", "none"])
    await client.post("/videos/generation", json=request(n=2, seed=5))
    await client.post("/videos/generation", json=request(image=as_png(picture(1))))
    first, second = (await client.get("/calls")).json()["calls"]
    assert (first["n"], first["mode"], first["seed"]) == (2, "text", 5)
    assert second["mode"] == "image"
    assert second["bytes"] > first["bytes"] > 50
    assert next(iter(endpoint.calls))["prompt"] == first["prompt"]


@pytest.mark.parametrize(
    ("words", "billed"),
    [
        ("slow 0", 2),
        ("fewer", 1),
        ("none", 0),
        ("429", 0),
        ("filtered", 0),
        ("502", 2),
        ("503 html", 2),
        ("html", 2),
    ],
)
async def test_the_log_says_which_answer_it_was_and_how_many_clips_are_billed(
    ready: httpx.AsyncClient, words: str, billed: int
) -> None:
    answer = await tell(ready, words, n=2)
    call = (await ready.get("/calls")).json()["calls"][-1]
    assert call["id"] == answer.headers["x-request-id"]
    assert call["billed"] == billed


async def test_a_call_whose_peer_leaves_is_billed_all_the_same(ready: httpx.AsyncClient) -> None:
    ready.timeout = httpx.Timeout(60, read=0.05)
    with pytest.raises(httpx.ReadTimeout):
        await tell(ready, "slow 60")
    assert (await ready.get("/calls")).json()["calls"][-1]["billed"] == 1


async def test_a_large_body_is_read_in_little_memory(endpoint: sandbox.Endpoint) -> None:
    import tracemalloc

    endpoint.faults.append("none")
    tracemalloc.start()
    async with httpx.AsyncClient(transport=sandbox.Transport(endpoint), base_url=BASE, headers=KEY) as client:
        answer = await client.post("/videos/generation", content=_long_body(40_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.json() == {"videos": []}
    assert endpoint.calls[-1]["bytes"] > 40_000_000
    assert peak < 8_000_000


async def _long_body(size: int) -> Any:
    yield json.dumps(request()).encode()[:-1] + b', "video": {"mime_type": "video/mp4", "base_64_encoded": "'
    for _ in range(size // 50_000):
        yield b"A" * 50_000
    yield b'"}}'


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 429, 500, 503])
async def test_a_status_can_be_ordered(client: httpx.AsyncClient, status: int) -> None:
    answer = await tell(client, f"{status} retry-after=3")
    assert answer.status_code == answer.json()["error"]["status_code"] == status
    assert answer.headers["retry-after"] == "3"


@pytest.mark.parametrize(("words", "status"), [("502", 502), ("504", 504), ("503 html", 503), ("html", 200)])
async def test_a_proxys_page_can_be_ordered(client: httpx.AsyncClient, words: str, status: int) -> None:
    answer = await tell(client, words)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html"
    assert b"<!doctype" in answer.content


async def test_a_filtered_prompt_names_its_support_code(client: httpx.AsyncClient) -> None:
    answer = await tell(client, "filtered 15236754")
    assert answer.status_code == 422
    assert "15236754" in answer.json()["error"]["message"]


async def test_a_redirect_can_be_ordered(client: httpx.AsyncClient) -> None:
    answer = await tell(client, "redirect")
    assert answer.status_code == 302
    assert answer.headers["location"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("refuse", httpx.ConnectError),
        ("drop-before", httpx.ReadError),
        ("drop-headers", httpx.RemoteProtocolError),
        ("drop-body", httpx.RemoteProtocolError),
        ("timeout", httpx.ReadTimeout),
    ],
)
async def test_a_broken_connection_is_the_networks_own_exception(
    ready: httpx.AsyncClient, words: str, error: type[Exception]
) -> None:
    ready.timeout = httpx.Timeout(60, read=0.05 if words == "timeout" else 60)
    with pytest.raises(error):
        await tell(ready, words)


async def test_an_answer_cut_off_holds_one_whole_clip(ready: httpx.AsyncClient) -> None:
    answer = await tell(ready, "truncated", n=2, generate_audio=False)
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    clips = [part.split('"')[0] for part in answer.text.split('"base64_encoded": "')[1:]]
    assert len(measure(base64.b64decode(clips[0])).frames) == 96
    assert len(clips[1]) > 0
    assert not answer.text.endswith('"')


async def test_broken_videos_can_be_ordered(ready: httpx.AsyncClient) -> None:
    broken = (await tell(ready, "broken-base64")).json()["videos"][0]["base64_encoded"]
    with pytest.raises(ValueError, match=r"base64|character|Non"):
        base64.b64decode(broken, validate=True)
    other = base64.b64decode((await tell(ready, "not-mp4")).json()["videos"][0]["base64_encoded"])
    assert b"ftyp" not in other


async def test_fewer_videos_or_none_can_be_ordered(ready: httpx.AsyncClient) -> None:
    assert (await tell(ready, "none", n=2)).json() == {"videos": []}
    assert len((await tell(ready, "fewer", n=2, generate_audio=False)).json()["videos"]) == 1


async def test_trouble_can_pass_after_so_many_times(client: httpx.AsyncClient) -> None:
    said = [await tell(client, "429 x2] [sandbox: none") for _ in range(3)]
    assert [answer.status_code for answer in said] == [429, 429, 200]


async def test_slowness_can_be_ordered(client: httpx.AsyncClient) -> None:
    begun = time.monotonic()
    await tell(client, "slow 0.3] [sandbox: none")
    assert time.monotonic() - begun >= 0.3


@pytest.mark.parametrize(
    ("words", "fate"), [("slow 999] [sandbox: none", None), ("timeout", httpx.ReadTimeout)]
)
async def test_what_a_directive_may_take_can_be_bounded(words: str, fate: type[Exception] | None) -> None:
    endpoint = sandbox.Endpoint(longest=0.1)
    transport = sandbox.Transport(endpoint)
    async with (
        asyncio.timeout(5),
        httpx.AsyncClient(transport=transport, base_url=BASE, headers=KEY) as client,
    ):
        with pytest.raises(fate) if fate else contextlib.nullcontext():
            assert (await tell(client, words)).json() == {"videos": []}


async def test_faults_are_for_the_next_calls_alone(
    endpoint: sandbox.Endpoint, client: httpx.AsyncClient
) -> None:
    endpoint.faults.extend(["503", "none"])
    said = [await client.post("/videos/generation", json=request()) for _ in range(2)]
    assert [answer.status_code for answer in said] == [503, 200]


async def test_an_unknown_directive_is_pointed_out(client: httpx.AsyncClient) -> None:
    answer = await tell(client, "explode")
    assert answer.status_code == 400
    assert "explode" in answer.json()["error"]["message"]


async def test_canned_clips_are_drawn_once_and_given_to_everybody() -> None:
    endpoint = sandbox.Endpoint(canned=True, latency=0.2)
    transport = sandbox.Transport(endpoint)

    async def call(at: int) -> bytes:
        async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=KEY, timeout=60) as client:
            return (await generate(client, prompt=f"Shot {at}", generate_audio=False))[0]

    try:
        first = await call(0)
        begun = time.monotonic()
        clips = await asyncio.gather(*(call(at) for at in range(60)))
        assert time.monotonic() - begun < 6
        assert set(clips) == {first}
        assert len(measure(first).frames) == 96
    finally:
        endpoint.close()


async def test_an_image_that_is_another_type_than_it_says_is_refused(client: httpx.AsyncClient) -> None:
    media = as_png(picture(1)) | {"mime_type": "image/jpeg"}
    answer = await client.post("/videos/generation", json=request(image=media))
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "image"
    text = await client.post("/videos/generation", json=request(video=as_mp4(b"text" * 50)))
    assert text.status_code == 400
    assert text.json()["error"]["param"] == "video"


async def test_a_drawing_process_that_dies_is_replaced(
    endpoint: sandbox.Endpoint, client: httpx.AsyncClient
) -> None:
    import os
    import signal

    await generate(client, generate_audio=False)
    for pid in list(endpoint.studio._pool._processes):  # type: ignore[union-attr]
        os.kill(pid, signal.SIGKILL)
    [clip] = await generate(client, generate_audio=False)
    assert len(measure(clip).frames) == 96


async def tell(client: httpx.AsyncClient, words: str, **fields: Any) -> httpx.Response:
    """Order a fault by the prompt."""
    return await client.post(
        "/videos/generation", json=request(prompt=f"A keeper [sandbox: {words}]", **fields)
    )
