"""Comparing in a real browser: takes that play as one, read frame by frame from what their pictures say."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ground.live import Live, becomes
from tests.rooms.gallery_stage import shell

# The numbers that stand in squares in both pictures, read whenever either shows a new one.
READ = """() => {
    const canvas = Object.assign(document.createElement("canvas"), {width: 12, height: 1});
    const brush = canvas.getContext("2d", {willReadFrequently: true});
    const number = (video) => {
        brush.drawImage(video, 0, 0, 288, 24, 0, 0, 12, 1);
        const {data} = brush.getImageData(0, 0, 12, 1);
        return [...Array(12).keys()].reduce((sum, bit) => sum + (data[4 * bit] > 127 ? 2 ** bit : 0), 0);
    };
    const videos = [...document.querySelectorAll("take-compare video")];
    window.numbers = () => videos.map(number);
    window.read = [];
    const look = () => {
        if (document.querySelector("take-compare").playing) window.read.push(window.numbers());
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@pytest.fixture(scope="module")
def server(live: Callable[..., Live]) -> Iterator[Live]:
    with live() as server:
        shell(server, "people(); answer = 0")
        yield server


@pytest.fixture
def signed(watched_page: Page, server: Live) -> Callable[[str], Page]:
    def sign_in(name: str) -> Page:
        page = watched_page
        server.enter(page, f"{name}@example.com")
        return page

    return sign_in


def address(server: Live, made: dict[str, Any], more: str = "") -> str:
    return (
        f"{server.url}/projects/{made['film']}/compare?"
        + "&".join(f"take={pk}" for pk in made["takes"])
        + more
    )


def opened(page: Page, url: str) -> Page:
    """The page with every clip there to be sought."""
    page.goto(url)
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].every((each) => each.readyState >= 2)"
    )
    page.evaluate(READ)
    return page


def rests(page: Page, *numbers: int) -> None:
    page.wait_for_function("wanted => String(window.numbers()) === String(wanted)", arg=list(numbers))


def test_panes_stay_within_one_frame_of_each_other_while_they_play(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=2, frames=168)")
    page = opened(signed("vic"), address(server, made))
    page.keyboard.press(" ")
    page.wait_for_function("() => document.querySelector('take-compare').frame >= 120")
    page.keyboard.press("k")
    read = page.evaluate("window.read.slice(1)")
    apart = [abs(one - other) for one, other in read]
    assert len({one for one, _ in read}) > 30
    # A machine that has other work shows a picture late, on one side or the other, and the follower catches up.
    assert sum(each <= 1 for each in apart) >= 0.75 * len(apart)
    page.wait_for_function("() => new Set(window.numbers()).size === 1")


def test_all_step_together_and_one_slides_against_the_others(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=2)")
    page = opened(signed("vic"), address(server, made))
    rests(page, 0, 0)
    for key in ("Shift+ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    rests(page, 13, 13)
    page.keyboard.press("2")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowRight")
    rests(page, 13, 16)
    expect(page.get_by_role("article", name="Take 2")).to_contain_text("+3")
    assert page.url.endswith("&slide=0&slide=3")
    for _ in range(4):  # the second clip cannot begin before its first frame: the first one moves on
        page.keyboard.press("Alt+ArrowLeft")
    rests(page, 14, 13)
    assert page.url.endswith("&slide=1&slide=0")
    opened(page, page.url)
    rests(page, 1, 0)


def test_the_pane_with_focus_is_heard_and_rated_and_two_are_wiped(
    signed, server: Live, axe: Callable[..., None]
) -> None:
    made = shell(server, "answer = film(takes=2)")
    page = opened(signed("eli"), address(server, made))
    muted = "[...document.querySelectorAll('video')].map((each) => each.muted)"
    assert page.evaluate(muted) == [False, True]
    page.keyboard.press("2")
    assert page.evaluate(muted) == [True, False]
    page.keyboard.press("ArrowRight")
    rests(page, 1, 1)
    second = page.get_by_role("article", name="Take 2 of 1-010")
    page.keyboard.press("c")
    expect(second.get_by_role("button", name="Circle")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(second.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(muted) == [True, False]
    rests(page, 1, 1)
    marks = f"answer = list(takes_of({made['film']}).values())"
    becomes(lambda: shell(server, marks), [[False, False, False], [True, False, True]])
    axe(page)
    page.keyboard.press("\\")
    expect(page.get_by_role("button", name="Wipe")).to_have_attribute("aria-pressed", "true")
    edges = [page.locator(".screen").nth(place).bounding_box() for place in (0, 1)]
    assert len({(round(each["x"]), round(each["y"]), round(each["width"])) for each in edges if each}) == 1
    axe(page)


def test_each_pane_has_its_number_and_takes_the_rating_and_the_note(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=4)")
    page = opened(signed("rae"), address(server, made))
    for number, key in (("3", "x"), ("4", "c")):
        page.keyboard.press(number)
        page.keyboard.press(key)
    third, fourth = (page.get_by_role("article", name=f"Take {n} of 1-010") for n in (3, 4))
    expect(third.get_by_role("button", name="NG")).to_have_attribute("aria-pressed", "true")
    expect(fourth.get_by_role("button", name="Circle")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("3")
    page.keyboard.press("u")
    expect(third.get_by_role("button", name="NG")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("m")
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.type("Slower")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The note is saved.")
    notes = f"answer = notes_of({made['film']})"
    becomes(lambda: shell(server, notes), [[made["takes"][2], 12, "Slower"]])
    marks = f"answer = [row[:2] for row in takes_of({made['film']}).values()]"
    becomes(lambda: shell(server, marks), [[False, False], [False, False], [False, False], [True, False]])


def test_takes_are_locked_from_the_in_point_that_they_would_have_and_count_in_frames(
    signed, server: Live
) -> None:
    made = shell(server, "answer = film(takes=2); enter_at(answer['takes'][0], 10)")
    page = opened(signed("vic"), address(server, made))
    rests(page, 10, 10)
    page.keyboard.press("Shift+ArrowRight")
    rests(page, 22, 22)
    counter = page.get_by_role("button", name="Timecode or frame count")
    expect(counter).to_have_text("00:00:00:12")
    counter.click()
    expect(counter).to_have_text("12")
    expect(page.locator(".shown")).to_have_text(["22", "22"])
    page.reload()
    expect(counter).to_have_text("0")


def test_letters_and_numbers_are_silent_when_they_are_switched_off(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=2)")
    page = opened(signed("eli"), address(server, made))
    page.evaluate("localStorage.setItem('keys', 'off')")
    for key in ("2", "c", "p", "g", "m", "\\", "l"):
        page.keyboard.press(key)
    heard = "[...document.querySelectorAll('video')].map((each) => each.muted)"
    assert page.evaluate(heard) == [False, True]
    assert not page.evaluate("document.querySelector('take-compare').playing")
    page.keyboard.press("ArrowRight")
    rests(page, 1, 1)
    assert page.locator("note-box:state(open), take-compare:state(wiped)").count() == 0
    assert shell(server, f"answer = takes_of({made['film']})")[str(made["takes"][0])] == [False, False, False]


def test_guides_lie_over_each_pane_in_its_own_shape(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=2)")
    page = opened(signed("vic"), address(server, made))
    page.get_by_label("Guides").click()
    page.get_by_label("2.00").check(force=True)
    page.get_by_label("Title safe").check()
    expect(page.locator(".pane frame-guides .line")).to_have_count(4)
    shapes = page.evaluate("""() => [...document.querySelectorAll(".pane")].map((pane) => {
        const box = pane.querySelector(".line").getBoundingClientRect();
        return box.width / box.height;
    })""")
    assert shapes == pytest.approx([2, 2], rel=0.01)


def test_what_is_compared_is_not_new_any_more(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=2)")
    page = opened(signed("rae"), address(server, made))
    with page.expect_response(lambda answer: answer.url.endswith(f"/takes/{made['takes'][1]}/watched")):
        page.keyboard.press(" ")
    page.keyboard.press("k")
    becomes(lambda: set(made["takes"]) <= set(shell(server, "answer = seen_by('Rae')")), True)


def test_four_upright_takes_fit_a_screen_and_a_phone_has_no_sideways_scroll(signed, server: Live) -> None:
    made = shell(server, "answer = film(takes=4, aspect='9:16')")
    page = opened(signed("vic"), address(server, made))
    boxes = [box for place in range(4) if (box := page.locator(".screen").nth(place).bounding_box())]
    assert len({box["y"] for box in boxes}) == 1
    assert max(box["y"] + box["height"] for box in boxes) < (page.viewport_size or {})["height"]
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_they_are_plain_videos_with_their_differences(browser: Browser, server: Live) -> None:
    made = shell(server, "answer = film(takes=2)")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        server.enter(page, "vic@example.com")
        page.goto(address(server, made))
        boxes = [page.locator("video[controls]").nth(place).bounding_box() for place in (0, 1)]
        assert len({box["y"] for box in boxes if box}) == 1
        expect(page.get_by_role("heading", name="What differs")).to_be_visible()
        expect(page.locator(".transport")).to_be_hidden()
