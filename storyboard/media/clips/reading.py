"""Opening clips: what they are, and when each of their frames is shown."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from storyboard.media import kinds
from storyboard.media.clips import boxes
from storyboard.sentences import Sentence, gettext_noop

MAX_BYTES = 1_000_000_000
MAX_SECONDS = 600
MAX_PIXELS = 4096 * 2304
RATES = [Fraction(n) for n in (12, 15, 16, 24, 25, 30, 48, 50, 60, 100, 120)]
RATES += [Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120)]
DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
DAMAGED = Sentence(gettext_noop("This clip is damaged or cut off and cannot be read; export it again."))
EMPTY = Sentence(gettext_noop("This file is empty; give an MP4 with H.264 video."))
BARE = Sentence(gettext_noop("This clip has no pictures in it."))
STILL = Sentence(gettext_noop("This file has no moving picture in it; give an MP4 with H.264 video."))
ANOTHER = gettext_noop("This is {kind}; give an MP4 with H.264 video.")
CODED = gettext_noop("This clip is {codec} video; give an MP4 with H.264 video.")
HEAVY = gettext_noop("This clip has {size} MB; the most is {most} MB.")
LONG = gettext_noop("This clip runs {seconds} s; the most is {most} s.")
LARGE = gettext_noop("This clip is {width} by {height} pixels; the most is 4096 by 2304.")


class BadClip(Exception):
    """A clip that cannot be used; its text is one sentence for people."""


class UnequalClips(BadClip):
    """Clips that cannot be joined as they are; its text names what differs."""


@dataclass(frozen=True)
class Clip:
    """A clip on disk: width and height as it is shown, frames exact, seconds of its picture.

    fps is the nominal rate when the clip is steady (every frame lasts as long), else the average.
    """

    width: int
    height: int
    fps: Fraction
    frames: int
    seconds: float
    has_audio: bool
    audio_rate: int | None
    codec: str
    comment: str
    steady: bool


class Moment(NamedTuple):
    """One shown frame in the stream's time base: when it is shown, and how long."""

    pts: int
    duration: int


class Times(NamedTuple):
    """Every shown frame in order, the keyframes as (pts, dts) to seek to, how many packets of pictures there
    are, and when the first packet of sound stands, in seconds."""

    shown: list[Moment]
    keys: list[tuple[int, int]]
    packets: int
    sound: Fraction | None


def probe(path: Path) -> Clip:
    """What a clip is, its frames counted, its first one decoded; raises BadClip for what cannot be used."""
    if path.stat().st_size > MAX_BYTES:
        size, most = path.stat().st_size / 1e6, MAX_BYTES // 1_000_000
        raise BadClip(Sentence(HEAVY, size=round(size), most=most))
    with opened(path) as (container, video):
        comment = container.metadata.get("comment", "")
        found = times(container, video)
        first = next(decoded_at(container, video, found, [0]))
        fps, steady = rate(found.shown, time_base(video), video.average_rate)
        seconds = float(length(found.shown) * time_base(video))
        if seconds > MAX_SECONDS:
            raise BadClip(Sentence(LONG, seconds=round(seconds), most=MAX_SECONDS))
        width, height = (
            (first.width, first.height) if first.rotation % 180 == 0 else (first.height, first.width)
        )
        audio = sound_in(container)
        audio_rate, count = (audio.rate if audio else None), len(found.shown)
        return Clip(width, height, fps, count, seconds, bool(audio), audio_rate, "h264", comment, steady)


@contextmanager
def opened(path: Path, decoding: bool = True) -> Iterator[tuple[InputContainer, VideoStream]]:
    """An MP4 and its H.264 stream; only this file is read: no other file, no network, no playlist.

    Who only moves packets asks for no decoding: a frame is then not decoded to look at it, ten times faster.
    """
    samples(path)
    options = {} if decoding else {"probesize": "32", "skip_frame": "all", "threads": "1"}
    try:
        with path.open("rb") as file, _opened(file, options) as container:
            yield container, _video(container, path.stat().st_size)
    except (EOFError, MemoryError):
        raise BadClip(DAMAGED) from None
    except av.FFmpegError as trouble:
        if trouble.errno in DISK_TROUBLE:
            raise
        raise BadClip(DAMAGED) from None


def samples(path: Path) -> int:
    """How many packets an MP4's tables promise; BadClip where they cannot be believed, or it is none."""
    _refuse_other_kinds(path)
    try:
        return boxes.inspect(path)
    except boxes.Unsound:
        raise BadClip(DAMAGED) from None


def _opened(file: BufferedReader, options: dict[str, str]) -> InputContainer:
    return av.open(
        file,
        "r",
        format="mp4",
        options=options,
        metadata_errors="replace",
        io_open=_refuse,
        buffer_size=2**18,
    )


def times(container: InputContainer, video: VideoStream) -> Times:
    """When each frame is shown, read from the packets; frames before an edit list's start are not shown."""
    return timed(demuxed(container, video), video)


def demuxed(container: InputContainer, video: VideoStream) -> "Iterator[Packet[Stream]]":
    """Packets of the picture and of its sound, as they lie in the file."""
    return container.demux([stream for stream in (video, sound_in(container)) if stream])


def timed(read: "Iterable[Packet[Stream]]", video: VideoStream) -> Times:
    """The same from packets that have been read."""
    shown, keys, packets, sound = [], [], 0, None
    for packet in read:
        if packet.pts is None or packet.dts is None:
            continue
        if packet.stream is not video:
            sound = packet.pts * packet.time_base if sound is None else sound
            continue
        packets += 1
        if packet.is_keyframe:
            keys.append((packet.pts, packet.dts))
        if not packet.is_discard:
            shown.append(Moment(packet.pts, packet.duration or 0))
    if not shown:
        raise BadClip(BARE)
    return Times(sorted(shown), keys, packets, sound)


def decoded_at(
    container: InputContainer, video: VideoStream, found: Times, wanted: list[int]
) -> Iterator[VideoFrame]:
    """The frames of these rising numbers, in one pass that skips to the keyframe before the next one."""
    frames: Iterator[VideoFrame] = iter(())
    current: VideoFrame | None = None
    sought: int | None = None
    held: int | None = None
    for n in wanted:
        pts, key = found.shown[n].pts, _key_before(found, n)
        if key != sought:
            frames, sought = decoded_from(container, video, key), key
        if held != pts:
            current, held = _until(frames, pts) or _from_start(container, video, found, pts), pts
        if current is None:
            raise BadClip(DAMAGED)
        yield current


def decoded_from(container: InputContainer, video: VideoStream, dts: int) -> Iterator[VideoFrame]:
    """Frames as they are shown, from the keyframe at or before dts."""
    container.seek(dts, stream=video)
    return container.decode(video)


def _from_start(container: InputContainer, video: VideoStream, found: Times, pts: int) -> VideoFrame | None:
    """Where a keyframe did not lead to the frame, all of the clip before it does."""
    return _until(decoded_from(container, video, _key_before(found, 0)), pts)


def _until(frames: Iterator[VideoFrame], pts: int) -> VideoFrame | None:
    return next((frame for frame in frames if frame.pts == pts), None)


def _key_before(found: Times, n: int) -> int:
    """The dts to seek to for frame n: of the last keyframe shown no later, or of the very first one."""
    keys = [key for key in found.keys if key[0] <= found.shown[n].pts]
    return max(keys, default=min(found.keys, default=(0, found.shown[0].pts)))[1]


def sound_in(container: InputContainer) -> AudioStream | None:
    """The first stream of sound that can be decoded."""
    return next((stream for stream in container.streams.audio if stream.codec_context), None)


def time_base(stream: Stream) -> Fraction:
    """Seconds in one tick of the stream's clock."""
    if not stream.time_base:
        raise BadClip(DAMAGED)
    return stream.time_base


def rate(shown: list[Moment], base: Fraction, average: Fraction | None) -> tuple[Fraction, bool]:
    """Frames per second, and whether every frame keeps to it within the rounding of the clock."""
    last = shown[-1].pts - shown[0].pts
    if not last:
        return (average or Fraction(24)), True
    measured = (len(shown) - 1) / (last * base)
    fps = min(RATES, key=lambda nominal: abs(nominal - measured))
    if abs(fps - measured) > measured / 500:
        fps = measured.limit_denominator(1001)
    ticks, of = (1 / (fps * base)).as_integer_ratio()
    steady = all(abs((moment.pts - shown[0].pts) * of - n * ticks) <= of for n, moment in enumerate(shown))
    return (fps if steady else (average or measured)), steady


def length(shown: list[Moment]) -> int:
    """Ticks from the first frame's start to the last one's end; without a duration, as its neighbour's."""
    gap = next((b.pts - a.pts for a, b in pairwise(shown[-2:])), 0)
    return shown[-1].pts - shown[0].pts + (shown[-1].duration or gap)


def _refuse_other_kinds(path: Path) -> None:
    if not path.stat().st_size:
        raise BadClip(EMPTY)
    kind = kinds.kind(path)
    if kind != kinds.MP4:
        raise BadClip(Sentence(ANOTHER, kind=kinds.name(kind)))


def _video(container: InputContainer, size: int) -> VideoStream:
    """The picture stream, if it can be decoded here and played in a browser, and all of it is there."""
    video = container.streams.best("video")
    if not isinstance(video, VideoStream):
        raise BadClip(STILL)
    codec = video.codec_context.name if video.codec_context else "an unknown codec"
    if codec != "h264":
        raise BadClip(Sentence(CODED, codec=codec.upper()))
    if not 0 < video.width * video.height <= MAX_PIXELS:
        raise BadClip(Sentence(LARGE, width=video.width, height=video.height))
    if any(entry.pos + entry.size > size for entry in video.index_entries):
        raise BadClip(DAMAGED)
    video.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
    return video


def _refuse(url: str, flags: int, options: dict[str, Any]) -> NoReturn:
    """A clip that names another file or address is not followed."""
    raise PermissionError(url)
