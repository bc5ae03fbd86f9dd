"""How a shot begins from the one before it, chosen on the board: by mouse, by keyboard, by touch."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset
from storyboard.continuity.models import Link, connect
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from tests.ground.sessions import enter
from tests.ground.watch import Watch

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[..., None]
CUT = "1-020 is a plain cut from 1-010"
LAST = "1-020 opens on the last frame of 1-010, waits for 1-010’s pick"


@pytest.fixture
def after(shot: Shot) -> Shot:
    return Shot.objects.add(shot.scene, action="A mast.")


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, dana: Person, shot: Shot, after: Shot) -> Page:
    """Dana at the board with two shots."""
    return at_the_board(watched_page, live_server, dana, shot.project)


def at_the_board(page: Page, live_server: LiveServer, who: Person, film: Project) -> Page:
    enter(page, live_server.url, who)
    page.goto(f"{live_server.url}{film.get_absolute_url()}")
    return page


def joint(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def menu(page: Page) -> Locator:
    return page.get_by_role("dialog", name="How 1-020 begins")


def cell(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell").filter(has=page.get_by_role("article", name=name))


def links() -> list[str]:
    return [f"{link.shot} {link.end}: {link}" for link in Link.objects.order_by("pk")]


def test_a_plain_cut_shows_under_the_mouse_and_becomes_a_link_by_one_click(page: Page, axe: Axe) -> None:
    gap = page.get_by_role("article", name="1-020").locator(".gap")
    add = page.get_by_role("button", name="Add a shot before 1-020")
    expect(joint(page, CUT)).to_have_css("opacity", "0")
    gap.hover()
    expect(joint(page, CUT)).to_have_css("opacity", "1")
    expect(add).to_have_css("opacity", "1")
    boxes = [joint(page, CUT).bounding_box(), add.bounding_box()]
    assert all(box and box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    joint(page, CUT).click()
    expect(menu(page)).to_be_visible()
    axe(page)
    menu(page).get_by_role("button", name="Last frame").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(cell(page, "1-020")).to_be_focused()
    expect(joint(page, LAST)).to_have_css("opacity", "1")
    expect(page.get_by_text("1-020 opens on the last frame of 1-010.")).to_be_visible()
    assert links() == ["1-020 opening: last frame of 1-010"]
    page.get_by_role("button", name="Undo").click()
    expect(joint(page, CUT)).to_have_count(1)
    expect(cell(page, "1-020")).to_be_focused()
    assert links() == []
    axe(page)


def test_the_key_opens_the_menu_of_the_shot_in_focus_and_esc_goes_back(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("How the shot in focus begins")
    page.keyboard.press("Escape")
    link = page.get_by_role("article", name="1-020").get_by_role("link", name="1-020", exact=True)
    link.focus()
    page.keyboard.press("b")
    expect(menu(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu(page)).to_have_count(0)
    joint(page, CUT).focus()
    expect(joint(page, CUT)).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    menu(page).get_by_role("button", name="Extend").press("Enter")
    expect(page.get_by_text("1-020 extends 1-010.")).to_be_visible()
    assert links() == ["1-020 opening: extend 1-010"]


def test_after_a_chain_by_key_the_arrows_go_on_from_the_shot(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "1-020")).to_be_focused()
    page.keyboard.press("b")
    menu(page).get_by_role("button", name="Last frame").press("Enter")
    expect(joint(page, LAST)).to_be_visible()
    expect(cell(page, "1-020")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "1-010")).to_be_focused()


def test_a_bridging_shot_comes_between_and_undo_takes_it_away(page: Page) -> None:
    joint(page, CUT).focus()
    page.keyboard.press("Enter")
    menu(page).get_by_role("button", name="Bridging shot").press("Enter")
    new = page.get_by_role("article", name="1-015")
    expect(cell(page, "1-015")).to_be_focused()
    expect(joint(page, "1-015 ends on the first frame of 1-020, waits for 1-020’s pick")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(new).to_have_count(0)
    expect(joint(page, CUT)).to_have_count(1)


def test_a_picture_is_brought_as_the_shared_still(page: Page, tmp_path: Path, axe: Axe) -> None:
    Image.new("RGB", (1280, 720), (30, 60, 90)).save(tmp_path / "reef.png")
    joint(page, CUT).focus()
    page.keyboard.press("Enter")
    menu(page).get_by_text("Shared still").click()
    menu(page).get_by_role("button", name="Share this still").click()
    expect(menu(page).get_by_role("alert")).to_have_text("Choose a still, or bring a picture.")
    axe(page)
    menu(page).get_by_label("Bring a picture").set_input_files(tmp_path / "reef.png")
    menu(page).get_by_role("button", name="Share this still").click()
    expect(joint(page, "1-010 ends and 1-020 opens on the still Reef")).to_be_visible()
    assert links() == ["1-010 closing: Reef", "1-020 opening: Reef"]


def test_a_circle_is_refused_where_it_would_be_chosen(page: Page, shot: Shot, after: Shot) -> None:
    connect(shot, "opening", "last_frame", source=after)
    joint(page, CUT).focus()
    page.keyboard.press("Enter")
    expect(menu(page)).to_contain_text("This would go round in a circle: 1-020 → 1-010 → 1-020.")
    expect(menu(page).get_by_role("button", name="Last frame")).to_have_count(0)
    expect(menu(page).get_by_role("button", name="Bridging shot")).to_be_visible()


@pytest.mark.parametrize("size", ["large", "medium", "small"])
def test_both_are_reached_by_touch_on_a_phone(
    browser: Browser, watch: Watch, live_server: LiveServer, dana: Person, shot: Shot, after: Shot, size: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = at_the_board(watch.over(context).new_page(), live_server, dana, shot.project)
    page.goto(f"{live_server.url}{shot.project.get_absolute_url()}?size={size}")
    page.get_by_role("link", name="Move, hold, omit or delete 1-020").tap()
    page.get_by_role("dialog").get_by_role("link", name="How it begins…").tap()
    menu(page).get_by_role("button", name="Last frame").tap()
    expect(joint(page, LAST)).to_be_visible()
    add = page.get_by_role("button", name="Add a shot before 1-020")
    here, there = joint(page, LAST).bounding_box(), add.bounding_box()
    assert here
    assert there
    assert here["x"] + here["width"] <= there["x"]
    assert min(here["width"], here["height"], there["width"], there["height"]) >= 24
    add.tap()
    expect(page.get_by_label("Action of 1-015")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


def test_a_link_to_another_row_names_its_source_on_the_panel(
    page: Page, live_server: LiveServer, shot: Shot, after: Shot
) -> None:
    before = after
    for _ in range(6):
        new = Shot.objects.add(shot.scene)
        connect(new, "opening", "last_frame", source=before)
        before = new
    page.reload()
    first_in_a_row = page.locator(".panel[data-row-start] .link-mark").first
    expect(first_in_a_row.locator("span")).to_be_visible()
    expect(page.locator(".panel:not([data-row-start]) .link-mark span").first).to_be_hidden()


def test_the_page_of_a_shot_across_scenes_is_accessible(
    page: Page, live_server: LiveServer, shot: Shot, dana: Person, axe: Axe, tmp_path: Path
) -> None:
    Image.new("RGB", (1280, 720), (30, 60, 90)).save(tmp_path / "storm.png")
    picture = File.objects.keep(tmp_path / "storm.png", "image/png", width=1280, height=720)
    Asset.objects.add(shot.project, "still", "Storm", picture, dana)
    other = Shot.objects.add(Scene.objects.add(shot.project))
    page.goto(f"{live_server.url}/shots/{other.pk}")
    page.get_by_role("link", name="Before: 1-020 · cut").click()
    expect(page.get_by_role("heading", name="How 2-010 begins")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Last frame").click()
    expect(page.get_by_text("2-010 opens on the last frame of 1-020.").first).to_be_visible()
