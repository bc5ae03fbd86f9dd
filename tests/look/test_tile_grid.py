"""Tiles that are walked and chosen, on a page under the product's CSP."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.look.stage import Stage

TOLD = """addEventListener("chosen", (event) => (window.told = event.detail.ids));
addEventListener("opened", (event) => (window.opened = event.detail.ids));"""


def tile(n: int) -> str:
    return f"""<div class="cell" id="cell-{n}" data-tile data-id="{n}" role="gridcell" tabindex="-1">
    <article class="panel" aria-label="Shot {n}"><div class="picture"><div class="card"></div></div>
    <div class="head"><a class="code" href="/shots/{n}">{n}</a><button type="button">Menu {n}</button></div>
    </article></div>"""


def scene(name: str, *numbers: int) -> str:
    cells = "".join(map(tile, numbers))
    return f"""<section class="scene" id="scene-{name}" hx-get="/scene-{name}"
    hx-trigger="again-{name} from:body" hx-swap="outerMorph"><h2>{name}</h2>
    <div role="grid" aria-multiselectable="true" aria-label="{name}" data-tiles>
    <div role="row" class="panels">{cells}</div></div></section>"""


BODY = """<a href="#before">Before</a><tile-grid id="tiles" opens="a.code" class="board" data-size="large">
{}</tile-grid><button type="button" data-selects="tiles" aria-pressed="false">Select</button>"""


@pytest.fixture
def page(stage: Stage, watched_page: Page) -> Page:
    """Two scenes, of seven tiles and of three, four in a row."""
    stage.pages["/shots/6"] = "<!doctype html><title>Shot</title><a href='/'>Board</a>"
    stage.pages["/scene-B"] = scene("B", 8, 10)
    watched_page.set_viewport_size({"width": 1440, "height": 900})
    watched_page.add_init_script(TOLD)
    body = BODY.format(scene("A", *range(1, 8)) + scene("B", 8, 9, 10))
    watched_page.goto(stage.play(body, "tile-grid", "tile-place"))
    return watched_page


def at(page: Page, n: int) -> Locator:
    return page.locator(f"#cell-{n}")


def chosen(page: Page) -> list[int]:
    return [int(each.get_attribute("data-id") or 0) for each in page.locator("[aria-selected=true]").all()]


def test_the_grid_is_one_tab_stop_and_arrows_go_by_place(page: Page) -> None:
    page.get_by_role("link", name="Before").focus()
    page.keyboard.press("Tab")
    expect(at(page, 1)).to_be_focused()
    for key, place in [
        ("ArrowRight", 2), ("ArrowDown", 6), ("ArrowDown", 9), ("ArrowUp", 6), ("ArrowUp", 2), ("End", 7),
        ("ArrowRight", 8), ("ArrowLeft", 7), ("Home", 1), ("ArrowUp", 1), ("Control+End", 10),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect(at(page, place)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Select")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(at(page, 10)).to_be_focused()


def test_keys_choose_and_say_so(page: Page) -> None:
    at(page, 2).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    assert chosen(page) == [2, 3, 4]
    page.keyboard.press("Shift+ArrowLeft")
    assert chosen(page) == [2, 3]
    page.keyboard.press("ArrowDown")
    assert chosen(page) == [2, 3]
    page.keyboard.press("Shift+Space")
    assert chosen(page) == [2, 3, 7]
    page.keyboard.press("Control+a")
    assert chosen(page) == [1, 2, 3, 4, 5, 6, 7]
    page.keyboard.press("Control+a")
    assert page.evaluate("told.length") == 10
    page.keyboard.press("Escape")
    assert (chosen(page), page.evaluate("told")) == ([], [])


def test_a_hand_chooses_and_opens(page: Page) -> None:
    picture = ".picture"
    at(page, 2).locator(picture).click()
    assert chosen(page) == [2]
    at(page, 5).locator(picture).click(modifiers=["ControlOrMeta"])
    at(page, 2).locator(picture).click(modifiers=["ControlOrMeta"])
    assert chosen(page) == [5]
    at(page, 5).locator(picture).click()
    at(page, 8).locator(picture).click(modifiers=["Shift"])
    assert chosen(page) == [5, 6, 7, 8]
    page.get_by_role("button", name="Menu 1", exact=True).click()
    assert chosen(page) == [5, 6, 7, 8]
    page.get_by_role("button", name="Select").click()
    at(page, 1).locator(picture).click()
    assert chosen(page) == [1, 5, 6, 7, 8]
    page.get_by_role("button", name="Select").click()
    assert chosen(page) == []
    at(page, 6).locator(picture).dblclick()
    page.wait_for_url("**/shots/6")


def test_a_key_goes_into_a_tile_and_back(page: Page) -> None:
    at(page, 3).focus()
    page.keyboard.press("F2")
    expect(at(page, 3).get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Menu 3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(at(page, 3)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Select")).to_be_focused()


def back(page: Page) -> None:
    page.go_back()


def by_link(page: Page) -> None:
    page.get_by_role("link", name="Board").click()


@pytest.mark.parametrize("way", [back, by_link])
def test_who_comes_back_finds_focus_selection_and_scroll(page: Page, way: Callable[[Page], None]) -> None:
    page.set_viewport_size({"width": 900, "height": 480})
    at(page, 5).focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(at(page, 6)).to_be_in_viewport(ratio=1)
    top = page.evaluate("scrollY")
    assert top > 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/shots/6")
    way(page)
    expect(at(page, 6)).to_be_focused()
    assert chosen(page) == [5, 6]
    assert page.evaluate("scrollY") == top


def test_what_arrives_leaves_selection_and_focus(page: Page) -> None:
    at(page, 8).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(at(page, 9)).to_be_focused()
    with page.expect_response("**/scene-B"):
        page.evaluate("htmx.trigger(document.body, 'again-B')")
    expect(at(page, 9)).to_have_count(0)
    expect(at(page, 10)).to_be_focused()
    assert chosen(page) == [8, 10]
    assert page.locator("[data-tile][tabindex='0']").count() == 1
    assert page.locator("[data-tile] :is(a, button):not([tabindex='-1'])").count() == 0
