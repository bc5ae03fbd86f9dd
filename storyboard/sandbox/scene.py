"""A scene in depth: an opaque far layer and tonal silhouettes before it, moved by the camera."""

import math

import numpy as np
from PIL import Image

from . import places
from .camera import Move, View
from .film import Picture
from .ink import canvas
from .places import Layer

Box = tuple[float, float, float, float]
Area = tuple[int, int, int, int]
BILINEAR = Image.Resampling.BILINEAR


class Scene:
    """What a prompt's words and a seed make; `aside` leaves its left side free."""

    def __init__(self, prompt: str, seed: int, size: tuple[int, int], aside: bool = False) -> None:
        self.size = size
        dice = np.random.default_rng(seed)
        far, layers = places.build(prompt, dice, size, aside)
        self.far = _planes(far)
        self.layers = [Sheet(layer, size) for layer in layers]
        self.ground: tuple[View, Picture] | None = None

    def shot(self, move: Move, part: float, seconds: float) -> Picture:
        """The frame at a part of the move (0-1), that many seconds into the clip."""
        view = move.view(part, 0.0)
        if self.ground is None or self.ground[0] != view:
            self.ground = (view, self._far_away(view))
        picture = Picture(*self.size, self.ground[1].array.copy())
        for sheet in self.layers:
            sheet.lay(picture, sheet.view(move, part, seconds))
        return picture

    def _far_away(self, view: View) -> Picture:
        picture = Picture(*self.size)
        for image, plane in zip(self.far, (picture.y, picture.u, picture.v), strict=True):
            height, width = plane.shape
            plane[:] = np.asarray(
                image.resize((width, height), BILINEAR, box=_looked_at(view, image.size, (width, height)))
            )
        return picture


class Sheet:
    """One layer ready for the camera: its colours as planes, its bounds, and its mask as it stood last."""

    def __init__(self, layer: Layer, size: tuple[int, int]) -> None:
        self.layer, self.size = layer, size
        self.colours = _planes(_middle(layer.colour, size))
        left, top, right, bottom = layer.mask.getbbox() or (0, 0, 2, 2)
        self.bounds = (left - 2, top - 2, right + 2, bottom + 2)
        self.held: tuple[Image.Image, Image.Image] | None = None
        self.held_at: tuple[Area, Box] | None = None

    def view(self, move: Move, part: float, seconds: float) -> View:
        """Where the camera sees this layer: nearer ones move more, and some drift by themselves."""
        view, swing = move.view(part, self.layer.depth), self.layer.swing
        turn = 2 * math.pi * seconds / swing.seconds + swing.phase
        return View(view.x + swing.x * math.sin(turn), view.y + swing.y * math.cos(turn), view.zoom)

    def lay(self, picture: Picture, view: View) -> None:
        """Put the layer's colours into a picture through its mask."""
        across, down = canvas(self.size)
        left, top = _looked_at(view, (across, down), self.size)[:2]
        scale = view.zoom
        x0, y0 = (
            _even((low - edge) * scale, 0) for low, edge in zip(self.bounds[:2], (left, top), strict=True)
        )
        x1 = min(_even((self.bounds[2] - left) * scale, 2), self.size[0])
        y1 = min(_even((self.bounds[3] - top) * scale, 2), self.size[1])
        if x1 <= x0 or y1 <= y0:
            return
        box = (left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale)
        self._through(picture, (x0, y0, x1, y1), box)

    def _through(self, picture: Picture, area: Area, box: Box) -> None:
        """Colours through the mask as it stands there; it is kept for the next frame, which may not move."""
        if self.held is None or self.held_at != (area, box):
            self.held, self.held_at = self._mask(area, box), (area, box)
        planes = zip((picture.y, picture.u, picture.v), self.colours, (1, 2, 2), strict=True)
        for plane, colour, part in planes:
            x0, y0, x1, y1 = (side // part for side in area)
            under = Image.fromarray(plane[y0:y1, x0:x1])
            under.paste(colour.crop((x0, y0, x1, y1)), (0, 0), self.held[part - 1])
            plane[y0:y1, x0:x1] = np.asarray(under)

    def _mask(self, area: Area, box: Box) -> tuple[Image.Image, Image.Image]:
        """What the layer covers there, for brightness and, half as wide and high, for colour."""
        mask = self.layer.mask
        size = (area[2] - area[0], area[3] - area[1])
        fine = mask.resize(size, BILINEAR, box=_inside(box, mask.size))
        return fine, fine.reduce(2)


def _even(value: float, more: int) -> int:
    return max(0, math.floor(value / 2) * 2 + more)


def _inside(box: Box, size: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])


def _looked_at(view: View, layer: tuple[int, int], frame: tuple[int, int]) -> Box:
    """The part of a layer that fills the frame, kept inside the layer."""
    wide, tall = frame[0] / view.zoom, frame[1] / view.zoom
    left = min(max((layer[0] - wide) / 2 + view.x * frame[0], 0), layer[0] - wide)
    top = min(max((layer[1] - tall) / 2 + view.y * frame[1], 0), layer[1] - tall)
    return left, top, left + wide, top + tall


def _middle(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    left, top = ((whole - part) // 2 for whole, part in zip(image.size, size, strict=True))
    return image.crop((left, top, left + size[0], top + size[1]))


def _planes(image: Image.Image) -> tuple[Image.Image, Image.Image, Image.Image]:
    picture = Picture.of_image(image)
    y, u, v = (Image.fromarray(plane) for plane in (picture.y, picture.u, picture.v))
    return y, u, v
