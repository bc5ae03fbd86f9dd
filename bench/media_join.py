"""Joining whole clips against copying their bytes; the bar is twice the time.

Both write beside the target, sync and rename, so that the disk's part is the same.

python bench/media_join.py
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.footage import fetch
from storyboard.media import clips
from storyboard.media.whole import whole

COUNT = 19
ROUNDS = 9


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clip, cut = Path(folder) / "clip.mp4", Path(folder) / "cut.mp4"
        clips.conform(fetch()["bigbuckbunny.mp4"], clip)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(timed(lambda: clips.join([clip] * COUNT, cut)))
            theirs.append(timed(lambda: copy([clip] * COUNT, cut.with_name("copy"))))
        size = cut.stat().st_size / 1e6
    print(f"{COUNT} clips, {size:.0f} MB: {min(ours):.3f} s against {min(theirs):.3f} s")
    print(f"media_join: {min(ours) / min(theirs):.2f}")


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
    main()
