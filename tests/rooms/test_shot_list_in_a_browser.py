"""The shot list in a real browser: shots are ticked, one by one and by scene, and generated together."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "a lamp in the window"
A_FILM = f"""
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
film = Project.objects.begin("Keeper", by=dana)
for slug in ("EXT. PIER - DAWN", "INT. LAMP ROOM - NIGHT"):
    scene = Scene.objects.add(film, slug=slug)
    for words in ("He lights the lamp.", "He turns."):
        Shot.objects.add(scene, action=words, prompt=words, length=96)
"""


@pytest.fixture(scope="module")
def server(live: Callable[..., Any]) -> Iterator[Any]:
    with live() as server:
        server.do(A_FILM)
        yield server


@pytest.fixture
def page(server: Any, watched_page: Page) -> Page:
    """Dana at the shot list of two scenes with two shots each."""
    watched_page.set_default_timeout(20_000)
    server.enter(watched_page, "dana@example.com")
    watched_page.goto(f"{server.url}/projects/1/shot-list")
    watched_page.get_by_role("heading", name="Shot list").wait_for()
    return watched_page


def test_the_keys_for_ticked_rows_are_listed_once_and_before_a_row_is_ticked(page):
    keys = page.get_by_role("dialog", name="Keys")
    for ticked in (False, True):
        page.get_by_label("Select scene 2").set_checked(ticked)
        page.locator("#main").focus()
        page.keyboard.press("?")
        for does in ("Edit what is ticked", "Find and replace in what is ticked"):
            expect(keys.get_by_text(does)).to_be_visible()
        expect(keys.get_by_text("⇧F")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(keys).to_have_count(0)


def test_what_is_ticked_is_generated_together_by_keyboard_alone(page, axe):
    bar = page.get_by_role("group", name="What is ticked")
    expect(bar).to_be_hidden()
    page.get_by_label("Select scene 2").focus()
    page.keyboard.press("Space")
    page.get_by_label("Select 1-020").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Select 2-010")).to_be_checked()
    assert page.get_by_label("Select scene 1").evaluate("box => box.indeterminate")
    axe(page)
    expect(bar.get_by_role("button", name="Generate 3…")).to_be_visible()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("button", name="Generate 3 shots")).to_be_visible()
    rows = [page.get_by_role("checkbox", name=name) for name in ("1-020", "2-010", "2-020")]
    for row in rows:
        expect(row).to_be_checked()
    expect(page.get_by_role("checkbox", name="1-010")).to_have_count(0)
    axe(page)


def shots(page: Page) -> list[str]:
    return [
        row.inner_text().split()[0] for row in page.locator("tr[data-shot] > th").all() if row.inner_text()
    ]


def heads(page: Page) -> list[str]:
    return page.locator("thead th").all_inner_texts()


def test_rows_are_sorted_and_filtered_and_columns_chosen_and_moved(page, axe):
    page.get_by_role("link", name="Action", exact=True).click()
    expect(page.get_by_role("columnheader", name="Action")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Action", exact=True).click()
    expect(page.get_by_role("columnheader", name="Action")).to_have_attribute("aria-sort", "descending")
    assert shots(page)[:4] == ["1-020", "2-020", "1-010", "2-010"]
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Words").fill("turns")
    page.get_by_role("combobox", name="Scene").select_option("2 INT. LAMP ROOM - NIGHT")
    axe(page)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("columnheader", name="Action")).to_have_attribute("aria-sort", "descending")
    assert [each for each in shots(page) if "-" in each] == ["2-020"]
    page.get_by_role("link", name=re.compile("^Remove filter: .*turns")).click()
    assert [each for each in shots(page) if "-" in each] == ["2-020", "2-010"]
    before = heads(page)
    page.get_by_text("Columns", exact=True).click()
    page.get_by_role("button", name="Action further left").click()
    at = before.index("Action")
    moved = [*before[: at - 1], "Action", before[at - 1], *before[at + 1 :]]
    page.get_by_role("checkbox", name="Movement", exact=True).uncheck()
    axe(page)
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Movement")).to_have_count(0)
    assert heads(page) == [each for each in moved if each != "Movement"]
    assert [each for each in shots(page) if "-" in each] == ["2-020", "2-010"]
