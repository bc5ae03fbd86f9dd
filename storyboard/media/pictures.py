"""Stills: checked by content, made safe, and fitted to a shot's frame. All sizes in pixels.

Alpha is flattened onto, and padding filled with, a neutral mid grey: it neither swallows black line art nor
white letters, and a video model reads it as "nothing here" rather than as light or night.
"""

from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from storyboard.media import kinds
from storyboard.media.kinds import JPEG, PNG, WEBP
from storyboard.media.whole import whole
from storyboard.sentences import Sentence, gettext_noop

MAX_BYTES = 50_000_000
MAX_PIXELS = 64_000_000
MAX_SCANS = 100
MAX_SIDE = 4096
NEUTRAL = (128, 128, 128)
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
STEPS = {"16:9": (32, 18), "9:16": (18, 32)}
MOST_STEPS = 60  # 32 × 60 = 1920, 18 × 60 = 1080: what the API makes of a picture at most
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}
# What Pillow is known to raise on bytes that lie, beside its own UnidentifiedImageError (an OSError).
BROKEN = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError)
DAMAGED = Sentence(gettext_noop("This picture is damaged or cut off and cannot be read; save it again."))
EMPTY = Sentence(gettext_noop("This file is empty; give a JPEG, PNG or WebP picture."))
SLOW = Sentence(gettext_noop("This JPEG is built to take very long to open; save it again."))
ANOTHER = gettext_noop("This is {kind}; give a JPEG, PNG or WebP picture.")
ANIMATION = gettext_noop("This is a {format} animation; give a JPEG, PNG or WebP picture.")
HEAVY = gettext_noop("This picture has {size} MB; the most is {most} MB.")
LARGE = gettext_noop("This picture has too many pixels; the most is {most} megapixels.")
STUBBORN = gettext_noop("This picture cannot be made smaller than {most} bytes.")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError)


class BadPicture(Exception):
    """A picture that cannot be used; its text is one sentence for people."""


@dataclass(frozen=True)
class Picture:
    """A still on disk: width and height as it is shown (EXIF orientation applied), bytes its size on disk."""

    mime_type: str
    width: int
    height: int
    bytes: int
    has_alpha: bool
    orientation: int


def check(path: Path) -> Picture:
    """What a picture really is, decoded once; raises BadPicture for everything that cannot be used."""
    return _picture(path, _opened(path))


def clean(src: Path, dst: Path) -> Picture:
    """An upload made safe: upright, 8-bit sRGB, no alpha, no metadata (no GPS), long side at most 4096.

    A PNG stays a PNG, all else becomes a JPEG: the answer's mime_type says which.
    """
    image = _opened(src)
    upright = _upright(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return save_png(upright, dst) if image.format == "PNG" else save_jpeg(upright, dst, 95)


def fit(src: Path, dst: Path, aspect: str, how: str = "crop", max_bytes: int = 20_000_000) -> Picture:
    """A picture cropped to its middle, or padded ("pad"), to exactly 16:9 or 9:16, at most 1920 by 1080.

    Nothing is scaled up. A clean picture of the right shape and size is copied byte for byte.
    """
    step, shape = STEPS[aspect], {"crop": _cropped, "pad": _padded}[how]
    image = _opened(src)
    if _fits(image, src, step, max_bytes):
        return _write(PNG if image.format == "PNG" else JPEG, image, src.read_bytes(), dst)
    shaped = shape(_upright(image), step)
    if image.format == "PNG" and len(data := _png(shaped)) <= max_bytes:
        return _write(PNG, shaped, data, dst)
    return _write(JPEG, *_smallest(shaped, max_bytes), dst)


def thumbnail(src: Path, dst: Path, width: int) -> Picture:
    """A JPEG of at most this width, for lists."""
    upright = _upright(_opened(src))
    upright.thumbnail((width, upright.height), Image.Resampling.LANCZOS)
    return save_jpeg(upright, dst)


def save_jpeg(image: Image.Image, dst: Path, quality: int = 85) -> Picture:
    """An RGB image from memory as a JPEG."""
    return _write(JPEG, image, _jpeg(image, quality), dst)


def save_png(image: Image.Image, dst: Path) -> Picture:
    """An RGB image from memory as a PNG, without loss."""
    return _write(PNG, image, _png(image), dst)


def _opened(path: Path) -> Image.Image:
    """The picture, decoded; what is wrong with its bytes is told in a sentence."""
    mime_type = _promising(path)
    try:
        image = Image.open(path, formats=[FORMATS[mime_type]])
        with image:
            _refuse_unusable(image)
            image.load()
    except BOMBS:
        raise _too_large() from None
    except BROKEN:
        raise BadPicture(DAMAGED) from None
    return image


def _promising(path: Path) -> str:
    """The MIME type, once the bytes look worth opening."""
    size = path.stat().st_size
    if not size:
        raise BadPicture(EMPTY)
    mime_type = kinds.kind(path)
    if mime_type not in FORMATS:
        raise BadPicture(Sentence(ANOTHER, kind=kinds.name(mime_type)))
    if size > MAX_BYTES:
        raise BadPicture(Sentence(HEAVY, size=round(size / 1e6), most=MAX_BYTES // 1_000_000))
    if mime_type == JPEG and path.read_bytes().count(b"\xff\xda") > MAX_SCANS:
        raise BadPicture(SLOW)
    return mime_type


def _refuse_unusable(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise BadPicture(Sentence(ANIMATION, format=image.format.replace("WEBP", "WebP")))


def _too_large() -> BadPicture:
    return BadPicture(Sentence(LARGE, most=MAX_PIXELS // 1_000_000))


def _picture(path: Path, image: Image.Image) -> Picture:
    orientation = _orientation(image)
    width, height = image.size if orientation < 5 else image.size[::-1]
    return Picture(
        kinds.kind(path) or "", width, height, path.stat().st_size, image.has_transparency_data, orientation
    )


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except BROKEN:
        return 1
    return value if value in range(1, 9) else 1


def _upright(image: Image.Image) -> Image.Image:
    """A copy as people see it: turned, 8-bit sRGB, no alpha, nothing in its info."""
    eight_bit = image.point(lambda level: level / 256).convert("L") if image.mode[:1] == "I" else image
    flat = _flattened(_in_srgb(eight_bit, image.info.get("icc_profile")))
    turn = TURNS.get(_orientation(image))
    flat = flat.transpose(turn) if turn is not None else flat.copy()
    flat.info = {}
    return flat


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image through its colour profile; one that does not fit the image is ignored, as browsers do."""
    if image.mode in ("P", "PA", "LA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if not profile or image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _flattened(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground = Image.new("RGBA", seen.size, (*NEUTRAL, 255))
    return Image.alpha_composite(ground, seen).convert("RGB")


def _fits(image: Image.Image, src: Path, step: tuple[int, int], max_bytes: int) -> bool:
    """Whether the file can be sent as it is: shape, size, and nothing inside but the picture."""
    steps = image.width // step[0]
    return (
        image.size == (step[0] * steps, step[1] * steps)
        and steps <= MOST_STEPS
        and src.stat().st_size <= max_bytes
        and _is_clean(image, src)
    )


def _is_clean(image: Image.Image, src: Path) -> bool:
    ends = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
    return (
        image.mode == "RGB"
        and image.format in ends
        and not image.has_transparency_data
        and not image.getexif()
        and set(image.info) <= HARMLESS
        and src.read_bytes().endswith(ends[image.format])
    )


def _cropped(image: Image.Image, step: tuple[int, int]) -> Image.Image:
    """The middle of the image; only a picture larger than is sent gets resampled."""
    steps = min(MOST_STEPS, max(1, min(image.width // step[0], image.height // step[1])))
    size = (step[0] * steps, step[1] * steps)
    if steps == MOST_STEPS or image.width < size[0] or image.height < size[1]:
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    left, top = (image.width - size[0]) // 2, (image.height - size[1]) // 2
    return image.crop((left, top, left + size[0], top + size[1]))


def _padded(image: Image.Image, step: tuple[int, int]) -> Image.Image:
    """The whole image in the middle of a neutral frame."""
    steps = min(MOST_STEPS, max(ceil(image.width / step[0]), ceil(image.height / step[1])))
    size = (step[0] * steps, step[1] * steps)
    inside = image.copy()
    inside.thumbnail(size, Image.Resampling.LANCZOS)
    framed = Image.new("RGB", size, NEUTRAL)
    framed.paste(inside, ((size[0] - inside.width) // 2, (size[1] - inside.height) // 2))
    return framed


def _smallest(image: Image.Image, max_bytes: int) -> tuple[Image.Image, bytes]:
    """The best JPEG within max_bytes: first a little quality goes, then size, in whole steps of the shape."""
    for quality in (95, 92):
        data = _jpeg(image, quality)
        if len(data) <= max_bytes:
            return image, data
    step = STEPS["16:9" if image.width > image.height else "9:16"]
    steps = image.width // step[0] * 3 // 4
    if not steps:
        raise BadPicture(Sentence(STUBBORN, most=max_bytes))
    return _smallest(image.resize((step[0] * steps, step[1] * steps), Image.Resampling.LANCZOS), max_bytes)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Colour at full resolution: edges of saturated colour survive the next encoding better."""
    buffer = BytesIO()
    image.convert("RGB").save(
        buffer, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2, optimize=True
    )
    return buffer.getvalue()


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _write(mime_type: str, image: Image.Image, data: bytes, dst: Path) -> Picture:
    with whole(dst) as part:
        part.write_bytes(data)
    return Picture(mime_type, image.width, image.height, len(data), has_alpha=False, orientation=1)
