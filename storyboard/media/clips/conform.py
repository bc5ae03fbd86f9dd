"""A copy of a clip at another rate, for everything that counts in frames."""

from bisect import bisect_right
from collections.abc import Iterator
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from storyboard.media.clips.frames import picture
from storyboard.media.clips.reading import Times, decoded_at, length, opened, sound_in, time_base, times
from storyboard.media.whole import whole

SOUND_RATE = 48_000
BT709 = 1
FASTSTART = {"movflags": "faststart"}


def conform(src: Path, dst: Path, fps: int = 24) -> None:
    """An H.264 and AAC copy at a steady rate, upright, with even sides; it runs as long as the original.

    Each frame is the one that the original shows at that time: some left out, some twice, none mixed.
    """
    with opened(src) as (container, video), opened(src) as (heard, _), whole(dst) as part:
        found, sound = times(container, video), sound_in(heard)
        with av.open(str(part.absolute()), "w", format="mp4", options=FASTSTART) as output:
            seen = picture_packets(
                _upright_at(container, video, found, fps), picture_stream(output, fps), fps
            )
            both = [seen]
            if sound:
                voice = output.add_stream("aac", rate=SOUND_RATE, layout="stereo")
                starts = found.shown[0].pts * time_base(video)
                both.append(_sound_packets(heard, sound, voice, starts))
            for packet in merge(*both, key=lambda packet: (packet.dts or 0) * packet.time_base):
                output.mux_one(packet)


def picture_stream(output: OutputContainer, fps: int) -> VideoStream:
    """H.264 that nobody tells from its source; its size comes with its first frame."""
    stream = output.add_stream("libx264", rate=fps, options={"crf": "17", "preset": "fast"})
    stream.pix_fmt = "yuv420p"
    return stream


def _upright_at(
    container: InputContainer, video: VideoStream, found: Times, fps: int
) -> Iterator[VideoFrame]:
    """The frame shown at each tick of the new rate, upright and with even sides."""
    starts, base = [moment.pts for moment in found.shown], time_base(video)
    count = max(1, round(length(found.shown) * base * fps))
    wanted = [bisect_right(starts, starts[0] + Fraction(n, fps) / base) - 1 for n in range(count)]
    for frame in decoded_at(container, video, found, wanted):
        yield upright(frame)


def upright(frame: VideoFrame) -> VideoFrame:
    """A frame turned as it is shown; turning goes through RGB and comes back tagged as BT.709."""
    if frame.rotation:
        frame = VideoFrame.from_image(picture(frame)).reformat(  # type: ignore[no-untyped-call]
            format="rgb24", dst_colorspace="ITU709"
        )
        frame.color_primaries = frame.color_trc = frame.colorspace = BT709
    return frame.reformat(frame.width & ~1, frame.height & ~1, format="yuv420p")


def picture_packets(
    frames: Iterator[VideoFrame], stream: VideoStream, fps: int
) -> "Iterator[Packet[Stream]]":
    """Frames one after another at a steady rate, dressed as the first of them."""
    for n, frame in enumerate(frames):
        if n == 0:
            _dress(stream, frame)
        frame.pts, frame.time_base = n, Fraction(1, fps)
        frame.pict_type = 0
        yield from cast("list[Packet[Stream]]", stream.encode(frame))
    yield from cast("list[Packet[Stream]]", stream.encode(None))


def _dress(stream: VideoStream, frame: VideoFrame) -> None:
    """Size and colour as in the frame, so that no player shifts its colours."""
    stream.width, stream.height = frame.width, frame.height
    stream.color_range, stream.colorspace = frame.color_range, frame.colorspace
    stream.color_primaries, stream.color_trc = frame.color_primaries, frame.color_trc


def _sound_packets(
    heard: InputContainer, sound: AudioStream, voice: AudioStream, starts: Fraction
) -> "Iterator[Packet[Stream]]":
    for frame in heard.decode(sound):
        if frame.pts is not None and frame.time_base:
            frame.pts -= round(starts / frame.time_base)
        yield from cast("list[Packet[Stream]]", voice.encode(frame))
    yield from cast("list[Packet[Stream]]", voice.encode(None))
