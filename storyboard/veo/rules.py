"""What Veo takes and what it would rather have: one row per rule, found beside the field it is about.

`block` rows are the API page's own limits and Google's for inputs that exclude each other; `advice` rows
moved over time or differ between Google's pages, and Azerion may take what they warn of. An installation sets
a row's weight by its name.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from storyboard.sentences import Sentence, gettext_noop
from storyboard.veo.request import Media, Mode, Request

Weight = Literal["block", "advice", "off"]

DURATIONS = (4, 6, 8)
RESOLUTIONS = ("720p", "1080p")
ASPECTS = ("16:9", "9:16")
PERSON_GENERATION = ("allow_adult", "allow_all", "dont_allow")
RESIZE_MODES = ("crop", "pad")
COMPRESSIONS = ("optimized", "lossless")
OUTPUT_FORMATS = ("base64", "url")
PICTURE_TYPES = ("image/jpeg", "image/png")
CLIP_TYPES = ("video/mp4",)
NEGATION = re.compile(r"\b(?:no|not|don['’]?t|do not|without|never)\s+", re.IGNORECASE)
MAX_PROMPT = 4000  # code points
MAX_CLIPS = 4
MAX_SEED = 4294967295
MAX_REFERENCES = 3

MAX_PICTURE_BYTES = 20 * 1000 * 1000
MIN_PICTURE_SIDE = 720
MAX_SOURCE_SECONDS = 141
MAX_VERTEX_SOURCE_SECONDS = 30
MAX_EXTENSIONS = 20
SHAPE_TOLERANCE = Fraction(1, 50)  # 1366 × 768 passes for 16:9


@dataclass(frozen=True)
class Picture:
    """What is known of a picture that goes along: pixels, bytes, whether the sandbox drew it.

    `name` is what people call it; messages say it where several pictures stand in one field.
    """

    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    sandbox: bool = False
    name: str = ""


@dataclass(frozen=True)
class Clip:
    """What is known of the clip to be extended; `extended` counts the extensions it already carries."""

    seconds: float | None = None
    resolution: str | None = None
    aspect_ratio: str | None = None
    bytes: int | None = None
    extended: int = 0
    sandbox: bool = False
    uploaded: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known about a request's inputs and where it goes; what is unknown is not judged."""

    image: Picture | None = None
    last_frame: Picture | None = None
    reference_images: tuple[Picture, ...] = ()
    video: Clip | None = None
    to_sandbox: bool = False

    def pictures(self) -> Iterable[tuple[str, Picture, str]]:
        """Each known picture with the field it stands in, and how a message names it."""
        for field, picture in (("image", self.image), ("last_frame", self.last_frame)):
            if picture:
                yield field, picture, picture.name or Sentence(gettext_noop("This picture"))
        for number, picture in enumerate(self.reference_images, 1):
            name = picture.name or Sentence(gettext_noop("Reference {number}"), number=number)
            yield "reference_images", picture, name


@dataclass(frozen=True)
class Finding:
    """One rule that a request breaks; `nearest` is the nearest legal value of `field`, where there is one."""

    rule: str
    weight: str
    field: str
    message: str
    nearest: Any = None


@dataclass(frozen=True)
class Miss:
    """How a rule is broken: the nearest legal value, the field if not the rule's, words for its message."""

    nearest: Any = None
    field: str | None = None
    words: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A named row; `check` gives one Miss for each way it is broken, `message` may name a Miss's words."""

    name: str
    weight: Weight
    field: str
    check: Callable[[Request, Facts], Iterable[Miss]]
    message: str


def check(
    request: Request, facts: Facts | None = None, weights: Mapping[str, str] | None = None
) -> list[Finding]:
    """Everything worth saying before this request is sent, in the table's order; weights go by rule name."""
    known, chosen = facts or Facts(), weights or {}
    return [
        Finding(
            rule.name, weight, miss.field or rule.field, Sentence(rule.message, **miss.words), miss.nearest
        )
        for rule in RULES
        if (weight := chosen.get(rule.name, rule.weight)) != "off"
        for miss in rule.check(request, known)
    ]


def duration_covering(frames: int, fps: int = 24) -> int:
    """The shortest duration in seconds that covers a length in frames; the longest when none does."""
    return next((seconds for seconds in DURATIONS if seconds * fps >= frames), DURATIONS[-1])


def when(broken: object, nearest: Any = None, **words: Any) -> list[Miss]:
    return [Miss(nearest, words=words)] if broken else []


def choice(name: str, allowed: Sequence[Any], message: str, optional: bool = False) -> Rule:
    """The field's value is one of a few; the nearest is the closest number, or the first word."""

    def misses(request: Request, _: Facts) -> list[Miss]:
        value = getattr(request, name)
        if value in allowed or (optional and value in (None, "")):
            return []
        return [Miss(nearest_of(value, allowed))]

    return Rule(f"{name}_choice", "block", name, misses, message)


def span(name: str, low: int, high: int, message: str) -> Rule:
    """The field's value is a whole number within bounds; None is left to Veo."""

    def misses(request: Request, _: Facts) -> list[Miss]:
        value = getattr(request, name)
        if value is None or low <= value <= high:
            return []
        return [Miss(min(max(value, low), high))]

    return Rule(f"{name}_range", "block", name, misses, message)


def media_type(name: str, allowed: Sequence[str], message: str) -> Rule:
    def misses(request: Request, _: Facts) -> list[Miss]:
        return when(any(media.mime_type not in allowed for media in media_in(request, name)))

    return Rule(f"{name}_type", "block", name, misses, message)


def nearest_of(value: Any, allowed: Sequence[Any]) -> Any:
    if isinstance(value, int) and isinstance(allowed[0], int):
        return min(allowed, key=lambda each: (abs(each - value), -each))
    return allowed[0]


def media_in(request: Request, name: str) -> tuple[Media, ...]:
    value = getattr(request, name)
    return value if isinstance(value, tuple) else (value,) if value else ()


def inputs(request: Request) -> list[str]:
    """The fields that each decide what the request begins from: only one of them may be filled."""
    first = "image" if request.image else "last_frame" if request.last_frame else None
    rest = [name for name in ("reference_images", "video") if getattr(request, name)]
    return [first, *rest] if first else rest


def exclusive(request: Request, _: Facts) -> list[Miss]:
    return [Miss(() if name == "reference_images" else None, name) for name in inputs(request)[1:]]


def wants_eight(mode: Mode) -> Callable[[Request, Facts], list[Miss]]:
    return lambda request, _: when(request.mode is mode and request.duration != 8, 8)


def small_pictures(_: Request, facts: Facts) -> Iterable[Miss]:
    for field, picture, name in facts.pictures():
        if picture.width and picture.height and min(picture.width, picture.height) < MIN_PICTURE_SIDE:
            yield Miss(field=field, words={"name": name, "width": picture.width, "height": picture.height})


def odd_shapes(request: Request, facts: Facts) -> Iterable[Miss]:
    for field, picture, name in facts.pictures():
        if picture.width and picture.height and not has_shape(picture, request.aspect_ratio):
            words = {"width": picture.width, "height": picture.height, "aspect": request.aspect_ratio}
            yield Miss(field=field, words={"name": name, **words})


def has_shape(picture: Picture, aspect_ratio: str) -> bool:
    if aspect_ratio not in ASPECTS or not picture.width or not picture.height:
        return True
    wide, high = map(int, aspect_ratio.split(":"))
    return abs(Fraction(picture.width * high, picture.height * wide) - 1) <= SHAPE_TOLERANCE


def heavy_pictures(_: Request, facts: Facts) -> Iterable[Miss]:
    for field, picture, name in facts.pictures():
        if picture.bytes and picture.bytes > MAX_PICTURE_BYTES:
            yield Miss(field=field, words={"name": name, "size": round(picture.bytes / 1e6)})


def sandbox_pictures(request: Request, facts: Facts) -> Iterable[Miss]:
    for field, picture, _ in facts.pictures():
        if picture.sandbox and not facts.to_sandbox:
            yield Miss(field=field)


def source(found: Callable[[Clip], object]) -> Callable[[Request, Facts], list[Miss]]:
    """A rule about the clip to be extended, where one is known."""
    return lambda request, facts: when(request.video and facts.video and found(facts.video))


def extension_not_720p(request: Request, facts: Facts) -> list[Miss]:
    source_is = facts.video.resolution if facts.video else None
    return when(request.video and {request.resolution, source_is} - {"720p", None}, "720p")


RULES: tuple[Rule, ...] = (
    Rule(
        "prompt_needed",
        "block",
        "prompt",
        lambda request, _: when(request.mode is Mode.TEXT and not request.prompt.strip()),
        gettext_noop("Write a prompt, or give the shot something to begin from."),
    ),
    Rule(
        "prompt_length",
        "block",
        "prompt",
        lambda request, _: when(
            len(request.prompt) > MAX_PROMPT,
            request.prompt[:MAX_PROMPT],
            over=len(request.prompt) - MAX_PROMPT,
        ),
        gettext_noop("The prompt is {over:,} characters too long: 4,000 are taken."),
    ),
    span("n", 1, MAX_CLIPS, gettext_noop("Takes is a number from 1 to 4.")),
    choice("duration", DURATIONS, gettext_noop("Duration can be 4, 6 or 8.")),
    choice("resolution", RESOLUTIONS, gettext_noop("Resolution can be 720p or 1080p.")),
    choice("aspect_ratio", ASPECTS, gettext_noop("Aspect ratio can be 16:9 or 9:16.")),
    span("seed", 0, MAX_SEED, gettext_noop("Seed is a number from 0 to 4294967295.")),
    choice(
        "person_generation",
        PERSON_GENERATION,
        gettext_noop("Person generation can be allow_adult, allow_all or dont_allow."),
    ),
    choice("output_format", OUTPUT_FORMATS, gettext_noop("Output format can be base64 or url.")),
    choice("resize_mode", RESIZE_MODES, gettext_noop("Resize can be crop or pad."), optional=True),
    choice(
        "compression_quality",
        COMPRESSIONS,
        gettext_noop("Compression can be optimized or lossless."),
        optional=True,
    ),
    media_type("image", PICTURE_TYPES, gettext_noop("The first frame has to be a JPEG or a PNG.")),
    media_type("last_frame", PICTURE_TYPES, gettext_noop("The last frame has to be a JPEG or a PNG.")),
    media_type("reference_images", PICTURE_TYPES, gettext_noop("References have to be JPEGs or PNGs.")),
    media_type("video", CLIP_TYPES, gettext_noop("The clip to extend has to be an MP4.")),
    Rule(
        "references_count",
        "block",
        "reference_images",
        lambda request, _: when(
            len(request.reference_images) > MAX_REFERENCES, request.reference_images[:MAX_REFERENCES]
        ),
        gettext_noop("Veo takes at most three references: remove one."),
    ),
    Rule(
        "resize_needs_image",
        "block",
        "resize_mode",
        lambda request, _: when(request.resize_mode and request.mode not in (Mode.IMAGE, Mode.FRAMES)),
        gettext_noop("Resize only applies to a shot that begins from a picture: leave it empty."),
    ),
    Rule(
        "inputs_exclusive",
        "block",
        "reference_images",
        exclusive,
        gettext_noop(
            "First and last frames, references and an extension exclude each other: keep one of them."
        ),
    ),
    Rule(
        "last_frame_needs_image",
        "block",
        "last_frame",
        lambda request, _: when(request.last_frame and not request.image),
        gettext_noop("A last frame needs a first frame to come from: give one, or leave the closing open."),
    ),
    Rule(
        "extension_of_sandbox",
        "block",
        "video",
        lambda request, facts: when(
            request.video and facts.video and facts.video.sandbox and not facts.to_sandbox
        ),
        gettext_noop(
            "Veo extends only its own clips, and this is the sandbox's: extend it there, or generate it first."
        ),
    ),
    Rule(
        "extension_of_upload",
        "block",
        "video",
        lambda request, facts: when(
            request.video and facts.video and facts.video.uploaded and not facts.to_sandbox
        ),
        gettext_noop(
            "Veo only extends clips that it made: this one was uploaded. Open on its last frame instead."
        ),
    ),
    Rule(
        "negative_prompt_nouns",
        "advice",
        "negative_prompt",
        lambda request, _: when(
            NEGATION.search(request.negative_prompt), NEGATION.sub("", request.negative_prompt).strip(" ,")
        ),
        gettext_noop("Name what you do not want as it is: “people”, not “no people”."),
    ),
    Rule(
        "picture_of_sandbox",
        "advice",
        "image",
        sandbox_pictures,
        gettext_noop("This frame was drawn by the sandbox: a paid take would begin or end on a drawing."),
    ),
    Rule(
        "references_want_8",
        "advice",
        "duration",
        wants_eight(Mode.REFERENCES),
        gettext_noop("With references Veo wants 8 s."),
    ),
    Rule(
        "frames_want_8",
        "advice",
        "duration",
        wants_eight(Mode.FRAMES),
        gettext_noop("From a first to a last frame Veo wants 8 s."),
    ),
    Rule(
        "full_hd_wants_8",
        "advice",
        "duration",
        lambda request, _: when(
            request.resolution == "1080p" and request.duration != 8 and request.mode is not Mode.EXTENSION, 8
        ),
        gettext_noop("Some of Veo's servers make 1080p only at 8 s."),
    ),
    Rule(
        "references_upright",
        "advice",
        "aspect_ratio",
        lambda request, _: when(
            request.mode is Mode.REFERENCES and request.aspect_ratio == "9:16", ASPECTS[0]
        ),
        gettext_noop("References with 9:16 were once refused: if that happens, generate in 16:9."),
    ),
    Rule(
        "extension_source_length",
        "advice",
        "video",
        source(lambda clip: clip.seconds and clip.seconds > MAX_SOURCE_SECONDS),
        gettext_noop("Veo extends clips of at most 141 s, to 148 s in all: choose a shorter one."),
    ),
    Rule(
        "extension_source_length_vertex",
        "advice",
        "video",
        source(lambda clip: clip.seconds and MAX_VERTEX_SOURCE_SECONDS < clip.seconds <= MAX_SOURCE_SECONDS),
        gettext_noop("Some of Veo's servers extend clips of at most 30 s, to 37 s in all."),
    ),
    Rule(
        "extension_count",
        "advice",
        "video",
        source(lambda clip: clip.extended >= MAX_EXTENSIONS),
        gettext_noop(
            "This clip was extended 20 times already, and Veo stops there: begin a new shot from its last frame."
        ),
    ),
    Rule(
        "extension_resolution",
        "advice",
        "resolution",
        extension_not_720p,
        gettext_noop("Veo extends clips at 720p: a larger one may be refused or come back smaller."),
    ),
    Rule(
        "extension_aspect",
        "advice",
        "video",
        source(lambda clip: clip.aspect_ratio is not None and clip.aspect_ratio not in ASPECTS),
        gettext_noop("Veo extends clips of 16:9 or 9:16: this one has another shape."),
    ),
    Rule(
        "extension_voice",
        "advice",
        "prompt",
        lambda request, _: when(request.video and request.generate_audio),
        gettext_noop("A voice only carries on if it sounds in the last second of the clip that is extended."),
    ),
    Rule(
        "picture_small",
        "advice",
        "image",
        small_pictures,
        gettext_noop("{name} is {width} × {height}: Veo wants 720 pixels or more on its shorter side."),
    ),
    Rule(
        "picture_shape",
        "advice",
        "image",
        odd_shapes,
        gettext_noop("{name} is {width} × {height}, and the shot {aspect}: Veo will crop it."),
    ),
    Rule(
        "picture_heavy",
        "advice",
        "image",
        heavy_pictures,
        gettext_noop("{name} has {size} MB: Veo wants at most 20."),
    ),
    Rule(
        "person_generation_varies",
        "advice",
        "person_generation",
        lambda request, _: when(request.person_generation in ("allow_all", "dont_allow"), "allow_adult"),
        gettext_noop(
            "Which choices of person generation are taken differs by region and mode: allow_adult is the safest."
        ),
    ),
)
