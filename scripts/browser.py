"""Finds the Chromium that the tests drive, installs one where there is none, and sees that it plays H.264."""

import base64
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
SHELL = "chromium-headless-shell"  # the same pages for a third of the processor's time: it draws no window
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
PLAYS = """clip => new Promise(answer => {
    const video = document.createElement("video")
    video.onloadeddata = () => answer(true)
    video.onerror = () => answer(false)
    video.src = clip
})"""


def find_chromium() -> str | None:
    """The path of a Chromium that starts: the system's, else playwright's own."""
    if path := system_chromium():
        return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if starts(own) else None


def system_chromium() -> str | None:
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next(filter(starts, found), None)


def starts(path: str) -> bool:
    """Whether this is a browser that runs; Ubuntu's chromium-browser may be a mere signpost to a snap."""
    if not Path(path).exists():
        return False
    return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0


def install_chromium() -> None:
    """By apt as root, which brings the codecs; else, or where apt has none, playwright's own."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], check=False)
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends"]
        for package in (SHELL, "chromium"):
            if subprocess.run([*install, package], check=False).returncode == 0 and find_chromium():
                return
    with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"], check=False)


def clip() -> str:
    """A tiny H.264 MP4 as a data address."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=24, width=64, height=64, pix_fmt="yuv420p")
        for _ in range(3):
            out.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        out.mux(stream.encode(None))
    return "data:video/mp4;base64," + base64.b64encode(file.getvalue()).decode()


def plays_h264(path: str) -> bool:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            return bool(browser.new_page().evaluate(PLAYS, clip()))
        finally:
            browser.close()


def main() -> str | None:
    """The sentence that stops the tests, or nothing."""
    if not find_chromium():
        install_chromium()
    path = find_chromium()
    if not path:
        return "Storyboard: there is no Chromium here and none could be installed: apt-get install chromium"
    if not plays_h264(path):
        return f"Storyboard: {path} does not play H.264, which every take is: apt-get install chromium"
    return None


if __name__ == "__main__":
    sys.exit(main())
