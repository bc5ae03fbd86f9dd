"""The continuity page in a real browser: it prints with all its pictures."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

PASSWORD = "a lamp in the window"
A_LONG_FILM = f"""
from pathlib import Path
from django.conf import settings
from PIL import Image
from storyboard.accounts.models import Installation
from storyboard.assets.models import Asset
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
film = Project.objects.begin("Keeper", by=dana)
settings.UPLOADS.mkdir(parents=True, exist_ok=True)
def still(name, colour):
    path = settings.UPLOADS / name
    Image.new("RGB", (1280, 720), colour).save(path, "PNG")
    picture = File.objects.keep(path, "image/png", width=1280, height=720)
    return Asset.objects.add(film, "still", name, picture, dana).looks.get()
dawn, dusk = still("dawn", "salmon"), still("dusk", "navy")
for slug in ("EXT. PIER - DAWN", "EXT. PIER - DUSK"):
    scene = Scene.objects.add(film, slug=slug)
    for _ in range(40):
        shot = Shot.objects.add(scene, length=96)
        connect(shot, "opening", "still", still=dawn)
        connect(shot, "closing", "still", still=dusk)
"""
COUNTED = "[...document.images].filter((image) => image.complete && image.naturalWidth).length"


@pytest.fixture
def page(live: Callable[..., Any], watched_page: Page) -> Iterator[Page]:
    """Dana at the continuity of a film with 80 shots."""
    with live() as server:
        server.do(A_LONG_FILM)
        watched_page.set_default_timeout(60_000)
        server.enter(watched_page, "dana@example.com")
        watched_page.goto(f"{server.url}/projects/1/continuity")
        watched_page.get_by_role("heading", name="Continuity").wait_for()
        yield watched_page
        watched_page.close()  # it asks the server until then


def test_it_prints_once_all_its_pictures_are_there_and_shows_one_scene_alone(page, axe):
    axe(page)
    assert page.evaluate("document.images.length") == 160
    assert page.evaluate(COUNTED) < 160, "what is far down is left for later"
    there = page.evaluate(
        f"""() => new Promise((printed) => {{
            window.print = () => printed({COUNTED});
            document.querySelector("print-button button").click();
        }})"""
    )
    assert there == 160

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("navigation", name="Scenes").get_by_role("link", name="2", exact=True).click()
    page.get_by_role("link", name="2-010").wait_for()
    assert page.get_by_role("link", name="1-010").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
