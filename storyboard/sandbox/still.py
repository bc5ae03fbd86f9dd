"""A planned still, drawn as the sandbox draws its scenes: for the sample project, and wherever a picture is missing."""

from pathlib import Path

from . import camera
from .scene import Scene


def still(prompt: str, seed: int, target: Path, size: tuple[int, int] = (1280, 720)) -> None:
    """Write a JPEG of the scene that these words and this seed make; the same ones make the same picture."""
    picture = Scene(prompt, seed, size).shot(camera.read("static"), 0.0, 0.0)
    picture.image().save(target, "JPEG", quality=92)
