"""One request to Veo: its fields as the API page names them, and what it asks to be billed."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from storyboard.veo.body import Body

MODEL = "google-veo-3-1"
EXTENSION_SECONDS = 7
PICTURES = ("image", "last_frame", "video")


class Mode(StrEnum):
    """What a request begins from."""

    TEXT = "text"
    IMAGE = "image"
    FRAMES = "frames"
    REFERENCES = "references"
    EXTENSION = "extension"


@dataclass(frozen=True)
class Media:
    """A picture or clip that goes along: a file of ours, or an address Veo fetches itself."""

    mime_type: str
    path: Path | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if bool(self.path) == bool(self.url):
            raise ValueError("Media is either a file or an address: give exactly one of path and url.")

    @property
    def shown(self) -> dict[str, str]:
        """How a person sees it: its type and where it is, never its bytes."""
        if self.path:
            return {"mime_type": self.mime_type, "file": self.path.name}
        return {"mime_type": self.mime_type, "url": self.url or ""}

    def pieces(self) -> list[bytes | Path]:
        """The media object of a request, its file still a path: what is read when the bytes leave."""
        if self.path:
            start = Body.json({"mime_type": self.mime_type, "base_64_encoded": ""})
            return [start[:-2], self.path, b'"}']
        return [Body.json({"mime_type": self.mime_type, "url": self.url})]


@dataclass(frozen=True)
class Request:
    """Everything one call says to Veo; names, defaults and units (seconds) are the API page's."""

    prompt: str = ""
    model: str = MODEL
    n: int = 1
    duration: int = 8
    resolution: str = "720p"
    aspect_ratio: str = "16:9"
    seed: int | None = None
    negative_prompt: str = ""
    person_generation: str = "allow_adult"
    generate_audio: bool = True
    resize_mode: str | None = None
    compression_quality: str | None = None
    output_format: str = "base64"
    image: Media | None = None
    last_frame: Media | None = None
    reference_images: tuple[Media, ...] = ()
    video: Media | None = None

    @property
    def mode(self) -> Mode:
        if self.video:
            return Mode.EXTENSION
        if self.reference_images:
            return Mode.REFERENCES
        if self.last_frame:
            return Mode.FRAMES
        return Mode.IMAGE if self.image else Mode.TEXT

    @property
    def seconds(self) -> int:
        """Billed when every clip comes back; an extension adds 7 s whatever its duration says."""
        return self.n * (EXTENSION_SECONDS if self.video else self.duration)

    @property
    def said(self) -> tuple[str, ...]:
        """The fields that say or show something, which is what a safety filter judges."""
        return tuple(name for name in ("prompt", *PICTURES, "reference_images") if getattr(self, name))

    def fields(self) -> dict[str, Any]:
        """The request as a person reads it, ready for JSON: media is named, never included."""
        shown = self._plain()
        for name in PICTURES:
            if media := getattr(self, name):
                shown[name] = media.shown
        if self.reference_images:
            shown["reference_images"] = [
                {"image": media.shown, "reference_type": "subject"} for media in self.reference_images
            ]
        return shown

    def body(self) -> Body:
        """The JSON that is sent; OSError when a file that goes along cannot be read."""
        pieces: list[bytes | Path] = [Body.json(self._plain())[:-1]]
        for name in PICTURES:
            if media := getattr(self, name):
                pieces += [f',"{name}":'.encode(), *media.pieces()]
        if self.reference_images:
            pieces += [b',"reference_images":[', *self._references(), b"]"]
        return Body([*pieces, b"}"])

    def _plain(self) -> dict[str, Any]:
        """The fields without media, those left empty left out; model is always among them."""
        names = (name for name in self.__dataclass_fields__ if name not in (*PICTURES, "reference_images"))
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None and value != ""}

    def _references(self) -> list[bytes | Path]:
        pieces: list[bytes | Path] = []
        for media in self.reference_images:
            pieces += [b',{"image":', *media.pieces(), b',"reference_type":"subject"}']
        return [b'{"image":', *pieces[1:]]
