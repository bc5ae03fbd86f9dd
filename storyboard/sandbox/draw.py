"""Drawing one clip whole: runs in a process of its own, called by the studio."""

from collections.abc import Iterator
from pathlib import Path

from . import camera, sound
from .ask import Ask
from .film import FPS, Film, Picture
from .panel import Panel
from .scene import Scene


def draw(asked: Ask, target: Path) -> None:
    """Write the clip that was asked for; the same seed draws the same clip."""
    seconds = asked.duration
    bed = sound.bed(asked.seed or 0, seconds, asked.prompt) if asked.audio else None
    with Film(target, asked.size, bed) as film:
        for picture in _frames(asked):
            film.add(picture)


def _frames(asked: Ask) -> Iterator[Picture]:
    count = asked.duration * FPS
    scene = Scene(asked.prompt, asked.seed or 0, asked.size)
    move = camera.read(asked.prompt)
    panel = Panel(asked, move.name, count)
    for at in range(count):
        yield panel.over(scene.shot(move, at / (count - 1)), at)
