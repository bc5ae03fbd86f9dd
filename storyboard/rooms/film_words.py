"""How film people name a set-up: what the pickers offer, with a picture each (its id in film.svg)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class FilmWord:
    """`CU`, said in full, and its picture."""

    value: str
    words: str | Promise
    picture: str


SIZES = (
    FilmWord("EWS", _("extreme wide shot"), "size-ews"),
    FilmWord("WS", _("wide shot"), "size-ws"),
    FilmWord("FS", _("full shot"), "size-fs"),
    FilmWord("MLS", _("medium long shot"), "size-mls"),
    FilmWord("MS", _("medium shot"), "size-ms"),
    FilmWord("MCU", _("medium close-up"), "size-mcu"),
    FilmWord("CU", _("close-up"), "size-cu"),
    FilmWord("ECU", _("extreme close-up"), "size-ecu"),
    FilmWord("Two-shot", _("two people"), "size-two"),
    FilmWord("Insert", _("a detail"), "size-insert"),
)
ANGLES = (
    FilmWord("eye level", _("as high as the eyes"), "angle-eye"),
    FilmWord("low", _("looking up"), "angle-low"),
    FilmWord("high", _("looking down"), "angle-high"),
    FilmWord("overhead", _("straight down"), "angle-overhead"),
    FilmWord("Dutch", _("tilted sideways"), "angle-dutch"),
    FilmWord("over the shoulder", _("past somebody"), "angle-shoulder"),
    FilmWord("POV", _("through their eyes"), "angle-pov"),
    FilmWord("bird’s-eye", _("from far above"), "angle-bird"),
    FilmWord("worm’s-eye", _("from the ground"), "angle-worm"),
)
MOVEMENTS = (
    FilmWord("static", _("it stands still"), "move-static"),
    FilmWord("pan left", _("turns left"), "move-left"),
    FilmWord("pan right", _("turns right"), "move-right"),
    FilmWord("tilt up", _("looks up"), "move-up"),
    FilmWord("tilt down", _("looks down"), "move-down"),
    FilmWord("dolly in", _("drives closer"), "move-in"),
    FilmWord("dolly out", _("drives away"), "move-out"),
    FilmWord("truck left", _("drives left"), "move-truck-left"),
    FilmWord("truck right", _("drives right"), "move-truck-right"),
    FilmWord("pedestal up", _("rises straight"), "move-rise"),
    FilmWord("pedestal down", _("sinks straight"), "move-sink"),
    FilmWord("crane up", _("swings up"), "move-crane-up"),
    FilmWord("crane down", _("swings down"), "move-crane-down"),
    FilmWord("tracking", _("goes along"), "move-track"),
    FilmWord("arc", _("goes around"), "move-arc"),
    FilmWord("handheld", _("unsteady, alive"), "move-hand"),
    FilmWord("Steadicam", _("floats along"), "move-float"),
    FilmWord("zoom in", _("lens closes in"), "move-zoom-in"),
    FilmWord("zoom out", _("lens opens up"), "move-zoom-out"),
    FilmWord("rack focus", _("focus moves"), "move-rack"),
    FilmWord("whip pan", _("turns in a flash"), "move-whip"),
)
LENSES = (
    FilmWord("14 mm", _("ultra wide"), "lens-14"),
    FilmWord("18 mm", _("very wide"), "lens-18"),
    FilmWord("24 mm", _("wide"), "lens-24"),
    FilmWord("28 mm", _("wide"), "lens-28"),
    FilmWord("35 mm", _("near the eye"), "lens-35"),
    FilmWord("50 mm", _("as the eye"), "lens-50"),
    FilmWord("85 mm", _("portrait"), "lens-85"),
    FilmWord("135 mm", _("long"), "lens-135"),
    FilmWord("anamorphic 40 mm", _("wide, oval blur"), "lens-anamorphic"),
    FilmWord("100 mm macro", _("tiny things"), "lens-macro"),
    FilmWord("fisheye", _("bent round"), "lens-fisheye"),
    FilmWord("shallow focus", _("soft background"), "lens-shallow"),
    FilmWord("deep focus", _("all of it sharp"), "lens-deep"),
)
FILM_WORDS = {"size": SIZES, "angle": ANGLES, "movement": MOVEMENTS, "lens": LENSES}
