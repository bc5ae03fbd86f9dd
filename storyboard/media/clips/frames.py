"""Single frames, exactly: as stills to hand on, posters and strips."""

from fractions import Fraction
from pathlib import Path
from typing import cast

from av.video.frame import VideoFrame
from PIL import Image

from storyboard.media import pictures
from storyboard.media.clips.reading import BadClip, decoded_at, opened, times
from storyboard.media.pictures import Picture
from storyboard.sentences import Sentence, gettext_noop

NO_FRAME = gettext_noop("This clip has {frames} frames; there is no frame {n}.")


def frame(path: Path, n: int) -> Image.Image:
    """Frame n as it is shown, from 0, and -1 the last one; the same pixels as by decoding the whole clip."""
    with opened(path) as (container, video):
        found = times(container, video)
        if not -len(found.shown) <= n < len(found.shown):
            raise BadClip(Sentence(NO_FRAME, frames=len(found.shown), n=n))
        decoded = next(decoded_at(container, video, found, [n]))
        return picture(decoded)


def first_frame(path: Path) -> Image.Image:
    """The frame a clip opens on."""
    return frame(path, 0)


def last_frame(path: Path) -> Image.Image:
    """The frame a clip ends on."""
    return frame(path, -1)


def save_frame(path: Path, n: int | None, dst: Path) -> Picture:
    """Frame n, or the last one when n is None, as a lossless PNG."""
    return pictures.save_png(frame(path, -1 if n is None else n), dst)


def poster(path: Path, dst: Path, width: int = 640, n: int = 0) -> Picture:
    """Frame n as a JPEG of at most this width."""
    image = frame(path, n)
    image.thumbnail((width, image.height), Image.Resampling.LANCZOS)
    return pictures.save_jpeg(image, dst)


def strip(path: Path, dst: Path, count: int = 16, height: int = 90) -> Picture:
    """One wide JPEG of evenly spaced frames, each in the middle of its share, for scrubbing."""
    with opened(path) as (container, video):
        found = times(container, video)
        wanted = [int(len(found.shown) * Fraction(2 * n + 1, 2 * count)) for n in range(count)]
        tiles = [picture(decoded, height) for decoded in decoded_at(container, video, found, wanted)]
    width = tiles[0].width
    wide = Image.new("RGB", (width * count, height))
    for place, tile in enumerate(tiles):
        wide.paste(tile, (place * width, 0))
    return pictures.save_jpeg(wide, dst)


def picture(decoded: VideoFrame, height: int | None = None) -> Image.Image:
    """A decoded frame as an upright RGB image, scaled to a height where one is asked for."""
    image = cast(Image.Image, decoded.to_image())  # type: ignore[no-untyped-call]
    if decoded.rotation:
        image = image.rotate(decoded.rotation, expand=True)
    if height:
        width = max(1, round(image.width * height / image.height))
        image = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2)
    return image
