import asyncio
import signal
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from storyboard.sandbox import Endpoint, server


class Command(BaseCommand):
    help = "Plays the Veo endpoint over HTTP on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8400)
        parser.add_argument("--latency", type=float, default=0.0, help="seconds that each call takes longer")
        parser.add_argument("--canned", action="store_true", help="answer with ready clips, for load tests")
        parser.add_argument(
            "--extension",
            choices=("whole", "tail"),
            default="whole",
            help="answer an extension with the whole clip, or with its new seconds alone",
        )

    def handle(
        self, *args: Any, port: int, latency: float, canned: bool, extension: str, **options: Any
    ) -> None:
        endpoint = Endpoint(latency=latency, canned=canned, model=settings.VEO_MODEL, extension=extension)
        asyncio.run(self.serve(endpoint, port))
        self.stdout.write("The sandbox has stopped.")

    async def serve(self, endpoint: Endpoint, port: int) -> None:
        """Until Ctrl-C or SIGTERM; both leave no process, file or semaphore behind."""
        serving = asyncio.ensure_future(server.run(endpoint, port=port, ready=self.say_where))
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, serving.cancel)
        with suppress(asyncio.CancelledError):
            await serving

    def say_where(self, port: int) -> None:
        self.stdout.write(f"The sandbox answers at http://127.0.0.1:{port}/v1")
        self.stdout.flush()
