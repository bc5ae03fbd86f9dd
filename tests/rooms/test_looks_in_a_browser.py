"""Looks chosen and names typed by keyboard, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset, refer
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from tests.ground.sessions import enter
from tests.takes.films import picked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(film: Project, eli: Person, tmp_path: Path) -> Asset:
    """Keeper in oilskin, of whom there are words, and in a nightshirt."""
    files = []
    for n, name in enumerate(("oilskin", "nightshirt")):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (1280, 720), (200 * n, 90, 60)).save(path)
        files.append(File.objects.keep(path, "image/png", width=1280, height=720))
    keeper = Asset.objects.add(film, "character", "Keeper", files[0], eli, "A man of sixty.")
    keeper.looks.get().write(name="oilskin")
    keeper.add_look("nightshirt", files[1], eli)
    return keeper


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, eli: Person) -> Page:
    """Eli, signed in."""
    enter(watched_page, live_server.url, eli)
    return watched_page


def test_a_scene_gets_its_look_by_keyboard_and_it_is_taken_back(
    page: Page, live_server: LiveServer, scene: Scene, keeper: Asset, eli: Person, axe: Callable[..., None]
) -> None:
    shot = Shot.objects.add(scene, prompt="He hums.")
    refer(shot, [keeper])
    picked(shot, eli)
    page.goto(f"{live_server.url}{scene.get_absolute_url()}")
    page.get_by_role("link", name="Looks of scene 1").press("Enter")
    expect(page.get_by_role("heading", name="Looks of scene 1")).to_be_visible()
    page.get_by_role("link", name="nightshirt").press("Enter")
    expect(page.get_by_text("1 pick out of date then")).to_be_visible()
    axe(page)
    expect(page.get_by_role("button", name="Wear it in scene 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts").get_by_text("Keeper wears nightshirt in scene 1.")).to_be_visible()
    expect(page.locator("[aria-current=true]", has_text="nightshirt")).to_be_visible()
    page.locator("#toasts").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("[aria-current=true]", has_text="oilskin")).to_be_visible()


def test_a_shot_takes_a_look_of_its_own_and_follows_its_scene_again(
    page: Page, live_server: LiveServer, scene: Scene, keeper: Asset
) -> None:
    shot = Shot.objects.add(scene, prompt="He hums.")
    page.goto(f"{live_server.url}{shot.get_absolute_url()}")
    follows, along = (
        page.get_by_role("checkbox", name="Keeper scene’s look: oilskin"),
        page.locator("#request"),
    )
    follows.press("Space")
    expect(along.get_by_text("Keeper / oilskin")).to_be_visible()
    page.get_by_text("A look of this shot’s own").press("Enter")
    own = page.get_by_role("checkbox", name="Keeper / nightshirt")
    own.press("Space")
    expect(along.get_by_text("Keeper / nightshirt")).to_be_visible()
    expect(follows).not_to_be_checked()
    expect(own).to_be_checked()
    follows.press("Space")
    expect(along.get_by_text("Keeper / oilskin")).to_be_visible()
    expect(follows).to_be_focused()
    expect(page.locator("#references :checked")).to_have_count(1)


def test_a_name_is_typed_and_what_it_brings_in_is_shown(
    page: Page, live_server: LiveServer, scene: Scene, keeper: Asset, axe: Callable[..., None]
) -> None:
    shot = Shot.objects.add(scene)
    page.goto(f"{live_server.url}{shot.get_absolute_url()}")
    prompt, words = page.get_by_label("Prompt", exact=True), page.get_by_label("The words that will be sent")
    prompt.press_sequentially("@Kepeer hums.")
    expect(page.locator("#findings-prompt")).to_contain_text("No asset is named @Kepeer. Is it @Keeper?")
    expect(words).to_have_text("@Kepeer hums.")
    page.get_by_role("button", name="Write the nearest name").press("Enter")
    expect(prompt).to_have_value("@Keeper hums.")
    expect(words).to_have_text("Keeper (A man of sixty) hums.")
    expect(page.locator("#request").get_by_text("Keeper / oilskin")).to_be_visible()
    axe(page)
    shot.refresh_from_db()
    assert shot.prompt == "@Keeper hums."
