"""The gallery in a real browser: rating, looking, dailies, filters, arrivals, choosing many, a phone, no script."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ground.live import Live, becomes
from tests.rooms.gallery_stage import shell

CLIP = re.compile(r"/takes/(\d+)/clip")


@pytest.fixture(scope="module")
def server(live: Callable[..., Live]) -> Iterator[Live]:
    with live() as server:
        shell(server, "people(); answer = 0")
        yield server


def signed_in(page: Page, server: Live, name: str) -> Page:
    server.enter(page, f"{name}@example.com")
    return page


@pytest.fixture
def opened(watched_page: Page, server: Live) -> Callable[..., tuple[Page, dict[str, Any]]]:
    """`opened("rae", "?circled=1", takes=6)`: the gallery of a new film before somebody."""

    def open_gallery(name: str, query: str = "", first: str = "", **film: Any) -> tuple[Page, dict[str, Any]]:
        words = f"answer = film(**{ ({'takes': 6, 'frames': 24} | film)!r})"
        made = shell(server, f"{words}; {first}" if first else words)
        page = signed_in(watched_page, server, name)
        page.goto(f"{server.url}/projects/{made['film']}/gallery{query}")
        return page, made

    return open_gallery


def tile(page: Page, number: int) -> Locator:
    return page.get_by_role("article", name=f"Take {number} of 1-010", exact=True)


def focus(page: Page, number: int) -> None:
    page.locator(".cell", has=tile(page, number)).focus()


def focused(page: Page) -> str:
    said: str = page.evaluate("() => document.activeElement.querySelector('article')?.ariaLabel ?? ''")
    return said


def chosen(page: Page) -> int:
    return page.locator(".cell[aria-selected=true]").count()


def marks(server: Live, made: dict[str, Any]) -> list[str]:
    """c circled, x NG, p picked, - nothing; by number."""
    rows = shell(server, f"answer = takes_of({made['film']})").values()
    return ["p" if picked else "c" if circled else "x" if ng else "-" for circled, ng, picked in rows]


def wears(where: Locator, name: str, *, on: bool = True) -> None:
    expect(where.get_by_role("button", name=name, exact=True)).to_have_attribute(
        "aria-pressed", str(on).lower()
    )


def test_a_take_rated_out_of_the_filter_dims_and_stays_until_the_filter_changes(
    opened, server: Live, axe
) -> None:
    page, made = opened("rae", "?circled=1", first="circle_all(answer['film'])")
    focus(page, 5)
    page.keyboard.press("c")
    wears(tile(page, 5), "Circle", on=False)
    expect(page.locator("article")).to_have_count(6)
    expect(tile(page, 5).locator(".picture")).to_have_css("opacity", "0.35")
    assert focused(page) == "Take 5 of 1-010"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    expect(tile(page, 4)).to_have_attribute("data-ng", "")
    page.keyboard.press("u")
    expect(tile(page, 4)).not_to_have_attribute("data-ng", "")
    axe(page)
    page.get_by_label("NG too").check(force=True)
    expect(page.locator("article")).to_have_count(4)
    becomes(lambda: marks(server, made), ["c", "c", "c", "-", "-", "c"])


def test_a_pick_out_of_date_that_is_let_go_dims_and_stays(opened, server: Live) -> None:
    page, _ = opened("eli", "?stale=1", first="answer['old'] = outdate(answer['shot'])")
    expect(page.locator("article")).to_have_count(1)
    focus(page, 6)
    expect(tile(page, 6)).to_contain_text("Out of date")
    expect(tile(page, 6).locator(".picture")).to_have_css("opacity", "1")
    page.keyboard.press("p")
    wears(tile(page, 6), "Pick", on=False)
    expect(tile(page, 6).locator(".picture")).to_have_css("opacity", "0.35")
    assert focused(page) == "Take 6 of 1-010"


def test_rating_goes_on_to_the_next_where_that_is_wanted(opened, server: Live) -> None:
    page, made = opened("rae")
    page.get_by_label("More", exact=True).click()
    page.get_by_label("On to the next after rating").check()
    page.keyboard.press("Escape")
    focus(page, 6)
    for key, place in (("c", 6), ("x", 5), ("c", 4)):
        page.keyboard.press(key)
        wears(tile(page, place), "NG" if key == "x" else "Circle")
    assert focused(page) == "Take 3 of 1-010"
    becomes(lambda: marks(server, made), ["-", "-", "-", "c", "x", "c"])


def test_look_plays_goes_on_and_returns_to_the_take_last_seen(opened, server: Live, axe) -> None:
    page, made = opened("rae")
    asked: list[str] = []
    page.on("request", lambda request: asked.extend(CLIP.findall(request.url)))
    focus(page, 6)
    assert not asked  # nothing is loaded before somebody looks
    page.keyboard.press(" ")
    look = page.get_by_role("dialog", name="Look")
    expect(look).to_contain_text("Take 6 of 1-010")
    expect(look).to_contain_text("1 of 6")
    page.wait_for_function("() => document.querySelector('#look video').currentTime > 0.2")
    ids = [str(pk) for pk in made["takes"]]
    page.wait_for_function("() => document.querySelector('#look video').readyState === 4")
    becomes(lambda: set(asked if page.evaluate("true") else ()), set(ids[3:]))  # it and the next two
    page.keyboard.press("ArrowRight")
    expect(look).to_contain_text("Take 5 of 1-010")
    with page.expect_response(lambda answer: answer.url.endswith(f"/takes/{ids[4]}/watched")):
        pass
    page.keyboard.press("c")
    wears(look, "Circle")
    axe(page)
    page.keyboard.press("Escape")
    expect(look).to_be_hidden()
    assert focused(page) == "Take 5 of 1-010"
    wears(tile(page, 5), "Circle")
    expect(tile(page, 5)).not_to_have_attribute("data-new", "")
    becomes(lambda: made["takes"][4] in shell(server, "answer = seen_by('Rae')"), True)


def test_play_all_makes_it_dailies_watch_rate_next(opened, server: Live) -> None:
    page, made = opened("rae", "?new=1", takes=3)
    page.get_by_role("button", name="Play all").click()
    look = page.get_by_role("dialog", name="Look")
    for number, key in ((3, "c"), (2, "x"), (1, "c")):
        expect(look).to_contain_text(f"Take {number} of 1-010")
        page.keyboard.press(key)
    expect(look).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("That was the last take.")
    becomes(lambda: marks(server, made), ["c", "x", "c"])


def test_dailies_roll_on_by_themselves_for_somebody_who_only_looks(opened, server: Live) -> None:
    page, made = opened("vic", takes=2, frames=36)
    page.get_by_role("button", name="Play all").click()
    look = page.get_by_role("dialog", name="Look")
    expect(look).to_contain_text("Take 2 of 1-010")
    expect(look).to_contain_text("Take 1 of 1-010")
    expect(look).to_be_hidden()
    expect(page.get_by_role("button", name="Circle")).to_have_count(0)
    focus(page, 2)
    page.keyboard.press("c")
    becomes(lambda: marks(server, made), ["-", "-"])


def test_filters_stand_in_the_address_as_chips_that_come_off(opened, server: Live) -> None:
    page, _ = opened("rae", first="circle_all(answer['film'], 2)")
    page.get_by_label("Circled").check(force=True)
    expect(page.locator("#sums")).to_contain_text("2 takes · runs 0:02")
    expect(page).to_have_url(re.compile(r"/gallery\?circled=1$"))
    page.get_by_label("Scene", exact=True).select_option(label="1 INT. LAMP ROOM - NIGHT")
    page.locator("#more-filters summary").click()
    page.get_by_label("Made by").select_option(label="Dana Reyes")
    chips = page.get_by_role("group", name="Filters in force")
    expect(chips).to_contain_text("Made by Dana Reyes")
    page.reload()
    expect(page.locator("#sums")).to_contain_text("2 takes")
    chips.get_by_role("link", name="Remove filter: Scene 1").click()
    expect(chips).not_to_contain_text("Scene 1")
    expect(page).to_have_url(re.compile(r"gallery\?by=\d+&circled=1$"))


def test_arrivals_wait_behind_a_button_and_come_first(opened, server: Live) -> None:
    page, made = opened("rae")
    focus(page, 6)
    shell(server, f"arrive({made['film']}, 2); answer = 0")
    button = page.get_by_role("button", name="2 new takes")
    expect(button).to_be_visible(timeout=15_000)
    expect(page.locator("article")).to_have_count(6)
    button.click()
    expect(page.locator("article")).to_have_count(8)
    assert page.locator("article").first.get_attribute("aria-label") == "Take 8 of 1-010"
    expect(page.locator("#sums")).to_contain_text("8 takes")
    expect(button).to_have_count(0)


def test_what_others_rate_shows_on_the_tiles_in_sight_and_nothing_jumps(opened, server: Live) -> None:
    page, made = opened("rae", "?circled=1", takes=40, first="circle_all(answer['film'])")
    focus(page, 39)
    first, last = made["takes"][0], made["takes"][-1]
    names = "() => [...document.querySelectorAll('article')].map((each) => each.ariaLabel)"
    before, top = page.evaluate(names), tile(page, 39).bounding_box()
    shell(server, f"uncircle({first}, {last}); answer = 0")
    expect(tile(page, 40).get_by_role("button", name="Circle", exact=True)).to_have_attribute(
        "aria-pressed", "false", timeout=15_000
    )
    expect(tile(page, 40).locator(".picture")).to_have_css("opacity", "0.35")
    assert (page.evaluate(names), tile(page, 39).bounding_box()) == (before, top)
    assert focused(page) == "Take 39 of 1-010"
    wears(tile(page, 1), "Circle")
    tile(page, 1).scroll_into_view_if_needed()
    wears(tile(page, 1), "Circle", on=False)


def test_three_takes_are_compared_and_one_picked_by_keyboard_alone(opened, server: Live) -> None:
    page, made = opened("eli", "?ng=1")
    focus(page, 6)
    steps = ["Shift+ArrowRight", "Shift+ArrowRight", "Enter", "2", "p"]
    for key in steps[:3]:
        page.keyboard.press(key)
    page.wait_for_url("**/compare?take=*")
    expect(page.locator("take-compare:defined .pane")).to_have_count(3)
    for key in steps[3:]:
        page.keyboard.press(key)
    wears(page.get_by_role("article", name="Take 5 of 1-010"), "Pick")
    page.keyboard.press("Escape")
    page.wait_for_url("**/gallery?ng=1")
    assert chosen(page) == 3
    becomes(lambda: marks(server, made)[4], "p")


def test_what_was_rated_is_kept_where_the_page_is_left_at_once(opened, server: Live) -> None:
    page, made = opened("rae", takes=20, clips=1)
    page.evaluate("() => localStorage.setItem('next-after-rating', 'on')")
    focus(page, 20)
    with page.expect_request(lambda request: request.url.endswith("/ng")):
        for _ in range(20):
            page.keyboard.press("x")
    page.goto("about:blank")
    becomes(lambda: marks(server, made), ["x"] * 20)


def test_twenty_takes_are_rated_by_two_keys_and_taken_back_by_one(opened, server: Live) -> None:
    page, made = opened("rae", takes=20, clips=1, first="pick(answer['takes'][0])")
    focus(page, 20)
    page.keyboard.press("Control+a")
    expect(page.locator("take-batch")).to_contain_text("20 takes · runs 0:20")
    expect(page.locator("take-batch")).to_contain_text("Download 20 · ")
    page.keyboard.press("x")
    expect(page.locator("article[data-ng]")).to_have_count(19)
    expect(page.locator("#toasts")).to_contain_text("19 takes put aside. 1 stays as it was.")
    assert focused(page) == "Take 20 of 1-010"
    assert chosen(page) == 20
    page.keyboard.press("Control+z")
    expect(page.locator("article[data-ng]")).to_have_count(0)
    expect(page.locator("article")).to_have_count(20)
    becomes(lambda: marks(server, made), ["p", *["-"] * 19])


def test_a_band_chooses_what_it_touches_and_a_download_brings_it(opened, server: Live, axe) -> None:
    page, _ = opened("rae")
    boxes = [box for number in (6, 4) if (box := tile(page, number).bounding_box())]
    page.mouse.move(boxes[0]["x"] - 6, boxes[0]["y"] - 6)
    page.mouse.down()
    page.mouse.move(boxes[1]["x"] + 20, boxes[1]["y"] + 20, steps=4)
    expect(page.locator(".rubber-band")).to_be_visible()
    page.mouse.up()
    assert chosen(page) == 3
    axe(page)
    with page.expect_download() as brought:
        page.get_by_role("link", name="Download 3 · ").click()
    assert brought.value.suggested_filename == "Keeper_takes.zip"
    tile(page, 2).locator(".picture").click(modifiers=["Control"])
    assert chosen(page) == 4
    page.keyboard.press("Escape")
    assert chosen(page) == 0


def test_what_a_pick_would_put_out_of_date_is_said_at_the_tile_and_moves_nothing(
    opened, server: Live
) -> None:
    page, _ = opened("eli", first="follow(answer['shot'])")
    before = [page.locator("article").nth(place).bounding_box() for place in range(6)]
    focus(page, 3)
    expect(tile(page, 3)).to_contain_text("1 shot out of date if picked")
    assert [page.locator("article").nth(place).bounding_box() for place in range(6)] == before
    page.keyboard.press("p")
    wears(tile(page, 3), "Pick")
    expect(page.locator("#toasts")).to_contain_text("1 shot is out of date now: 1-020.")
    wears(tile(page, 6), "Pick", on=False)  # a shot has one pick


def test_on_a_phone_a_tap_opens_and_a_thumb_rates(browser: Browser, watch, server: Live, axe) -> None:
    made = shell(server, "answer = film(takes=4, frames=24, aspect='9:16')")
    with browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as context:
        page = signed_in(watch.over(context).new_page(), server, "rae")
        page.goto(f"{server.url}/projects/{made['film']}/gallery")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        tile(page, 4).locator(".picture").tap()
        look = page.get_by_role("dialog", name="Look")
        expect(look).to_contain_text("Take 4 of 1-010")
        circle = look.get_by_role("button", name="Circle")
        box = circle.bounding_box()
        assert box
        assert box["height"] >= 48
        assert box["y"] > 844 / 2
        circle.tap()
        wears(look, "Circle")
        look.get_by_role("button", name="Next take").tap()
        expect(look).to_contain_text("Take 3 of 1-010")
        axe(page)
        look.get_by_role("button", name="Close").tap()
        page.get_by_role("button", name="Select", exact=True).tap()
        for number in (4, 2):
            tile(page, number).locator(".picture").tap()
        page.get_by_role("button", name="Compare").tap()
        expect(page.locator("take-compare:defined .pane")).to_have_count(2)
    becomes(lambda: marks(server, made), ["-", "-", "-", "c"])


def test_without_script_takes_are_ticked_and_compared(browser: Browser, server: Live) -> None:
    made = shell(server, "answer = film(takes=2, frames=24)")
    with browser.new_context(java_script_enabled=False) as context:
        page = signed_in(context.new_page(), server, "vic")
        page.goto(f"{server.url}/projects/{made['film']}/gallery?circled=")
        for number in (1, 2):
            page.get_by_label(f"1-010, take {number}", exact=True).check()
        page.get_by_role("button", name="Compare").click()
        expect(page.locator("video[controls]")).to_have_count(2)


def test_in_look_what_is_rated_comes_back_by_key_and_is_looked_at_again(opened, server: Live) -> None:
    page, made = opened("rae", takes=3)
    page.get_by_role("button", name="Play all").click()
    look = page.get_by_role("dialog", name="Look")
    page.keyboard.press("x")
    expect(look).to_contain_text("Take 2 of 1-010")
    becomes(lambda: marks(server, made), ["-", "-", "x"])
    page.keyboard.press("ControlOrMeta+z")
    expect(look).to_contain_text("Take 3 of 1-010")
    wears(look, "NG", on=False)
    expect(look.get_by_text("Taken back: 1-010, take 3 put aside.")).to_be_visible()
    page.keyboard.press("ControlOrMeta+Shift+z")
    wears(look, "NG")
    becomes(lambda: marks(server, made), ["-", "-", "x"])


def test_what_a_pick_in_look_puts_out_of_date_is_said_there_and_taken_back_by_hand(
    opened, server: Live, axe
) -> None:
    page, _ = opened("eli", first="follow(answer['shot'])")
    focus(page, 3)
    page.keyboard.press(" ")
    look = page.get_by_role("dialog", name="Look")
    expect(look).to_contain_text("1 shot out of date if picked")
    page.keyboard.press("p")
    wears(look, "Pick")
    toast = look.get_by_text("1 shot is out of date now: 1-020.")
    expect(toast).to_be_visible()
    axe(page)
    look.get_by_role("button", name="Undo").click()
    wears(look, "Pick", on=False)
    expect(look).to_contain_text("Take 3 of 1-010")
    page.keyboard.press("Escape")
    expect(look).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    page.locator("#toasts").get_by_role("button", name="Dismiss").last.click()
    expect(page.locator("body > #toasts")).to_have_count(1)


def test_what_goes_wrong_is_said_over_look(opened, watch) -> None:
    watch.allow(r"status of 500")
    page, _ = opened("rae")
    page.route("**/circle", lambda route: route.fulfill(status=500, body="no"))
    focus(page, 3)
    page.keyboard.press(" ")
    page.keyboard.press("c")
    look = page.get_by_role("dialog", name="Look")
    said = look.get_by_text("The server could not do that (500). Try again.")
    expect(said).to_be_visible()
    box = said.bounding_box() or {}
    places = look.locator("footer button:visible, .transport").all()
    under = [place.bounding_box() or {} for place in places]
    assert not [each for each in under if meets(each, box)]


def meets(one: dict[str, float], other: dict[str, float]) -> bool:
    ends = [
        (each["x"], each["y"], each["x"] + each["width"], each["y"] + each["height"]) for each in (one, other)
    ]
    (left, top, right, bottom), (left_2, top_2, right_2, bottom_2) = ends
    return left < right_2 and left_2 < right and top < bottom_2 and top_2 < bottom


def test_something_is_said_about_the_frame_that_look_shows(opened, server: Live, axe) -> None:
    page, made = opened("rae", takes=3)
    focus(page, 3)
    page.keyboard.press("m")
    look = page.get_by_role("dialog", name="Look")
    field = look.get_by_role("textbox", name="Note")
    expect(field).to_be_focused()
    page.keyboard.type("Too dark")
    axe(page)
    page.keyboard.press("Escape")
    expect(look).to_be_visible()
    expect(field).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(look).to_contain_text("Take 2 of 1-010")
    page.keyboard.press("m")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(look).to_contain_text("Take 3 of 1-010")
    page.keyboard.press("m")
    expect(field).to_have_value("Too dark")
    frame = page.evaluate("document.querySelector('#look film-player').frame")
    page.keyboard.press("Enter")
    expect(look.get_by_text("The note is saved.")).to_be_visible()
    becomes(
        lambda: shell(server, f"answer = notes_of({made['film']})"), [[made["takes"][2], frame, "Too dark"]]
    )


def test_look_goes_to_another_shot_and_to_where_a_take_is_made_again(opened, server: Live) -> None:
    page, _ = opened("eli", takes=3, first="beside(answer['film'])")
    focus(page, 3)
    page.keyboard.press(" ")
    look = page.get_by_role("dialog", name="Look")
    expect(look).to_contain_text("Take 3 of 1-010")
    page.keyboard.press("[")
    expect(look).to_contain_text("Take 1 of 1-020")
    page.keyboard.press("]")
    expect(look).to_contain_text("Take 3 of 1-010")
    page.keyboard.press("g")
    page.wait_for_url(re.compile(r"/shots/\d+\?take=3$"))


def test_letters_go_to_the_next_shot_and_to_the_page_of_the_one_in_focus(opened, server: Live) -> None:
    page, made = opened("eli", takes=3, first="beside(answer['film'])")
    focus(page, 2)
    page.keyboard.press("[")
    other = focused(page)
    assert other.endswith("of 1-020")
    page.keyboard.press("]")
    assert focused(page) == "Take 3 of 1-010"
    page.keyboard.press("]")
    assert focused(page) == "Take 3 of 1-010"
    page.keyboard.press("ControlOrMeta+Enter")
    page.wait_for_url(f"**/shots/{made['shot']}?take=3#price")
    expect(page.get_by_role("button", name=re.compile("^Generate 1"))).to_be_focused()
    page.go_back()
    focus(page, 3)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="1-015")).to_be_visible()
    expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("1-015 is new.")


def test_guides_lie_over_what_look_shows_and_are_remembered(opened, server: Live) -> None:
    page, _ = opened("rae", takes=2)
    focus(page, 2)
    page.keyboard.press(" ")
    look = page.get_by_role("dialog", name="Look")
    look.get_by_label("Guides").click()
    look.get_by_label("2.00").check(force=True)
    look.get_by_label("Title safe").check()
    expect(look.locator("frame-guides .line")).to_have_count(2)
    page.reload()
    focus(page, 2)
    page.keyboard.press(" ")
    expect(look.locator("frame-guides .line")).to_have_count(2)
    page.keyboard.press("Shift+G")
    expect(look.locator("frame-guides .line")).to_have_count(0)


def test_letters_are_silent_when_they_are_switched_off(opened, server: Live) -> None:
    page, made = opened("eli", takes=3)
    page.evaluate("localStorage.setItem('keys', 'off')")
    focus(page, 3)
    for key in ("c", "p", "x", "m", "g", "d"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog", name="Look")).to_be_hidden()
    page.keyboard.press(" ")
    look = page.get_by_role("dialog", name="Look")
    for key in ("c", "x", "m", "g", "]", "[", "Shift+G"):
        page.keyboard.press(key)
    expect(look).to_contain_text("Take 3 of 1-010")
    assert page.locator("note-box:state(open), frame-guides svg").count() == 0
    page.keyboard.press("ArrowRight")
    expect(look).to_contain_text("Take 2 of 1-010")
    assert marks(server, made) == ["-", "-", "-"]


def test_a_band_with_shift_adds_to_what_is_chosen(opened, server: Live) -> None:
    page, _ = opened("rae")

    def band(first: int, last: int) -> None:
        boxes = [box for number in (first, last) if (box := tile(page, number).bounding_box())]
        page.mouse.move(boxes[0]["x"] - 6, boxes[0]["y"] - 6)
        page.mouse.down()
        page.mouse.move(boxes[1]["x"] + 20, boxes[1]["y"] + 20, steps=4)
        page.mouse.up()

    band(6, 5)
    assert chosen(page) == 2
    page.keyboard.down("Shift")
    band(3, 3)
    page.keyboard.up("Shift")
    assert chosen(page) == 3
    band(2, 2)
    assert chosen(page) == 1
