"""From a backup to a data folder: unpacked aside and checked whole, its database put in place last.

Until then the folder holds no database, so it is nobody's data folder; killed at any point, restore is run again.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count
from django.utils.timezone import now

from storyboard.files import place
from storyboard.files.models import CHUNK, File, move_durably
from storyboard.logs import harmless
from storyboard.takes import alive
from storyboard.takes.backup import (
    ANSWERS,
    CONTENTS,
    DATABASE,
    MEDIA,
    SCHEMA,
    SPARE_BYTES,
    Hashing,
    database,
    files_in,
    name_of,
    told_size,
)
from storyboard.takes.models import Generation, Status

KNOWN = re.compile(
    rf"{re.escape(DATABASE)}|{re.escape(CONTENTS)}"
    rf"|{MEDIA}/[0-9a-f]{{2}}/[0-9a-f]{{64}}\.[a-z0-9]+"
    rf"|{ANSWERS}/[0-9a-f-]{{36}}(/[\w-][\w.-]*){{1,3}}"
)
PLAIN = re.compile(r"CREATE (UNIQUE )?(TABLE|INDEX) ")
BESIDE = ("", "-wal", "-journal")  # a log without its database would be played into the restored one


class CannotRestore(Exception):
    """A sentence for people."""


@dataclass(frozen=True)
class Restored:
    """What is there now: how many files, and what of it wants a person's eye."""

    files: int
    missing: int
    damaged: int
    on_hold: dict[str, int]  # paid generations, by film
    in_flight: int


class Restore:
    """What `manage.py restore FILE` does, in `run()`."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.found: dict[str, dict[str, int | str]] = {}

    def run(self) -> Restored:
        self.check_free()
        self.check_room()
        with TemporaryDirectory(dir=settings.UPLOADS, prefix="restoring-") as name:
            side = Path(name)
            self.unpack(side)
            self.check_contents(side)
            self.check_schema(side / DATABASE)
            self.check_age(side / DATABASE)
            restored = self.prepare(side / DATABASE)
            self.check_free()
            put_in_place(side)
        with place.moved_in():
            return restored

    def check_free(self) -> None:
        there = [path for end in BESIDE if (path := Path(f"{database()}{end}")).exists()]
        if there:
            raise CannotRestore(
                f"{there[0]} is there already, and nothing is restored over it. "
                "Name an empty folder in STORYBOARD_DATA, or move this one away."
            )
        if alive.anybody():
            raise CannotRestore(f"Storyboard is running on {settings.DATA}. Stop it first.")

    def check_room(self) -> None:
        size, free = self.source.stat().st_size, shutil.disk_usage(settings.DATA).free
        if size + SPARE_BYTES > free:
            raise CannotRestore(
                f"{self.source} holds {told_size(size)}, and {settings.DATA} has room for {told_size(free)}."
            )

    def unpack(self, side: Path) -> None:
        try:
            with tarfile.open(self.source, "r:") as tar:
                for member in tar:
                    self.take(tar, member, side)
        except tarfile.TarError as trouble:
            raise CannotRestore(f"{self.source} is no backup, or breaks off ({trouble}).") from trouble

    def take(self, tar: tarfile.TarFile, member: tarfile.TarInfo, side: Path) -> None:
        """Plain files under the names that a backup gives, each once: no link, no way out of the folder."""
        plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
        reading = tar.extractfile(member) if plain and KNOWN.fullmatch(member.name) else None
        if reading is None or member.name in self.found:
            raise CannotRestore(f"{self.source} holds {member.name!r}, which no backup does.")
        path = side / member.name
        path.parent.mkdir(parents=True, exist_ok=True)
        hashing = Hashing(reading)
        with path.open("xb") as writing:
            shutil.copyfileobj(hashing, writing, CHUNK)
        self.found[member.name] = {"size": member.size, "sha256": hashing.found.hexdigest()}

    def check_contents(self, side: Path) -> None:
        """The list of contents comes last: what has none is not whole."""
        if self.found.pop(CONTENTS, None) is None:
            raise CannotRestore(f"{self.source} breaks off: its end with the list of contents is missing.")
        try:
            told = json.loads((side / CONTENTS).read_bytes())
            schema, members = told["schema"], dict(told["members"])
        except (ValueError, KeyError, TypeError, RecursionError) as trouble:
            raise CannotRestore(f"{self.source}: its list of contents cannot be read.") from trouble
        if schema != SCHEMA:
            raise CannotRestore(f"{self.source} is of another kind ({schema!r}) than this Storyboard reads.")
        wrong = [name for name in {*members, *self.found} if members.get(name) != self.found.get(name)]
        if wrong or DATABASE not in members:
            raise CannotRestore(
                f"{self.source} is damaged: {min(wrong, default=DATABASE)} is not what was backed up."
            )

    def check_schema(self, copy: Path) -> None:
        """Triggers, views and virtual tables act by themselves when a row is touched; no migration makes any."""
        try:
            with closing(sqlite3.connect(copy)) as reader:
                made = list(reader.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        except sqlite3.Error as trouble:
            raise CannotRestore(f"{self.source}: its database cannot be read ({trouble}).") from trouble
        odd = [harmless(str(name)) for name, sql in made if not PLAIN.match(str(sql))]
        if odd:
            raise CannotRestore(
                f"{self.source}: its database would run something of its own ({', '.join(odd)}), "
                "which no Storyboard puts there."
            )

    def check_age(self, copy: Path) -> None:
        """Django takes a database from the future without a word."""
        ours = {app.label for app in apps.get_app_configs() if app.name.startswith("storyboard.")}
        try:
            with closing(sqlite3.connect(copy)) as reader:
                applied = set(reader.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.Error as trouble:
            raise CannotRestore(f"{self.source}: its database cannot be read ({trouble}).") from trouble
        unknown = {(app, name) for app, name in applied if app in ours} - set(
            MigrationLoader(None).disk_migrations
        )
        if unknown:
            raise CannotRestore(f"{self.source} was made by a newer Storyboard. Restore it with that one.")

    def prepare(self, copy: Path) -> Restored:
        """The database as it will be: of this version, and what may have been sent since is on hold."""
        with working_on(copy):
            call_command("migrate", interactive=False, verbosity=0)
            Generation.objects.put_on_hold()
            carried = Generation.objects.active().exclude(worker="")
            carried.update(lease_until=now())  # by nobody here: the worker looks after them at once
            named = {name_of(*row) for row in File.objects.values_list("sha256", "mime_type")}
            held = Generation.objects.active().filter(on_hold=True).order_by()
            return Restored(
                files=len(self.found),
                missing=len(named - set(self.found)),
                damaged=sum(is_damaged(name, str(told["sha256"])) for name, told in self.found.items()),
                on_hold=dict(held.values_list("shot__scene__project__title").annotate(Count("pk"))),
                in_flight=Generation.objects.filter(status=Status.SENDING).count(),
            )


def is_damaged(name: str, sha256: str) -> bool:
    return name.startswith(f"{MEDIA}/") and Path(name).stem != sha256


@contextmanager
def working_on(copy: Path) -> Iterator[None]:
    """Django's models on another database file; closed, it is one file again."""
    connection.close()
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], str(copy)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def put_in_place(side: Path) -> None:
    """Clips and answers first, the database last: with it the folder is a data folder."""
    for folder, into in ((side / MEDIA, settings.MEDIA_ROOT), (side / ANSWERS, settings.ANSWERS)):
        for path in files_in(folder):
            move_durably(path, into / path.relative_to(folder))
    move_durably(side / DATABASE, database())
