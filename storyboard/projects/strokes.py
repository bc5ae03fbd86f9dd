"""What was drawn, as data: kept beside the picture so that somebody can draw on.

`{"schema": 1, "size": [1920, 1080], "strokes": [{"tool": "pen", "colour": "red", "width": 10, "points": [x, y, …]}]}`,
in pixels of that size. It comes from a browser, so each part of it is looked at, and nothing else is kept.
"""

from __future__ import annotations

import json
from typing import Any

TOOLS = ("pen", "arrow")
COLOURS = ("ink", "white", "red", "yellow", "green", "blue")
WIDTHS = (4, 10, 24)
SCHEMA = 1
SIDE = 1920
MOST_LETTERS = 2_000_000
MOST_STROKES = 5_000


class BadStrokes(ValueError):
    """What came is no drawing of ours."""


class TooManyStrokes(BadStrokes):
    """More than one drawing holds."""


def read_strokes(text: str) -> dict[str, Any]:
    """The strokes that this JSON tells of, {} for none at all; raises BadStrokes for everything else."""
    if not text.strip():
        return {}
    try:
        told = json.loads(text)
        size, strokes = [whole(side, 1, SIDE) for side in told["size"]], told["strokes"]
        if len(text) > MOST_LETTERS or len(strokes) > MOST_STROKES:
            raise TooManyStrokes
        if len(size) != 2:
            raise BadStrokes
        return {"schema": SCHEMA, "size": size, "strokes": [stroke(each) for each in strokes]}
    except BadStrokes:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as trouble:
        raise BadStrokes from trouble


def stroke(each: dict[str, Any]) -> dict[str, Any]:
    points = [whole(place, -SIDE, 2 * SIDE) for place in each["points"]]
    if len(points) < 2 or len(points) % 2:
        raise BadStrokes
    return {
        "tool": one_of(TOOLS, each["tool"]),
        "colour": one_of(COLOURS, each["colour"]),
        "width": one_of(WIDTHS, each["width"]),
        "points": points,
    }


def one_of(known: tuple[Any, ...], value: Any) -> Any:
    if isinstance(value, bool) or value not in known:
        raise BadStrokes
    return value


def whole(value: Any, least: int, most: int) -> int:
    """Strict: `True` and 1.5 are no places."""
    if type(value) is not int:
        raise BadStrokes
    return min(max(value, least), most)
