"""The exact last frame of a clip against the ffmpeg command line; the bar is 0.3 of its time.

python bench/media_last_frame.py
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.footage import fetch
from storyboard.media import clips

ROUNDS = 2
MOST = 0.3  # of the command line's time


def main() -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        clips.conform(fetch()["bigbuckbunny.mp4"], clip)
        clips.join([clip, clip], clip.with_name("long.mp4"))
        return compare(clip.with_name("long.mp4"), Path(folder) / "last.png")


def compare(clip: Path, dst: Path) -> str | None:
    """The last frame written as a PNG by both, best of a few rounds, each with the other in turn."""
    if not shutil.which("ffmpeg"):
        return "media_last_frame: no ffmpeg on this machine to measure against"
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(timed(lambda: clips.save_frame(clip, None, dst)))
        theirs.append(timed(lambda: by_command_line(clip, dst.with_name("theirs.png"))))
    found = clips.probe(clip)
    print(
        f"{found.width} × {found.height}, {found.seconds:.1f} s: {min(ours):.3f} s against {min(theirs):.3f} s"
    )
    ratio = min(ours) / min(theirs)
    print(f"media_last_frame: {ratio:.2f} of the command line ({MOST})")
    return "a bar was missed" if ratio > MOST else None


def by_command_line(clip: Path, dst: Path) -> None:
    """The command that gives the right frame: all of the last two seconds, the last picture stays."""
    command = ["ffmpeg", "-v", "error", "-y", "-sseof", "-2", "-i", str(clip), "-update", "1", str(dst)]
    subprocess.run(command, check=True)


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
