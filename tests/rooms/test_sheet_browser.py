"""The shot list in a real browser as a sheet: written, copied, pasted and set by keyboard alone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PASSWORD = "a lamp in the window"
FILMS = f"""
from storyboard.accounts.models import Installation, Person
from storyboard.projects.models import Project, Role, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
rae = Person.objects.create_user(email="rae@example.com", name="Rae Okoye", password={PASSWORD!r})
for _ in range(5):
    film = Project.objects.begin("Keeper", by=dana)
    film.members.create(person=rae, role=Role.REVIEWER)
    for slug in ("EXT. PIER - DAWN", "INT. LAMP ROOM - NIGHT"):
        scene = Scene.objects.add(film, slug=slug)
        for size, words in (("WS", 'He lights "the lamp".'), ("CU", "He turns.\\nHe waits.")):
            Shot.objects.add(scene, size=size, action=words, length=96)
"""
WRITE = "from storyboard.projects.models import Shot; Shot.objects.filter(pk={}).update(**{})"


@pytest.fixture(scope="module")
def server(live: Callable[..., Any]) -> Iterator[Any]:
    """Five films alike, one for each test; shots count on from 4 * (film - 1) + 1."""
    with live() as server:
        server.do(FILMS)
        yield server


def sign_in(page: Page, server: Any, film: int, who: str = "dana") -> Page:
    page.set_default_timeout(60_000)
    server.enter(page, f"{who}@example.com")
    page.goto(f"{server.url}/projects/{film}/shot-list")
    page.get_by_role("heading", name="Shot list").wait_for()
    return page


def cell(page: Page, shot: int, column: int) -> Any:
    """A cell by its shot and its place; 1 is the size, 5 the action, 9 the length."""
    return page.locator(f"#row-{shot} > :nth-child({column + 1})")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_cells_are_written_by_keyboard_alone_and_taken_back(watched_page, server, axe):
    page = sign_in(watched_page, server, 1)
    page.locator("sheet-grid [tabindex='0']").focus()
    press(page, "ArrowRight")
    page.keyboard.type("ecu")
    press(page, "Enter")
    expect(cell(page, 2, 1)).to_be_focused()
    expect(cell(page, 1, 1)).to_have_text("ecu")
    press(page, "Tab", "F2")
    page.keyboard.type("low")
    press(page, "Escape")
    expect(cell(page, 2, 2)).to_have_text("")
    press(page, "End", "Home", *["ArrowRight"] * 9)
    page.keyboard.type("soon")
    press(page, "Enter")
    expect(cell(page, 2, 9)).to_contain_text("Type a length as 2.5")
    axe(page)
    press(page, "ArrowUp")
    page.keyboard.type("60f")
    press(page, "Enter")
    expect(cell(page, 2, 9)).to_have_text("2.5 s")
    press(page, "Control+z")
    expect(page.locator("#toasts")).to_contain_text("Length of 1-020")
    expect(cell(page, 2, 9)).to_have_text("4 s")
    expect(cell(page, 1, 1)).to_have_text("ecu")


def test_somebody_elses_words_stand_beside_mine(watched_page, server):
    page = sign_in(watched_page, server, 2)
    server.do(WRITE.format(5, {"size": "MS"}))
    cell(page, 5, 1).click()
    page.keyboard.type("ECU")
    press(page, "Enter")
    expect(cell(page, 5, 1)).to_contain_text("Somebody changed this while you typed.")
    with page.expect_response("**/cells*"):
        page.get_by_role("button", name="Keep mine").click()
    expect(cell(page, 5, 1)).to_have_text("ECU")
    expect(cell(page, 5, 1)).not_to_have_attribute("aria-busy", "true")
    page.reload()
    expect(cell(page, 5, 1)).to_have_text("ECU")


def test_a_copied_block_is_pasted_and_below_the_last_row_it_makes_shots(watched_page, context, server, axe):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = sign_in(watched_page, server, 3)
    cell(page, 9, 0).click(position={"x": 2, "y": 2})
    press(
        page,
        "Control+Home",
        "ArrowRight",
        "Shift+ArrowDown",
        *["Shift+ArrowRight"] * 4,
        "Control+c",
        "Control+v",
    )
    copied = 'WS\t\t\t\tHe lights "the lamp".\nCU\t\t\t\t"He turns.\nHe waits."\n'
    assert page.evaluate("navigator.clipboard.readText()") == copied
    press(page, "Control+End", "Home", "ArrowRight", "Control+v")
    dialog = page.get_by_role("dialog", name="Pasted cells")
    expect(dialog).to_contain_text("2 shots are made.")
    axe(page)
    seal = dialog.locator("[name=looked]")
    looked = seal.input_value()
    dialog.get_by_label("Column 5").select_option("Notes")
    expect(seal).not_to_have_value(looked)
    expect(dialog.get_by_label("Column 5")).to_have_value("notes")
    dialog.get_by_role("button", name="Make 2 shots").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("2 shots made.")
    expect(page.locator("tr[data-shot]")).to_have_count(7)
    expect(page.locator("tr[data-shot] > :nth-child(9)").nth(5)).to_have_text("He turns.\nHe waits.")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("tr[data-shot]")).to_have_count(5)
    expect(cell(page, 10, 5)).to_have_text("He turns.\nHe waits.")


def test_ticked_shots_are_set_at_once_after_a_look_and_new_ones_are_typed(watched_page, server, axe):
    page = sign_in(watched_page, server, 4)
    cell(page, 13, 1).click()
    press(page, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+Space")
    page.get_by_role("button", name="Edit 3…").press("Enter")
    dialog = page.get_by_role("dialog", name="Edit 3 shots")
    dialog.get_by_label("Field", exact=True).select_option("Angle")
    dialog.get_by_label("Value").fill("low")
    expect(dialog.locator("#bulk [role=status]")).to_contain_text("3 shots change.")
    axe(page)
    dialog.get_by_role("button", name="Change 3 shots").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("3 cells changed.")
    expect(cell(page, 15, 2)).to_have_text("low")
    page.locator("sheet-grid [tabindex='0']").focus()
    press(page, "Control+End", "Home", "ArrowRight")
    page.keyboard.type("WS")
    press(page, "Tab")
    page.keyboard.type("high")
    press(page, "Enter")
    made = page.locator("tr[data-shot]").nth(4)
    expect(made).to_contain_text("2-030")
    expect(made).to_contain_text("high")


def test_words_are_found_and_replaced_where_one_was_after_a_look(watched_page, server, axe):
    page = sign_in(watched_page, server, 4)
    cell(page, 13, 5).click()
    press(page, "Shift+ArrowDown", "Shift+Space")
    page.get_by_role("button", name="Find and replace…").press("Enter")
    dialog = page.get_by_role("dialog", name="Edit 2 shots")
    expect(dialog.get_by_label("Find", exact=True)).to_be_focused()
    expect(dialog.get_by_label("Field", exact=True)).to_have_value("action")
    page.keyboard.type("He")
    press(page, "Tab", "Tab", "Space", "Shift+Tab")
    page.keyboard.type("She")
    press(page, "Enter")
    expect(dialog.get_by_role("list", name="What changes")).to_contain_text("1-010")
    expect(dialog.locator("del").first).to_contain_text("He")
    assert dialog.is_visible()
    expect(cell(page, 13, 5)).to_have_text('He lights "the lamp".')
    axe(page)
    dialog.get_by_role("button", name="Change 2 shots").press("Enter")
    expect(cell(page, 13, 5)).to_have_text('She lights "the lamp".')
    press(page, "Control+z")
    expect(cell(page, 13, 5)).to_have_text('He lights "the lamp".')
    expect(cell(page, 14, 5)).to_have_text("He turns.\nHe waits.")


def test_a_page_of_somebody_else_is_no_conflict(watched_page, server):
    page = sign_in(watched_page, server, 5)
    words = "<h1 data-theirs='x'><img src=x>Blocked by the office</h1>"
    wrong = f"<html><body>{words}</body></html>"
    page.route(
        "**/shot-list/cells*", lambda route: route.fulfill(status=409, content_type="text/html", body=wrong)
    )
    cell(page, 17, 1).click()
    page.keyboard.type("ECU")
    press(page, "Enter")
    expect(page.locator("#toasts")).to_contain_text("Could not reach the server")
    expect(cell(page, 17, 1)).to_have_text("ECU")
    page.unroute("**/shot-list/cells*")


def test_who_reads_moves_and_copies_and_a_phone_scrolls_no_page(browser: Browser, watch, server, axe):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = sign_in(watch.over(context).new_page(), server, 5, "rae")
    page.locator("sheet-grid [tabindex='0']").focus()
    press(page, "ArrowRight", "ArrowDown", "Delete", "x", "Enter", "Control+c", "Control+v")
    expect(cell(page, 18, 1)).to_be_focused()
    expect(cell(page, 18, 1)).to_have_text("CU")
    assert page.evaluate("navigator.clipboard.readText()") == "CU"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    press(page, "Escape", "Tab")
    assert page.evaluate("!document.activeElement.closest('sheet-grid')")
    axe(page)
    context.close()
