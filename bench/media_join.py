"""Joining whole clips against copying their bytes; the bar is twice the time.

Both write beside the target, sync and rename, so that the disk's part is the same. The clip is as large as those
that come back at 1080p, about 20 Mbit/s; small clips cost more for each byte, as their packets are as many.

python bench/media_join.py
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

import av

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.footage import fetch
from storyboard.media import clips
from storyboard.media.whole import whole

COUNT = 19
ROUNDS = 3
BAR = 2
SIZE, RATE = (1920, 1080), 20_000_000


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        small, clip, cut = (Path(folder) / name for name in ("small.mp4", "clip.mp4", "cut.mp4"))
        clips.conform(fetch()["bigbuckbunny.mp4"], small)
        enlarge(small, clip)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(timed(lambda: clips.join([clip] * COUNT, cut)))
            theirs.append(timed(lambda: copy([clip] * COUNT, cut.with_name("copy"))))
        size = cut.stat().st_size / 1e6
    print(f"{COUNT} clips, {size:.0f} MB: {min(ours):.3f} s against {min(theirs):.3f} s")
    ratio = min(ours) / min(theirs)
    print(f"media_join: {ratio:.2f} (bar {BAR})")
    return int(ratio > BAR)


def enlarge(src: Path, dst: Path) -> None:
    """The same pictures and sound at the size and rate that Veo's clips have."""
    with av.open(str(src)) as source, av.open(str(dst), "w") as target:
        video = target.add_stream("libx264", rate=24, options={"preset": "ultrafast", "minrate": f"{RATE}"})
        video.width, video.height, video.bit_rate, video.pix_fmt = *SIZE, RATE, "yuv420p"
        sound = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux():
            if packet.stream.type == "audio" and packet.dts is not None:
                packet.stream = sound
                target.mux(packet)
            elif packet.stream.type == "video":
                for frame in packet.decode():
                    target.mux(video.encode(frame.reformat(*SIZE, format="yuv420p")))
        target.mux(video.encode())


def copy(paths: list[Path], dst: Path) -> None:
    """The same bytes one after another."""
    with whole(dst) as part, part.open("wb") as target:
        for path in paths:
            with path.open("rb") as source:
                shutil.copyfileobj(source, target)


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
