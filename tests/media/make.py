"""Media made for the tests: every frame carries its number as a row of black and white squares."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

BITS = 12
SQUARE = 24
CODED: dict[str, bytes] = {}
X264 = {"crf": "18", "preset": "veryfast", "x264-params": "scenecut=0"}


def drawn(number: int, size: tuple[int, int] = (320, 180)) -> Image.Image:
    """A frame with its number in squares, on a ground that moves a little from frame to frame."""
    x, y = np.arange(size[0]), np.arange(size[1])[:, None]
    ground = np.empty((size[1], size[0], 3), np.uint8)
    ground[..., 0], ground[..., 1], ground[..., 2] = (x + 3 * number) % 256, (y + number) % 256, slope(size)
    for bit in range(BITS):
        ground[:SQUARE, bit * SQUARE : (bit + 1) * SQUARE] = 255 * (number >> bit & 1)
    return Image.fromarray(ground)


@cache
def slope(size: tuple[int, int]) -> Any:
    return ((np.arange(size[0]) + np.arange(size[1])[:, None]) % 256).astype(np.uint8)


def number_in(image: Image.Image) -> int:
    """The number that is drawn in a frame."""
    middle = SQUARE // 2
    grey = image.convert("L")
    return sum((grey.getpixel((bit * SQUARE + middle, middle)) > 127) << bit for bit in range(BITS))


def clip(path: Path, frames: Sequence[int] | range, **how: Any) -> Path:
    """An MP4 of numbered frames, as `coded` has it; what one process has coded once it copies."""
    key = repr((list(frames), sorted(how.items())))
    if key not in CODED:
        CODED[key] = coded(path, frames, **how).read_bytes()
    path.write_bytes(CODED[key])
    return path


def coded(
    path: Path,
    frames: Sequence[int] | range,
    *,
    fps: Fraction | int = 24,
    size: tuple[int, int] = (320, 180),
    sound: int | None = None,
    audio_rate: int = 48_000,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    comment: str = "",
    codec: str = "libx264",
    moments: Sequence[int] | None = None,
    sound_seconds: int | None = None,
    loud: float = 0.2,
    pix_fmt: str = "yuv420p",
) -> Path:
    """An MP4 of numbered frames; sound is a tone in Hz, moments are pts in frames for unsteady clips."""
    with av.open(str(path), "w", format="mp4", options=container or {}) as output:
        if comment:
            output.metadata["comment"] = comment
        defaults = X264 if codec == "libx264" else {}
        video = output.add_stream(codec, rate=fps, options={**defaults, **(options or {})})
        video.width, video.height, video.pix_fmt = *size, pix_fmt
        voice = output.add_stream("aac", rate=audio_rate, layout="stereo") if sound else None
        for place, number in enumerate(frames):
            picture = av.VideoFrame.from_image(drawn(number, size))
            picture.pts, picture.time_base = (moments[place] if moments else place), 1 / Fraction(fps)
            output.mux(video.encode(picture))
        output.mux(video.encode(None))
        seconds = sound_seconds or len(frames) / Fraction(fps)
        for packets in _voiced(voice, seconds, sound, audio_rate, loud):
            output.mux(packets)
    return path


def film(path: Path, images: Iterable[Image.Image], crf: int = 18) -> Path:
    """A silent MP4 of these pictures at 24 fps."""
    with av.open(str(path), "w", format="mp4") as output:
        video = output.add_stream("libx264", rate=24, options={"crf": str(crf), "preset": "veryfast"})
        for place, image in enumerate(images):
            if not place:
                video.width, video.height, video.pix_fmt = *image.size, "yuv420p"
            picture = av.VideoFrame.from_image(image)
            picture.pts, picture.time_base = place, Fraction(1, 24)
            output.mux(video.encode(picture))
        output.mux(video.encode(None))
    return path


def recoded(path: Path, frames: Sequence[int] | range, size: tuple[int, int], codec: str) -> Path:
    """Numbered frames as they come back from elsewhere: through a lossy codec, another size, then H.264."""
    rough = clip(path.with_suffix(".rough.mp4"), frames, codec=codec, options={"b": "2M"})
    return film(path, [image.resize(size) for image in decoded(rough)], crf=26)


def _voiced(voice: Any, seconds: Fraction, pitch: int | None, rate: int, loud: float) -> Iterator[Any]:
    """A tone that starts at 0.9 for 20 ms, so that a clip's first sound can be found again."""
    if not voice:
        return
    count = int(seconds * rate)
    time = np.arange(count) / rate
    wave = np.where(time < 0.02, 0.9, loud) * np.sin(2 * np.pi * pitch * time)
    for start in range(0, count, 1024):
        block = np.repeat(wave[None, start : start + 1024], 2, axis=0).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        yield voice.encode(frame)
    yield voice.encode(None)


def decoded(path: Path) -> list[Image.Image]:
    """Every frame by a decode of the whole clip."""
    with av.open(str(path)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def heard(path: Path) -> np.ndarray:
    """The whole sound, one channel, placed by its timestamps at 48 kHz."""
    with av.open(str(path)) as container:
        blocks = [
            (round(frame.pts * frame.time_base * 48_000), frame.to_ndarray()[0])
            for frame in container.decode(audio=0)
        ]
    sound = np.zeros(blocks[-1][0] + len(blocks[-1][1]), np.float32)
    for start, block in blocks:
        sound[max(start, 0) : start + len(block)] = block[max(-start, 0) :]
    return sound


def packets(path: Path) -> list[tuple[str, int, int]]:
    """Type, dts and pts of every packet in file order."""
    with av.open(str(path)) as container:
        return [(p.stream.type, p.dts, p.pts) for p in container.demux() if p.dts is not None]


def boxes(path: Path) -> list[bytes]:
    """The types of an MP4's outermost boxes, in order."""
    data, at, found = path.read_bytes(), 0, []
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += int.from_bytes(data[at : at + 4])
    return found


def patched(path: Path, box: bytes, offset: int, value: bytes, dst: Path) -> Path:
    """A copy of a clip with bytes of its first box of that type written over, offset from its content."""
    data = bytearray(path.read_bytes())
    at = data.index(box) + 4 + offset
    data[at : at + len(value)] = value
    dst.write_bytes(data)
    return dst
