"""Camera moves, read from a prompt's own words."""

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """Where the camera looks: x and y in parts of the frame (right and down), zoom from 1."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True)
class Move:
    """One camera move: its way across the frame, its zoom, and how much near and far differ."""

    name: str
    words: str
    x: float = 0.0
    y: float = 0.0
    start: float = 1.0
    end: float = 1.0
    parallax: float = 0.5  # 0: all layers alike (a turning camera); 1: far layers stand still (a moving one)
    shake: float = 0.0

    def view(self, part: float, depth: float = 0.5) -> View:
        """The view at a part of the clip (0-1) for a layer at a depth (0 far, 1 near)."""
        eased = part * part * (3 - 2 * part)
        share = 1 + self.parallax * (2 * depth - 1)
        zoom = self.start + (self.end - self.start) * eased
        across = (eased - 0.5) * share
        x, y = self.x * across, self.y * across
        if self.shake:
            x, y = x + self.shake * share * _tremble(part, 0.0), y + self.shake * share * _tremble(part, 2.1)
        return View(x, y, 1 + (zoom - 1) * share)

    def from_still(self, part: float) -> View:
        """The view of a flat picture that is shown whole at part 0: it comes nearer, and so may move."""
        eased = part * part * (3 - 2 * part)
        if self.shake:
            near = 1 + 0.05 * min(1.0, part * 8)
            free = (near - 1) / 2
            return View(free * 0.6 * _tremble(part, 0.0), free * 0.6 * _tremble(part, 2.1), near)
        if not (self.x or self.y or self.start != self.end):
            return View()
        zoom = 1 + max(abs(self.end - self.start) * 0.75, 0.9 * max(abs(self.x), abs(self.y))) * eased
        free = (1 - 1 / zoom) / 2
        return View(free * _sign(self.x), free * _sign(self.y), zoom)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _tremble(part: float, phase: float) -> float:
    return sum(math.sin(2 * math.pi * (pace * part) + phase * pace) / pace for pace in (1.7, 3.1, 5.3))


MOVE_LIST = (
    Move("static", r"static|locked[- ]off|still camera|tripod"),
    Move("handheld", r"hand[- ]?held|shaky", start=1.06, end=1.06, shake=0.012, parallax=0.3),
    Move(
        "push in", r"push(es|ing)?[- ]in|dolly[- ]in|zoom(s|ing)? in|moves? in|slow zoom", start=1.0, end=1.16
    ),
    Move("pull out", r"pull(s|ing)?[- ](out|back|away)|dolly[- ]out|zoom(s|ing)? out", start=1.16, end=1.0),
    Move("pan left", r"pan(s|ning)?( \w+)? left|whip[- ]pan left", x=-0.14, parallax=0.15),
    Move("pan right", r"pan(s|ning)?( \w+)? right|\bpan(s|ning)?\b", x=0.14, parallax=0.15),
    Move("tilt up", r"tilt(s|ing)?( \w+)? up", y=-0.12, parallax=0.15),
    Move("tilt down", r"tilt(s|ing)?( \w+)? down|\btilt(s|ing)?\b", y=0.12, parallax=0.15),
    Move(
        "crane down", r"(crane|boom|pedestal)(s|ing)?( \w+)? down", y=0.11, start=1.0, end=1.08, parallax=0.6
    ),
    Move(
        "crane up",
        r"\bcrane|\bboom(s|ing)? up|pedestal|\baerial|\bdrone|\brises? over",
        y=-0.11,
        start=1.08,
        end=1.0,
        parallax=0.6,
    ),
    Move(
        "arc", r"\barc(s|ing)?\b|\borbit(s|ing)?\b|circles? around", x=0.1, start=1.04, end=1.04, parallax=2.2
    ),
    Move(
        "tracking",
        r"track(s|ing)?\b|\btruck(s|ing)?\b|steadicam|follow(s|ing)?\b|dolly",
        x=0.12,
        parallax=0.7,
    ),
)
SLOW_PUSH = Move("slow push", "", start=1.0, end=1.07)


def read(prompt: str) -> Move:
    """The move a prompt asks for; a slow push where it asks for none."""
    return next((move for move in MOVE_LIST if re.search(move.words, prompt, re.IGNORECASE)), SLOW_PUSH)
