"""Pictures as cameras and browsers send them."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION = 0x0112
KINDS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}


def picture(
    name: str = "keeper_oilskin.png",
    size: tuple[int, int] = (64, 36),
    colour: tuple[int, int, int] = (30, 60, 90),
    **save: Any,
) -> SimpleUploadedFile:
    return as_upload(name, Image.new("RGB", size, colour), KINDS[name.rsplit(".", 1)[1]], **save)


def as_upload(name: str, image: Image.Image, kind: str, **save: Any) -> SimpleUploadedFile:
    data = BytesIO()
    image.save(data, kind, **save)
    return SimpleUploadedFile(name, data.getvalue(), "application/octet-stream")
