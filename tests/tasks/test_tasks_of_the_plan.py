"""The plan in the hand: a script broken down, shots chained, put in order and mended."""

from playwright.sync_api import expect

from tests.ground.live import becomes
from tests.tasks.conftest import ROOMS, STEPS
from tests.tasks.hands import Keyboard, Mouse
from tests.tasks.stage import SCRIPT


def test_the_table_names_the_tasks_that_are_done() -> None:
    assert list(STEPS) == list(ROOMS)


# Paste a script and break a scene down

BROKEN_DOWN = [
    ["1-010", "The keeper climbs the stair.", ""],
    ["1-020", "", "KEEPER: “Hold on.”"],
    ["1-030", "He lights the lamp.", ""],
]


def test_a_script_is_pasted_and_broken_down_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Paste a script and break a scene down") as (hands, film):
        page = hands.page
        hands.go("Paste a script", "**/script")
        expect(page.get_by_label("Script", exact=True)).to_be_focused()
        hands.paste(SCRIPT)
        hands.press("ControlOrMeta+Enter")
        expect(page.get_by_role("heading", name="2 scenes found")).to_be_visible()
        hands.press("ControlOrMeta+Enter")
        expect(page.get_by_role("heading", name="EXT. REEF - DAWN")).to_be_visible()
        hands.press("s")
        pane = page.get_by_role("complementary", name="Script")
        expect(pane.get_by_label("The keeper climbs the stair.")).to_be_focused()
        hands.press("Enter")
        expect(pane.get_by_label("KEEPER", exact=True)).to_be_focused()
        hands.press("Shift+ArrowDown", "Enter")
        expect(pane.get_by_label("He lights the lamp.")).to_be_focused()
        hands.press("Enter")
        expect(page.get_by_role("article", name="1-030")).to_be_visible()
        expect(pane.get_by_text("1 line of the film is not covered")).to_be_visible()
        becomes(lambda: ask(f"shown({film['film']}, 'action', 'dialogue')"), BROKEN_DOWN)


def test_a_script_is_pasted_and_broken_down_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Paste a script and break a scene down") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("main").get_by_role("link", name="Paste a script").first)
        hands.click(page.get_by_label("Script", exact=True))
        hands.paste(SCRIPT)
        hands.click(page.get_by_role("button", name="Preview"))
        hands.click(page.get_by_role("button", name="Add 2 scenes"))
        hands.click(page.get_by_role("link", name="Script", exact=True))
        pane = page.get_by_role("complementary", name="Script")
        hands.click(pane.get_by_text("The keeper climbs the stair."))
        hands.click(pane.get_by_role("button", name="Add shot"))
        expect(pane.get_by_role("link", name="Covered by 1-010")).to_be_visible()
        hands.drag(pane.get_by_text("KEEPER", exact=True), pane.get_by_text("Hold on."))
        hands.click(pane.get_by_role("button", name="Add shot"))
        expect(pane.get_by_role("link", name="Covered by 1-020")).to_be_visible()
        hands.click(pane.get_by_text("He lights the lamp."))
        hands.click(pane.get_by_role("button", name="Add shot"))
        expect(page.get_by_role("article", name="1-030")).to_be_visible()
        becomes(lambda: ask(f"shown({film['film']}, 'action', 'dialogue')"), BROKEN_DOWN)


# Chain two shots

CUT = "1-020 is a plain cut from 1-010"
CHAINED = ["1-020 opening: last frame of 1-010"]


def test_two_shots_are_chained_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Chain two shots") as (hands, film):
        page = hands.page
        hands.press("ArrowDown", "ArrowRight", "b")
        menu = page.get_by_role("dialog", name="How 1-020 begins")
        hands.reach(menu.get_by_role("button", name="Last frame"))
        hands.press("Enter")
        expect(page.get_by_text("1-020 opens on the last frame of 1-010.")).to_be_visible()
        becomes(lambda: ask(f"links({film['film']})"), CHAINED)


def test_two_shots_are_chained_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Chain two shots") as (hands, film):
        page = hands.page
        hands.click(page.get_by_role("link", name=CUT))
        menu = page.get_by_role("dialog", name="How 1-020 begins")
        hands.click(menu.get_by_role("button", name="Last frame"))
        expect(page.get_by_text("1-020 opens on the last frame of 1-010.")).to_be_visible()
        becomes(lambda: ask(f"links({film['film']})"), CHAINED)


# Reorder a scene

MOVED = [["1-030"], ["1-010"], ["1-020"]]


def test_a_scene_is_reordered_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Reorder a scene") as (hands, film):
        page = hands.page
        hands.press("ArrowDown", "ArrowRight", "ArrowRight", "Alt+ArrowLeft")
        expect(page.get_by_role("article").nth(1)).to_have_accessible_name("1-030")
        hands.press("Alt+ArrowLeft")
        expect(page.get_by_role("article").first).to_have_accessible_name("1-030")
        expect(page.get_by_role("gridcell").first).to_be_focused()
        becomes(lambda: ask(f"shown({film['film']})"), MOVED)


def test_a_scene_is_reordered_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Reorder a scene") as (hands, film):
        page = hands.page
        last, first = (page.get_by_role("article", name=name) for name in ("1-030", "1-010"))
        hands.drag(last.locator(".picture"), first, at=(0.05, 0.4))
        expect(page.get_by_role("article").first).to_have_accessible_name("1-030")
        becomes(lambda: ask(f"shown({film['film']})"), MOVED)


# Fix a typo in ten shots

MENDED = [[f"1-{number:02}0", f"The keeper lights lamp {number}."] for number in range(1, 11)]


def test_a_typo_in_ten_shots_is_fixed_by_keyboard(doing, ask) -> None:
    with doing(Keyboard, "Fix a typo in ten shots") as (hands, film):
        page = hands.page
        hands.press("ArrowDown", "ControlOrMeta+a", "Space", "ControlOrMeta+Shift+f")
        dialog = page.get_by_role("dialog", name="Edit 10 shots")
        expect(dialog.get_by_label("Field", exact=True)).to_have_value("action")
        expect(dialog.get_by_label("Find", exact=True)).to_be_focused()
        hands.type("lihgts")
        hands.press("Tab")
        hands.type("lights")
        expect(dialog.locator("ins").first).to_contain_text("lights")
        hands.reach(dialog.get_by_role("button", name="Change 10 shots"))
        hands.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("10 cells changed.")
        becomes(lambda: ask(f"shown({film['film']}, 'action')"), MENDED)


def test_a_typo_in_ten_shots_is_fixed_by_mouse(doing, ask) -> None:
    with doing(Mouse, "Fix a typo in ten shots") as (hands, film):
        page = hands.page
        hands.click(page.get_by_label("Select scene 1"))
        hands.click(page.get_by_role("button", name="Edit 10…"))
        dialog = page.get_by_role("dialog", name="Edit 10 shots")
        hands.click(dialog.get_by_role("radio", name="Find and replace"))
        expect(dialog.get_by_text("Nothing would change.")).to_be_visible()
        hands.choose(dialog.get_by_label("Field", exact=True), "Action")
        hands.click(dialog.get_by_label("Find", exact=True))
        hands.type("lihgts")
        hands.click(dialog.get_by_label("Replace with"))
        hands.type("lights")
        expect(dialog.locator("ins").first).to_contain_text("lights")
        hands.click(dialog.get_by_role("button", name="Change 10 shots"))
        expect(page.locator("#toasts")).to_contain_text("10 cells changed.")
        becomes(lambda: ask(f"shown({film['film']}, 'action')"), MENDED)
