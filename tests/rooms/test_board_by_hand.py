"""The board in the hand: panels chosen, dragged, moved by key, scrubbed and played, in a real browser."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ground.live import Live, becomes
from tests.ground.watch import Watch

SHELL = "from tests.rooms.gallery_stage import people; from tests.rooms.board_stage import *; import json; "
Films = Iterator[dict[str, Any]]


def shell(server: Live, words: str) -> Any:
    said = server.do(f"{SHELL}answer = {words}; print('>>>' + json.dumps(answer))")
    return json.loads(said.rpartition(">>>")[2])


@pytest.fixture(scope="module")
def server(live: Callable[..., Live]) -> Iterator[Live]:
    with live() as server:
        yield server


@pytest.fixture(scope="module")
def films(server: Live) -> Films:
    """A film for each test."""
    return iter(shell(server, "people() or films(30)"))


@pytest.fixture
def film(films: Films) -> dict[str, Any]:
    return next(films)


@pytest.fixture
def board(watched_page: Page, server: Live, film: dict[str, Any]) -> Page:
    """Dana at the board of a film of her own."""
    watched_page.set_viewport_size({"width": 1440, "height": 1000})
    enter(watched_page, server, film)
    return watched_page


def enter(page: Page, server: Live, film: dict[str, Any], name: str = "dana", more: str = "") -> None:
    server.enter(page, f"{name}@example.com")
    page.goto(f"{server.url}/projects/{film['film']}{more}")
    expect(page.get_by_role("article").first).to_be_visible()


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell").filter(has=page.get_by_role("article", name=name, exact=True))


def names(page: Page) -> list[str | None]:
    return [each.get_attribute("aria-label") for each in page.get_by_role("article").all()]


def stand(page: Page, *wanted: str) -> None:
    """The panels stand in this order."""
    expect(page.get_by_role("article")).to_have_count(len(wanted))
    for place, name in enumerate(wanted):
        expect(page.get_by_role("article").nth(place)).to_have_attribute("aria-label", name)


def choose(page: Page, *wanted: str) -> None:
    tile(page, wanted[0]).locator(".picture").click()
    for name in wanted[1:]:
        tile(page, name).locator(".picture").click(modifiers=["ControlOrMeta"])


def drag(page: Page, name: str, to: str, side: float = 0.2, drop: bool = True) -> None:
    """By the middle of one panel's picture to a place in another's, `side` of its width from the left."""
    start, end = (
        tile(page, name).locator(".picture").bounding_box(),
        tile(page, to).locator(".picture").bounding_box(),
    )
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2 + 3, start["y"] + start["height"] / 2)
    expect(page.locator(".drag-stack")).to_have_count(0)
    page.mouse.move(end["x"] + end["width"] * side, end["y"] + end["height"] / 2, steps=4)
    expect(page.locator(".drop-line")).to_be_visible()
    if drop:
        page.mouse.up()


def test_the_selection_goes_as_a_stack_to_the_line_and_back_by_undo(board: Page, axe: Any) -> None:
    choose(board, "1-030", "1-010")
    expect(board.locator("#selection")).to_contain_text("2 shots")
    axe(board)
    drag(board, "1-010", "1-050", 0.8, drop=False)
    expect(board.locator(".drag-stack b")).to_have_text("2")
    assert names(board)[:3] == ["1-010", "1-020", "1-030"]
    board.mouse.up()
    stand(board, "1-020", "1-040", "1-050", "1-010", "1-030", "2-010")
    expect(
        board.get_by_text("2 moved, 1 link broken: 1-030 opens on the last frame of 1-020.")
    ).to_be_visible()
    expect(tile(board, "1-010")).to_be_focused()
    board.get_by_role("button", name="Undo").click()
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "2-010")
    expect(board.locator("[aria-selected=true]")).to_have_count(2)


def test_a_drag_that_is_held_near_an_edge_scrolls(board: Page, server: Live, film: dict[str, Any]) -> None:
    shell(server, f"longer({film['film']}, 30)")
    board.reload()
    board.set_viewport_size({"width": 1000, "height": 600})
    drag(board, "1-010", "1-020", drop=False)
    board.mouse.move(500, 590)
    board.wait_for_function("() => scrollY > 600")
    board.mouse.move(500, 100)
    board.wait_for_function("() => scrollY === 0")
    board.keyboard.press("Escape")
    board.mouse.up()


def test_a_panel_that_is_not_chosen_goes_alone_to_another_scene_and_esc_lets_go(board: Page) -> None:
    choose(board, "1-010")
    drag(board, "1-020", "2-010", drop=False)
    board.keyboard.press("Escape")
    expect(board.locator(".drag-stack, .drop-line")).to_have_count(0)
    board.mouse.up()
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "2-010")
    drag(board, "1-020", "2-010")
    stand(board, "1-010", "1-030", "1-040", "1-050", "2-020", "2-010")
    expect(tile(board, "2-020")).to_be_focused()


def test_a_drag_with_alt_duplicates_the_plan_without_takes(board: Page) -> None:
    board.keyboard.down("Alt")
    drag(board, "1-010", "1-030")
    board.keyboard.up("Alt")
    stand(board, "1-010", "1-020", "1-025", "1-030", "1-040", "1-050", "2-010")
    copy = board.get_by_role("article", name="1-025")
    expect(copy).to_contain_text("Wave 1.")
    expect(copy).to_contain_text("Draft")
    expect(tile(board, "1-025")).to_be_focused()


def test_arrows_with_alt_move_and_with_shift_duplicate(board: Page) -> None:
    tile(board, "1-040").focus()
    board.keyboard.press("Shift+ArrowRight")
    board.keyboard.press("Alt+ArrowLeft")
    stand(board, "1-010", "1-020", "1-040", "1-050", "1-030", "2-010")
    expect(tile(board, "1-040")).to_be_focused()
    board.keyboard.press("Alt+ArrowDown")
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "2-010")
    board.keyboard.press("Alt+Shift+ArrowRight")
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "1-060", "1-070", "2-010")
    expect(tile(board, "1-060")).to_be_focused()
    board.keyboard.press("Escape")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("Alt+ArrowRight")
    expect(tile(board, "2-070")).to_be_focused()
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "1-060", "2-070", "2-010")


def test_the_bar_says_what_the_selection_comes_to_and_acts_on_all_of_it(board: Page, axe: Any) -> None:
    tile(board, "1-010").focus()
    board.keyboard.press("Control+a")
    bar = board.locator("#selection")
    for said in ("5 shots", "0:18", "4 missing", "free"):
        expect(bar).to_contain_text(said)
    board.keyboard.press(".")
    expect(bar.get_by_role("button", name="Generate")).to_be_focused()
    bar.get_by_role("button", name="Omit").press("Enter")
    expect(board.get_by_role("article", name="1-050")).to_contain_text("Omitted")
    expect(bar.get_by_role("button", name="Restore")).to_be_visible()
    bar.get_by_role("button", name="Restore").press("Enter")
    expect(board.get_by_role("article", name="1-050")).to_contain_text("Draft")
    board.keyboard.press("Escape")
    expect(tile(board, "1-010")).to_be_focused()
    bar.get_by_role("button", name="Move to…").click()
    axe(board)
    board.get_by_label("Move to…").select_option("After 2-010")
    board.get_by_role("dialog").get_by_role("button", name="Move", exact=True).press("Enter")
    stand(board, "2-010", "2-020", "2-030", "2-040", "2-050", "2-060")
    expect(board.get_by_role("dialog")).to_have_count(0)


def test_the_selection_is_generated_from_the_list_of_many(board: Page) -> None:
    choose(board, "1-030", "1-020")
    expect(board.locator("#selection")).to_contain_text("2 missing")
    board.keyboard.press("Control+Enter")
    board.wait_for_url("**/generate?**")
    expect(board.get_by_role("listitem").filter(has_text="1-020").first).to_be_visible()
    board.get_by_role("button", name="Generate 2 shots").click()
    expect(board.get_by_role("article", name="1-020")).to_be_visible()
    expect(board.locator("[aria-selected=true]")).to_have_count(2)
    expect(board.locator("#selection")).to_contain_text("2 shots")


def test_an_empty_new_shot_leaves_no_trace_and_focus_goes_back(board: Page) -> None:
    tile(board, "1-020").focus()
    board.keyboard.press("n")
    expect(board.get_by_label("Action of 1-025")).to_be_focused()
    board.keyboard.press("Escape")
    stand(board, "1-010", "1-020", "1-030", "1-040", "1-050", "2-010")
    expect(tile(board, "1-020")).to_be_focused()
    gap = tile(board, "1-020").get_by_role("button", name="Add a shot before 1-020")
    gap.click(force=True)
    expect(board.get_by_label("Action of 1-015")).to_be_focused()
    board.keyboard.type("A mast.")
    board.keyboard.press("Enter")
    expect(board.get_by_label("Action of 1-017")).to_be_focused()
    board.keyboard.press("Escape")
    stand(board, "1-010", "1-015", "1-020", "1-030", "1-040", "1-050", "2-010")


def test_n_opens_a_panel_behind_the_focused_or_chosen_one_also_where_a_scene_has_not_come_whole(
    board: Page, server: Live, film: dict[str, Any]
) -> None:
    shell(server, f"longer({film['film']}, 41)")
    board.reload()
    expect(board.locator(".frame").first).to_be_attached()
    tile(board, "1-050").focus()
    board.keyboard.press("n")
    expect(board.get_by_label("Action of 1-055")).to_be_focused()
    board.keyboard.type("A mast.")
    board.keyboard.press("Enter")
    expect(board.get_by_label("Action of 1-057")).to_be_focused()
    board.keyboard.press("Escape")
    expect(board.get_by_label("Action of 1-057")).to_have_count(0)
    becomes(
        lambda: shell(server, f"order({film['film']})")[3:8], ["1-040", "1-050", "1-055", "1-060", "1-070"]
    )
    board.reload()
    choose(board, "1-020", "1-030")
    board.evaluate("document.activeElement.blur()")
    board.keyboard.press("n")
    expect(board.get_by_label("Action of 1-035")).to_be_focused()
    board.keyboard.press("Escape")
    expect(board.get_by_label("Action of 1-035")).to_have_count(0)


def test_n_adds_at_the_end_where_no_panel_is_in_the_hand_and_the_button_always_does(
    board: Page, server: Live, film: dict[str, Any]
) -> None:
    shell(server, f"longer({film['film']}, 40)")
    board.reload()
    board.get_by_role("link", name="Move, omit or delete scene 1").focus()
    board.keyboard.press("n")
    expect(board.get_by_label("Action of 1-410")).to_be_focused()
    board.keyboard.press("Escape")
    expect(board.get_by_label("Action of 1-410")).to_have_count(0)
    tile(board, "1-020").focus()
    board.locator(".panel-add").first.click()
    expect(board.get_by_label("Action of 1-420")).to_be_focused()


def test_the_strip_shows_what_the_cut_shows_and_no_clip_is_loaded(board: Page, film: dict[str, Any]) -> None:
    asked: list[str] = []
    board.on("request", lambda request: asked.append(request.url))
    picture = tile(board, "1-010").locator(".picture")
    box = picture.bounding_box()
    assert box
    strip = picture.locator("scrub-strip")
    for share, frame in ((0.01, 4), (0.5, 8), (0.99, 11)):
        board.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        assert strip.evaluate("strip => strip.frame") == frame
    board.mouse.move(2, 2)
    assert strip.evaluate("strip => strip.frame") is None
    assert not [url for url in asked if url.endswith("/clip")]


def test_space_plays_from_in_to_out_and_one_at_a_time(board: Page) -> None:
    tile(board, "1-010").focus()
    board.keyboard.press(" ")
    video = board.locator(".reel video")
    expect(board.locator(".reel[data-playing]")).to_have_count(1)
    assert video.evaluate("video => !video.muted && !video.paused && video.currentTime >= 1")
    board.keyboard.press(" ")
    expect(video).to_have_count(0)
    board.keyboard.press(" ")
    expect(board.locator(".reel[data-playing]")).to_have_count(1)
    expect(video).to_have_count(0, timeout=10_000)  # by itself, at the out point
    board.keyboard.press(" ")
    expect(video).to_have_count(1)
    board.keyboard.press("ArrowRight")
    expect(video).to_have_count(0)


def test_a_filter_stands_in_the_address_and_survives_what_is_done(board: Page) -> None:
    board.get_by_text("Filter", exact=True).click()
    board.get_by_role("navigation", name="Which shots").get_by_role("link", name="Missing").click()
    stand(board, "1-020", "1-030", "1-040", "1-050", "2-010")
    choose(board, "1-050")
    board.get_by_role("button", name="Hold").click()
    stand(board, "1-020", "1-030", "1-040", "2-010")
    board.get_by_role("link", name="Show all shots").click()
    expect(board.get_by_role("article", name="1-050")).to_contain_text("On hold")


def test_a_scene_is_dragged_by_its_grip(board: Page) -> None:
    start = board.get_by_role("region", name="Scene 2").locator(".grip").bounding_box()
    assert start
    board.mouse.move(start["x"] + 4, start["y"] + 4)
    board.mouse.down()
    board.mouse.move(start["x"] + 10, start["y"] - 10)
    board.mouse.move(600, 160, steps=4)
    expect(board.locator(".drop-line")).to_be_visible()
    board.mouse.up()
    expect(board.locator("section.scene").first).to_have_attribute("aria-label", "Scene 2")
    expect(board.get_by_text("Scene 2 moved.")).to_be_visible()


def test_who_comes_back_from_a_shot_finds_focus_selection_and_scroll(board: Page) -> None:
    board.set_viewport_size({"width": 1000, "height": 600})
    choose(board, "1-040", "2-010")
    board.keyboard.press("ArrowLeft")
    expect(tile(board, "1-050")).to_be_focused()
    top = board.evaluate("scrollY")
    board.keyboard.press("Enter")
    board.wait_for_url("**/shots/*")
    board.go_back()
    expect(tile(board, "1-050")).to_be_focused()
    expect(board.locator("[aria-selected=true]")).to_have_count(2)
    assert abs(board.evaluate("scrollY") - top) < 4


def test_on_a_phone_a_tap_opens_or_in_select_mode_selects(
    browser: Browser, server: Live, film: dict[str, Any], watch: Watch, axe: Any
) -> None:
    context = watch.over(
        browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    )
    page = context.new_page()
    enter(page, server, film)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Select").tap()
    tile(page, "1-020").locator(".picture").tap()
    expect(page.locator("#selection")).to_contain_text("1 shot")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
    page.get_by_role("button", name="Select").tap()
    expect(page.locator("#selection")).to_be_hidden()
    box = tile(page, "1-020").locator(".picture").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 40, box["y"] + 40)
    page.wait_for_url("**/shots/*")
    context.close()


@pytest.fixture
def phone(browser: Browser, server: Live, film: dict[str, Any], watch: Watch) -> Iterator[Page]:
    """Dana's board under a finger."""
    context = watch.over(
        browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    )
    page = context.new_page()
    enter(page, server, film)
    yield page
    context.close()


def test_a_press_that_slides_scrubs_whatever_lies_over_the_panel_and_opens_nothing(phone: Page) -> None:
    picture = tile(phone, "1-010").locator(".picture")
    strip, box = picture.locator("scrub-strip"), picture.bounding_box()
    assert box
    phone.evaluate("""() => {
        window.cut = 0;
        document.addEventListener("pointercancel", () => { window.cut += 1; }, true);
    }""")
    finger = phone.context.new_cdp_session(phone)
    seen = []
    for share in range(15, 90, 5):
        kind = "touchMove" if share > 15 else "touchStart"
        point = {"x": box["x"] + box["width"] * share / 100, "y": box["y"] + box["height"] / 2}
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        seen.append(strip.evaluate("strip => strip.frame"))
    assert phone.evaluate("window.cut") == 0
    assert (seen[0], seen[-1]) == (5, 10)
    assert seen == sorted(seen)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert strip.evaluate("strip => strip.frame") is None
    assert "/shots/" not in phone.url


def test_where_nothing_hovers_a_plain_cut_shows_no_mark_and_is_reached_by_the_menu_or_the_chosen_panel(
    phone: Page,
) -> None:
    cut = tile(phone, "1-020").locator(".link-mark")
    assert cut.evaluate("mark => getComputedStyle(mark).opacity") == "0"
    link = tile(phone, "1-030").locator(".link-mark")
    assert link.evaluate("mark => getComputedStyle(mark).opacity") == "1"
    phone.get_by_role("button", name="Select").tap()
    tile(phone, "1-020").locator(".picture").tap()
    assert cut.evaluate("mark => getComputedStyle(mark).opacity") == "1"
    cut.tap()
    expect(phone.get_by_role("dialog")).to_be_visible()
    phone.get_by_role("dialog").get_by_role("button", name="Close").tap()
    phone.get_by_role("button", name="Select").tap()
    phone.get_by_role("link", name="Move, hold, omit or delete 1-020").tap()
    phone.get_by_role("dialog").get_by_role("link", name="How it begins…").tap()
    expect(phone.get_by_role("dialog")).to_contain_text("1-020")
    expect(phone.get_by_role("dialog")).to_contain_text("1-010")


def test_who_only_looks_selects_and_moves_nothing(
    watched_page: Page, server: Live, film: dict[str, Any], axe: Any
) -> None:
    enter(watched_page, server, film, "vic")
    choose(watched_page, "1-020", "1-030")
    expect(watched_page.locator("#selection")).to_contain_text("2 shots")
    expect(watched_page.locator("#selection").get_by_role("button", name="Omit")).to_have_count(0)
    watched_page.keyboard.press("Alt+ArrowRight")
    axe(watched_page)
    becomes(lambda: shell(server, f"order({film['film']})")[:3], ["1-010", "1-020", "1-030"])
