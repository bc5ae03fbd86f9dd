"""Frames of several clips as one clip, encoded anew: for what cannot be joined as it is."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from storyboard.media.clips.conform import FASTSTART, SOUND_RATE, picture_packets, picture_stream, upright
from storyboard.media.clips.reading import (
    BadClip,
    Clip,
    UnequalClips,
    decoded_at,
    opened,
    probe,
    sound_in,
    time_base,
    times,
)
from storyboard.media.whole import whole

FPS = 24
SAMPLES = SOUND_RATE // FPS  # of a frame
BLOCK = 1024
LEAD = Fraction(1, 10)  # a decoder of sound begins a little earlier
SAME_SHAPE = 0.02

# A clip at 24 fps, the first of its frames that is wanted, and the one before which it ends, if not at its end.
Piece = tuple[Path, int] | tuple[Path, int, int]
Span = tuple[Path, int, int]
Sound = npt.NDArray[np.float32]


def splice(pieces: Sequence[Piece], dst: Path, comment: str = "") -> None:
    """Each piece from its first frame to its end, as one H.264 and AAC clip in the size of the first.

    Where only some have sound the others are silent. Raises UnequalClips where they are not of one shape, and
    BadClip where a piece has no frame.
    """
    found = [probe(path) for path, *_ in pieces]
    _refuse_other_shapes(pieces, found)
    spans = [_span(piece, clip) for piece, clip in zip(pieces, found, strict=True)]
    size = found[0].width & ~1, found[0].height & ~1
    with whole(dst) as part, av.open(str(part.absolute()), "w", format="mp4", options=FASTSTART) as output:
        output.metadata["comment"] = comment
        both = [picture_packets(_pictures(spans, size), picture_stream(output, FPS), FPS)]
        if any(clip.has_audio for clip in found):
            voice = output.add_stream("aac", rate=SOUND_RATE, layout="stereo")
            both.append(_sound_packets(spans, voice))
        for packet in merge(*both, key=lambda packet: (packet.dts or 0) * packet.time_base):
            output.mux_one(packet)


def _refuse_other_shapes(pieces: Sequence[Piece], found: list[Clip]) -> None:
    for (path, *_), clip in zip(pieces, found, strict=True):
        if abs(clip.width / clip.height - found[0].width / found[0].height) > SAME_SHAPE:
            sizes = f"{clip.width} × {clip.height}, not {found[0].width} × {found[0].height}"
            raise UnequalClips(f"{path.name} is of another shape: {sizes}.")


def _span(piece: Piece, clip: Clip) -> Span:
    path, first, end = piece if len(piece) == 3 else (*piece, clip.frames)
    if not 0 <= first < end <= clip.frames:
        raise BadClip(f"{path.name} has {clip.frames} frames; it cannot run from {first} to before {end}.")
    return path, first, end


def _pictures(spans: Sequence[Span], size: tuple[int, int]) -> Iterator[VideoFrame]:
    for path, first, end in spans:
        with opened(path) as (container, video):
            found = times(container, video)
            for frame in decoded_at(container, video, found, list(range(first, end))):
                yield upright(frame).reformat(*size, interpolation="LANCZOS")


def _sound_packets(spans: Sequence[Span], voice: AudioStream) -> "Iterator[Packet[Stream]]":
    start = 0
    for path, first, end in spans:
        sound = _sound(path, first, end - first)
        for at in range(0, sound.shape[1], BLOCK):
            block = np.ascontiguousarray(sound[:, at : at + BLOCK])
            frame = AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start + at, Fraction(1, SOUND_RATE)
            yield from cast("list[Packet[Stream]]", voice.encode(frame))
        start += sound.shape[1]
    yield from cast("list[Packet[Stream]]", voice.encode(None))


def _sound(path: Path, first: int, frames: int) -> Sound:
    """What is heard under these frames, in two channels, silent where there is nothing."""
    kept = np.zeros((2, frames * SAMPLES), np.float32)
    with opened(path) as (container, video):
        if (sound := sound_in(container)) is None:
            return kept
        starts = times(container, video).shown[first].pts * time_base(video)
        container.seek(max(0, int((starts - LEAD) / time_base(sound))), stream=sound)
        resampler = AudioResampler(format="fltp", layout="stereo", rate=SOUND_RATE)
        for coded in container.decode(sound):
            for block in resampler.resample(coded):
                at = (block.pts or 0) * (block.time_base or Fraction(1, SOUND_RATE))
                if at - starts > Fraction(frames, FPS):
                    return kept
                _lay(block.to_ndarray().astype(np.float32), round((at - starts) * SOUND_RATE), kept)
    return kept


def _lay(block: Sound, at: int, kept: Sound) -> None:
    """Put samples where they are heard; what lies outside is left out."""
    block, at = block[:, max(0, -at) :], max(0, at)
    room = kept[:, at : at + block.shape[1]]
    room[:] = block[:, : room.shape[1]]
