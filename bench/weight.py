"""What the rooms weigh in Chromium: bytes of script and style over the wire, compressed, with an empty cache."""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

MOST = 90_000  # bytes
ROOMS = {
    "board": "/projects/{film}",
    "shot page": "/shots/{shot}",
    "shot list": "/projects/{film}/shot-list",
    "gallery": "/projects/{film}/gallery",
    "screening": "/projects/{film}/screening",
    "joins": "/projects/{film}/joins",
    "queue": "/projects/{film}/queue",
    "assets": "/projects/{film}/assets",
    "compare": "/projects/{film}/compare?take=1&take=2",
    "continuity": "/projects/{film}/continuity",
    "cut versions": "/projects/{film}/cut-versions",
    "many": "/projects/{film}/generate?what=missing",
    "ledger": "/projects/{film}/ledger",
}


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        film, shot = prepare()
        from tests.ground.live import Live

        with Live(Path(folder)) as server:
            return weigh(server, film=film, shot=shot)


def prepare() -> tuple[int, int]:
    from django.db import connections
    from django.utils.timezone import now

    from bench import board

    board.begin()
    from storyboard.takes.models import Take
    from tests.takes.films import a_file

    film, _ = board.plan()
    shot = film.scenes.first().shots.first()
    here = a_file()  # a worker finds nothing to fetch or to measure
    Take.objects.filter(original=None).update(original=here, derived_at=now())
    connections.close_all()
    return film.pk, shot.pk


def weigh(server: Any, **keys: int) -> str | None:
    from playwright.sync_api import sync_playwright

    from scripts.browser import FLAGS, system_chromium

    with sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        missed = [
            say(browser, server, name, server.url + path.format(**keys)) for name, path in ROOMS.items()
        ]
        browser.close()
    return "a bar was missed" if any(missed) else None


def say(browser: Any, server: Any, name: str, url: str) -> bool:
    context = browser.new_context()
    page = context.new_page()
    server.enter(page, "dana@example.com")
    weights: list[int] = []
    page.on("requestfinished", lambda request: weights.append(weight_of(request)))
    page.goto(url, wait_until="load")  # modules are fetched before it
    page.wait_for_function("[...document.styleSheets].length && document.fonts.status === 'loaded'")
    context.close()
    print(f"{name}: {sum(weights) / 1000:.1f} kB ({sum(weights) / MOST:.2f} of {MOST / 1000:.0f} kB)")
    return sum(weights) > MOST


def weight_of(request: Any) -> int:
    """Of a script or sheet, as sent; 0 for everything else."""
    is_ours = re.search(r"\.(js|css)(\?|$)", request.url)
    return int(request.sizes()["responseBodySize"]) if is_ours else 0


if __name__ == "__main__":
    sys.exit(main())
