"""Silhouettes drawn as masks, in parts of the frame, with a margin all round for the camera to move in."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

MARGIN = 0.14  # on each side, in parts of the frame
FINE = 2  # drawn larger, then reduced: smooth edges

Point = tuple[float, float]
Floats = NDArray[np.float32]


def canvas(size: tuple[int, int]) -> tuple[int, int]:
    """The size of a layer for a frame of that size."""
    width, height = (round(side * (1 + 2 * MARGIN) / 2) * 2 for side in size)
    return width, height


def unit(size: tuple[int, int]) -> float:
    """The length that things are measured in, as a part of the frame's height; less in an upright frame."""
    return 1.0 if size[0] > size[1] else 0.58


class Ink:
    """One mask being drawn: x and y run from 0 to 1 over the frame; lengths are in units."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        width, height = canvas(size)
        self.image = Image.new("L", (width * FINE, height * FINE))
        self.pen = ImageDraw.Draw(self.image)
        self.up = unit(size)
        self.across = self.up * size[1] / size[0]

    def at(self, x: float, y: float) -> Point:
        """Pixels of a place in the frame."""
        width, height = canvas(self.size)
        left, top = (width - self.size[0]) / 2, (height - self.size[1]) / 2
        return (left + x * self.size[0]) * FINE, (top + y * self.size[1]) * FINE

    def shape(self, points: Iterable[Point], tone: int = 255) -> "Ink":
        """A filled outline."""
        self.pen.polygon([self.at(*point) for point in points], fill=tone)
        return self

    def around(self, x: float, y: float, tall: float, points: Sequence[Point], tone: int = 255) -> "Ink":
        """A filled outline given in heights around its foot: (0, 0) is the foot, y goes up."""
        return self.shape(
            [(x + out * tall * self.across, y - up * tall * self.up) for out, up in points], tone
        )

    def oval(self, x: float, y: float, wide: float, tall: float, tone: int = 255) -> "Ink":
        """An ellipse by its centre and half sides in heights."""
        left, top = self.at(x - wide * self.across, y - tall * self.up)
        right, bottom = self.at(x + wide * self.across, y + tall * self.up)
        self.pen.ellipse((left, top, right, bottom), fill=tone)
        return self

    def box(self, left: float, top: float, right: float, bottom: float, tone: int = 255) -> "Ink":
        """A rectangle."""
        return self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], tone)

    def line(self, points: Iterable[Point], thick: float, tone: int = 255) -> "Ink":
        """A stroke, thick in frame heights."""
        wide = max(1, round(thick * self.size[1] * FINE))
        self.pen.line([self.at(*point) for point in points], fill=tone, width=wide, joint="curve")
        return self

    def mask(self, soft: float = 0.0) -> Image.Image:
        """The finished mask; `soft` blurs it, in frame heights."""
        mask = self.image.reduce(FINE)
        return mask.filter(ImageFilter.GaussianBlur(soft * self.size[1])) if soft else mask


def smooth(points: Sequence[Point], times: int = 2) -> list[Point]:
    """A closed outline with its corners cut (Chaikin)."""
    for _ in range(times):
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        points = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairs
            for share in (0.25, 0.75)
        ]
    return list(points)


def noise(dice: np.random.Generator, size: tuple[int, int], cells: tuple[int, int]) -> Floats:
    """Soft random hills, -1 to 1, of about so many cells across and down; shape (height, width)."""
    rough = Image.fromarray(dice.uniform(-1, 1, (cells[1] + 2, cells[0] + 2)).astype(np.float32))
    return np.asarray(rough.resize(size, Image.Resampling.BICUBIC), np.float32)


def ridge(dice: np.random.Generator, base: float, rise: float, cells: int, rough: float = 0.5) -> list[Point]:
    """A skyline across the frame and its margins, closed below: octaves of noise over a base height."""
    steps = 320
    line = np.zeros(steps, np.float32)
    for octave in range(5):
        line += noise(dice, (steps, 1), (cells * 2**octave, 0))[0] * rough**octave
    across = np.linspace(-MARGIN, 1 + MARGIN, steps)
    top = [(float(x), float(base - rise * y)) for x, y in zip(across, line, strict=True)]
    return [*top, (1 + MARGIN, 1 + MARGIN), (-MARGIN, 1 + MARGIN)]
