"""Twenty requests that carry a 60 MB clip each, read at once as the client sends them: what memory they take.

One such body made plainly, with `b64encode` and `json.dumps`, is measured beside them in the same process.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.veo_answer import forget_peak, peak
from storyboard.veo import Media, Request

REQUESTS, MEGABYTES, BAR = 20, 60, 64


async def leave(request: Request) -> int:
    body = request.body()
    sent = 0
    async for piece in body:
        sent += len(piece)
    assert sent == body.length
    return sent


async def all_at_once(requests: list[Request]) -> int:
    return sum(await asyncio.gather(*map(leave, requests)))


def plain(path: Path) -> int:
    import base64

    return len(json.dumps({"video": {"base_64_encoded": base64.b64encode(path.read_bytes()).decode()}}))


def grown(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and MB more at the worst moment."""
    forget_peak()
    before, start = peak(), time.perf_counter()
    work()
    return time.perf_counter() - start, peak() - before


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "clip.mp4"
        path.write_bytes(bytes(MEGABYTES * 1_000_000))
        requests = [Request(video=Media("video/mp4", path=path)) for _ in range(REQUESTS)]
        asyncio.run(leave(requests[0]))
        seconds, megabytes = grown(lambda: asyncio.run(all_at_once(requests)))
        _, one = grown(lambda: plain(path))
    print(f"veo bodies, {REQUESTS} of {MEGABYTES} MB: {seconds:.2f} s, {megabytes:.1f} MB more")
    print(f"veo bodies, memory beside a single body made plainly: {megabytes / one:.2f}")
    print(f"veo bodies, memory of its bar of {BAR} MB: {megabytes / BAR:.2f}")
    if megabytes > BAR:
        sys.exit("veo bodies: the bar was missed")


if __name__ == "__main__":
    main()
