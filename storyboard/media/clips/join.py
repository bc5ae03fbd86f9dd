"""Whole clips one after another, their packets untouched."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from storyboard.media.clips import boxes
from storyboard.media.clips.reading import (
    BadClip,
    UnequalClips,
    demuxed,
    opened,
    rate,
    samples,
    sound_in,
    time_base,
    timed,
)
from storyboard.media.whole import whole

# Bytes of index for a packet at most: room for it is kept in front, so that the file is written only once.
INDEX_BYTES = 48


@dataclass(frozen=True)
class Part:
    """One clip of the join: what has to be equal, its length, where its picture and sound start."""

    path: Path
    traits: dict[str, object]
    seconds: Fraction
    first: int  # pts of the first frame
    starts: Fraction  # the same in seconds
    lead: int  # from the first frame to the first sound, in ticks of sound: minus 1024 for AAC's priming
    sound_rate: int  # ticks of sound in a second: its sample rate, nearly always
    grain: int  # ticks in a packet of sound
    packets: "list[tuple[bool, Packet[Stream]]]"  # in file order, each with whether it is a picture

    @classmethod
    def read(cls, path: Path) -> "Part":
        """A clip that begins inside a group of pictures, or is unsteady, cannot be joined as it is."""
        with opened(path, decoding=False) as (container, video):
            sound = sound_in(container)
            packets = [packet for packet in demuxed(container, video) if packet.dts is not None]
            found = timed(packets, video)
            fps, steady = rate(found.shown, time_base(video), video.average_rate)
            if not steady:
                raise UnequalClips(f"The frames of {path.name} do not all last as long; conform it first.")
            if found.packets != len(found.shown):
                raise UnequalClips(f"{path.name} begins inside a group of pictures; conform it first.")
            first, (sound_rate, grain) = found.shown[0].pts, _sound_clock(sound)
            starts, seconds = first * time_base(video), len(found.shown) / fps
            lead = round((found.sound - starts) * sound_rate) if found.sound is not None else 0
            traits = _traits(video, sound) | {"frame rate": fps, "rotation": boxes.matrices(path)}
            told = [(packet.stream is video, packet) for packet in packets]
            return cls(path, traits, seconds, first, starts, lead, sound_rate, grain, told)


def join(paths: Iterable[Path], dst: Path, comment: str = "") -> None:
    """Clips of equal parameters in one MP4, not re-encoded, its index in front; two at a time in memory.

    Sound stays on a grid of whole AAC packets: at a seam it is at most half a packet (11 ms) off, and never
    drifts; each clip brings its own priming packet. Raises UnequalClips naming what differs.
    """
    paths = list(paths)
    if not paths:
        raise BadClip("There is no clip to join.")
    room = {"moov_size": str(8192 + INDEX_BYTES * sum(map(samples, paths)))}
    with whole(dst) as target, av.open(str(target.absolute()), "w", format="mp4", options=room) as output:
        output.metadata["comment"] = comment
        reel = Reel(output, like=paths[0])
        part = Part.read(paths[0])
        for path in paths[1:]:
            part, before = Part.read(path), part
            reel.add(before, part)
        reel.add(part, None)


class Reel:
    """The joined file as it grows: how long it is, where its next sound goes and where that has to end."""

    def __init__(self, output: OutputContainer, like: Path) -> None:
        self.output = output
        with opened(like, decoding=False) as (container, video):
            sound = sound_in(container)
            self.base = time_base(video)
            self.streams = {True: self._stream_like(video)}
            if sound:
                self.streams[False] = self._stream_like(sound)
        self.seconds = Fraction(0)
        self.samples: int | None = None
        self.until: int | None = None
        self.picture_shift = self.sound_shift = 0
        self.last_dts = -(2**62)

    def add(self, part: Part, following: Part | None) -> None:
        """Every packet of a clip, with its sound up to where the next clip's begins."""
        if following:
            _refuse_unequal(part, following)
        ends = self.seconds + part.seconds
        self.until = round(ends * part.sound_rate) + following.lead if following else None
        self.picture_shift = round(self.seconds / self.base) - part.first
        self.sound_shift = round((self.seconds - part.starts) * part.sound_rate)
        for is_picture, packet in part.packets:
            place = self._place_picture if is_picture else self._place_sound
            if place(packet, part):
                packet.stream = self.streams[is_picture]
                self.output.mux_one(packet)
        self.seconds = ends

    def _stream_like(self, stream: VideoStream | AudioStream) -> Stream:
        made = self.output.add_stream_from_template(stream)
        made.time_base = stream.time_base
        return made

    def _place_picture(self, packet: "Packet[Stream]", part: Part) -> bool:
        """A frame moves by the length of all before it."""
        packet.pts = (packet.pts or 0) + self.picture_shift
        packet.dts = (packet.dts or 0) + self.picture_shift
        if packet.dts <= self.last_dts:
            raise UnequalClips(
                f"{part.path.name} orders its frames unlike the clip before; conform it first."
            )
        self.last_dts = packet.dts
        return True

    def _place_sound(self, packet: "Packet[Stream]", part: Part) -> bool:
        """Sound goes on where the last packet ended, unless that is a whole packet off; False: left out."""
        at, grain = (packet.pts or 0) + self.sound_shift, part.grain
        start = at if self.samples is None or at - self.samples >= grain else self.samples
        late = self.until is not None and start + grain // 2 > self.until
        if late or start - at >= grain:
            return False
        packet.pts = packet.dts = start
        self.samples = start + grain
        return True


def _sound_clock(sound: AudioStream | None) -> tuple[int, int]:
    """Ticks in a second of sound, and in a packet of it."""
    if not sound:
        return 0, 0
    ticks = 1 / time_base(sound)
    return int(ticks), round((sound.codec_context.frame_size or 1024) * ticks / sound.rate)


def _traits(video: VideoStream, sound: AudioStream | None) -> dict[str, object]:
    """What two clips must share to stand in one stream, under the names people have for it."""
    picture: dict[str, object] = {
        "size": (video.width, video.height),
        "H.264 settings": video.codec_context.extradata,
        "clock": (video.time_base, sound and sound.time_base),
    }
    if not sound:
        return picture | {"sound": None}
    codec = sound.codec_context
    heard = {"sample rate": sound.rate, "channels": codec.layout.name, "sound settings": codec.extradata}
    return picture | {"sound": codec.name} | heard


def _refuse_unequal(one: Part, other: Part) -> None:
    unlike = [name for name in one.traits if one.traits[name] != other.traits.get(name)]
    if unlike:
        names = f"{one.path.name} and {other.path.name}"
        raise UnequalClips(f"{names} differ in {', '.join(unlike)}; conform them first.")
