"""Save frame in a real browser: what is shown is what is kept."""

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.media import make

PASSWORD = "a lamp in the window"
FRAMES = 48
A_TAKE = """
from pathlib import Path
from storyboard.accounts.models import Installation
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={password!r})
scene = Scene.objects.add(Project.objects.begin("Keeper", by=dana), slug="INT. LAMP ROOM - NIGHT")
shot = Shot.objects.add(scene, prompt="He lights the lamp.")
Take.upload(shot, File.objects.keep(Path({clip!r}), "video/mp4"), by=dana)
Take.objects.update(frames={frames})
"""


def test_the_frame_that_is_shown_is_the_one_that_is_saved(
    live: Callable[..., Any], watched_page: Page, axe: Callable[..., None], tmp_path: Path
):
    clip = make.clip(tmp_path / "numbered.mp4", range(FRAMES))
    page = watched_page
    with live() as server:
        server.do(A_TAKE.format(password=PASSWORD, clip=str(clip), frames=FRAMES))
        server.enter(page, "dana@example.com")
        page.goto(f"{server.url}/shots/1")
        page.wait_for_function("() => document.querySelector('video').readyState >= 2")
        for key in ("Shift+ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
        expect(page.get_by_role("slider", name="Frame")).to_have_value("14")
        page.keyboard.press("Shift+S")
        toast = page.locator(".toast")
        expect(toast).to_contain_text("1-010 take 1, frame 14 is saved.")
        page.get_by_role("button", name="Save frame").press("Enter")
        expect(toast).to_contain_text("1-010 take 1, frame 14 was saved before.")
        expect(page.get_by_role("button", name="Save frame")).to_be_focused()
        expect(toast).to_have_count(1)
        axe(page)
        toast.get_by_role("link", name="Open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("1-010 take 1, frame 14")
        address = page.locator(".look > .picture").get_attribute("href")
        kept = page.request.get(f"{server.url}{address}")
        assert make.number_in(Image.open(io.BytesIO(kept.body()))) == 14


def test_guides_are_never_burned_into_what_is_saved_or_downloaded(
    live: Callable[..., Any], watched_page: Page, tmp_path: Path
):
    clip = make.clip(tmp_path / "numbered.mp4", range(FRAMES))
    drawn = clip.read_bytes()
    page = watched_page
    with live() as server:
        server.do(A_TAKE.format(password=PASSWORD, clip=str(clip), frames=FRAMES))
        server.enter(page, "dana@example.com")
        page.goto(f"{server.url}/shots/1")
        page.wait_for_function("() => document.querySelector('video').readyState >= 2")
        page.get_by_label("Guides").click()
        page.get_by_label("2.00").check(force=True)
        page.get_by_label("Title safe").check()
        expect(page.locator("film-player frame-guides .line")).to_have_count(2)
        page.keyboard.press("Escape")
        page.locator("film-player").focus()
        page.keyboard.press("Shift+ArrowRight")
        expect(page.get_by_role("slider", name="Frame")).to_have_value("12")
        page.keyboard.press("Shift+S")
        page.locator(".toast").get_by_role("link", name="Open").click()
        address = page.locator(".look > .picture").get_attribute("href")
        kept = Image.open(io.BytesIO(page.request.get(f"{server.url}{address}").body())).convert("RGB")
        original = page.request.get(f"{server.url}/takes/1/download").body()
        with av.open(io.BytesIO(original)) as opened:
            frame = next(islice(opened.decode(video=0), 12, None)).to_image()
        assert ImageChops.difference(kept, frame).getbbox() is None
        assert original == drawn
