"""Measuring the join of two clips of 8 s at 720p with sound against decoding their pictures; the bar is 0.9 of it.

There is one keyframe in each, as x264 writes them where nothing cuts: what leads to the last second of the first
has to be decoded, which is the worst case. Where the second begins with all of the first, both are read whole.

python bench/media_joins.py
"""

import sys
import tempfile
import time
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.footage import fetch
from storyboard.media import clips

FRAMES, LATER = 192, 60
SECONDS = FRAMES / 24
ROUNDS = 3
BAR = 0.9


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (Path(folder) / name for name in ("first.mp4", "second.mp4"))
        film(Path(folder), first, 0)
        film(Path(folder), second, LATER)
        ours, whole, theirs = [], [], []
        for _ in range(ROUNDS):
            ours.append(timed(lambda: clips.measure_join(first, FRAMES, second, 0)))
            whole.append(timed(lambda: clips.measure_join(first, FRAMES, first, 0)))
            theirs.append(timed(lambda: (decode(first), decode(second))))
    ratio, longest = (min(each) / min(theirs) for each in (ours, whole))
    print(f"two clips of {SECONDS:.0f} s at 720p: {min(ours):.3f} s against {min(theirs):.3f} s")
    print(f"the second beginning with all of the first: {longest:.2f}, once")
    print(f"media_joins: {ratio:.2f} (bar {BAR})")
    return int(ratio > BAR)


def film(folder: Path, dst: Path, start: int) -> None:
    """8 s of the footage, which follows itself, from a frame on, encoded anew; the sound from its beginning."""
    once, twice = folder / "once.mp4", folder / "twice.mp4"
    clips.conform(fetch()["bigbuckbunny.mp4"], once)
    clips.join([once, once], twice)
    with av.open(str(twice)) as pictures, av.open(str(twice)) as heard, av.open(str(dst), "w") as target:
        video = target.add_stream("libx264", rate=24, options={"crf": "18", "preset": "veryfast"})
        video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
        sound = target.add_stream_from_template(heard.streams.audio[0])
        for n, frame in enumerate(islice(pictures.decode(video=0), start, start + FRAMES)):
            frame.pts, frame.time_base, frame.pict_type = n, Fraction(1, 24), 0
            target.mux(video.encode(frame))
        target.mux(video.encode())
        for packet in heard.demux(audio=0):
            if packet.dts is not None and packet.pts * packet.time_base < SECONDS:
                packet.stream = sound
                target.mux(packet)


def decode(path: Path) -> None:
    with av.open(str(path)) as container:
        for _ in container.decode(video=0):
            pass


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
