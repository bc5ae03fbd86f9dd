import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storyboard.accounts.models import Installation
from storyboard.rooms.sample import open_sample
from storyboard.takes.engine import Engine
from storyboard.takes.models import Generation, Take, Worker


class Command(BaseCommand):
    help = "Makes the sample project for the owner, with takes from the sandbox."

    def handle(self, *args: Any, **options: Any) -> None:
        installation = Installation.objects.select_related("owner").first()
        if not installation:
            raise CommandError(
                "Nobody owns this installation yet: open it in a browser, or run createsuperuser."
            )
        project = open_sample(installation.owner)
        if not Worker.any_alive():
            asyncio.run(work_off(project.pk))
        self.stdout.write(self.style.SUCCESS(f"“{project}” is at {project.get_absolute_url()}"))


async def work_off(project: int) -> None:
    """No worker is running: one works here until the sample's takes are there."""
    engine = Engine()
    working = asyncio.create_task(engine.run())
    while not await engine.db(is_done, project):
        await asyncio.sleep(0.2)
    engine.stop()
    await working


def is_done(project: int) -> bool:
    of_project = {"shot__scene__project": project}
    return not (
        Generation.objects.active().filter(**of_project).exists()
        or Take.objects.underived().filter(**of_project).exists()
    )
