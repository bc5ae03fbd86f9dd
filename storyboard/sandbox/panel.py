"""What is written over a clip: the band with prompt, move, seed and counter, and the reference cards."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from . import faults
from .ask import Ask
from .film import FPS, Bytes, Picture

FONTS = Path(__file__).parent / "fonts"
SANS, MONO = "inter-latin-wght-normal.woff2", "jetbrains-mono-latin-wght-normal.woff2"
GROUND, HAIR = (15, 15, 15), (52, 52, 52)
INK, QUIET, FAINT = (226, 222, 214), (172, 166, 157), (128, 122, 114)
ACCENT = (240, 178, 92)
FADE = 8  # frames in which the band comes and goes: a frame that is handed on is clean

Area = tuple[int, int, int, int]


class Panel:
    """The caption of one clip; it `enters` late where the first frame is somebody's picture."""

    def __init__(self, asked: Ask, move: str, count: int, enters: bool) -> None:
        self.asked, self.count, self.enters = asked, count, enters
        self.width, self.height = asked.size
        self.unit = min(asked.size) / 720
        self.upright = self.height > self.width
        self.tall = self._px(132 if self.upright else 84)
        self.band = Picture.of_image(self._band(move))
        self.digits = self._digits()
        self.bar = Picture.of_image(Image.new("RGB", (self.width, 4), ACCENT))
        self.cards = self._cards()

    def over(self, picture: Picture, at: int) -> Picture:
        """Write over frame `at` of the clip, in place."""
        for card, mask, place in self.cards:
            _paste(picture, card, mask, place)
        share = self._presence(at)
        if share > 0:
            band = self._counted(at)
            top = self.height - self.tall
            for plane, laid, part in (
                (picture.y, band.y, 1),
                (picture.u, band.u, 2),
                (picture.v, band.v, 2),
            ):
                _blend(plane[top // part :], laid, share)
        return picture

    def _presence(self, at: int) -> float:
        left = self.count - 1 - at
        coming = at / FADE if self.enters else 1.0
        return min(1.0, coming, left / FADE)

    def _px(self, size: float) -> int:
        return round(size * self.unit / 2) * 2

    def _band(self, move: str) -> Image.Image:
        """The band without its counter."""
        image = Image.new("RGB", (self.width, self.tall), GROUND)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 0, self.width, 1), fill=HAIR)
        edge = self._px(24)
        self._write_prompt(pen, edge)
        row = self.tall - self._px(26) if self.upright else self._px(20)
        left = edge if self.upright else self.width - edge - self._px(330)
        self._write_facts(pen, move, left, row)
        return image

    def _write_prompt(self, pen: ImageDraw.ImageDraw, edge: int) -> None:
        font = face(SANS, self._px(16), 430)
        room = self.width - 2 * edge - (0 if self.upright else self._px(370))
        words = faults.without(self.asked.prompt) or "No prompt"
        lines = wrapped(readable(words), font, room)
        step = self._px(21)
        top = self._px(14) if self.upright else (self.tall - step * len(lines)) // 2 + 1
        for row, line in enumerate(lines):
            pen.text((edge, top + row * step), line, font=font, fill=INK)

    def _write_facts(self, pen: ImageDraw.ImageDraw, move: str, left: int, row: int) -> None:
        """SANDBOX, then mode and move, then the seed."""
        tag, small = face(MONO, self._px(12), 640), face(SANS, self._px(13), 480)
        wide, tall = round(tag.getlength("SANDBOX")), self._px(22)
        pad, top = self._px(8), row - self._px(4)
        box = (left, top, left + wide + 2 * pad, top + tall)
        pen.rounded_rectangle(box, radius=self._px(4), outline=ACCENT, width=max(1, self._px(1.5)))
        pen.text(
            ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), "SANDBOX", font=tag, fill=ACCENT, anchor="mm"
        )
        beside = box[2] + self._px(12)
        pen.text(
            (beside, (box[1] + box[3]) / 2),
            f"{self.asked.mode} · {move}",
            font=small,
            fill=QUIET,
            anchor="lm",
        )
        seed, mono = f"seed {self.asked.seed}", face(MONO, self._px(12), 400)
        place = (self._px(430), (box[1] + box[3]) / 2) if self.upright else (left, box[3] + self._px(20))
        pen.text(place, seed, font=mono, fill=FAINT, anchor="lm")

    def _digits(self) -> list[Bytes]:
        """Luma tiles of 0-9 and the colon, all of one width."""
        font = face(MONO, self._px(26), 520)
        wide, tall = round(font.getlength("0")), self._px(34)
        tiles = []
        for sign in "0123456789:":
            tile = Image.new("RGB", (wide // 2 * 2, tall), GROUND)
            pen = ImageDraw.Draw(tile)
            pen.text((tile.width / 2, tall / 2), sign, font=font, fill=INK, anchor="mm")
            tiles.append(Picture.of_image(tile).y.copy())
        return tiles

    def _counted(self, at: int) -> Picture:
        """The band with the time (seconds:frames) and the line that grows along its upper edge."""
        band = Picture(self.width, self.tall, self.band.array.copy())
        signs = [*f"{at // FPS:02}", ":", *f"{at % FPS:02}"]
        tiles = [self.digits[10 if sign == ":" else int(sign)] for sign in signs]
        tall, wide = tiles[0].shape
        left = self.width - self._px(24) - wide * len(tiles)
        top = self.tall - self._px(40) if self.upright else self._px(16)
        for place, tile in enumerate(tiles):
            x = left + place * wide
            band.y[top : top + tall, x : x + wide] = tile
        self._write_frame(band, at, top + tall)
        done = round(self.width * (at + 1) / self.count / 2) * 2
        band.y[:2, :done] = self.bar.y[:2, :done]
        band.u[:1, : done // 2], band.v[:1, : done // 2] = (
            self.bar.u[:1, : done // 2],
            self.bar.v[:1, : done // 2],
        )
        return band

    def _write_frame(self, band: Picture, at: int, top: int) -> None:
        """The frame's number under the time."""
        if self.upright:
            return
        font = face(MONO, self._px(12), 400)
        text = f"{at:03} / {self.count}"
        wide, tall = round(font.getlength(text) / 2) * 2 + 2, self._px(18)
        tile = Image.new("L", (wide, tall), int(band.y[self.tall // 2, 4]))
        ImageDraw.Draw(tile).text((wide, tall / 2), text, font=font, fill=122, anchor="rm")
        right = self.width - self._px(24)
        band.y[top : top + tall, right - wide : right] = np.asarray(tile)

    def _cards(self) -> list[tuple[Picture, Image.Image, tuple[int, int]]]:
        """The reference pictures, pinned to the upper left like prints on a board."""
        cards = []
        x, y = self._px(28), self._px(28)
        for at, medium in enumerate(self.asked.references):
            if medium.path:
                image, mask = pinned(medium.path, self._px(124), (-1.6, 1.1, -0.7)[at])
                cards.append((Picture.of_image(image), mask, (x, y)))
                x += image.width - self._px(14)
        return cards


def pinned(path: Path, tall: int, turn: float) -> tuple[Image.Image, Image.Image]:
    """A print with a paper edge and its shadow, a little crooked: RGB and mask of even sides."""
    with Image.open(path) as opened:
        photo = ImageOps.exif_transpose(opened).convert("RGB")
    wide = max(tall * 2 // 3, min(tall * 16 // 9, tall * photo.width // photo.height))
    edge, room = max(3, tall // 26), tall // 8
    card = ImageOps.expand(ImageOps.fit(photo, (wide, tall)), edge, (233, 228, 219))
    size = tuple((side + 2 * room) // 2 * 2 for side in card.size)
    paper = Image.new("L", (size[0], size[1]))
    paper.paste(255, (room, room, room + card.width, room + card.height))
    paper = paper.rotate(turn, Image.Resampling.BICUBIC)
    sheet = Image.new("RGB", (size[0], size[1]), (233, 228, 219))
    sheet.paste(card, (room, room))
    sheet = sheet.rotate(turn, Image.Resampling.BICUBIC, fillcolor=(233, 228, 219))
    shadow = paper.filter(ImageFilter.GaussianBlur(room * 0.4)).point(lambda tone: tone * 6 // 10)
    dark = Image.new("RGB", sheet.size, (4, 4, 4))
    dark.paste(sheet, (0, 0), paper)
    shadow.paste(255, (0, 0), paper)
    return dark, shadow


def wrapped(text: str, font: ImageFont.FreeTypeFont, room: int, most: int = 3) -> list[str]:
    """The text in at most three lines of that width, an ellipsis where it goes on."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= room or not line:
            line = longer
            continue
        lines.append(line)
        line = word
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return [shortened(line, font, room) for line in lines]


def shortened(line: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """A line cut to that width."""
    if font.getlength(line) <= room:
        return line
    while line and font.getlength(line + " …") > room:
        line = line[:-1].rstrip(" …")
    return line + " …"


def readable(text: str) -> str:
    """The text as the typeface can show it: what it lacks becomes a middle dot."""
    return "".join(sign if ord(sign) < 0x250 or sign in "–—‘’“”…•€" else "·" for sign in text)


@cache
def face(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """A typeface at that size and weight."""
    font = ImageFont.truetype(FONTS / name, size)
    font.set_variation_by_axes([weight])
    return font


def _blend(under: Bytes, over: Bytes, share: float) -> None:
    if share >= 1:
        under[:] = over
    else:
        under[:] = np.round(under + (over.astype(np.float32) - under) * share)


def _paste(picture: Picture, card: Picture, mask: Image.Image, place: tuple[int, int]) -> None:
    masks = {1: mask, 2: mask.reduce(2)}
    for plane, laid, part in ((picture.y, card.y, 1), (picture.u, card.u, 2), (picture.v, card.v, 2)):
        x, y = place[0] // part, place[1] // part
        under = plane[y : y + laid.shape[0], x : x + laid.shape[1]]
        image = Image.fromarray(under.copy())
        image.paste(Image.fromarray(laid), (0, 0), masks[part])
        under[:] = np.asarray(image)
