"""Who is in the picture: silhouettes of people and a few great things, lit along one edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from .ink import Ink, Point, canvas, smooth

if TYPE_CHECKING:
    from .places import Layer, Stage

PEOPLE = (
    r"man|woman|girl|boy|child|kid|keeper|detective|he|she|they|people|person|couple|crowd|soldier|captain|sailor|"
    r"mother|father|friend|dancer|chef|doctor|character|figure|face|hero|old|young|lady|guy"
)
PAIR = r"couple|two|both|they|together|friends|crowd|people|dialogue|talk"

# One standing figure in outline, its height 1, its foot at (0, 0); the right half, mirrored below.
COAT: list[Point] = [
    (0.0, 1.0), (0.035, 0.995), (0.058, 0.965), (0.062, 0.93), (0.05, 0.895), (0.036, 0.872), (0.04, 0.85),
    (0.085, 0.832), (0.118, 0.805), (0.132, 0.75), (0.138, 0.66), (0.14, 0.56), (0.146, 0.47), (0.132, 0.455),
    (0.12, 0.5), (0.112, 0.6), (0.1, 0.62), (0.108, 0.5), (0.122, 0.36), (0.132, 0.26), (0.09, 0.25),
    (0.082, 0.12), (0.078, 0.03), (0.1, 0.0), (0.03, 0.0), (0.028, 0.1), (0.014, 0.25),
]  # fmt: skip


def cast(stage: Stage) -> list[Layer]:
    """The people of the prompt, as large as its shot size says."""
    return people(stage) if stage.says(rf"({PEOPLE})s?\b") else []


def on_shore(stage: Stage) -> list[Layer]:
    """What stands on the headland."""
    return lighthouse(stage) if stage.says("lighthouse") else []


def on_water(stage: Stage) -> list[Layer]:
    """What floats."""
    return boat(stage) if stage.says("ship|boat|vessel|sailing|yacht") else []


def people(stage: Stage) -> list[Layer]:
    """One figure, or two, as tall as the shot is close."""
    tall, foot = framing(stage)
    x = 0.5 - stage.side * float(stage.dice.uniform(0.03, 0.16)) + 0.1 * stage.aside
    ink = Ink(stage.size)
    turn = float(stage.dice.uniform(0.88, 1.06))
    ink.around(x, foot, tall, body(turn))
    dress(stage, ink, x, foot, tall)
    if stage.says(PAIR):
        other = x + stage.side * (0.13 if tall < 1 else 0.2) * min(tall, 1.4)
        ink.around(other, foot + 0.01 * tall, tall * float(stage.dice.uniform(0.9, 0.97)), body(turn))
    return lit(stage, ink, 0.66 if tall < 1 else 0.8, 0.003 * min(max(tall, 0.6), 2.2))


def framing(stage: Stage) -> tuple[float, float]:
    """Height and foot of a figure for the size of the shot, in frame heights."""
    if stage.says(r"extreme close|close[- ]?up|close on|face|ECU\b|CU\b"):
        return 3.1, 3.22
    if stage.says(r"medium close|over[- ]the[- ]shoulder|bust|portrait"):
        return 2.0, 2.1
    if stage.says(r"extreme wide|wide|establishing|aerial|drone|long shot|EWS\b|WS\b"):
        return 0.26, stage.horizon + 0.2
    if stage.says(r"medium|waist|MS\b"):
        return 1.25, 1.4
    return 0.62, 0.86


def body(turn: float) -> list[Point]:
    """The standing outline, both halves, a little turned."""
    right = [(x * turn, y) for x, y in COAT]
    return smooth(right + [(-x * (2 - turn), y) for x, y in reversed(COAT)])


def dress(stage: Stage, ink: Ink, x: float, foot: float, tall: float) -> None:
    """A hat or long hair, where the prompt has somebody who wears one."""
    if stage.says("detective|keeper|captain|sailor|cowboy|hat|gangster"):
        ink.around(
            x,
            foot,
            tall,
            smooth([(-0.105, 0.955), (-0.05, 0.968), (0.05, 0.968), (0.105, 0.955), (0, 0.945)]),
        )
        ink.around(
            x,
            foot,
            tall,
            smooth([(-0.066, 0.955), (0.066, 0.955), (0.058, 1.02), (0.0, 1.012), (-0.058, 1.02)]),
        )
    elif stage.says("woman|girl|lady|she|her|mother|queen|witch"):
        ink.around(
            x,
            foot,
            tall,
            smooth(
                [
                    (0.0, 1.01),
                    (0.07, 0.985),
                    (0.08, 0.9),
                    (0.095, 0.8),
                    (-0.095, 0.8),
                    (-0.08, 0.9),
                    (-0.07, 0.985),
                ]
            ),
        )


def lighthouse(stage: Stage) -> list[Layer]:
    """A tower on its rock, lamp lit, with a soft beam across the sky."""
    x, foot, tall = 0.5 - stage.side * 0.27, stage.horizon - 0.07, 0.4
    tower, lamp, beam = Ink(stage.size), Ink(stage.size), Ink(stage.size)
    tower.around(x, foot + 0.03, tall, [(-0.13, 0), (0.13, 0), (0.085, 0.78), (-0.085, 0.78)])
    tower.around(x, foot + 0.03, tall, [(-0.13, 0.77), (0.13, 0.77), (0.13, 0.81), (-0.13, 0.81)])
    tower.around(x, foot + 0.03, tall, [(-0.085, 0.93), (0.085, 0.93), (0.0, 1.03)])
    tower.around(
        x,
        foot,
        0.1,
        [
            (-2.5, -0.86),
            *smooth([(-2.4, -0.86), (-1.3, 0.1), (-0.5, 0.42), (0.6, 0.4), (1.2, 0.05), (2.5, -0.86)]),
            (2.6, -0.86),
        ],
    )
    for bar in (-0.07, 0.0, 0.07):
        tower.around(
            x,
            foot + 0.03,
            tall,
            [(bar - 0.007, 0.8), (bar + 0.007, 0.8), (bar + 0.007, 0.94), (bar - 0.007, 0.94)],
        )
    y = foot + 0.03 - tall * 0.87
    lamp.around(x, foot + 0.03, tall, [(-0.07, 0.815), (0.07, 0.815), (0.07, 0.93), (-0.07, 0.93)])
    beam.shape([(x, y), (x + stage.side * 1.2, y - 0.19), (x + stage.side * 1.2, y + 0.03)], 46)
    beam.shape([(x, y), (x + stage.side * 1.2, y - 0.12), (x + stage.side * 1.2, y - 0.04)], 66)
    halo = Ink(stage.size).oval(x, y, 0.075, 0.075, 150)
    shades = [stage.lights(beam, 0.3, soft=0.008), stage.lights(lamp, 0.3), *lit(stage, tower, 0.3, 0.003)]
    return [*shades, stage.lights(halo, 0.3, soft=0.035)]


def boat(stage: Stage) -> list[Layer]:
    """A small sailing boat on the water."""
    from .places import Swing

    x, foot, tall = 0.5 - stage.side * 0.16, stage.horizon + 0.085, 0.24
    ink = Ink(stage.size)
    ink.around(x, foot, tall, [(-0.42, 0.13), (0.46, 0.15), (0.34, -0.01), (-0.34, -0.01)])
    ink.around(x, foot, tall, [(-0.012, 0.1), (0.012, 0.1), (0.008, 1.0), (-0.008, 1.0)])
    ink.around(x, foot, tall, [(0.02, 0.2), (0.37, 0.21), (0.02, 0.95)])
    ink.around(x, foot, tall, [(-0.03, 0.2), (-0.3, 0.2), (-0.03, 0.78)])
    return [stage.layer(ink, 0.4, swing=Swing(0.004, 0.006, 4.2, 1.0))]


def lit(stage: Stage, ink: Ink, depth: float, edge: float) -> list[Layer]:
    """A silhouette and the thin light along the edge that faces the sun."""
    shape = stage.layer(ink, depth)
    shift = max(1, round(edge * stage.size[1]))
    side = -1 if stage.sun[0] > 0.5 else 1
    moved = ImageChops.offset(shape.mask, side * shift, shift // 2)
    rim = ImageChops.subtract(shape.mask, moved).point(lambda tone: round(tone * 0.55))
    from .places import Layer, rounded

    light = Layer(rim, Image.new("RGB", canvas(stage.size), rounded(stage.hour.light)), depth)
    return [shape, light]
