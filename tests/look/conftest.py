"""A stage per test, and a clip whose every frame is known."""

import io
from collections.abc import Iterator

import av
import numpy as np
import pytest

from tests.look.stage import Stage

FRAMES = 72


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


@pytest.fixture(scope="session")
def clip() -> bytes:
    """3 s of H.264 at 24 fps, 72 frames from black to white, a key frame every 12."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=24, options={"g": "12", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for n in range(FRAMES):
            picture = np.full((180, 320, 3), n * 3, dtype=np.uint8)
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    return file.getvalue()
