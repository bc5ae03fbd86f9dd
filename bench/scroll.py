"""The board of 1,000 shots, scrolled through whole in Chromium: the longest task of the main thread.

The film is that of `board.py`, with a picture on each shot that has a take. A trace of the browser says what ran: held
is the processor's time of a task, since the server works on the same cores; its time by the clock is told beside it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LONGEST = 100  # ms
STEP, WAIT = 600, 200  # pixels of one turn of the wheel, and ms until the next one
SIZES, SHOTS = ("large", "medium", "small"), 1000
WHAT = "devtools.timeline,disabled-by-default-devtools.timeline"
SIGNED_IN = "document.querySelector('[data-tile]')"


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        film = prepare()
        from tests.ground.live import Live

        with Live(Path(folder)) as server:
            return scroll(server.url, film)


def prepare() -> int:
    from bench import board

    board.begin()
    film, _ = board.plan()
    picture(Path(os.environ["STORYBOARD_DATA"]) / "poster.jpg")
    from django.db import connections

    connections.close_all()
    return int(film.pk)


def picture(path: Path) -> None:
    """One picture for all takes: each panel decodes it, as it would its own."""
    from PIL import Image

    from storyboard.files.models import File
    from storyboard.takes.models import Take

    Image.effect_noise((640, 360), 80).convert("RGB").save(path, quality=80)
    file = File.objects.keep(path, "image/jpeg", width=640, height=360)
    Take.objects.update(poster=file, strip=file)


def scroll(url: str, film: int) -> str | None:
    from playwright.sync_api import sync_playwright

    from scripts.browser import FLAGS, system_chromium

    with sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/accounts/login/")
        page.get_by_label("Email").fill("dana@example.com")
        page.get_by_label("Password").fill("a keeper's lamp")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{url}/")
        missed = [through(browser, page, f"{url}/projects/{film}", size) for size in SIZES]
        browser.close()
    return "a bar was missed" if any(missed) else None


def through(browser: Any, page: Any, address: str, size: str) -> bool:
    page.goto(f"{address}?size={size}")
    page.wait_for_function(SIGNED_IN)
    page.wait_for_timeout(1500)
    browser.start_tracing(page=page, categories=WHAT.split(","))
    page.mouse.move(700, 500)
    while not page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2"):
        page.mouse.wheel(0, STEP)
        page.wait_for_timeout(WAIT)
    tasks = tasks_of(json.loads(browser.stop_tracing())["traceEvents"])
    longest, by_clock = tasks[0][0] / 1000, max(clock for _, clock in tasks) / 1000
    over, shown = sum(task > 50_000 for task, _ in tasks), page.locator("article.panel").count()
    for scene in page.locator("section.scene").all():  # what was flown over comes where one stops
        scene.evaluate("(scene) => scene.scrollIntoView({ block: 'center' })")
        page.wait_for_function("(scene) => !scene.querySelector('.frame')", arg=scene.element_handle())
    print(
        f"{size}: longest task {longest:.0f} ms ({longest / LONGEST:.2f} of {LONGEST} ms; {by_clock:.0f} ms by the "
        f"clock), {over} over 50 ms, {shown} of {SHOTS} panels came on the way, all where one stops"
    )
    return longest > LONGEST or page.locator("article.panel").count() < SHOTS


def tasks_of(events: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Microseconds of each task of the page's main thread, of its own work and by the clock, most work first."""
    named = [each for each in events if each.get("name") == "thread_name"]
    mains = {(each["pid"], each["tid"]) for each in named if each["args"]["name"] == "CrRendererMain"}
    busy: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for each in events:
        place = (each.get("pid", 0), each.get("tid", 0))
        if each.get("name") == "RunTask" and "dur" in each and place in mains:
            busy.setdefault(place, []).append((each.get("tdur", each["dur"]), each["dur"]))
    return sorted(max(busy.values(), key=lambda tasks: sum(work for work, _ in tasks)), reverse=True)


if __name__ == "__main__":
    sys.exit(main())
