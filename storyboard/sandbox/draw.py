"""Drawing one clip whole: runs in a process of its own, called by the studio."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageOps

from . import camera, sound
from .ask import Ask, Medium
from .camera import Move, View
from .errors import Refusal
from .film import FPS, Bytes, Film, Picture, Samples, join, joinable, length_of, pictures, size_of, sound_of
from .panel import Panel
from .scene import Scene

TAIL = 7 * FPS  # what an extension adds
MOST_PIXELS = 100_000_000


def draw(asked: Ask, target: Path) -> None:
    """Write the clip that was asked for at `target`; the same seed draws the same clip."""
    if asked.video:
        extend(asked, asked.video, target)
    else:
        with Film(target, asked.size, _bed(asked, asked.duration)) as film:
            for picture in _frames(asked):
                film.add(picture)


def _frames(asked: Ask) -> Iterator[Picture]:
    count, move = asked.duration * FPS, camera.read(asked.prompt)
    if asked.image is None:
        yield from _scene(asked, move, count)
        return
    first = fitted(asked.image, asked)
    if asked.last_frame is None:
        shots: Iterator[Picture] = (moved(first, move, at / (count - 1)) for at in range(count))
    else:
        shots = _dissolve(first, fitted(asked.last_frame, asked), count)
    panel = Panel(asked, "dissolve" if asked.last_frame else move.name, count, enters=True)
    for at, picture in enumerate(shots):
        yield panel.over(picture, at)


def _scene(asked: Ask, move: Move, count: int) -> Iterator[Picture]:
    scene = Scene(asked.prompt, asked.seed or 0, asked.size, aside=bool(asked.references))
    panel = Panel(asked, move.name, count, enters=False)
    for at in range(count):
        yield panel.over(scene.shot(move, at / (count - 1), at / FPS), at)


def _dissolve(first: Picture, last: Picture, count: int) -> Iterator[Picture]:
    """From exactly the first picture to exactly the last, both slowly pushed, mixed in the middle half."""
    push = Move("", "", end=1.05)
    for at in range(count):
        part = at / (count - 1)
        share = min(1.0, max(0.0, (part - 0.25) / 0.5))
        share = share * share * (3 - 2 * share)
        begun, ended = moved(first, push, part), moved(last, push, 1 - part)
        yield (
            Picture(*first.size, blended(begun, ended, share)) if 0 < share < 1 else ended if share else begun
        )


def blended(one: Picture, other: Picture, share: float) -> Bytes:
    """The two pictures mixed."""
    mix = Image.blend(Image.fromarray(one.array), Image.fromarray(other.array), share)
    return np.array(mix)


def moved(picture: Picture, move: Move, part: float) -> Picture:
    """A picture under a camera move, untouched at part 0: there is no more of it than what it shows."""
    view = move.from_still(part)
    if view == View():
        return Picture(*picture.size, picture.array.copy())
    shown = Picture(*picture.size)
    for plane, out in ((picture.y, shown.y), (picture.u, shown.u), (picture.v, shown.v)):
        height, width = plane.shape
        wide, tall = width / view.zoom, height / view.zoom
        left = min(max((width - wide) / 2 + view.x * width, 0), width - wide)
        top = min(max((height - tall) / 2 + view.y * height, 0), height - tall)
        box = (left, top, left + wide, top + tall)
        out[:] = np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BICUBIC, box=box))
    return shown


def fitted(medium: Medium, asked: Ask) -> Picture:
    """A picture of the request at the clip's size: cropped, or padded with black where it says so."""
    try:
        with Image.open(medium.path or "") as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refusal(400, f"{medium.param} is too large a picture.", medium.param)
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError) as broken:
        raise Refusal(400, f"{medium.param} cannot be read: {broken}.", medium.param) from broken
    plain = Image.alpha_composite(Image.new("RGBA", image.size, (0, 0, 0, 255)), image).convert("RGB")
    fit = ImageOps.pad if asked.pad else ImageOps.fit
    return Picture.of_image(fit(plain, asked.size, Image.Resampling.LANCZOS))


def extend(asked: Ask, video: Medium, target: Path) -> None:
    """Write the given clip and 7 s more from its exact last frame on; with `tail_only` just those."""
    head = video.path or Path()
    try:
        asked = replace(asked, exact=size_of(head, asked.size))
        last = deque(pictures(head, asked.size), maxlen=1).pop()
    except (av.error.FFmpegError, IndexError) as broken:
        raise Refusal(400, f"{video.param} cannot be read: {broken}.", video.param) from broken
    if asked.tail_only:
        _tail(asked, last, target, _bed(asked, TAIL / FPS))
    else:
        tail = target.with_suffix(".tail.mp4")
        _tail(asked, last, tail, None)
        _put_together(asked, head, tail, target)
        tail.unlink()


def _tail(asked: Ask, last: Picture, target: Path, bed: Samples | None) -> None:
    move = camera.read(asked.prompt)
    panel = Panel(asked, move.name, TAIL, enters=True)
    with Film(target, asked.size, bed) as film:
        for at in range(TAIL):
            film.add(panel.over(moved(last, move, (at + 1) / TAIL), at))


def _put_together(asked: Ask, head: Path, tail: Path, target: Path) -> None:
    """Head and tail as one clip: copied where their pictures are coded alike, else coded anew."""
    seconds = length_of(head)
    heard = None
    if asked.audio:
        more = sound.bed(asked.seed or 0, TAIL / FPS, asked.prompt)
        heard = np.concatenate([sound_of(head, seconds), more], axis=1)
    if joinable(head, tail):
        join([head, tail], heard, target)
    else:
        with Film(target, asked.size, heard) as film:
            for picture in chain(pictures(head, asked.size), pictures(tail, asked.size)):
                film.add(picture)


def _bed(asked: Ask, seconds: float) -> Samples | None:
    return sound.bed(asked.seed or 0, seconds, asked.prompt) if asked.audio else None
