"""A backup: one tar file with the database as of one moment, the files it names and the raw answers of that moment."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.timezone import now

from storyboard.files.models import place_of, sync

DATABASE, MEDIA, ANSWERS, CONTENTS = "storyboard.sqlite3", "media", "answers", "contents.json"
SCHEMA = 1
SPARE_BYTES = 50_000_000
ROW_BYTES = 1024  # what a member takes beside its bytes


class CannotBackUp(Exception):
    """A sentence for people."""


class Backup:
    """What `manage.py backup FILE` writes; `missing` and `damaged` name what the store could not give."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.held: dict[str, dict[str, int | str]] = {}
        self.missing: list[str] = []
        self.damaged: list[str] = []

    def write(self) -> None:
        """Written beside its name and renamed when it is whole; secret key, uploads and locks stay out of it."""
        if self.target.exists():
            raise CannotBackUp(f"{self.target} is there already; nothing is written over it.")
        if not database().exists():
            raise CannotBackUp(f"There is no database at {database()}, so there is nothing to back up.")
        with TemporaryDirectory(dir=settings.UPLOADS, prefix="backup-") as side, whole(self.target) as part:
            self.freeze(Path(side))
            self.check_room(Path(side))
            with tarfile.open(fileobj=part, mode="w") as tar:
                self.pack(tar, Path(side))

    def freeze(self, side: Path) -> None:
        """The database and the answers of one moment: while nobody writes no answer is settled and taken away."""
        with closing(sqlite3.connect(database(), isolation_level=None)) as reader:
            with transaction.atomic():
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
                link_all(settings.ANSWERS, side / ANSWERS)
            with closing(sqlite3.connect(side / DATABASE)) as copy:
                reader.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                forget_sessions(copy)
                self.media = list(media_of(copy))

    def check_room(self, side: Path) -> None:
        answers = [path.stat().st_size + ROW_BYTES for path in files_in(side)]
        wanted = sum(answers) + sum(size + ROW_BYTES for _, size in self.media) + SPARE_BYTES
        free = shutil.disk_usage(self.target.parent).free
        if wanted > free:
            raise CannotBackUp(
                f"The backup takes up to {told_size(wanted)}, and {self.target.parent} "
                f"has room for {told_size(free)}."
            )

    def pack(self, tar: tarfile.TarFile, side: Path) -> None:
        self.add(tar, DATABASE, side / DATABASE)
        for name, _ in self.media:
            self.add_media(tar, name)
        for path in files_in(side / ANSWERS):
            self.add(tar, path.relative_to(side).as_posix(), path)
        contents = {"schema": SCHEMA, "made_at": now().isoformat(), "members": self.held}
        told = json.dumps(contents, indent=1).encode()
        tar.addfile(header(CONTENTS, len(told)), io.BytesIO(told))

    def add_media(self, tar: tarfile.TarFile, name: str) -> None:
        try:
            digest = self.add(tar, name, settings.MEDIA_ROOT / Path(name).relative_to(MEDIA))
        except FileNotFoundError:
            self.missing.append(name)
        else:
            if digest != Path(name).stem:
                self.damaged.append(name)

    def add(self, tar: tarfile.TarFile, name: str, path: Path) -> str:
        """One member, hashed as it goes by; an answer that still grows is taken as long as it is now."""
        with path.open("rb") as file:
            size, reading = os.fstat(file.fileno()).st_size, Hashing(file)
            tar.addfile(header(name, size), reading)
        self.held[name] = {"size": size, "sha256": reading.found.hexdigest()}
        return reading.found.hexdigest()

    @property
    def words(self) -> str:
        """What it holds and how large it is, in one line."""
        holds = f"the database, {self.count(MEDIA)} clips and pictures, {self.count(ANSWERS)} files of raw answers"
        said = f"{self.target} holds {holds}: {told_size(self.target.stat().st_size)}."
        if self.missing:
            said += f" {len(self.missing)} clips or pictures are NOT in it: they are missing from the store."
        if self.damaged:
            said += f" {len(self.damaged)} clips or pictures are in it as they are: DAMAGED in the store."
        return said

    def count(self, folder: str) -> int:
        return sum(name.startswith(f"{folder}/") for name in self.held)


class Hashing:
    """A file that is hashed while somebody reads it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.found = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.found.update(piece)
        return piece


def database() -> Path:
    """The SQLite file that this installation works on; asking for it makes none."""
    return Path(connection.settings_dict["NAME"])


def forget_sessions(copy: sqlite3.Connection) -> None:
    """Whoever holds a backup is signed in nowhere; the bytes are overwritten, not only their rows forgotten."""
    copy.execute("PRAGMA secure_delete=ON")
    copy.execute("DELETE FROM django_session")
    copy.commit()


def media_of(copy: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Name in the backup and size of each file that the database names."""
    for sha256, mime_type, size in copy.execute("SELECT sha256, mime_type, size FROM files_file ORDER BY id"):
        yield name_of(sha256, mime_type), size


def name_of(sha256: str, mime_type: str) -> str:
    return f"{MEDIA}/{place_of(sha256, mime_type).relative_to(settings.MEDIA_ROOT)}"


def link_all(folder: Path, into: Path) -> None:
    """A second name for each file, which stays when the first goes; where one went or was renamed, all again."""
    while True:
        with suppress(FileNotFoundError):
            for path in [path for path in folder.rglob("*") if not path.is_dir()]:
                link = into / path.relative_to(folder)
                link.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileExistsError):
                    link.hardlink_to(path)
            return


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def header(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(now().timestamp()), 0o600
    return info


@contextmanager
def whole(target: Path) -> Iterator[BinaryIO]:
    """A `.part` that only its owner may read: synced and renamed at the end, removed if something goes wrong."""
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
        sync(part)
        part.rename(target)
        sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def told_size(size: int) -> str:
    return filesizeformat(size).replace("\xa0", " ")
