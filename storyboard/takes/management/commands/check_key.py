import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from storyboard import veo


class Command(BaseCommand):
    help = "Asks the API whether the key is good; spends nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.AZERION_API_KEY:
            raise CommandError("AZERION_API_KEY: not set, so the sandbox is used.")
        client = veo.Client(settings.AZERION_BASE_URL, settings.AZERION_API_KEY, model=settings.VEO_MODEL)
        found = asyncio.run(client.check_key())
        if not found.ok:
            raise CommandError(found.message)
        self.stdout.write(self.style.SUCCESS(found.message))
