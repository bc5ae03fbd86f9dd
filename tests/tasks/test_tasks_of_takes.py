"""Takes in the hand: made, retaken, compared, rated, joined and screened."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.ground.live import becomes
from tests.tasks.hands import Keyboard, Mouse

PATIENCE = 60_000
RATED = "cxxcx" * 4


# Make a shot


def has_made(page: Page, number: int) -> None:
    take = page.get_by_role("article", name=f"Take {number}", exact=True)
    expect(take).to_be_visible(timeout=PATIENCE)


def made(ask: Any, film: dict[str, Any]) -> Any:
    return ask(f"[shown({film['film']})] + [generations(pk) for pk in shots_of({film['film']})]")


def test_a_shot_is_made_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Make a shot") as (hands, film):
        page = hands.page
        hands.press("n")
        expect(page.get_by_role("heading", name="1-020")).to_be_visible()
        expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
        hands.type("The keeper turns.")
        hands.press("ControlOrMeta+Enter")
        has_made(page, 1)
        becomes(lambda: made(ask, film), [[["1-010"], ["1-020"]], [], [["The keeper turns.", "done"]]])


def test_a_shot_is_made_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Make a shot") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("button", name="New shot"))
        expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
        hands.type("The keeper turns.")
        hands.click(page.get_by_role("button", name=re.compile("^Generate")))
        has_made(page, 1)
        becomes(lambda: made(ask, film), [[["1-010"], ["1-020"]], [], [["The keeper turns.", "done"]]])


# Retake a shot

RETAKEN = [[["1-010"]], [["He lights lamp 1.", "done"], ["He lights lamp 1. Slowly.", "done"]]]


def test_a_shot_is_retaken_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Retake a shot") as (hands, film):
        page = hands.page
        hands.press("e")
        prompt = page.get_by_label("Prompt", exact=True)
        expect(prompt).to_have_value("He lights lamp 1.")
        expect(prompt).to_be_focused()
        hands.press("ControlOrMeta+End")
        hands.type(" Slowly.")
        hands.press("ControlOrMeta+Enter")
        has_made(page, 2)
        becomes(lambda: made(ask, film), RETAKEN)


def test_a_shot_is_retaken_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Retake a shot") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("button", name="Edit it whole"))
        prompt = page.get_by_label("Prompt", exact=True)
        expect(prompt).to_have_value("He lights lamp 1.")
        hands.click(prompt)
        hands.type(" Slowly.")
        hands.click(page.get_by_role("button", name=re.compile("^Generate")))
        has_made(page, 2)
        becomes(lambda: made(ask, film), RETAKEN)


# Compare three takes and pick


def tile(page: Page, number: int) -> Any:
    return page.get_by_role("article", name=f"Take {number} of 1-010", exact=True)


def wears(place: Any, name: str) -> None:
    expect(place.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")


def test_three_takes_are_compared_and_one_picked_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Compare three takes and pick") as (hands, film):
        page = hands.page
        hands.press("ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Enter")
        expect(page.locator("take-compare:defined .pane")).to_have_count(3)
        hands.press("2", "p")
        wears(tile(page, 4), "Pick")
        becomes(lambda: ask(f"picks({film['film']})"), [["1-010", 4, None, None]])


def test_three_takes_are_compared_and_one_picked_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Compare three takes and pick") as (hands, film):
        page = hands.page
        hands.click(tile(page, 5).locator(".picture"))
        hands.click(tile(page, 3).locator(".picture"), "Shift")
        hands.click(page.get_by_role("button", name="Compare"))
        expect(page.locator("take-compare:defined .pane")).to_have_count(3)
        hands.click(tile(page, 4).get_by_role("button", name="Pick", exact=True))
        wears(tile(page, 4), "Pick")
        becomes(lambda: ask(f"picks({film['film']})"), [["1-010", 4, None, None]])


# Trim a join

TRIMMED = [["1-010", 1, None, 22], ["1-020", 1, None, None]]


def test_a_join_is_trimmed_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Trim a join") as (hands, film):
        page = hands.page
        expect(page.get_by_label("Out", exact=True)).to_have_value("23")
        hands.press(",", ",")
        expect(page.get_by_text("The cut runs 2 frames shorter.")).to_be_visible()
        hands.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("1-010 goes out on frame 21.")
        becomes(lambda: ask(f"picks({film['film']})"), TRIMMED)


def test_a_join_is_trimmed_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Trim a join") as (hands, film):
        page = hands.page
        for _ in range(2):
            hands.click(page.get_by_role("button", name="Out one frame earlier").first)
        expect(page.get_by_text("The cut runs 2 frames shorter.")).to_be_visible()
        hands.click(page.get_by_role("button", name="Trim", exact=True))
        expect(page.locator("#toasts")).to_contain_text("1-010 goes out on frame 21.")
        becomes(lambda: ask(f"picks({film['film']})"), TRIMMED)


# Rate twenty takes


def test_twenty_takes_are_rated_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Rate twenty takes") as (hands, film):
        page = hands.page
        hands.press("d")
        look = page.get_by_role("dialog", name="Look")
        for place, key in enumerate(RATED):
            expect(look).to_contain_text(f"{place + 1} of 20")
            hands.press(key)
        expect(look).to_be_hidden()
        becomes(lambda: ask(f"marks({film['film']})"), RATED[::-1])


def test_twenty_takes_are_rated_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Rate twenty takes") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("button", name="Play all"))
        look = page.get_by_role("dialog", name="Look")
        for place, key in enumerate(RATED):
            expect(look).to_contain_text(f"{place + 1} of 20")
            hands.click(look.get_by_role("button", name="NG" if key == "x" else "Circle", exact=True))
        expect(look).to_be_hidden()
        becomes(lambda: ask(f"marks({film['film']})"), RATED[::-1])


# Screen and lock the cut


def screened(page: Page) -> None:
    """It has come to its last frame by itself: two shots of a second each."""
    at = page.get_by_role("button", name="Timecode or frame count", exact=True)
    expect(at).to_have_text("00:00:01:23", timeout=PATIENCE)


def locked(page: Page) -> None:
    expect(page.locator("#toasts")).to_contain_text("Version 1 is the picture lock.")
    expect(page.locator("#cut-version summary")).to_contain_text("Version 1 locked")


def test_the_cut_is_screened_and_locked_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Screen and lock the cut") as (hands, film):
        page = hands.page
        hands.press("Space")
        screened(page)
        hands.press("v")
        expect(page.get_by_label("Name")).to_be_focused()
        hands.press("ControlOrMeta+Enter")
        locked(page)
        becomes(lambda: ask(f"versions({film['film']})"), [[1, 2, True]])


def test_the_cut_is_screened_and_locked_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Screen and lock the cut") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("button", name="Play or stop"))
        screened(page)
        hands.click(page.locator("#cut-version summary"))
        hands.click(page.get_by_role("button", name="Lock"))
        locked(page)
        becomes(lambda: ask(f"versions({film['film']})"), [[1, 2, True]])
