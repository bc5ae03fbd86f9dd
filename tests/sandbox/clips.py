"""Requests and pictures to send, and clips measured by decoding them."""

import base64
import io
from dataclasses import dataclass
from typing import Any

import av
import httpx
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw


def request(**fields: Any) -> dict[str, Any]:
    """A small legal request."""
    return {"model": "google-veo-3-1", "prompt": "A keeper at dusk, static", "duration": 4} | fields


def picture(seed: int, size: tuple[int, int] = (1280, 720)) -> Image.Image:
    """A soft picture of a few large shapes."""
    dice = np.random.default_rng(seed)
    image = Image.new("RGB", size, tuple(int(tone) for tone in dice.integers(40, 200, 3)))
    pen = ImageDraw.Draw(image)
    for _ in range(5):
        x, y = (int(dice.integers(0, side)) for side in size)
        pen.ellipse(
            (x - 150, y - 150, x + 150, y + 150), fill=tuple(int(one) for one in dice.integers(30, 220, 3))
        )
    return image


def as_png(image: Image.Image) -> dict[str, str]:
    """A picture as a media object of a request."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return {"mime_type": "image/png", "base_64_encoded": base64.b64encode(file.getvalue()).decode()}


def as_mp4(clip: bytes) -> dict[str, str]:
    """A clip as a media object of a request."""
    return {"mime_type": "video/mp4", "base_64_encoded": base64.b64encode(clip).decode()}


@dataclass
class Measured:
    """What a decoder says of a clip: `frames` are luma planes, `sound` is (channels, samples)."""

    frames: list[NDArray[np.uint8]]
    rate: Any
    size: tuple[int, int]
    sound: NDArray[np.float32] | None
    codecs: list[str]
    comment: str
    moov_first: bool
    colours: tuple[int, int, int, int]


def measure(clip: bytes) -> Measured:
    """Decode a whole clip."""
    sound = None
    with av.open(io.BytesIO(clip)) as opened:
        video = opened.streams.video[0]
        context = video.codec_context
        if opened.streams.audio:
            assert opened.streams.audio[0].rate == 48_000
            sound = np.concatenate([frame.to_ndarray() for frame in opened.decode(audio=0)], axis=1)
            opened.seek(0)
        frames = [frame.to_ndarray(format="yuv420p")[: frame.height] for frame in opened.decode(video=0)]
        return Measured(
            frames,
            video.average_rate,
            (video.width, video.height),
            sound,
            [stream.codec_context.name for stream in opened.streams],
            opened.metadata["comment"],
            clip.index(b"moov") < clip.index(b"mdat"),
            (context.color_primaries, context.color_trc, context.colorspace, context.color_range),
        )


def luma(image: Image.Image) -> NDArray[np.uint8]:
    """A picture's luma in BT.709, 16 to 235."""
    share = np.array([0.2126, 0.7152, 0.0722]) * 219 / 255
    return np.round(np.asarray(image.convert("RGB")) @ share + 16).astype(np.uint8)


def apart(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The mean difference of two planes, in steps of 255."""
    return float(np.abs(one.astype(np.float32) - other).mean())


async def generate(client: httpx.AsyncClient, **fields: Any) -> list[bytes]:
    """The clips of one request."""
    answer = await client.post("/videos/generation", json=request(**fields))
    assert answer.status_code == 200, answer.text[:300]
    return [base64.b64decode(video["base64_encoded"], validate=True) for video in answer.json()["videos"]]
