"""What a file is, by its first bytes and never by its name."""

from pathlib import Path

from storyboard.sentences import Sentence, gettext_noop

JPEG, PNG, WEBP, MP4 = "image/jpeg", "image/png", "image/webp", "video/mp4"

NAMES = {
    JPEG: gettext_noop("a JPEG picture"),
    PNG: gettext_noop("a PNG picture"),
    WEBP: gettext_noop("a WebP picture"),
    MP4: gettext_noop("an MP4 clip"),
    "image/gif": gettext_noop("a GIF"),
    "image/bmp": gettext_noop("a BMP picture"),
    "image/tiff": gettext_noop("a TIFF or camera raw picture"),
    "image/vnd.adobe.photoshop": gettext_noop("a Photoshop document"),
    "image/heic": gettext_noop("a HEIC picture"),
    "image/avif": gettext_noop("an AVIF picture"),
    "image/svg+xml": gettext_noop("an SVG drawing"),
    "text/html": gettext_noop("a web page"),
    "text/plain": gettext_noop("text"),
    "application/pdf": gettext_noop("a PDF"),
    "application/zip": gettext_noop("a zip archive"),
    "video/quicktime": gettext_noop("a QuickTime movie"),
    "video/webm": gettext_noop("a WebM or Matroska clip"),
    "video/x-msvideo": gettext_noop("an AVI clip"),
}
STARTS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"8BPS": "image/vnd.adobe.photoshop",
    b"%PDF": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\x1aE\xdf\xa3": "video/webm",
}
BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"qt  ": "video/quicktime",
}
RIFFS = {b"WEBP": WEBP, b"AVI ": "video/x-msvideo"}


def kind(path: Path) -> str | None:
    """The MIME type of a file by content, or None when it is nothing this house knows."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], MP4)
    if head[4:8] in (b"moov", b"mdat", b"wide"):
        return "video/quicktime"
    if head[:4] == b"RIFF":
        return RIFFS.get(head[8:12])
    return next((mime for start, mime in STARTS.items() if head.startswith(start)), None) or _text(head)


def name(mime_type: str | None) -> str:
    """What people call it: "a GIF", "a web page"."""
    return Sentence(NAMES.get(mime_type or "", gettext_noop("a kind of file that is not known here")))


def _text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start or b"\0" in head:
        return None
    if b"<svg" in start:
        return "image/svg+xml"
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "text/plain" if all(byte >= 9 for byte in head) and _decodes(head) else None


def _decodes(head: bytes) -> bool:
    """The cut at 1024 bytes may fall inside a letter: up to three bytes of it are forgiven."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False
