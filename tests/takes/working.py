"""A worker that runs inside the test against a real endpoint over HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any

from storyboard.sandbox import Endpoint, server
from storyboard.takes.engine import Clocks, Engine
from storyboard.takes.models import Generation, Take

PATIENCE = 180  # seconds; a busy machine is no defect


async def run(endpoint: Endpoint, until: Callable[[], bool], settings: Any) -> None:
    running = await server.serve(endpoint)
    settings.AZERION_BASE_URL = f"http://127.0.0.1:{running.port}/v1"
    engine = Engine(clocks=Clocks(idle=0.02))
    working = asyncio.create_task(engine.run())
    try:
        async with asyncio.timeout(PATIENCE):
            await engine.db(adopt_route, settings.AZERION_BASE_URL)
            while not await engine.db(until):
                await asyncio.sleep(0.02)
    finally:
        engine.stop()
        await working
        running.close()


def adopt_route(url: str) -> None:
    """The port is only known now: what was recorded for the paid route goes there."""
    Generation.objects.exclude(route="sandbox").update(route=url)


def nothing_left() -> bool:
    return not Generation.objects.active().exists() and not Take.objects.underived().exists()
