import asyncio
from typing import Any

from django.core.management.base import BaseCommand

from storyboard.takes.engine import Engine, work


class Command(BaseCommand):
    help = "Sends what is queued and brings the takes home. Ctrl-C waits for calls in flight, twice gives them up."

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self.work())

    async def work(self) -> None:
        await work(Engine())
