"""How two clips meet at a cut: what stands still, what is shown twice, how far picture and sound jump."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, takewhile
from math import log10
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from PIL import Image, ImageOps

from storyboard.media.clips.compare import MEAN, SIZE, Small, alike, distance, shared_start, small
from storyboard.media.clips.frames import frame, picture
from storyboard.media.clips.reading import (
    BadClip,
    decoded_at,
    length,
    opened,
    probe,
    sound_in,
    time_base,
    times,
)

JOIN_VERSION = 1  # to be raised with each change of what measure_join finds: what was kept is measured again
SECOND = 24
HALF = Fraction(1, 2)
LEAD = Fraction(1, 10)
PACE = 7
KEPT = 2
SILENT = 1e-7  # mean power, -70 dB of full scale
# Neighbours, as a mean and a 99th percentile of 255: in an encoded still below 0.03 and 1 (libx264, crf 18 to 33),
# under light grain below 0.27 and 2; in moving footage (bigbuckbunny.mp4, bikes.mp4) 0.5 to 20 and 4 to 100.
STILL, STILL_WORST = 0.3, 3.0
# Both films at crf 18 against themselves at crf 18, at 30 and two thirds of the size, at 33 and half of it: a frame
# shown again lies at most 0.06 of a step along the motion there, the next one 0.55 to 0.72 in the middle (where
# neighbours are 0.8 to 2 apart). Faster than MEAN that tells nothing, but there a repeat is nearer than SHORT of a
# step. With 0, 1, 2, 5 and 12 frames repeated the counts are right at all but 4 of 1,905 places and 119 slow ones.
ALONG, SHORT = 0.1, 0.8
# Slower than this one frame is hardly told from the next, and a count of repeated ones may be so many off.
SLOW, OFF = 0.8, 2
# The frame after the cut is at most 4 further away than the motion explains, at all but 2 of 633 places through the
# same encodings; with a second left out 4.4 to 29, at the five real cuts of bikes.mp4 it is 46 to 82 away.
FAR = 12.0
MEETS = MEAN / (MEAN + FAR)


@dataclass(frozen=True)
class Join:
    """What was measured where one clip goes over into the next, and the trim that it suggests.

    Frozen and repeated are counts of frames; no more than a second of each side is looked at, unless the second
    clip begins with all of the first. `louder` is the second side against the first in dB, None where one of
    them is silent. `reason` is empty where the points can stay as they are.
    """

    frozen_before: int
    frozen_after: int
    repeated: int
    jump: float  # 0: goes on as its sides move; towards 1: another picture
    meets: bool  # goes on from the first side, or from what that has shown already
    louder: float | None
    out_point: int
    in_point: int
    reason: str


@dataclass(frozen=True)
class Side:
    """The second of a clip that touches the cut: its frames, and how loud the nearer half of it is in dB."""

    frames: list[Small]
    loudness: float | None
    count: int  # frames in the whole clip


def measure_join(first: Path, out_point: int, second: Path, in_point: int) -> Join:
    """The join of two clips at 24 fps, out exclusive; BadClip where a point lies outside its clip.

    Frozen frames are suggested to go but for two on each side, unless all of the second is still: that is a shot
    at rest. Where neighbours differ by less than 0.8 of 255, one or two frames that may be repeated are not counted.
    """
    before, after = _ending(first, out_point), _beginning(second, in_point)
    jump = _jump(before.frames, after.frames)
    repeated = _repeated(before.frames, after.frames)
    if not repeated and jump > MEETS:
        repeated = _repeated_from_start(first, out_point, second, in_point)
    meets = bool(repeated) or jump <= MEETS
    out_held, in_held = _held(before.frames[::-1]), _held(after.frames[repeated:])
    faster = _faster(before, after)
    if repeated <= OFF and faster < SLOW and (faster > STILL or not (out_held or in_held)):
        repeated = 0
    return Join(
        frozen_before=_frozen(before.frames[::-1]),
        frozen_after=_frozen(after.frames),
        repeated=repeated,
        jump=jump,
        meets=meets,
        louder=_louder(before, after),
        out_point=out_point - out_held,
        in_point=min(in_point + repeated + in_held, after.count - 1),
        reason=_reason(out_held, repeated, in_held),
    )


def taken_up(source: Path, tail: Path) -> tuple[int, bool]:
    """How many frames of a source's end its tail shows once more, and whether it goes on from there at all.

    Only what is sure counts: a frame or two of slow footage that may be repeated are not left out of the new ones.
    """
    before, after = _ending(source, probe(source).frames), _beginning(tail, 0)
    repeated = _repeated(before.frames, after.frames)
    sure = 0 if _faster(before, after) < SLOW and repeated <= OFF else repeated
    return sure, bool(repeated) or _jump(before.frames, after.frames) <= MEETS


def begins_with(clip: Path, given: Path) -> bool:
    """Whether frame 0 shows the picture that the clip was to begin from, once more and not one step on.

    The picture may have been scaled, cropped to its middle or padded with black on the way.
    """
    with opened(clip) as (container, video):
        found = times(container, video)
        images = [picture(each) for each in decoded_at(container, video, found, [0, 1][: len(found.shown)])]
    frames = [_shrunk(image) for image in images]
    with Image.open(given) as image:
        framed = map(_shrunk, _framings(image, images[0].size))
        return any(_again(shown, frames[0], frames) for shown in framed)


def _faster(before: Side, after: Side) -> float:
    """How far neighbours are apart on the side that moves more, next to the cut."""
    return max(_pace(before.frames[-PACE:]), _pace(after.frames[:PACE]))


def _ending(path: Path, out_point: int) -> Side:
    with opened(path) as (container, video):
        found = times(container, video)
        count = len(found.shown)
        if not 0 < out_point <= count:
            raise BadClip(f"This clip has {count} frames; it cannot end after {out_point}.")
        wanted = list(range(max(0, out_point - SECOND), out_point))
        frames = [small(each) for each in decoded_at(container, video, found, wanted)]
        end = (found.shown[0].pts + length(found.shown[:out_point])) * time_base(video)
        return Side(frames, _loudness(container, end - HALF, end), count)


def _beginning(path: Path, in_point: int) -> Side:
    with opened(path) as (container, video):
        found = times(container, video)
        count = len(found.shown)
        if not 0 <= in_point < count:
            raise BadClip(f"This clip has {count} frames; it cannot begin at frame {in_point}.")
        wanted = list(range(in_point, min(in_point + SECOND, count)))
        frames = [small(each) for each in decoded_at(container, video, found, wanted)]
        start = found.shown[in_point].pts * time_base(video)
        return Side(frames, _loudness(container, start, start + HALF), count)


def _loudness(container: InputContainer, start: Fraction, end: Fraction) -> float | None:
    """The mean power of the sound between two moments in dB of full scale; None where it is silent."""
    blocks = [block for block in _heard(container, start, end) if block.size]
    power = float(np.square(np.hstack(blocks)).mean()) if blocks else 0.0
    return 10 * log10(power) if power > SILENT else None


def _heard(container: InputContainer, start: Fraction, end: Fraction) -> Iterator[npt.NDArray[np.float64]]:
    """The samples between two moments, by channels; from a little earlier on, as a decoder of sound needs it."""
    sound = sound_in(container)
    if not sound:
        return
    container.seek(max(0, int((start - LEAD) / time_base(sound))), stream=sound)
    resampler = AudioResampler(format="fltp")
    for coded in container.decode(sound):
        for block in resampler.resample(coded):
            at = (block.pts or 0) * (block.time_base or time_base(sound))
            if at >= end:
                return
            first, last = (max(0, round((moment - at) * block.sample_rate)) for moment in (start, end))
            yield block.to_ndarray()[:, first:last].astype(np.float64)


def _louder(before: Side, after: Side) -> float | None:
    if before.loudness is None or after.loudness is None:
        return None
    return after.loudness - before.loudness


def _frozen(frames: list[Small]) -> int:
    """How many of the first frames stand still together; a frame that moves on stands alone: 0."""
    steps = sum(1 for _ in takewhile(lambda pair: _still(*pair), pairwise(frames)))
    return steps + 1 if steps else 0


def _still(a: Small, b: Small) -> bool:
    apart = np.abs(a - b)
    return bool(apart.mean() <= STILL and np.percentile(apart, 99) <= STILL_WORST)


def _held(frames: list[Small]) -> int:
    """How many frozen frames may go; none of a shot at rest."""
    frozen = _frozen(frames)
    return max(0, frozen - KEPT) if frozen < len(frames) else 0


def _jump(before: list[Small], after: list[Small]) -> float:
    """How much further apart the two frames at the cut are than neighbours near it, from 0 to 1."""
    step = max(_pace(before[-PACE:]), _pace(after[:PACE]))
    beyond = max(0.0, distance(before[-1], after[0]) - step)
    return beyond / (beyond + FAR)


def _pace(frames: list[Small]) -> float:
    return median([distance(a, b) for a, b in pairwise(frames)] or [0.0])


def _repeated(before: list[Small], after: list[Small]) -> int:
    """How many frames at the start of one side are those that the other ends on: the best fit of all overlaps."""
    counts = range(1, min(len(before), len(after)) + 1)
    fits = [n for n in counts if all(map(alike, before[-n:], after[:n]))]
    best = min(fits, key=lambda n: _misfit(before[-n:], after[:n]), default=0)
    if best > max(1, _frozen(before[::-1])):
        return best
    return int(_again(before[-1], after[0], before[-2:], after[:2]))


def _misfit(a: list[Small], b: list[Small]) -> float:
    return float(np.square(np.subtract(a, b, dtype=np.float64)).mean())


def _again(shown: Small, frame: Small, *neighbours: list[Small]) -> bool:
    """Whether a frame shows what has been shown, and not what comes next under the motion of its neighbours."""
    if not alike(shown, frame):
        return False
    moves = [np.subtract(b, a, dtype=np.float64) for pair in neighbours for a, b in pairwise(pair)]
    paces = [float(np.abs(move).mean()) for move in moves] or [0.0]
    if distance(shown, frame) < SHORT * min(paces) or max(paces) <= STILL:
        return True
    move = np.mean(moves, axis=0)
    along = np.vdot(frame - shown, move) / np.vdot(move, move)
    return bool(min(paces) < MEAN and along < ALONG)


def _repeated_from_start(first: Path, out_point: int, second: Path, in_point: int) -> int:
    """The same for a clip that begins with all of the other: frames of one number show the same in both."""
    if in_point >= out_point:
        return 0
    if not alike(_shrunk(frame(first, in_point)), _shrunk(frame(second, in_point))):
        return 0
    return max(0, min(shared_start(first, second), out_point) - in_point)


def _shrunk(image: Image.Image) -> Small:
    """The same as `small` does with a decoded frame, but not to the value: compare like with like."""
    return np.asarray(image.convert("RGB").resize(SIZE, Image.Resampling.BOX)).astype(np.int16)


def _framings(image: Image.Image, size: tuple[int, int]) -> Iterator[Image.Image]:
    """A picture as a clip of this size may show it."""
    upright = ImageOps.exif_transpose(image).convert("RGB")
    yield upright
    yield ImageOps.fit(upright, size)
    yield ImageOps.pad(upright, size)


def _reason(out_held: int, repeated: int, in_held: int) -> str:
    """What the suggested trim leaves out, in one sentence; empty when nothing."""
    before = f"{_counted(out_held, 'still')} at the end of the outgoing shot" if out_held else ""
    kinds = [_counted(n, kind) for n, kind in ((repeated, "repeated"), (in_held, "still")) if n]
    after = f"{' and '.join(kinds)} at the start of the incoming shot" if kinds else ""
    said = ", and ".join(filter(None, (before, after)))
    return f"Leaves out {said}." if said else ""


def _counted(n: int, kind: str) -> str:
    return f"{n} {kind} frame{'' if n == 1 else 's'}"
