"""Whether one clip begins with the frames of another, through any re-encoding."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from PIL import Image

from storyboard.media.clips.frames import picture
from storyboard.media.clips.reading import opened, rate, time_base, times

SIZE = (48, 27)
# Measured on footage, on drawn scenes and with colour tags lost, by libx264 at crf 18 to 33 and at half to full
# size: the same frame stays below 2.4 and 12 (a fine test pattern: 3 and 20). One frame on, moving footage is at
# 1.6 to 5 and 20 to 80, a slow push below 0.5 and 7: so these tell scenes apart, and where a moving one parts,
# but not one frame of a slow one from the next.
MEAN, WORST = 4.0, 24.0
SLIP = 2
Small = npt.NDArray[np.int16]


def shared_start(source: Path, longer: Path, adds: float = 7.0) -> int:
    """How many leading frames of `longer` repeat `source`; 0 when it does not, or not for half of the source.

    A still or looping source looks the same from its start and from its end. There the lengths decide: 0
    when `longer` alone is nearer to what an extension adds (in seconds) than what it has beyond the source.
    """
    kept = list(_small_frames(source))
    shared = _repeated(kept, _small_frames(longer))
    first = next(_small_frames(longer))
    if shared * 2 < len(kept) or _nearer(first, kept[-1], kept[0]):
        return 0
    if _nearer(first, kept[0], kept[-1]) and not _could_follow(kept, first):
        return shared
    count, fps = _length(longer)
    alone, beyond = (abs(frames - adds * fps) for frames in (count, count - len(kept)))
    return shared if beyond < alone else 0


def same_frames(a: Path, b: Path, count: int) -> bool:
    """Whether the first `count` frames of both clips show the same, apart from encoding."""
    pairs = [
        alike(ours, theirs)
        for _, ours, theirs in zip(range(count), _small_frames(a), _small_frames(b), strict=False)
    ]
    return len(pairs) == count and all(pairs)


def _small_frames(path: Path) -> Iterator[Small]:
    """Every frame, small: 27 by 48 by 3."""
    with opened(path) as (container, video):
        for frame in container.decode(video):
            yield small(frame)


def small(frame: VideoFrame) -> Small:
    """A frame as it is shown, at a size where encoding noise is gone."""
    if frame.rotation:
        return np.asarray(picture(frame).resize(SIZE, Image.Resampling.BOX)).astype(np.int16)
    return frame.reformat(*SIZE, format="rgb24", interpolation="AREA").to_ndarray().astype(np.int16)


def alike(a: Small, b: Small) -> bool:
    """Whether two frames show the same, apart from encoding."""
    apart = np.abs(a - b)
    return bool(apart.mean() <= MEAN and np.percentile(apart, 99) <= WORST)


def _repeated(source: list[Small], frames: Iterator[Small]) -> int:
    """How many frames repeat the source, a few of which may have been dropped or doubled on the way."""
    shared = slip = 0
    for n, theirs in enumerate(frames):
        near = [s for s in (slip, slip + 1, slip - 1) if abs(s) <= SLIP and 0 <= n + s < len(source)]
        found = next((s for s in near if alike(source[n + s], theirs)), None)
        if n + slip >= len(source) or found is None:
            break
        shared, slip = n + 1, found
    return shared


def _nearer(frame: Small, one: Small, other: Small) -> bool:
    """Whether a frame is much nearer to one than to the other."""
    return distance(frame, one) * 2 < distance(frame, other)


def _could_follow(source: list[Small], frame: Small) -> bool:
    """Whether it is no further from the source's last frame than neighbours in it may be, as in a loop."""
    steps = [distance(one, other) for one, other in pairwise(source)] or [0.0]
    return distance(source[-1], frame) <= 2 * median(steps)


def distance(a: Small, b: Small) -> float:
    """How far two frames are apart on average, of 255."""
    return float(np.abs(a - b).mean())


def _length(path: Path) -> tuple[int, float]:
    """How many frames a clip has, and how many of them are shown in a second."""
    with opened(path) as (container, video):
        shown = times(container, video).shown
        return len(shown), float(rate(shown, time_base(video), video.average_rate)[0])
