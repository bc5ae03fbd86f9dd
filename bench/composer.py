"""A change in the composer, in Chromium on a film of 1,000 shots: how long until price and rules say what it means.

From the event of the hand to the words on the page, through the saving: the middle one of 20 changes by list, each made
when the page has come to rest after the one before.
"""

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

TURNS, LONGEST = 20, 100  # ms
QUIET = 500  # ms between two changes of a hand that reads
# Chooses a duration and waits until what would be sent says so.
CHANGE = """(value) => new Promise((done) => {
    const field = document.querySelector("[name=duration]"), begun = performance.now();
    const says = () => document.querySelector("#generate > p").textContent.includes(`× ${value} s`);
    const watch = new MutationObserver(() => { if (says()) { watch.disconnect(); done(performance.now() - begun); } });
    watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
})"""


def main() -> str | None:
    with tempfile.TemporaryDirectory(prefix="storyboard-bench-") as folder:
        os.environ |= {"STORYBOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "storyboard.settings"}
        from bench.weight import prepare

        _, shot = prepare()
        from tests.ground.live import Live

        with Live(Path(folder)) as server:
            return change(server, shot)


def change(server: Any, shot: int) -> str | None:
    from playwright.sync_api import sync_playwright

    from scripts.browser import FLAGS, system_chromium

    with sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        server.enter(page, "dana@example.com")
        page.goto(f"{server.url}/shots/{shot}", wait_until="load")
        took = [turn(page, value) for _ in range(TURNS // 2) for value in ("4", "6")]
        browser.close()
    middle = statistics.median(took)
    print(
        f"price and rules after a change: {middle:.0f} ms ({middle / LONGEST:.2f} of {LONGEST} ms), "
        f"at most {max(took):.0f} ms"
    )
    return "a bar was missed" if middle > LONGEST else None


def turn(page: Any, value: str) -> float:
    """One change, and what the page asks for after it."""
    with page.expect_response(lambda answer: "freshness" in answer.request.headers.get("hx-target", "")):
        took: float = page.evaluate(CHANGE, value)
    page.wait_for_timeout(QUIET)
    return took


if __name__ == "__main__":
    sys.exit(main())
