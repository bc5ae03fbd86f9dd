"""Pictures for the README, made from the running product with its sample project: docs/board.png, docs/shot.png."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import FLAGS, system_chromium  # noqa: E402

EMAIL, PASSWORD = "dana@example.com", "a lamp in the window"
PAGES = {"board": "/projects/1", "shot": "/shots/4"}
PATIENCE = 90


@contextmanager
def product(also=""):
    """The product with its sample project and what a program makes, on a free port and a data folder of its own."""
    with tempfile.TemporaryDirectory() as data, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        env = os.environ | {"STORYBOARD_DATA": data, "PORT": str(port), "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        for command in (
            ["migrate", "-v0"],
            ["createsuperuser", "--noinput", "--email", EMAIL, "--name", "Dana Reyes"],
            ["sample"],
            *([["shell", "-v0", "-c", also]] if also else []),
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
        serving = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.terminate()
            serving.wait(PATIENCE)


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The product did not start.")


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Open the sample project").wait_for()


def main() -> None:
    with product() as url, sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
        sign_in(page, url)
        for name, place in PAGES.items():
            page.goto(url + place, wait_until="networkidle")
            page.screenshot(path=ROOT / "docs" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
