"""Whole clips one after another, their packets untouched."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from storyboard.media.clips import boxes
from storyboard.media.clips.reading import BadClip, UnequalClips, opened, rate, time_base, times
from storyboard.media.whole import whole

# Bytes of index for a packet at most: room for it is kept in front, so that the file is written only once.
INDEX_BYTES = 48
AAC_SAMPLES = 1024


@dataclass(frozen=True)
class Part:
    """One clip of the join: what has to be equal, its length, and where its picture and sound start."""

    path: Path
    traits: dict[str, object]
    seconds: Fraction
    packets: int
    first: int  # pts of the first frame
    starts: Fraction  # the same in seconds
    lead: int  # samples from the first frame to the first of the sound: minus 1024 for AAC's priming
    sound_rate: int

    @classmethod
    def read(cls, path: Path) -> "Part":
        """A clip that begins inside a group of pictures, or is unsteady, cannot be joined as it is."""
        with opened(path) as (container, video):
            found = times(container, video)
            fps, steady = rate(found.shown, time_base(video), video.average_rate)
            if not steady:
                raise UnequalClips(f"The frames of {path.name} do not all last as long; conform it first.")
            if found.packets != len(found.shown):
                raise UnequalClips(f"{path.name} begins inside a group of pictures; conform it first.")
            sound, first = _sound(container), found.shown[0].pts
            starts, entries = first * time_base(video), list(sound.index_entries) if sound else []
            sound_rate = sound.rate if sound else 0
            lead = entries[0].timestamp * time_base(sound) - starts if sound and entries else Fraction(0)
            traits = _traits(video, sound) | {"frame rate": fps, "rotation": boxes.matrices(path)}
            packets, seconds = found.packets + len(entries), len(found.shown) / fps
            return cls(path, traits, seconds, packets, first, starts, round(lead * sound_rate), sound_rate)


def join(paths: Iterable[Path], dst: Path) -> None:
    """Clips of equal parameters in one MP4, not re-encoded, its index in front.

    Sound stays on a grid of whole AAC packets: at a seam it is at most half a packet (11 ms) off, and never
    drifts; each clip brings its own priming packet. Raises UnequalClips naming what differs.
    """
    parts = [Part.read(path) for path in paths]
    if not parts:
        raise BadClip("There is no clip to join.")
    _refuse_unequal(parts)
    room = {"moov_size": str(8192 + INDEX_BYTES * sum(part.packets for part in parts))}
    with whole(dst) as target, av.open(str(target.absolute()), "w", format="mp4", options=room) as output:
        reel = Reel(output)
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            reel.add(part, following)


class Reel:
    """The joined file as it grows: where its next frame and its next sound go."""

    def __init__(self, output: OutputContainer) -> None:
        self.output = output
        self.streams: dict[str, Stream] = {}
        self.seconds = Fraction(0)
        self.samples: int | None = None
        self.last_dts = Fraction(-(2**40))

    def add(self, part: Part, following: Part | None) -> None:
        """Every packet of a clip, with its sound up to where the next clip's begins."""
        with opened(part.path) as (container, video):
            sound = _sound(container)
            inputs = [stream for stream in (video, sound) if stream]
            if not self.streams:
                self.streams = {stream.type: self._stream_like(stream) for stream in inputs}
            ends = self.seconds + part.seconds
            until = round(ends * part.sound_rate) + following.lead if following else None
            for packet in container.demux(inputs):
                if packet.pts is None or packet.dts is None:
                    continue
                if (
                    self._place_sound(packet, part, until)
                    if packet.stream is sound
                    else self._place(packet, part)
                ):
                    packet.stream = self.streams[packet.stream.type]
                    self.output.mux_one(packet)
            self.seconds = ends

    def _stream_like(self, stream: VideoStream | AudioStream) -> Stream:
        made = self.output.add_stream_from_template(stream)
        made.time_base = stream.time_base
        return made

    def _place(self, packet: "Packet[Stream]", part: Part) -> bool:
        """A frame moves by the length of all before it."""
        moved = round(self.seconds / packet.time_base) - part.first
        packet.pts, packet.dts = (packet.pts or 0) + moved, (packet.dts or 0) + moved
        if packet.dts * packet.time_base <= self.last_dts:
            raise UnequalClips(
                f"{part.path.name} orders its frames unlike the one before it; conform it first."
            )
        self.last_dts = packet.dts * packet.time_base
        return True

    def _place_sound(self, packet: "Packet[Stream]", part: Part, until: int | None) -> bool:
        """Sound goes on where the last packet ended, unless that is a whole packet off; False: left out."""
        seconds = (packet.pts or 0) * packet.time_base - part.starts + self.seconds
        at = round(seconds * part.sound_rate)
        if self.samples is None or at - self.samples >= AAC_SAMPLES:
            self.samples = at
        ahead = self.samples - at >= AAC_SAMPLES
        if ahead or (until is not None and self.samples + AAC_SAMPLES // 2 > until):
            return False
        packet.pts = packet.dts = round(self.samples / (part.sound_rate * packet.time_base))
        self.samples += AAC_SAMPLES
        return True


def _sound(container: InputContainer) -> AudioStream | None:
    sound = container.streams.best("audio")
    return sound if isinstance(sound, AudioStream) else None


def _traits(video: VideoStream, sound: AudioStream | None) -> dict[str, object]:
    """What two clips must share to stand in one stream, under the names people have for it."""
    picture: dict[str, object] = {
        "size": (video.width, video.height),
        "H.264 settings": video.codec_context.extradata,
    }
    if not sound:
        return picture | {"sound": None}
    codec = sound.codec_context
    heard = {"sample rate": sound.rate, "channels": codec.layout.name, "sound settings": codec.extradata}
    return picture | {"sound": codec.name} | heard


def _refuse_unequal(parts: list[Part]) -> None:
    for one, other in pairwise(parts):
        unlike = [name for name in one.traits if one.traits[name] != other.traits.get(name)]
        if unlike:
            names = f"{one.path.name} and {other.path.name}"
            raise UnequalClips(f"{names} differ in {', '.join(unlike)}; conform them first.")
