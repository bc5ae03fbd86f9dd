import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import DatabaseError

from storyboard.takes.backup import Backup, CannotBackUp

NAMED = 10


class Command(BaseCommand):
    help = "Writes the database, the clips and the raw answers into one tar file, while everything runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it: film.tar")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        backup = Backup(file)
        try:
            backup.write()
        except CannotBackUp as trouble:
            raise CommandError(str(trouble)) from trouble
        except (OSError, sqlite3.Error, DatabaseError) as trouble:
            raise CommandError(f"No backup was written: {trouble}.") from trouble
        for name in (backup.missing + backup.damaged)[:NAMED]:
            self.stderr.write(name)
        self.stdout.write(backup.words)
