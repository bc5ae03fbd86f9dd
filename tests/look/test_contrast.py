"""Each colour that carries words is readable on each ground it stands on, in both themes."""

import math
import re

import pytest

from tests.ground.live import ROOT

TOKEN = re.compile(r"--color-([\w-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)")
GROUNDS = ("ground", "surface", "raised")
WORDS = ("ink", "ink-2", "accent", "review", "busy", "warn", "bad", "circled")
PAIRS = [(word, ground) for word in WORDS for ground in GROUNDS]
# Text the other way round: pressed buttons and chips, the go button, the drop zone under a file.
PAIRS += [("ground", "ink"), ("ground", "ink-2"), ("accent-ink", "accent"), ("ink", "wash")]
EDGES = [(edge, ground) for edge in ("edge", "focus", "accent") for ground in GROUNDS]

Colour = tuple[float, float, float]


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG) of an oklch colour, by Ottosson's matrices."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    r, g, b = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette(theme: str) -> dict[str, Colour]:
    """The roles of tokens.css as (lightness, chroma, hue) in one theme."""
    found = TOKEN.findall((ROOT / "static/css/tokens.css").read_text())
    return {
        name: tuple(float(part) for part in (light if theme == "light" else dark).split())
        for name, light, dark in found
    }


@pytest.mark.parametrize(("colour", "expected"), [((1, 0, 0), 21), ((0.627955, 0.257683, 29.2339), 5.25)])
def test_contrast_is_that_of_wcag(colour: Colour, expected: float) -> None:
    """White, and sRGB red (#f00), on black."""
    assert contrast(colour, (0, 0, 0)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_are_readable(word: str, ground: str, theme: str) -> None:
    colours = palette(theme)
    assert contrast(colours[word], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_seen(edge: str, ground: str, theme: str) -> None:
    colours = palette(theme)
    assert contrast(colours[edge], colours[ground]) >= 3


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
