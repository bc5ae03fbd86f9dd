"""The columns of the shot list: what each shows of a shot, how a typed cell is read, what a pasted heading means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storyboard import veo
from storyboard.projects.lengths import length_in_words
from storyboard.projects.models import AspectRatio, Resolution, Shot
from storyboard.rooms.film_words import FILM_WORDS
from storyboard.rooms.sheet import reading
from storyboard.rooms.sheet.reading import BadCell

if TYPE_CHECKING:
    from storyboard.rooms.sheet.rows import SheetRow


@dataclass(frozen=True)
class Column:
    """A column by its field. `kind` says how it is edited: line, text, number, choice; a fact is not."""

    name: str
    label: str | Promise
    kind: str = "fact"
    also: tuple[str, ...] = ()
    shows: Callable[[Any], str] = str
    reads: Callable[[str], Any] = str
    choices: tuple[str, ...] = ()
    width: str = ""

    @property
    def is_written(self) -> bool:
        return self.kind != "fact"

    @property
    def is_text(self) -> bool:
        """Words that stand for themselves: they are searched, replaced, and joined where two people wrote."""
        return self.kind in ("line", "text")

    def text(self, row: SheetRow) -> str:
        """The cell as it stands in the sheet."""
        return self.shows(row.values[self.name]) if self.is_written else str(getattr(row, self.name))

    def read(self, typed: str) -> Any:
        """What a typed cell means for the row; BadCell with a sentence when it means nothing."""
        value = self.reads(typed.replace("\r\n", "\n").replace("\r", "\n").strip())
        most = Shot._meta.get_field(self.name).max_length
        if most and isinstance(value, str) and len(value) > most:
            said = {"column": self.label, "most": f"{most:,}", "many": f"{len(value):,}"}
            raise BadCell(gettext("%(column)s keeps at most %(most)s characters; these are %(many)s.") % said)
        return value


def words(name: str, label: Any, *also: str, kind: str = "text", width: str = "text") -> Column:
    return Column(
        name,
        label,
        kind,
        also,
        reads=reading.kept,
        choices=tuple(each.value for each in FILM_WORDS.get(name, ())),
        width=width,
    )


def yes_or_no(value: bool | None) -> str:
    return "" if value is None else str(_("yes") if value else _("no"))


def seconds(value: int | None) -> str:
    return f"{value} s" if value else ""


def or_nothing(value: Any) -> str:
    return "" if value is None else str(value)


SECONDS = tuple(f"{seconds} s" for seconds in veo.DURATIONS)
COUNTS = tuple(str(n) for n in range(1, veo.MAX_CLIPS + 1))
RESOLUTIONS, RATIOS = tuple(Resolution.values), tuple(AspectRatio.values)
YES_NO = ("yes", "no")
LENGTHS = ("planned", "planned s", "length s", "time", "est time", "running time", "seconds")
SCENES = ("scene", "sc", "scene number", "scene no", "scene nr", "sequence", "seq")
SLUGS = ("slug", "slugline", "scene heading", "heading", "location", "set")
SIZES = ("shot size", "shot type", "framing", "frame", "type")
MOVES = ("move", "camera movement", "camera move", "camera")
ALL = (
    words("size", _("Size"), *SIZES, kind="line", width="short"),
    words("angle", _("Angle"), "camera angle", kind="line", width="short"),
    words("movement", _("Movement"), *MOVES, kind="line", width="line"),
    words("lens", _("Lens"), "focal length", "optic", "mm", kind="line", width="short"),
    words("action", _("Action"), "description", "shot description", "what happens", "visual", width="wide"),
    words("dialogue", _("Dialogue"), "dialog", "line", "lines", "vo", "voice over", "dialogue audio"),
    words("sound", _("SFX"), "audio", "sound effects", "music"),
    words("notes", _("Notes"), "note", "comment", "comments", "remarks", "director notes"),
    Column("length", _("Length"), "number", LENGTHS, length_in_words, reading.read_length, width="num"),
    Column("cut", _("In the cut"), width="num"),
    Column("take", _("Take"), width="num"),
    Column("status", _("Status"), width="state"),
    Column("number", _("Scene"), also=SCENES, width="num"),
    Column("slug", _("Slug line"), also=SLUGS, width="text"),
    Column(
        "prompt", _("Prompt"), "text", ("ai prompt", "veo prompt"), reads=reading.read_prompt, width="wide"
    ),
    words("subject", _("Subject"), "who", "cast", "characters"),
    words("context", _("Context"), "setting"),
    words("style", _("Style"), "mood", "style and mood"),
    words("ambience", _("Ambience"), "ambient", "room tone", "atmos", "atmosphere"),
    words("negative_prompt", _("Negative prompt"), "negative"),
    Column(
        "duration", _("Duration"), "choice", ("duration s",), seconds, reading.read_duration, SECONDS, "short"
    ),
    Column(
        "resolution",
        _("Resolution"),
        "choice",
        ("res",),
        str,
        reading.one_of(RESOLUTIONS),
        RESOLUTIONS,
        "short",
    ),
    Column(
        "aspect_ratio", _("Aspect ratio"), "choice", ("aspect",), str, reading.one_of(RATIOS), RATIOS, "short"
    ),
    Column("seed", _("Seed"), "number", (), or_nothing, reading.read_seed, width="num"),
    Column("n", _("Takes"), "choice", ("takes asked for",), or_nothing, reading.read_takes, COUNTS, "num"),
    Column(
        "generate_audio", _("Generate audio"), "choice", (), yes_or_no, reading.read_switch, YES_NO, "short"
    ),
    Column("on_hold", _("On hold"), "choice", ("hold", "held"), yes_or_no, reading.read_yes, YES_NO, "short"),
)
COLUMNS = {column.name: column for column in ALL}
WRITTEN = {name: column for name, column in COLUMNS.items() if column.is_written}
USUAL = (
    "size",
    "angle",
    "movement",
    "lens",
    "action",
    "dialogue",
    "sound",
    "notes",
    "length",
    "cut",
    "take",
    "status",
)


def chosen(names: str) -> list[Column]:
    """The columns of `size,action,…`, each once, in that order; those unknown are passed over."""
    return [COLUMNS[name] for name in dict.fromkeys(names.split(",")) if name in COLUMNS]


def plain(heading: str) -> str:
    """`Length (s)`, `LENGTH_S` and `length s` are one heading."""
    return re.sub(r"[\W_]+", " ", heading.casefold()).strip()
