"""The Veo endpoint, played on this machine: the same JSON, the same errors, drawn clips for answers."""

import asyncio
import json
import secrets
import time
import weakref
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pybase64

from . import answers, ask, faults
from .answers import Part
from .ask import Ask
from .body import Body
from .errors import Dropped, Refusal
from .faults import Fault
from .studio import Desk, Studio

PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1><p>A proxy's page, not the API's answer.</p>"


@dataclass(eq=False)
class Response:
    """An answer; `chunks` raises `Dropped` when the connection is meant to break on the way."""

    status: int
    headers: dict[str, str]
    chunks: AsyncIterator[bytes]


class Endpoint:
    """`POST …/videos/generation`, `GET …/models`, `GET …/files/<name>.mp4`, `GET …/calls`, under any prefix.

    `latency` is in seconds, added to each generation; `canned` answers with clips drawn once per size and
    duration; `keys` are the bearer keys that pass (None: any). `pool` draws (two processes of its own, unless
    given); `folder` keeps the clips asked for as addresses (temporary, unless given); `extension="tail"`
    answers an extension with its new frames alone; `longest` bounds the seconds that a directive may take (None:
    as told). `faults` holds directives for the next calls, `calls` the latest calls, newest last: each with its
    `id`, as the answer's `x-request-id` has it, and how many clips are `billed` for it.
    """

    def __init__(
        self,
        *,
        latency: float = 0.0,
        canned: bool = False,
        keys: set[str] | None = None,
        pool: Executor | None = None,
        folder: Path | None = None,
        model: str = "google-veo-3-1",
        extension: str = "whole",
        longest: float | None = None,
    ) -> None:
        self.latency, self.keys, self.model, self.extension = latency, keys, model, extension
        self.longest = longest
        self.faults: deque[str] = deque()
        self.calls: deque[dict[str, Any]] = deque(maxlen=1000)
        self.studio = Studio(pool=pool, folder=folder, canned=canned)
        self._told: Counter[tuple[str, Fault]] = Counter()

    async def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: AsyncIterator[bytes]
    ) -> Response:
        """Answer one call; raises `Dropped` where the real network would lose it."""
        names = {name.lower(): value for name, value in headers.items()}
        try:
            return await self._route(method.upper(), path.partition("?")[0], names, body)
        except Refusal as no:
            return of_json(no.status, no.document())

    def close(self) -> None:
        """Let the drawing processes and temporary files go."""
        self.studio.close()

    async def _route(
        self, method: str, path: str, headers: dict[str, str], body: AsyncIterator[bytes]
    ) -> Response:
        folder, _, noun = path.rpartition("/")
        if method == "GET" and folder.endswith("/files"):
            return self._file(noun)
        if method == "GET" and noun == "calls":
            return of_json(200, {"calls": list(self.calls)})
        self._check_key(headers)
        if method == "GET" and noun == "models":
            return of_json(200, {"object": "list", "data": [{"id": self.model, "object": "model"}]})
        if not path.endswith("/videos/generation"):
            raise Refusal(404, f"There is nothing at {path}.", code="not_found")
        if method != "POST":
            raise Refusal(405, f"{method} is not allowed here.", code="method_not_allowed")
        here = f"{headers.get('x-scheme', 'http')}://{headers.get('host', 'sandbox')}"
        return await self._generate(here + path.removesuffix("/videos/generation"), body)

    def _file(self, name: str) -> Response:
        path = self.studio.file(name)
        if path is None:
            raise Refusal(404, "There is no such file.", code="not_found")
        headers = {"content-type": "video/mp4", "content-length": str(path.stat().st_size)}
        return Response(200, headers, answers.of_file(path))

    def _check_key(self, headers: dict[str, str]) -> None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        known = bool(key.strip()) if self.keys is None else key.strip() in self.keys
        if scheme.lower() != "bearer" or not known:
            raise Refusal(401, "The API key is missing or wrong.", code="invalid_api_key")

    async def _generate(self, base: str, body: AsyncIterator[bytes]) -> Response:
        ordered = [Fault.read(self.faults.popleft())] if self.faults else []
        if any(fault.kind == "refuse" for fault in ordered):
            raise Dropped("refuse")
        desk = self.studio.desk()
        asked, call = await self._read(desk, body)
        due = self._due(asked.prompt, ordered)
        fault = next((fault for fault in due if fault.kind not in faults.NO_FAULT), None)
        only_tail = asked.tail_only or any(fault.kind == "tail" for fault in due)
        asked, billed = replace(asked, tail_only=only_tail), faults.billed(fault, asked.n)
        if billed and (fault is None or fault.kind in faults.ANSWERS):
            asked = await asyncio.to_thread(asked.decoded, desk.path, self._own_clip)
        call["billed"] = billed  # from here on the peer may leave: it is made all the same
        response = await self._answer(asked, desk, base, due, fault)
        response.headers["x-request-id"] = call["id"]
        weakref.finalize(response, desk.clear)
        return response

    async def _read(self, desk: Desk, body: AsyncIterator[bytes]) -> tuple[Ask, dict[str, Any]]:
        received = Body(desk.path)
        await received.read(body)
        asked = ask.read(received.document(), self.model)
        call = {"id": secrets.token_hex(8), "time": time.time(), "n": asked.n, "mode": asked.mode}
        call |= {"prompt": asked.prompt, "seed": asked.seed, "bytes": received.size, "billed": 0}
        self.calls.append(call)
        return replace(asked, tail_only=self.extension == "tail"), call

    def _due(self, prompt: str, ordered: list[Fault]) -> list[Fault]:
        try:
            told = ordered + faults.in_prompt(prompt)
        except ValueError as unknown:
            raise Refusal(400, str(unknown), "prompt") from unknown
        return [fault for fault in told if self._is_due(fault, prompt)]

    async def _answer(
        self, asked: Ask, desk: Desk, base: str, due: list[Fault], fault: Fault | None
    ) -> Response:
        """Be as slow as told, then answer, or fail."""
        slow = sum(fault.number or 0 for fault in due if fault.kind == "slow")
        await asyncio.sleep(self.latency + min(slow, self.longest or slow))
        if fault and fault.kind not in faults.ANSWERS:
            return await fail(fault, self.longest)
        return await self._videos(asked, desk, base, fault.kind if fault else "")

    def _is_due(self, fault: Fault, prompt: str) -> bool:
        if fault.times is None:
            return True
        self._told[prompt, fault] += 1
        return self._told[prompt, fault] <= fault.times

    async def _videos(self, asked: Ask, desk: Desk, base: str, spoilt: str) -> Response:
        if spoilt == "none" or (spoilt == "fewer" and asked.n == 1):
            return of_parts(answers.of_clips([]))
        wanted = asked.n - 1 if spoilt == "fewer" else asked.n
        clips = await self.studio.clips(replace(asked, n=wanted), desk)
        if asked.as_url and spoilt in {"", "fewer"}:
            return of_parts(answers.of_urls([f"{base}/files/{self.studio.keep(clip)}" for clip in clips]))
        parts = answers.of_clips([self.studio.part(clip) for clip in clips])
        return spoil(parts, spoilt)

    def _own_clip(self, url: str) -> Path | None:
        folder, _, name = urlsplit(url).path.rpartition("/")
        return self.studio.file(name) if folder.endswith("/files") else None


def of_json(status: int, document: Any, headers: dict[str, str] | None = None) -> Response:
    """An answer of JSON."""
    return _whole(
        status, json.dumps(document).encode(), {"content-type": "application/json"} | (headers or {})
    )


def of_parts(parts: list[Part], stop_at: int | None = None) -> Response:
    """A 200 with videos; after `stop_at` bytes its connection drops."""
    headers = {"content-type": "application/json", "content-length": str(answers.length(parts))}
    return Response(200, headers, answers.stream(parts, stop_at))


def spoil(parts: list[Part], how: str) -> Response:
    """A 200 whose videos are as bad as told: truncated, drop-body, broken-base64 or not-mp4."""
    first = 1 + next(at for at, part in enumerate(parts) if part == answers.OPEN)
    if how == "broken-base64":
        parts[first] = b"AAAAIGZ0eXBpc29t*** this is no base64 ***"
    if how == "not-mp4":
        parts[first] = pybase64.b64encode(b"This is text where a clip should be. " * 20)
    if how not in {"truncated", "drop-body"}:
        return of_parts(parts)
    whole = answers.length(parts[: first + 2])
    rest = answers.length(parts[first + 2 :])
    cut = whole + rest // 2 if rest > 1000 else whole - 1 if how == "truncated" else whole // 2
    return of_parts(parts, cut) if how == "drop-body" else of_parts(answers.cut(parts, cut))


async def fail(fault: Fault, longest: float | None = None) -> Response:
    """What a fault makes of the whole call: an error answer, a dropped connection, or silence."""
    if fault.kind == "timeout":
        await asyncio.wait_for(asyncio.Event().wait(), longest)
    if fault.kind in faults.CONNECTION:
        raise Dropped(fault.kind.removeprefix("drop-"))
    if fault.kind == "redirect":
        return _whole(302, b"", {"location": "/elsewhere"})
    retry = {"retry-after": fault.retry_after} if fault.retry_after else {}
    if fault.kind == "filtered":
        code = int(fault.number or 58061214)
        message = f"The prompt was filtered by the safety settings. Support codes: {code}"
        return of_json(422, Refusal(422, message, "prompt", "content_filtered").document())
    status = 200 if fault.kind == "html" else int(fault.kind)
    if fault.html or fault.kind in faults.PROXY | {"html"}:
        return _whole(status, PAGE.format(status).encode(), {"content-type": "text/html"} | retry)
    return of_json(status, Refusal(status, f"The sandbox was told to answer {status}.").document(), retry)


def _whole(status: int, content: bytes, headers: dict[str, str]) -> Response:
    return Response(status, headers | {"content-length": str(len(content))}, answers.of_bytes(content))
