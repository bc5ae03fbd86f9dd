"""Light and colour of a scene, from a prompt's words: tonal, near black in front, with one warm light."""

import re
from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """The colours of one hour: sky from above to the horizon, the ground, what stands in front, the light."""

    words: str
    zenith: Colour
    middle: Colour
    horizon: Colour
    ground: Colour
    near: Colour
    light: Colour
    glow: float  # how far the light spreads, in frame heights
    disc: float = 0.0  # radius of a sun or moon; 0 for none

    def shaded(self, dice: np.random.Generator) -> "Palette":
        """The same hour, a little warmer or cooler."""
        gain = 1 + dice.uniform(-0.06, 0.06, 3) * (1, 0.4, 1)

        def shade(colour: Colour) -> Colour:
            red, green, blue = (float(part) for part in np.clip(np.array(colour) * gain, 0, 255))
            return red, green, blue

        return Palette(
            self.words,
            shade(self.zenith),
            shade(self.middle),
            shade(self.horizon),
            shade(self.ground),
            self.near,
            self.light,
            self.glow,
            self.disc,
        )


HOURS = (
    Palette(
        r"\b(night|midnight|moon|stars)",
        (8, 11, 19), (18, 27, 43), (54, 68, 88), (13, 18, 27), (5, 6, 9), (246, 222, 172), 0.20, 0.034,
    ),
    Palette(
        r"\b(dawn|sunrise|morning)",
        (36, 44, 66), (112, 96, 110), (226, 172, 134), (62, 56, 66), (12, 12, 16), (255, 222, 174), 0.34, .05,
    ),
    Palette(
        r"\b(dusk|sunset|evening|golden|twilight|magic hour)",
        (22, 27, 50), (86, 66, 90), (216, 134, 90), (46, 38, 50), (9, 9, 13), (255, 186, 112), 0.30, 0.075,
    ),
    Palette(
        r"\b(storm|gale|thunder|rain|overcast|fog|mist|snow)",
        (17, 21, 26), (45, 55, 61), (114, 121, 118), (32, 39, 42), (8, 10, 11), (222, 208, 178), 0.42,
    ),
    Palette(
        r"\b(day|noon|midday|afternoon|sunny|sunlit|sunlight|bright|blue sky|summer)",
        (58, 74, 90), (112, 126, 134), (204, 188, 160), (92, 88, 80), (17, 17, 18), (255, 240, 208), 0.36,
    ),
    Palette(
        r"\b(dark|darkness)",
        (8, 11, 19), (18, 27, 43), (54, 68, 88), (13, 18, 27), (5, 6, 9), (246, 222, 172), 0.20, 0.034,
    ),
)  # fmt: skip
DUSK = HOURS[2]
INSIDE = Palette("", (17, 14, 12), (38, 30, 25), (86, 64, 45), (28, 22, 18), (7, 6, 6), (255, 198, 122), 0.40)


def read(prompt: str) -> Palette:
    """The hour a prompt names; dusk where it names none."""
    return next((hour for hour in HOURS if re.search(hour.words, prompt, re.IGNORECASE)), DUSK)
