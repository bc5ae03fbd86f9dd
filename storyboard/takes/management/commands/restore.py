from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storyboard.logs import harmless
from storyboard.takes.restoring import CannotRestore, Restore, Restored


class Command(BaseCommand):
    help = "Makes the empty folder STORYBOARD_DATA what a backup holds; what may have been sent since is on hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` wrote")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            restored = Restore(file).run()
        except CannotRestore as trouble:
            raise CommandError(f"{trouble} Nothing was restored.") from trouble
        except OSError as trouble:
            raise CommandError(f"Nothing was restored: {trouble}.") from trouble
        self.stdout.write(self.style.SUCCESS(f"{file} is restored to {settings.DATA}."))
        for line in lines(restored):
            self.stdout.write(line)


def lines(restored: Restored) -> list[str]:
    """What wants a person's eye, a line each."""
    held = ", ".join(f"{harmless(title)} ({count})" for title, count in restored.on_hold.items())
    said = (
        (
            restored.on_hold,
            f"On hold, because they may have been sent since: {held}. Let each of these paid generations go, "
            "or cancel it, under Queue in its project; until then none of them is sent.",
        ),
        (
            restored.in_flight,
            f"Calls under way when the backup was made: {restored.in_flight}. The worker calls them Lost, unless their "
            "answer is here; nothing is sent again by itself.",
        ),
        (restored.missing, f"Clips or pictures that the backup had to do without: {restored.missing}."),
        (
            restored.damaged,
            f"Clips or pictures that were damaged when they were backed up: {restored.damaged}.",
        ),
    )
    return [line for wanted, line in said if wanted]
