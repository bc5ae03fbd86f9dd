"""Each colour that carries words is readable on each ground it stands on, in both themes.

Here are the pairs of roles; what stands on real pages is read by axe, in both themes too (tests/look/test_every_page.py
and wherever a test calls `axe`).
"""

import math
import re
from collections.abc import Iterator

import pytest

from tests.ground.live import ROOT

ONE = r"oklch\(([\d. ]+?)(?: / ([\d.]+))?\)"
TOKEN = re.compile(rf"--color-([\w-]+): (?:light-dark\({ONE}, {ONE}\)|{ONE});")
GROUNDS = ("ground", "surface", "raised", "wash")
WORDS = ("ink", "ink-2", "accent", "review", "busy", "warn", "bad", "circled")
PAIRS = [(word, ground) for word in WORDS for ground in GROUNDS]
# Text the other way round: pressed buttons and chips, the go button, the drop zone under a file.
PAIRS += [
    ("ground", "ink"),
    ("ground", "ink-2"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent + 12% ink"),
]
# What is under the pointer or chosen: lists, menus, buttons, the strip of the film, a row of a table.
PAIRS += [("ink", f"raised + {share}% ink") for share in (6, 7, 9, 10, 12, 14)]
PAIRS += [("ink-2", f"raised + {share}% ink") for share in (6, 12)]
PAIRS += [(word, "surface + 10% ink") for word in ("ink", "ink-2")]
PAIRS += [(word, "ground + 3% ink") for word in WORDS]
PAIRS += [("bad", "ground + 12% bad"), ("bad", "surface + 12% bad")]
# Always dark, whatever is behind: over the brightest and the darkest picture, and the slate of a shot without one.
PAIRS += [
    ("on-picture", f"{veil} over {picture}") for veil in ("scrim", "dark") for picture in ("white", "black")
]
NIGHT = [
    (word, ground) for word in ("ink", "ink-2") for ground in ("slate", "dark over black", "dark over white")
]
EDGES = [(edge, ground) for edge in ("edge", "focus", "accent") for ground in GROUNDS]
WRITTEN = re.compile(r"(?<![\w-])color:\s*var\(--color-([\w-]+)\)")
UNDER = re.compile(r"(?<![\w-])background(?:-color)?:\s*var\(--color-([\w-]+)\)")

Colour = tuple[float, float, float]  # linear red, green and blue


def lab(lightness: float, chroma: float, hue: float) -> Colour:
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def linear(colour: Colour) -> Colour:
    """An oklab colour as linear light, by Ottosson's matrices."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    r, g, b = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return r, g, b


def laid_over(veil: Colour, alpha: float, under: float) -> Colour:
    """A veil over white (1) or black (0): the browser mixes what is shown, not the light."""
    shown = [12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in veil]
    mixed = [alpha * part + (1 - alpha) * under for part in shown]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in mixed)
    return r, g, b


def contrast(one: Colour, other: Colour) -> float:
    bright = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other)]
    return (max(bright) + 0.05) / (min(bright) + 0.05)


class Palette:
    """The roles of one theme; a ground may be mixed (`raised + 6% ink`) or laid over (`scrim over white`)."""

    def __init__(self, theme: str) -> None:
        self.labs: dict[str, Colour] = {}
        self.alphas: dict[str, float] = {}
        for name, light, _, dark, _, fixed, alpha in TOKEN.findall(
            (ROOT / "static/css/tokens.css").read_text()
        ):
            parts = fixed or (light if theme == "light" else dark)
            self.labs[name] = lab(*map(float, parts.split()))
            self.alphas[name] = float(alpha or 1)

    def __getitem__(self, said: str) -> Colour:
        if over := re.fullmatch(r"([\w-]+) over (white|black)", said):
            return laid_over(linear(self.labs[over[1]]), self.alphas[over[1]], float(over[2] == "white"))
        if mixed := re.fullmatch(r"([\w-]+) \+ (\d+)% ([\w-]+)", said):
            share = int(mixed[2]) / 100
            pair = zip(self.labs[mixed[1]], self.labs[mixed[3]], strict=True)
            lightness, a, b = (one + (other - one) * share for one, other in pair)
            return linear((lightness, a, b))
        return linear(self.labs[said])


@pytest.mark.parametrize(("colour", "expected"), [((1, 0, 0), 21), ((0.627955, 0.257683, 29.2339), 5.25)])
def test_contrast_is_that_of_wcag(colour: Colour, expected: float) -> None:
    """White, and sRGB red (#f00), on black."""
    assert contrast(linear(lab(*colour)), (0, 0, 0)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_are_readable(word: str, ground: str, theme: str) -> None:
    colours = Palette(theme)
    assert contrast(colours[word], colours[ground]) >= 4.5


@pytest.mark.parametrize(("word", "ground"), NIGHT)
def test_words_are_readable_where_it_is_always_dark(word: str, ground: str) -> None:
    colours = Palette("dark")
    assert contrast(colours[word], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_seen(edge: str, ground: str, theme: str) -> None:
    colours = Palette(theme)
    assert contrast(colours[edge], colours[ground]) >= 3


def pairs_written() -> Iterator[tuple[str, str, str]]:
    """Of each rule that sets both: the sheet, the colour of its words and the ground it lays under them."""
    for sheet in sorted(ROOT.glob("static/css/**/*.css")):
        for rule in re.split(r"[{}]", sheet.read_text()):
            for ground in UNDER.findall(rule)[:1]:
                yield from ((sheet.name, word, ground) for word in WRITTEN.findall(rule))


def test_every_pair_that_a_rule_sets_is_held_here() -> None:
    held = {(word, ground.partition(" ")[0]) for word, ground in [*PAIRS, *NIGHT]}
    assert [each for each in pairs_written() if each[1:] not in held] == []


def test_every_mixed_ground_is_held_here() -> None:
    mixes = re.compile(r"in oklab, var\(--color-([\w-]+)\), var\(--color-([\w-]+)\) (\d+)%")
    sheets = " ".join(sheet.read_text() for sheet in ROOT.glob("static/css/**/*.css"))
    grounds = {
        f"{ground} + {share}% {ink}" for ground, ink, share in mixes.findall(sheets) if ground != "hair"
    }
    assert grounds - {ground for _, ground in PAIRS} == set()


def test_every_colour_is_a_role() -> None:
    """Components name roles; a literal colour belongs into tokens.css."""
    literal = re.compile(
        r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\((?!0 0 0|0\.\d+ 0\.045 var)", re.IGNORECASE
    )
    sheets = [
        *ROOT.glob("static/css/components/*.css"),
        ROOT / "static/css/base.css",
        ROOT / "static/css/layout.css",
    ]
    assert [sheet.name for sheet in sheets if literal.search(sheet.read_text())] == []
