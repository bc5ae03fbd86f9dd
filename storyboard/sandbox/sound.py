"""A quiet bed of air under each clip: filtered noise and a low tone, both from the seed."""

import numpy as np

from .film import RATE, Samples

LEVEL = 0.035  # about -29 dBFS: there, and never in the way
SWELLS = ("sea", "ocean", "wave", "surf", "shore", "wind", "storm", "rain", "gale")


def bed(seed: int, seconds: float, prompt: str) -> Samples:
    """Stereo samples of exactly that length, silent at both ends; water and weather swell."""
    count = round(seconds * RATE)
    dice = np.random.default_rng(seed)
    time = np.arange(count) / RATE
    weather = any(word in prompt.lower() for word in SWELLS)
    sound = np.stack([_air(dice, count, weather) for _ in range(2)])
    if weather:
        sound *= 0.62 + 0.38 * np.sin(2 * np.pi * (dice.uniform(0.1, 0.16) * time + dice.random()))
    low = dice.uniform(46, 62)
    sound += 0.25 * np.sin(2 * np.pi * low * time) + 0.12 * np.sin(2 * np.pi * low * 1.498 * time)
    edge = np.clip(np.minimum(time, time[::-1]) / 0.25, 0, 1)
    return np.asarray(LEVEL * edge * sound, np.float32)


def _air(dice: np.random.Generator, count: int, bright: bool) -> np.ndarray:
    """Noise that falls off above a few hundred hertz, of unit loudness."""
    spectrum = np.fft.rfft(dice.standard_normal(count))
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    turn = 900.0 if bright else 260.0
    spectrum *= (pitch / (pitch + 40)) / (1 + (pitch / turn) ** 2)
    air = np.fft.irfft(spectrum, count)
    return np.asarray(air / air.std())
