from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import models

EXTENSIONS = {"video/mp4": "mp4", "image/jpeg": "jpg", "image/png": "png"}
CHUNK = 1 << 20


class FileQuerySet(models.QuerySet["File"]):
    def keep(self, path: Path, mime_type: str, **facts: int) -> File:
        """Move a finished file into the store under its hash and return its row; the same bytes are kept once.

        The bytes are on disk, and their folder is too, before the row is written.
        """
        sha256, size = digest(path)
        place = place_of(sha256, mime_type)
        if not (place.exists() and place.stat().st_size == size):
            move_durably(path, place)
        path.unlink(missing_ok=True)
        file, _ = self.get_or_create(sha256=sha256, defaults={"size": size, "mime_type": mime_type, **facts})
        return file


class File(models.Model):
    """Bytes that never change, known by their SHA-256; served by the noun that they belong to."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    mime_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = FileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.mime_type} {self.sha256[:12]}"

    @property
    def path(self) -> Path:
        return place_of(self.sha256, self.mime_type)


class Place(models.Model):
    """Where the database has been working, as one row: the mark in its data folder; see place.py."""

    key = models.CharField(max_length=1, unique=True, default="1", editable=False)
    current = models.CharField(max_length=16)
    previous = models.CharField(max_length=16)
    mark = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"the data folder marked {self.current}"

    @classmethod
    def turn(cls, found: str, drawn: str, mark: str) -> bool:
        """From the name that the mark has to the next one; False where a mark is found that it does not know."""
        known = models.Q(current=found) | models.Q(previous=found)
        return cls.objects.filter(known, mark=mark).update(current=drawn, previous=found) == 1

    @classmethod
    def move_in(cls, found: str, drawn: str, mark: str) -> None:
        cls.objects.update_or_create(defaults={"current": drawn, "previous": found, "mark": mark})


def place_of(sha256: str, mime_type: str) -> Path:
    return settings.MEDIA_ROOT / sha256[:2] / f"{sha256}.{EXTENSIONS.get(mime_type, 'bin')}"


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes, read in pieces."""
    found, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(CHUNK):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def move_durably(path: Path, place: Path) -> None:
    """Synced, renamed (copied when it comes from another disk), and its folder synced."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        path.rename(part)
    except OSError:
        copy(path, part)
    sync(part)
    part.rename(place)
    sync(place.parent)
    sync(place.parent.parent)


def copy(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while piece := reading.read(CHUNK):
            writing.write(piece)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
