"""What stands where: sea, city, forest, hills or a room, built from a prompt's words in layers of depth."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from . import figures, palette
from .ink import MARGIN, Floats, Ink, canvas, noise, ridge, unit
from .palette import Colour, Palette


@dataclass(frozen=True)
class Swing:
    """How a layer drifts by itself: parts of the frame, and seconds for once to and fro."""

    x: float = 0.0
    y: float = 0.0
    seconds: float = 6.0
    phase: float = 0.0

    @property
    def still(self) -> bool:
        """Whether it does not drift at all."""
        return not (self.x or self.y)


@dataclass(frozen=True)
class Layer:
    """A silhouette: its mask (with margin), its colours (as large, RGB), its depth (0 far, 1 near)."""

    mask: Image.Image
    colour: Image.Image
    depth: float  # far, still layers are painted into the far picture: nobody sees them part
    swing: Swing = Swing()


Built = tuple[Floats, list[Layer]]  # the far picture (height, width, 3), and what stands before it


@dataclass
class Stage:
    """The prompt, the dice, the palette and the frame's size, with what every place needs to build itself."""

    prompt: str
    dice: np.random.Generator
    hour: Palette
    size: tuple[int, int]
    aside: bool

    def says(self, words: str) -> bool:
        """Whether the prompt uses any of these words."""
        return bool(re.search(rf"\b({words})", self.prompt, re.IGNORECASE))

    def __post_init__(self) -> None:
        self.horizon = float(self.dice.uniform(0.52, 0.66))
        self.side = -1.0 if self.aside else float(self.dice.choice([-1, 1]))
        self.sun = (
            0.5 + self.side * float(self.dice.uniform(0.1, 0.3)),
            self.horizon - float(self.dice.uniform(0.07, 0.3)),
        )

    def tone(self, depth: float) -> Colour:
        """The colour of a silhouette: far ones fade into the horizon, near ones are almost black."""
        share = min(1.0, depth * 1.25) ** 0.7
        return mixed(mixed(self.hour.horizon, self.hour.zenith, 0.45), self.hour.near, share)

    def layer(self, ink: Ink, depth: float, haze: float = 0.0, swing: Swing = Swing()) -> Layer:
        """A silhouette in its tone, with haze rising from the horizon line."""
        top = self.tone(depth)
        foot = mixed(top, self.hour.horizon, haze * (1 - depth))
        return Layer(
            ink.mask(), graded(self.size, [(0.0, top), (self.horizon, foot), (1.0, top)]), depth, swing
        )

    def lights(self, ink: Ink, depth: float, soft: float = 0.0, swing: Swing = Swing()) -> Layer:
        """Shapes that shine in the scene's light."""
        return Layer(
            ink.mask(soft), Image.new("RGB", canvas(self.size), rounded(self.hour.light)), depth, swing
        )

    def mist(self, height: float, strength: float, depth: float) -> Layer:
        """A bank of haze."""
        across, down = canvas(self.size)
        drift = noise(self.dice, (across, down), (5, 9))
        y = rows(self.size)[:, None]
        bank = np.exp(-(((y - height) / 0.07) ** 2)) * (0.6 + 0.5 * drift) * strength * 255
        mask = Image.fromarray(np.clip(bank, 0, 255).astype(np.uint8))
        colour = Image.new("RGB", canvas(self.size), rounded(mixed(self.hour.horizon, self.hour.light, 0.15)))
        return Layer(mask, colour, depth)


def build(
    prompt: str, dice: np.random.Generator, size: tuple[int, int], aside: bool
) -> tuple[Image.Image, list[Layer]]:
    """The far picture (with margin, RGB) and the layers before it, far first; `aside` keeps the left free."""
    inside = bool(re.search(INSIDE, prompt, re.IGNORECASE))
    hour = palette.INSIDE if inside else palette.read(prompt)
    stage = Stage(prompt, dice, hour.shaded(dice), size, aside)
    place = room if inside else next((make for words, make in PLACES if stage.says(words)), hills)
    far, layers = place(stage)
    return flattened(finished(far, dice), [*layers, *figures.cast(stage)])


FAR = 0.32  # up to this depth the eye sees no parallax worth its price


def flattened(far: Image.Image, layers: list[Layer]) -> tuple[Image.Image, list[Layer]]:
    """The layers that stay together with the far picture painted into it."""
    while layers and layers[0].depth <= FAR and layers[0].swing.still:
        far.paste(layers[0].colour, (0, 0), layers[0].mask)
        layers = layers[1:]
    return far, layers


def sea(stage: Stage) -> Built:
    """Water to the horizon, a headland, swell that moves, rocks in front."""
    far = sky(stage)
    water(stage, far)
    shore = Ink(stage.size).shape(headland(stage, stage.horizon + 0.004))
    layers = [stage.layer(shore, 0.22, haze=0.5), *figures.on_shore(stage), *figures.on_water(stage)]
    for near in range(3):
        layers += swell(stage, near)
    return far, layers


def swell(stage: Stage, near: int) -> list[Layer]:
    """One line of waves and the light along its crests."""
    hour = stage.hour
    base = stage.horizon + 0.085 + (0.95 - stage.horizon) * (0.0, 0.3, 0.68)[near]
    line = ridge(stage.dice, base, 0.007 + 0.007 * near, 13 - 3 * near, 0.55)
    drift = Swing(0.014 + 0.012 * near, 0.005 + 0.004 * near, 5.5 - near, 1.7 * near)
    top = mixed(mixed(hour.horizon, hour.ground, 0.72), hour.near, 0.18 + 0.3 * near)
    fill = graded(stage.size, [(base - 0.02, top), (base + 0.2, mixed(top, hour.near, 0.75))])
    crest = Ink(stage.size)
    for start in range(0, 320, 8):
        crest.line(line[start : start + 9], 0.0022 + 0.001 * near, int(stage.dice.integers(0, 110)))
    depth = 0.36 + 0.18 * near
    body = Layer(Ink(stage.size).shape(line).mask(), fill, depth, drift)
    return [body, stage.lights(crest, depth, swing=drift)]


def headland(stage: Stage, base: float) -> list[tuple[float, float]]:
    """A rocky point that runs out into the water from one side."""
    outline = ridge(stage.dice, base, 0.03, 6, 0.55)[:-2]
    end, span = 0.5 - stage.side * 0.04, 0.5

    def fall(x: float) -> float:
        inland = (end - x) * stage.side / span
        return float(np.clip(inland, 0, 1) ** 0.8)

    risen = [(x, base - (0.1 + (base - y) * 0.9) * fall(x)) for x, y in outline]
    return [*risen, (1 + MARGIN, base), (-MARGIN, base)]


def city(stage: Stage) -> Built:
    """Rows of buildings with a few lit windows, a wet street between."""
    far = sky(stage)
    ground(stage, far)
    layers: list[Layer] = []
    for near, depth in enumerate((0.12, 0.3, 0.6)):
        walls, windows = Ink(stage.size), Ink(stage.size)
        x = -MARGIN
        while x < 1 + MARGIN:
            x += building(stage, walls, windows, x, near)
        layers.append(stage.layer(walls, depth, haze=0.7))
        layers.append(stage.lights(windows, depth))
        if near == 0:
            layers.append(stage.mist(stage.horizon, 0.4, depth))
    return far, layers


def building(stage: Stage, walls: Ink, windows: Ink, x: float, near: int) -> float:
    """One building from x on; gives back its width."""
    dice = stage.dice
    wide = float(dice.uniform(0.05, 0.11) * (1 + 0.55 * near))
    gap = abs(x + wide / 2 - 0.5 - 0.1 * stage.side)
    tall = float(dice.uniform(0.12, 0.34) + 0.62 * near * max(0.0, gap - 0.12 * near))
    top, foot = stage.horizon - tall, stage.horizon + 0.02 + 0.17 * near * min(1.0, gap * 1.6)
    if gap < 0.13 * near:
        return wide  # the street stays open to the eye
    walls.box(x, top, x + wide * 0.97, foot)
    if dice.random() < 0.4:
        walls.box(x + wide * 0.3, top - 0.03, x + wide * 0.5, top)
    storey, bay = 0.028 + 0.012 * near, 0.016 + 0.008 * near
    for y in np.arange(top + storey, foot - storey, storey):
        for at in np.arange(x + bay * 0.6, x + wide - bay, bay):
            if dice.random() < 0.085:
                windows.box(
                    float(at),
                    float(y),
                    float(at + bay * 0.5),
                    float(y + storey * 0.5),
                    int(dice.integers(90, 235)),
                )
    return wide


def forest(stage: Stage) -> Built:
    """Conifers in four depths with mist between them."""
    far = sky(stage)
    ground(stage, far)
    layers: list[Layer] = []
    for near, depth in enumerate((0.12, 0.3, 0.52, 0.8)):
        trees = Ink(stage.size).shape(ridge(stage.dice, stage.horizon + 0.03 + 0.09 * near, 0.02, 4))
        count = (46, 26, 13, 5)[near]
        for x in np.linspace(-MARGIN, 1 + MARGIN, count) + stage.dice.uniform(-0.02, 0.02, count):
            if near == 3 and abs(x - 0.5) < 0.26:
                continue
            tall = float(stage.dice.uniform(0.75, 1.25)) * (0.15, 0.26, 0.46, 0.98)[near]
            conifer(stage, trees, float(x), stage.horizon + 0.06 + 0.1 * near, tall)
        sway = Swing(0.0011 * max(0, near - 1), 0, 5 + near, near)
        layers += [stage.layer(trees, depth, haze=0.8, swing=sway)]
        if near < 2:
            layers.append(stage.mist(stage.horizon + 0.02 + 0.06 * near, 0.55 - 0.1 * near, depth))
    return far, layers


def conifer(stage: Stage, ink: Ink, x: float, foot: float, tall: float) -> None:
    """One tree: a ragged spire."""
    tiers = 15
    left, right = [], []
    for tier in range(tiers):
        up = 0.08 + 0.92 * tier / tiers
        reach = 0.155 * (1 - up) ** 0.8 + 0.004
        left += [(-reach * float(stage.dice.uniform(0.7, 1.2)), up), (-reach * 0.5, up + 0.045)]
        right += [(reach * float(stage.dice.uniform(0.7, 1.2)), up), (reach * 0.5, up + 0.045)]
    ink.around(
        x, foot, tall, [(-0.014, 0), (-0.014, 0.1), *left, (0, 1.03), *right[::-1], (0.014, 0.1), (0.014, 0)]
    )


def hills(stage: Stage) -> Built:
    """Ridges one behind the other: mountains where the prompt says so, else downs."""
    far = sky(stage)
    ground(stage, far)
    steep = stage.says("mountain|peak|alps|cliff|canyon|valley")
    layers: list[Layer] = []
    for near, depth in enumerate((0.1, 0.26, 0.46, 0.74)):
        rise = (0.17 if steep else 0.075) * (1 - 0.16 * near)
        base = stage.horizon - (0.05 if steep else 0.015) + 0.095 * near
        land = Ink(stage.size).shape(ridge(stage.dice, base, rise, 3, 0.52 if steep else 0.36))
        layers.append(stage.layer(land, depth, haze=0.75))
        if near < 2:
            layers.append(stage.mist(base + 0.05, 0.34, depth))
    grass(stage, layers[-1].mask)
    return far, layers


def grass(stage: Stage, mask: Image.Image) -> None:
    """Blades along the nearest edge."""
    tops = np.argmax(np.asarray(mask) > 127, axis=0)
    blades = Ink(stage.size)
    width = canvas(stage.size)[0]
    for at in stage.dice.integers(0, width, 900):
        x = at / stage.size[0] - MARGIN
        y = tops[at] / stage.size[1] - MARGIN
        bend, tall = stage.dice.uniform(-0.006, 0.006), stage.dice.uniform(0.008, 0.03)
        blades.line([(x, y + 0.01), (x + bend, y - tall)], 0.0016)
    mask.paste(255, (0, 0), blades.mask())


INSIDE = (
    r"\b(interior|int\.|indoors?|inside|room|kitchen|bedroom|office|corridor|hallway|stairs?|staircase|stairwell|"
    r"cellar|attic|bar|cafe|café|restaurant|library|church|studio|cabin|window)\b"
)


def room(stage: Stage) -> Built:
    """Four walls in perspective, a window whose light falls across the floor, something to sit at."""
    hour, dice = stage.hour, stage.dice
    across, down = canvas(stage.size)
    wall = noise(dice, (across, down), (4, 3))
    window = (0.5 + stage.side * float(dice.uniform(0.1, 0.2)), float(dice.uniform(0.28, 0.36)))
    far = painted(stage.size, [(0.0, hour.zenith), (0.5, hour.middle), (1.0, hour.ground)])
    far *= (1 + 0.05 * wall)[..., None]
    shine(stage, far, (window[0], window[1] + 0.05), hour.glow, 0.62)
    left, right, top, foot = back_wall(stage)
    floor = Ink(stage.size).shape([(left, foot), (right, foot), (1 + MARGIN, 1.2), (-MARGIN, 1.2)])
    beam = Ink(stage.size).shape(light_on_floor(stage, window, foot), 150)
    sides = Ink(stage.size)
    sides.shape([(-MARGIN, -MARGIN), (left, top), (left, foot), (-MARGIN, 1.2)])
    sides.shape([(1 + MARGIN, -MARGIN), (right, top), (right, foot), (1 + MARGIN, 1.2)])
    sides.shape([(-MARGIN, -MARGIN), (left, top), (right, top), (1 + MARGIN, -MARGIN)])
    layers = [
        tinted(stage, floor, mixed(hour.ground, hour.near, 0.2), 0.15),
        tinted(stage, sides, mixed(hour.zenith, hour.middle, 0.22), 0.15),
        tinted(stage, beam, mixed(hour.middle, hour.light, 0.5), 0.15, soft=0.012),
        *panes(stage, window),
        stage.layer(furniture(stage, foot), 0.55),
    ]
    return far, layers


def back_wall(stage: Stage) -> tuple[float, float, float, float]:
    """Left, right, top and foot of the wall one looks at."""
    shift = 0.06 * stage.side
    return 0.17 + shift, 0.83 + shift, 0.09, 0.68


def panes(stage: Stage, window: tuple[float, float]) -> list[Layer]:
    """A window of six panes, its glow before it."""
    x, y = window
    half, tall = 0.085, 0.17
    glass, bars, glow = Ink(stage.size), Ink(stage.size), Ink(stage.size)
    glass.box(x - half, y - tall, x + half, y + tall)
    glow.oval(x, y, 0.26, 0.28, 70)
    for at in (-1, -1 / 3, 1 / 3, 1):
        bars.line([(x + at * half, y - tall - 0.004), (x + at * half, y + tall + 0.004)], 0.007)
    for at in (-1.0, -0.1, 1.0):
        bars.line([(x - half, y + at * tall), (x + half, y + at * tall)], 0.007)
    bars.box(x - half - 0.012, y + tall, x + half + 0.012, y + tall + 0.014)
    shade = mixed(stage.hour.light, stage.hour.horizon, 0.18)
    bright = Layer(
        glass.mask(0.002), graded(stage.size, [(0, stage.hour.light), (0.6, shade), (1, shade)]), 0.15
    )
    return [stage.lights(glow, 0.15, soft=0.07), bright, stage.layer(bars, 0.16)]


def light_on_floor(stage: Stage, window: tuple[float, float], foot: float) -> list[tuple[float, float]]:
    """The window's shape thrown towards us."""
    x, lean = window[0], -stage.side * 0.16
    return [
        (x - 0.1 + lean * 0.4, foot + 0.05),
        (x + 0.1 + lean * 0.4, foot + 0.05),
        (x + 0.2 + lean, 0.96),
        (x - 0.14 + lean, 0.96),
    ]


def furniture(stage: Stage, foot: float) -> Ink:
    """A table with a lamp or bottle, and a chair."""
    ink, x = Ink(stage.size), 0.5 + stage.side * 0.21
    top = foot + 0.07
    ink.box(x - 0.15, top, x + 0.15, top + 0.018)
    for leg in (-0.135, 0.125):
        ink.box(x + leg, top, x + leg + 0.011, foot + 0.25)
    lamp = x - stage.side * 0.07
    ink.box(lamp - 0.002, top - 0.12, lamp + 0.002, top)
    ink.around(lamp, top - 0.1, 0.07, [(-0.5, 0), (0.5, 0), (0.26, 0.85), (-0.26, 0.85)])
    ink.around(lamp, top, 0.02, [(-0.7, 0), (0.7, 0), (0.4, 0.6), (-0.4, 0.6)])
    chair = x + stage.side * 0.17
    ink.box(chair - 0.006, top - 0.09, chair + 0.003, foot + 0.27)
    ink.box(
        min(chair, chair - stage.side * 0.07), top + 0.07, max(chair, chair - stage.side * 0.07), top + 0.085
    )
    ink.box(chair - stage.side * 0.066 - 0.004, top + 0.08, chair - stage.side * 0.066 + 0.004, foot + 0.27)
    return ink


def sky(stage: Stage) -> Floats:
    """Sky with clouds, light and its disc; shape (height, width, 3), with margin."""
    hour = stage.hour
    stops = [(-MARGIN, hour.zenith), (stage.horizon * 0.55, hour.middle), (stage.horizon, hour.horizon)]
    far = painted(stage.size, [*stops, (1 + MARGIN, hour.horizon)])
    shine(stage, far, stage.sun, hour.glow, 0.75)
    clouds(stage, far)
    if hour.disc:
        disc(stage, far)
    return far


def clouds(stage: Stage, far: Floats) -> None:
    """Long soft bars, lit from the sun's side."""
    size = (far.shape[1], far.shape[0])
    bars = sum(noise(stage.dice, size, (3 * k, 9 * k)) / k for k in (1, 2, 4, 8))
    cover = np.clip((bars - float(stage.dice.uniform(0.05, 0.5))) * 0.9, 0, 1) * 0.42
    lit = np.array(mixed(stage.hour.zenith, stage.hour.horizon, 0.35), np.float32)
    fade = np.clip((stage.horizon - rows(stage.size)) / 0.25, 0, 1)[:, None]
    far += (lit - far) * (cover * fade)[..., None]


def disc(stage: Stage, far: Floats) -> None:
    """Sun or moon with a soft rim."""
    away = distance(stage, stage.sun)
    edge = np.clip((stage.hour.disc - away) * stage.size[1] / 2 + 0.5, 0, 1)
    far += (np.array(stage.hour.light, np.float32) - far) * edge[..., None]


def water(stage: Stage, far: Floats) -> None:
    """Below the horizon the sky's colours, darker, with the light broken on it."""
    y = rows(stage.size)
    below = y > stage.horizon
    deep = np.clip((y - stage.horizon) / (1 - stage.horizon), 0, 1)[:, None, None]
    near = np.array(mixed(stage.hour.horizon, stage.hour.ground, 0.62), np.float32)
    sheet = near + (np.array(stage.hour.near, np.float32) - near) * deep**0.7
    size = (far.shape[1], far.shape[0])
    glints = np.clip(noise(stage.dice, size, (60, 150)) - 0.25, 0, 1) * 1.5
    x = columns(stage.size)[None, :]
    path = np.exp(-(((x - stage.sun[0]) / (0.035 + 0.16 * deep[..., 0])) ** 2)) * (1 - deep[..., 0]) ** 0.5
    light = np.array(stage.hour.light, np.float32)
    lit = sheet + (light - sheet) * (glints * path * 0.8 + 0.12 * path)[..., None]
    far[below] = lit[below]


def ground(stage: Stage, far: Floats) -> None:
    """Below the horizon the ground, darker towards us."""
    y = rows(stage.size)
    below = y > stage.horizon
    deep = np.clip((y - stage.horizon) / (1 - stage.horizon), 0, 1)[:, None, None]
    haze, front = mixed(stage.hour.horizon, stage.hour.ground, 0.45), np.array(stage.hour.near, np.float32)
    near = np.array(haze, np.float32)
    lit = near + (front - near) * deep**0.55 + np.zeros_like(far)
    far[below] = lit[below]


def shine(stage: Stage, far: Floats, place: tuple[float, float], spread: float, strength: float) -> None:
    """Light that fades around a place."""
    glow = np.exp(-distance(stage, place) / spread) * strength
    far += (np.array(stage.hour.light, np.float32) - far) * glow[..., None]


def distance(stage: Stage, place: tuple[float, float]) -> Floats:
    """How far each pixel of a layer lies from a place, in frame heights."""
    scale = unit(stage.size)
    x = (columns(stage.size) - place[0])[None, :] * stage.size[0] / stage.size[1] / scale
    y = (rows(stage.size) - place[1])[:, None] / scale
    return np.sqrt(x * x + y * y)


def rows(size: tuple[int, int]) -> Floats:
    """y of each row of a layer, 0-1 over the frame."""
    down = canvas(size)[1]
    place = ((np.arange(down, dtype=np.float32) + 0.5) - (down - size[1]) / 2) / size[1]
    return np.asarray(place, np.float32)


def columns(size: tuple[int, int]) -> Floats:
    """x of each column of a layer, 0-1 over the frame."""
    across = canvas(size)[0]
    place = ((np.arange(across, dtype=np.float32) + 0.5) - (across - size[0]) / 2) / size[0]
    return np.asarray(place, np.float32)


def painted(size: tuple[int, int], stops: list[tuple[float, Colour]]) -> Floats:
    """A vertical run of colours over a layer; shape (height, width, 3)."""
    places, colours = [stop[0] for stop in stops], np.array([stop[1] for stop in stops])
    run = np.stack([np.interp(rows(size), places, colours[:, part]) for part in range(3)], axis=1)
    return np.repeat(run[:, None, :].astype(np.float32), canvas(size)[0], axis=1)


def graded(size: tuple[int, int], stops: list[tuple[float, Colour]]) -> Image.Image:
    """A vertical run of colours over a layer, as RGB."""
    return Image.fromarray(np.round(painted(size, stops)).astype(np.uint8))


def tinted(stage: Stage, ink: Ink, colour: Colour, depth: float, soft: float = 0.0) -> Layer:
    """A shape in one colour of its own."""
    return Layer(ink.mask(soft), Image.new("RGB", canvas(stage.size), rounded(colour)), depth)


def finished(far: Floats, dice: np.random.Generator) -> Image.Image:
    """Darkened corners, and grain enough to keep the gradients from banding."""
    down, across = far.shape[:2]
    y, x = np.linspace(-1, 1, down)[:, None], np.linspace(-1, 1, across)[None, :]
    vignette = 1 - 0.34 * np.clip((x * x + y * y) / 2, 0, 1) ** 1.3
    grain = dice.normal(0, 1.6, (down, across)).astype(np.float32)
    return Image.fromarray(np.clip(far * vignette[..., None] + grain[..., None], 0, 255).astype(np.uint8))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def rounded(colour: Colour) -> tuple[int, int, int]:
    """A colour for Pillow."""
    red, green, blue = (round(part) for part in colour)
    return red, green, blue


PLACES: tuple[tuple[str, Callable[[Stage], Built]], ...] = (
    (
        r"sea|ocean|harbou?r|beach|shore|coast|waves?|island|ship|boat|lighthouse|bay|pier|keeper|lake|river",
        sea,
    ),
    (
        r"city|street|alley|town|downtown|neon|skyline|traffic|market|building|car\b|tokyo|paris|york|london",
        city,
    ),
    (r"forest|woods?|trees?|jungle|pines?|park|garden", forest),
    (r"hills?|mountains?|desert|field|valley|road|meadow|cliff", hills),
)
