"""What was asked, checked as strictly as the API checks it: each complaint names its `param`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

from .body import decode
from .errors import Refusal

PROMPT_LENGTH = 4000
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
SHORT_SIDE = {"720p": 720, "1080p": 1080}


@dataclass(frozen=True)
class Medium:
    """One media object of a request; `path` is its file, once it has been decoded."""

    param: str
    mime_type: str
    encoded: str | Path | None
    url: str | None
    path: Path | None = None


@dataclass(frozen=True)
class Ask:
    """A legal request for clips; picklable, so that it can be drawn in another process."""

    prompt: str
    n: int = 1
    duration: int = 8
    resolution: str = "720p"
    aspect_ratio: str = "16:9"
    audio: bool = True
    seed: int | None = None
    pad: bool = False
    as_url: bool = False
    tail_only: bool = False
    exact: tuple[int, int] | None = None  # an extension keeps the size of its source
    image: Medium | None = None
    last_frame: Medium | None = None
    references: tuple[Medium, ...] = ()
    video: Medium | None = None

    @property
    def mode(self) -> str:
        """text, image, frames, references or extension."""
        if self.video:
            return "extension"
        if self.references:
            return "references"
        return "frames" if self.last_frame else "image" if self.image else "text"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        if self.exact:
            return self.exact
        short = SHORT_SIDE[self.resolution]
        sides = (short * 16 // 9, short)
        return sides if self.aspect_ratio == "16:9" else (sides[1], sides[0])

    def media(self) -> Iterator[Medium]:
        """Every picture and clip that came with the request."""
        yield from (medium for medium in (self.image, self.last_frame, self.video) if medium)
        yield from self.references

    def decoded(self, folder: Path, own: Callable[[str], Path | None]) -> "Ask":
        """The same request with its media as files in `folder`; `own(url)` finds a clip of ours."""

        def fetch(medium: Medium | None) -> Medium | None:
            return medium and replace(medium, path=_file_of(medium, folder, own))

        return replace(
            self,
            image=fetch(self.image),
            last_frame=fetch(self.last_frame),
            video=fetch(self.video),
            references=tuple(replace(one, path=_file_of(one, folder, own)) for one in self.references),
        )


def read(document: Any, model: str) -> Ask:
    """Check a request's JSON against the API's rules and understand it; a Refusal says what is wrong."""
    if not isinstance(document, dict):
        raise Refusal(400, "The body must be a JSON object.")
    for name in document:
        if name not in FIELDS:
            raise Refusal(400, f"Unknown field: {name}.", name)
    for name, check in FIELDS.items():
        if name in document:
            check(name, document[name])
    if "model" not in document:
        raise Refusal(400, "model is required.", "model")
    if document["model"] != model:
        raise Refusal(404, f"The model {document['model']} does not exist.", "model", "model_not_found")
    _check_mode(document)
    return _understand(document)


def _check_mode(document: dict[str, Any]) -> None:
    modes = [name for name in ("image", "reference_images", "video") if document.get(name)]
    if len(modes) > 1:
        raise Refusal(422, f"{modes[1]} cannot be used together with {modes[0]}.", modes[1])
    if "last_frame" in document and "image" not in document:
        raise Refusal(422, "last_frame is used with image.", "last_frame")
    if "resize_mode" in document and "image" not in document:
        raise Refusal(422, "resize_mode is for image-to-video only.", "resize_mode")
    if not modes and not str(document.get("prompt", "")).strip():
        raise Refusal(400, "prompt is required for text-to-video.", "prompt")


def _understand(document: dict[str, Any]) -> Ask:
    references = enumerate(document.get("reference_images", []))
    return Ask(
        prompt=document.get("prompt", ""),
        n=document.get("n", 1),
        duration=document.get("duration", 8),
        resolution=document.get("resolution", "720p"),
        aspect_ratio=document.get("aspect_ratio", "16:9"),
        audio=document.get("generate_audio", True),
        seed=document.get("seed"),
        pad=document.get("resize_mode") == "pad",
        as_url=document.get("output_format") == "url",
        image=_medium(document, "image"),
        last_frame=_medium(document, "last_frame"),
        video=_medium(document, "video"),
        references=tuple(_as_medium(f"reference_images[{at}].image", one["image"]) for at, one in references),
    )


def _medium(document: dict[str, Any], name: str) -> Medium | None:
    return _as_medium(name, document[name]) if name in document else None


def _as_medium(param: str, value: dict[str, Any]) -> Medium:
    return Medium(param, value["mime_type"], value.get("base_64_encoded"), value.get("url"))


type_names = {str: "a string", int: "an integer", bool: "true or false", dict: "an object", list: "an array"}
Check = Callable[[str, Any], None]


def _is(kind: type, name: str, value: Any) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Refusal(400, f"{name} must be {type_names[kind]}.", name)


def _text(longest: int | None = None) -> Check:
    def check(name: str, value: Any) -> None:
        too_long = isinstance(value, Path)  # only a string past 64 KiB was put into a file
        if not too_long:
            _is(str, name, value)
        if too_long or (longest is not None and len(value) > longest):
            raise Refusal(400, f"{name} is longer than {longest or 'allowed'} characters.", name)

    return check


def _whole(least: int, most: int) -> Check:
    def check(name: str, value: Any) -> None:
        _is(int, name, value)
        if not least <= value <= most:
            raise Refusal(400, f"{name} must be between {least} and {most}.", name)

    return check


def _one_of(*allowed: str | int) -> Check:
    def check(name: str, value: Any) -> None:
        _is(type(allowed[0]), name, value)
        if value not in allowed:
            raise Refusal(400, f"{name} must be one of {', '.join(map(str, allowed))}.", name)

    return check


def _flag(name: str, value: Any) -> None:
    _is(bool, name, value)


def _media(*mime_types: str) -> Check:
    def check(name: str, value: Any) -> None:
        _is(dict, name, value)
        for field in value:
            if field not in {"mime_type", "url", "base_64_encoded"}:
                raise Refusal(400, f"Unknown field: {name}.{field}.", f"{name}.{field}")
        _one_of(*mime_types)(f"{name}.mime_type", value.get("mime_type"))
        if ("url" in value) == ("base_64_encoded" in value):
            raise Refusal(400, f"{name} needs exactly one of url and base_64_encoded.", name)
        _check_source(name, value)

    return check


def _check_source(name: str, value: dict[str, Any]) -> None:
    if "url" in value:
        _text(8192)(f"{name}.url", value["url"])
        if urlsplit(value["url"]).scheme not in {"http", "https"}:
            raise Refusal(400, f"{name}.url must be an http or https address.", f"{name}.url")
    elif not isinstance(value["base_64_encoded"], Path):
        _is(str, f"{name}.base_64_encoded", value["base_64_encoded"])


def _references(name: str, value: Any) -> None:
    _is(list, name, value)
    if not 1 <= len(value) <= 3:
        raise Refusal(400, f"{name} must hold 1 to 3 images.", name)
    for at, one in enumerate(value):
        _reference(f"{name}[{at}]", one)


def _reference(name: str, value: Any) -> None:
    _is(dict, name, value)
    for field in value:
        if field not in {"image", "reference_type"}:
            raise Refusal(400, f"Unknown field: {name}.{field}.", f"{name}.{field}")
    _media(*PICTURES)(f"{name}.image", value.get("image"))
    kind = value.get("reference_type")
    _is(str, f"{name}.reference_type", kind)
    if kind != "subject":
        message = f"Reference type {kind} is not supported by this model: only subject."
        raise Refusal(422, message, f"{name}.reference_type")


FIELDS: dict[str, Check] = {
    "model": _text(200),
    "prompt": _text(PROMPT_LENGTH),
    "n": _whole(1, 4),
    "image": _media(*PICTURES),
    "last_frame": _media(*PICTURES),
    "reference_images": _references,
    "video": _media("video/mp4"),
    "generate_audio": _flag,
    "duration": _one_of(4, 6, 8),
    "resolution": _one_of("720p", "1080p"),
    "aspect_ratio": _one_of("16:9", "9:16"),
    "seed": _whole(0, 4294967295),
    "negative_prompt": _text(),
    "person_generation": _one_of("allow_adult", "allow_all", "dont_allow"),
    "resize_mode": _one_of("crop", "pad"),
    "compression_quality": _one_of("optimized", "lossless"),
    "output_format": _one_of("base64", "url"),
}


def _file_of(medium: Medium, folder: Path, own: Callable[[str], Path | None]) -> Path:
    if medium.url is not None:
        found = own(medium.url)
        if found is None:
            message = f"{medium.param}.url cannot be fetched: the sandbox reads base64 and its own addresses."
            raise Refusal(422, message, f"{medium.param}.url")
        return found
    path = folder / f"{medium.param}.media"
    try:
        decode(medium.encoded or "", path)
    except ValueError as wrong:
        name = f"{medium.param}.base_64_encoded"
        raise Refusal(400, f"{name} is not base64.", name) from wrong
    _check_content(medium, path)
    return path


def _check_content(medium: Medium, path: Path) -> None:
    with path.open("rb") as file:
        if medium.mime_type == "video/mp4":
            real = file.read(12)[4:8] == b"ftyp"
        else:
            real = _is_picture(path, PICTURES[medium.mime_type])
    if not real:
        raise Refusal(400, f"{medium.param} is not {medium.mime_type}.", medium.param)


def _is_picture(path: Path, kind: str) -> bool:
    try:
        with Image.open(path, formats=[kind]):
            return True
    except (OSError, ValueError, Image.DecompressionBombError):
        return False
