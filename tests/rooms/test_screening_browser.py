"""The screening in a real browser: the cut falls on the frame, and each line of the room works by key and by hand."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from tests.ground.live import Live, becomes
from tests.rooms.reels import PEOPLE, WATCH, reel

PLAYER = "document.querySelector('cut-player')"


@pytest.fixture(scope="module")
def server(live: Any) -> Iterator[Live]:
    with live() as server:
        server.do(PEOPLE)
        yield server


@pytest.fixture
def film(server: Live, tmp_path: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """1-010 has takes of 0-47 (picked, 4 to before 40) and 100-147; 1-020 is 200-247; 1-030 has none; 1-040: 302-319"""
    cuts = [
        ([range(48), range(100, 148)], 4, 40),
        ([range(200, 248)], None, None),
        ([], None, None),
        ([range(300, 330)], 2, 20),
    ]
    return reel(server, tmp_path, cuts, title=request.node.name[:40])


def until(page: Page, holds: str, **more: Any) -> None:
    page.wait_for_function(f"() => {holds}", **more)


def open_room(page: Page, server: Live, film: dict[str, Any], who: str = "dana", query: str = "") -> Page:
    server.enter(page, f"{who}@example.com")
    page.goto(f"{server.url}/projects/{film['film']}/screening{query}")
    until(page, f"{PLAYER}?.matches(':not(:state(waiting))') && {PLAYER}.querySelector('video[data-front]')")
    return page


@pytest.fixture
def page(watched_page: Page, server: Live, film: dict[str, Any]) -> Page:
    return open_room(watched_page, server, film)


def now(page: Page) -> list[Any]:
    """Code, frame from its in point."""
    found: list[Any] = page.evaluate(f"[{PLAYER}.event.code, {PLAYER}.offset]")
    return found


def comes_to(page: Page, code: str, offset: int | None = None) -> None:
    at = "true" if offset is None else f"{PLAYER}.offset === {offset}"
    until(page, f"{PLAYER}.event.code === '{code}' && {at} && {PLAYER}.matches(':not(:state(waiting))')")


def points(page: Page) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate(f"{PLAYER}.events.map((event) => [event.in, event.out])")
    return found


def kept(server: Live, shot: int) -> Any:
    code = "import json; from storyboard.takes.models import Pick; "
    code += (
        f"print(json.dumps(list(Pick.objects.values_list('take__number', 'start', 'end').get(shot={shot}))))"
    )
    return json.loads(server.do(code).strip().splitlines()[-1])


def test_the_film_plays_from_cut_to_cut_and_no_frame_too_many_shows(page: Page) -> None:
    page.evaluate(WATCH)
    page.keyboard.press("Space")
    until(page, f"!{PLAYER}.playing", timeout=30_000)
    numbers = [number for _, number in page.evaluate("seen")]
    shown = [number for number in numbers if number is not None]
    assert {each // 100 for each in shown} == {0, 2, 3}
    inside = [each for each in shown if 4 <= each < 40 or 200 <= each < 248 or 302 <= each < 320]
    assert len(shown) - len(inside) <= 1, numbers
    cuts = [
        (first, second) for first, second in pairwise(numbers) if (first or 0) // 100 != (second or 0) // 100
    ]
    assert all(second is None or second % 100 < 8 for _, second in cuts), cuts
    assert now(page) == ["1-040", 17]
    assert page.locator("clip-deck video").count() == 3


def test_the_edits_are_gone_through_by_key_and_the_strip_by_hand(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-030", 0)
    expect(page.locator("still-card")).to_contain_text("The keeper turns.")
    page.keyboard.press("Shift+ArrowLeft")
    comes_to(page, "1-020", 36)
    page.keyboard.press("ArrowUp")
    comes_to(page, "1-020", 0)
    page.keyboard.press("End")
    comes_to(page, "1-040", 17)
    page.keyboard.press("Home")
    comes_to(page, "1-010", 0)
    strip = page.locator("cut-strip ol").bounding_box() or {}
    page.mouse.click(strip["x"] + strip["width"] * 0.5, strip["y"] + 10)  # frame 63 of 126
    comes_to(page, "1-020", 27)
    expect(page.get_by_role("slider", name="Place in the film")).to_have_attribute(
        "aria-valuetext", re.compile("1-020")
    )
    expect(page.locator("cut-strip li[data-missing]")).to_have_text("1-030")


def test_what_is_not_there_is_waited_for_on_the_picture_that_stands(
    watched_page: Page, server: Live, tmp_path: Path, watch: Any
) -> None:
    watch.allow("ERR_FAILED")
    cuts = [([range(place * 50, place * 50 + 24)], None, None) for place in range(5)]
    page = open_room(watched_page, server, reel(server, tmp_path, cuts, title="Five"))
    until(page, "[...document.querySelectorAll('clip-deck video')].every((video) => video.readyState > 1)")
    page.evaluate(WATCH)
    page.route(re.compile(r"/clip\?"), lambda route: route.abort())
    page.keyboard.press("End")
    expect(page.locator(".waiting")).to_have_text("Loading 1-050")
    page.unroute_all()
    comes_to(page, "1-050", 23)
    assert [number for _, number in page.evaluate("seen")] == [0, 223]


def test_a_trim_shows_both_frames_ripples_is_saved_and_taken_back(
    page: Page, server: Live, film: dict[str, Any], axe: Any
) -> None:
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    for key in (",", ",", "."):
        page.keyboard.press(key)
    expect(page.locator("cut-player:state(pair)")).to_have_count(1)
    trim = page.locator("cut-trim")
    expect(trim.get_by_role("group", name="Out")).to_contain_text("1-010 −00:00:01:14+ runs 00:00:01:11")
    assert points(page)[0] == [4, 39]
    assert page.evaluate(f"{PLAYER}.events[1].record") == 35
    expect(trim.get_by_text("1-010 runs")).to_be_visible()
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 39])
    page.keyboard.press("Shift+.")
    expect(trim.get_by_text("1-020 runs")).to_be_visible()
    becomes(lambda: kept(server, film["shots"][1]), [1, 1, None])
    axe(page)
    page.keyboard.press("ControlOrMeta+z")
    until(page, f"{PLAYER}.events[1].in === 0")
    until(page, f"{PLAYER}.event.code === '1-020' && {PLAYER}.offset === 23 && !{PLAYER}.playing")
    becomes(lambda: kept(server, film["shots"][1]), [1, None, None])


def test_a_trim_that_is_still_being_saved_is_taken_back_once_it_is(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page.route(re.compile(r"/trim$"), lambda route: held.append((route, route.fetch())))
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press(",")
    while not held:
        until(page, "true")
    assert kept(server, film["shots"][0]) == [1, 4, 39]
    page.keyboard.press("ControlOrMeta+z")
    (route, answer), *more = held
    route.fulfill(response=answer)
    assert not more
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 40])
    until(page, f"{PLAYER}.events[0].out === 40")


def test_where_a_trim_was_refused_nothing_else_is_taken_back(
    page: Page, server: Live, film: dict[str, Any], watch: Any
) -> None:
    watch.allow("409")
    held: list[Route] = []
    undone: list[str] = []
    page.on(
        "request", lambda request: undone.append(request.url) if request.url.endswith("/undone") else None
    )

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/trim$"), hold)
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press(",")
    while not held:
        until(page, "true")
    page.keyboard.press("ControlOrMeta+z")
    held[0].fulfill(status=409, body="")
    until(page, f"{PLAYER}.events[0].out === 40")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert not undone


def test_both_sides_moved_by_one_hand_come_back_by_one_undo(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    for key in (",", "Shift+."):
        page.keyboard.press(key)
    expect(page.locator("cut-trim [data-state]")).to_contain_text("1-010 runs")
    expect(page.locator("cut-trim [data-state]")).to_contain_text("1-020 runs")
    assert (kept(server, film["shots"][0]), kept(server, film["shots"][1])) == ([1, 4, 39], [1, 1, None])
    page.keyboard.press("ControlOrMeta+z")
    until(page, f"{PLAYER}.events[0].out === 40 && {PLAYER}.events[1].in === 0")
    assert (kept(server, film["shots"][0]), kept(server, film["shots"][1])) == ([1, 4, 40], [1, None, None])


def test_the_edit_loops_and_is_trimmed_while_it_does(page: Page, server: Live, film: dict[str, Any]) -> None:
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.evaluate(WATCH)
    page.keyboard.press("/")
    until(page, "seen.filter(([, number]) => number === 39).length >= 2", timeout=20_000)
    shown = {number for _, number in page.evaluate("seen.slice(1)")} - {200}
    assert shown <= {*range(15, 43), *range(200, 228)}, shown  # a busy machine hears of a frame late
    page.keyboard.press(",")
    until(page, f"{PLAYER}.events[0].out === 39 && {PLAYER}.playing")
    expect(page.locator("cut-trim").get_by_text("1-010 runs")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("cut-player:state(pair)")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("cut-trim:state(open)")).to_have_count(0)


def chained(server: Live, tmp_path: Path, watched_page: Page) -> tuple[Page, dict[str, Any]]:
    """1-020 opens on the last frame of 1-010, which has a second take; both have a pick."""
    more = """
from storyboard.continuity.models import connect
first, second = (Shot.objects.select_related("scene__project").get(pk=pk) for pk in shots)
connect(second, "opening", "last_frame", source=first)
from tests.takes.films import picked
picked(second, dana)
Take.objects.filter(shot=second).update(original=Take.objects.get(shot=second, number=1).original_id, frames=48)
"""
    cuts = [([range(48), range(100, 148)], None, None), ([range(200, 248)], None, None)]
    film = reel(server, tmp_path, cuts, title="Chain", more=more)
    return open_room(watched_page, server, film), film


def test_what_a_trim_puts_out_of_date_is_said_before_it_is_saved(
    server: Live, tmp_path: Path, watched_page: Page
) -> None:
    page, film = chained(server, tmp_path, watched_page)
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press(",")
    ask = page.locator("cut-trim .ask")
    expect(ask).to_contain_text("1 shot out of date if trimmed")
    becomes(lambda: kept(server, film["shots"][0]), [1, None, None])
    page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    until(page, f"{PLAYER}.events[0].out === 48")
    page.keyboard.press(",")
    expect(ask).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("cut-strip li[data-stale]")).to_have_text("1-020")
    becomes(lambda: kept(server, film["shots"][0]), [1, None, 47])


def test_another_take_is_tried_at_the_same_offset_and_picked_or_put_back(
    page: Page, server: Live, film: dict[str, Any], axe: Any
) -> None:
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    comes_to(page, "1-010", 2)
    page.evaluate(WATCH)
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Try take 2")).to_be_visible()
    page.keyboard.press("2")
    until(page, "seen.at(-1)[1] === 106")
    expect(page.get_by_text("Picking it puts nothing out of date.")).to_be_visible()
    stage, tray = (page.locator(each).bounding_box() or {} for each in (".stage", "cut-swap"))
    assert tray["y"] - stage["y"] > stage["height"] / 2  # the film is still seen over it
    assert tray["y"] + tray["height"] <= stage["y"] + stage["height"] + 1
    assert (tray["x"], tray["width"]) == pytest.approx((stage["x"], stage["width"]), abs=1)
    axe(page)
    page.keyboard.press("Escape")
    until(page, "seen.at(-1)[1] === 6")
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 40])
    page.keyboard.press("t")
    page.get_by_role("button", name="Try take 2").click()
    expect(page.get_by_role("button", name="Pick", exact=True)).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.locator("cut-swap:state(open)")).to_have_count(0)
    becomes(lambda: kept(server, film["shots"][0]), [2, 4, 40])
    assert now(page) == ["1-010", 2]


def test_a_note_is_taken_down_on_its_frame_and_its_pin_is_pale_until_it_is_saved(
    page: Page, server: Live, film: dict[str, Any], watch: Any
) -> None:
    watch.allow("ERR_FAILED")
    page.keyboard.press("Space")
    until(page, f"{PLAYER}.offset > 5")
    page.keyboard.press("m")
    assert not page.evaluate(f"{PLAYER}.playing")
    code, offset = now(page)
    page.keyboard.type("Too dark")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Too dark")
    page.route("**/notes", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator(".pin[data-pale]")).to_have_count(1)
    page.unroute_all()
    expect(page.locator(".pin:not([data-pale])")).to_have_count(1)
    expect(page.locator(".pin")).to_have_count(1)
    page.keyboard.press("Shift+M")
    note = page.get_by_role("listitem").filter(has_text="Too dark")
    expect(note).to_contain_text(code)
    page.keyboard.press("End")
    note.get_by_role("link").first.click()
    comes_to(page, code, offset)
    page.keyboard.press("Space")
    page.keyboard.press("m")
    page.keyboard.type("And here")
    page.keyboard.press("Enter")
    until(page, f"{PLAYER}.playing")
    expect(page.get_by_role("listitem").filter(has_text="And here")).to_be_visible()


def versions(server: Live, film: dict[str, Any]) -> Any:
    """Number, name, whether it is locked."""
    code = "import json; from storyboard.cut.models import CutVersion; "
    code += f"rows = CutVersion.objects.filter(project={film['film']}).order_by('number'); "
    code += "print(json.dumps([[each.number, each.name, bool(each.locked_at)] for each in rows]))"
    return json.loads(server.manage("shell", "-v0", "-c", code).strip().splitlines()[-1])


def test_the_cut_is_saved_and_locked_by_key_and_the_room_says_what_changed_since(
    page: Page, server: Live, film: dict[str, Any], axe: Any
) -> None:
    hand, toasts = page.locator("#cut-version summary"), page.locator("#toasts")
    page.keyboard.press("v")
    expect(page.get_by_label("Name")).to_be_focused()
    axe(page)
    page.keyboard.type("For the mix")
    page.keyboard.press("Enter")
    expect(toasts).to_contain_text("Version 1 is saved. Open it")
    expect(page.get_by_label("Name")).to_be_hidden()
    expect(hand).to_have_text("Version 1 V")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(",")
    expect(hand).to_have_text("Version 1 1 change V")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.get_by_role("link", name="Since version 1: 1 retimed.")).to_be_visible()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(toasts).to_contain_text("Version 2 is the picture lock.")
    expect(hand).to_have_text("Version 2 locked V")
    assert versions(server, film) == [[1, "For the mix", False], [2, "", True]]
    toasts.get_by_role("button", name="Undo").last.click()
    expect(hand).to_have_text("Version 2 V")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Save or lock a version")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Split here")


def test_the_cut_is_saved_and_locked_by_hand_and_nothing_is_saved_twice(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    hand, toasts = page.locator("#cut-version summary"), page.locator("#toasts")
    hand.click()
    page.get_by_role("button", name="Save version").dblclick()
    expect(toasts).to_contain_text("Version 1 is saved.")
    hand.click()
    page.get_by_role("button", name="Save version").click()
    expect(toasts).to_contain_text("Nothing has changed since version 1: it is not saved twice")
    hand.click()
    page.get_by_role("button", name="Lock").click()
    expect(hand).to_have_text("Version 1 locked V")
    assert versions(server, film) == [[1, "", True]]
    toasts.get_by_role("link", name="Open it").first.click()
    page.get_by_role("link", name="Screen", exact=True).click()
    hand.click()
    page.get_by_role("button", name="Take the lock off").click()
    expect(hand).to_have_text("Version 1 V")
    assert versions(server, film) == [[1, "", False]]


def test_a_shot_is_split_where_it_shows_and_the_frame_stays(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    page.keyboard.press("Shift+ArrowRight")
    comes_to(page, "1-010", 12)
    page.evaluate(WATCH)
    page.keyboard.press("Shift+B")
    comes_to(page, "1-015", 0)
    expect(page.locator("#toasts")).to_contain_text("1-010 goes on as 1-015.")
    assert points(page) == [[4, 16], [16, 40], [0, 48], [0, 24], [2, 20]]
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 16])
    page.keyboard.press("ControlOrMeta+z")
    comes_to(page, "1-010", 12)
    assert points(page)[:2] == [[4, 40], [0, 48]]
    page.get_by_role("button", name="Next edit").click()
    comes_to(page, "1-020", 0)
    page.get_by_role("button", name="Split here").click()
    expect(page.locator("#toasts")).to_contain_text("1-020 is split between frames 1 and 47")
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-030", 0)
    expect(page.get_by_role("button", name="Split here")).to_be_disabled()
    assert {number for _, number in page.evaluate("seen")} == {16, 200, None}


def test_what_is_watched_is_not_new_any_more_and_said_once(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url) if "/watched" in request.url else None)
    for key in ("End", "Home", "Shift+ArrowRight", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    comes_to(page, "1-010", 0)
    for _ in range(2):
        page.keyboard.press("Home")
        page.keyboard.press("Space")
        until(page, f"!{PLAYER}.playing && {PLAYER}.record === {PLAYER}.total - 1", timeout=30_000)
    assert len(said) == len(set(said)) == 3
    page.reload()
    until(page, f"{PLAYER}?.events.length")
    assert page.evaluate(f"{PLAYER}.events.map((event) => Boolean(event.watched))") == [False] * 4


def overlap(page: Page, one: str, other: str) -> bool:
    meet = """([one, other]) => {
        const [a, b] = [one, other].map((each) => document.querySelector(each).getBoundingClientRect());
        return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    }"""
    return bool(page.evaluate(meet, [one, other]))


def test_in_full_screen_the_room_goes_dark_and_a_key_brings_it_back(page: Page) -> None:
    page.keyboard.press("f")
    until(page, "document.fullscreenElement")
    page.keyboard.press("s")
    expect(page.locator(".slate")).to_contain_text("1-010 Take 1")
    page.keyboard.press("Space")
    expect(page.locator("screening-room:state(idle)")).to_have_count(1)
    expect(page.locator(".transport")).to_have_css("opacity", "0")
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('.transport')).transitionDuration)")
        <= 0.15
    )
    expect(page.locator(".slate")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("screening-room:state(idle)")).to_have_count(0)
    page.keyboard.press("f")
    until(page, "!document.fullscreenElement")


def test_in_full_screen_notes_lie_over_the_picture(page: Page) -> None:
    page.keyboard.press("f")
    until(page, "document.fullscreenElement")
    notes, hand = page.get_by_role("heading", name="Review notes"), page.locator("[data-act=said]")
    expect(notes).to_be_hidden()
    width = page.locator(".stage").bounding_box()
    page.keyboard.press("Shift+M")
    expect(notes).to_be_visible()
    expect(hand).to_have_attribute("aria-expanded", "true")
    assert page.locator(".stage").bounding_box() == width
    page.keyboard.press("m")
    page.keyboard.type("Too dark")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Too dark")).to_be_in_viewport()
    page.keyboard.press("Shift+M")
    expect(notes).to_be_hidden()
    expect(hand).to_have_attribute("aria-expanded", "false")


def test_letters_lead_to_the_page_of_what_plays(page: Page, server: Live, film: dict[str, Any]) -> None:
    page.keyboard.press("]")
    comes_to(page, "1-020", 0)
    page.keyboard.press("g")
    page.wait_for_url(f"**/shots/{film['shots'][1]}#price")
    expect(page.get_by_role("button", name=re.compile("^Generate"))).to_be_focused()
    page.go_back()
    comes_to(page, "1-010", 0)
    page.keyboard.press("]")
    comes_to(page, "1-020", 0)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("To its page, to make it again")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="1-025")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_role("heading", name="1-025")).to_have_count(0)


def test_in_full_screen_an_edit_is_gone_to_trimmed_and_looped(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    page.keyboard.press("f")
    until(page, "document.fullscreenElement")
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press(",")
    expect(page.locator("cut-player:state(pair)")).to_have_count(1)
    assert not overlap(page, ".screen", ".transport")
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 39])
    page.keyboard.press("/")
    until(page, f"{PLAYER}.looping")
    page.keyboard.press("Escape")
    expect(page.locator("cut-trim:state(open)")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    becomes(lambda: kept(server, film["shots"][0]), [1, 4, 40])
    page.keyboard.press("End")
    page.keyboard.press("[")
    comes_to(page, "1-030", 0)
    page.keyboard.press("[")
    comes_to(page, "1-020", 0)
    page.keyboard.press("]")
    comes_to(page, "1-030", 0)


def test_in_full_screen_it_plays_and_is_saved_by_letter(page: Page) -> None:
    page.keyboard.press("f")
    until(page, "document.fullscreenElement")
    page.keyboard.press("l")
    until(page, f"{PLAYER}.playing")
    page.keyboard.press("k")
    until(page, f"!{PLAYER}.playing")
    page.keyboard.press("v")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("v")
    expect(page.get_by_label("Name")).to_have_value("v")
    page.locator("#cut-version summary").click()
    expect(page.get_by_label("Name")).to_be_hidden()
    page.locator("cut-player").focus()
    assert page.evaluate("document.fullscreenElement !== null")
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)


def test_in_full_screen_what_another_take_puts_out_of_date_is_read_before_it_is_picked(
    server: Live, tmp_path: Path, watched_page: Page
) -> None:
    page, film = chained(server, tmp_path, watched_page)
    page.keyboard.press("f")
    until(page, "document.fullscreenElement")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Try take 2")).to_be_visible()
    page.keyboard.press("2")
    news = page.get_by_text("1 shot out of date if picked")
    expect(news).to_be_visible()
    assert not overlap(page, "cut-swap .consequences", ".transport")
    assert not overlap(page, "cut-swap [data-act=pick]", "cut-strip")
    assert kept(server, film["shots"][0]) == [1, None, None]
    page.keyboard.press("Enter")
    expect(page.locator("cut-strip li[data-stale]")).to_have_text("1-020")
    becomes(lambda: kept(server, film["shots"][0]), [2, None, None])


AWAKE = """
    window.awake = 0;
    const held = () => ({released: false, release() { window.awake -= 1; return Promise.resolve(); }});
    navigator.wakeLock.request = async () => { window.awake += 1; return held(); };
"""


def test_the_screen_is_kept_awake_while_the_film_plays(
    watched_page: Page, server: Live, film: dict[str, Any]
) -> None:
    watched_page.add_init_script(AWAKE)
    page = open_room(watched_page, server, film)
    assert page.evaluate("awake") == 0
    page.keyboard.press("Space")
    until(page, "awake === 1")
    page.keyboard.press("k")
    until(page, "awake === 0")


def test_a_take_that_nobody_picked_is_rated_where_it_shows_and_picked_once_that_is_read(
    server: Live, tmp_path: Path, watched_page: Page
) -> None:
    cuts = [([range(48), range(100, 148)], None, None), ([range(200, 248)], None, None)]
    more = """
from storyboard.takes.models import Pick
Pick.objects.filter(shot__in=shots).delete()
Take.objects.filter(shot__in=shots).update(circled=False)
"""
    film = reel(server, tmp_path, cuts, title="Rated", more=more)
    page = open_room(watched_page, server, film)
    circle = page.locator("cut-rating").get_by_role("button", name="Circle")
    number = f"{PLAYER}.event.number"
    until(page, f"{number} === 2")
    page.keyboard.press("x")
    until(page, f"{number} === 1")
    page.keyboard.press("ControlOrMeta+z")
    until(page, f"{number} === 2")
    page.keyboard.press("c")
    expect(circle).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("u")
    expect(circle).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("p")
    expect(page.get_by_text("Picking it puts nothing out of date.")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("cut-swap:state(open)")).to_have_count(0)
    becomes(lambda: kept(server, film["shots"][0]), [2, None, None])
    page.keyboard.press("x")
    expect(page.locator("#toasts")).to_contain_text(
        "This is the pick: it stays circled and cannot be put aside."
    )


def test_letters_and_numbers_are_silent_when_they_are_switched_off(
    page: Page, server: Live, film: dict[str, Any]
) -> None:
    page.get_by_role("button", name="Takes").click()
    expect(page.get_by_role("button", name="Try take 2")).to_be_visible()
    page.evaluate("localStorage.setItem('keys', 'off')")
    for key in ("2", "p"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Try take 1")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Try take 2")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    for key in ("]", ",", "/", "t", "m", "n", "g", "Shift+M", "f", "l", "c", "x", "Shift+G", "Shift+B"):
        page.keyboard.press(key)
    assert now(page) == ["1-010", 0]
    assert not page.evaluate(f"{PLAYER}.playing || document.fullscreenElement")
    assert page.locator(":is(cut-trim, cut-swap, note-box):state(open), frame-guides svg").count() == 0
    assert kept(server, film["shots"][0]) == [1, 4, 40]
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)


def test_the_keys_of_the_takes_are_listed(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys").locator(
        "section", has=page.get_by_role("heading", name="Takes")
    )
    for said in ("Try a take", "Try the one before or after", "Pick it", "Put the film back"):
        expect(keys).to_contain_text(said)


def test_guides_lie_over_the_film_and_not_over_two_frames_side_by_side(page: Page, axe: Any) -> None:
    page.locator(".tools").get_by_label("Guides").click()
    page.get_by_label("2.00").check(force=True)
    page.get_by_label("Title safe").check()
    axe(page)
    page.keyboard.press("Escape")
    box = page.evaluate("""() => {
        const shape = document.querySelector("cut-player frame-guides .line").getBoundingClientRect();
        const screen = document.querySelector("cut-player .screen").getBoundingClientRect();
        return [shape.width / shape.height, screen.width / shape.width];
    }""")
    assert box == pytest.approx([2, 1], rel=0.01)
    expect(page.locator("frame-guides .line")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    comes_to(page, "1-020", 0)
    page.keyboard.press(",")
    expect(page.locator("frame-guides")).to_be_hidden()


@pytest.mark.parametrize(("who", "notes"), [("rae", 1), ("vic", 0)])
def test_reviewers_say_something_and_viewers_watch(
    watched_page: Page, server: Live, film: dict[str, Any], who: str, notes: int, axe: Any
) -> None:
    page = open_room(watched_page, server, film, who, f"?shot={film['shots'][1]}")
    comes_to(page, "1-020", 0)
    assert page.locator("note-box").count() == notes
    for key in (",", "t", "m"):
        page.keyboard.press(key)
    assert page.locator("cut-trim, cut-swap").count() == 0
    assert points(page)[0] == [4, 40]
    axe(page)


def test_on_a_phone_it_is_played_and_noted_by_thumb(
    browser: Browser, server: Live, film: dict[str, Any]
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = open_room(context.new_page(), server, film)
        page.get_by_role("button", name="Next edit").tap()
        comes_to(page, "1-020", 0)
        page.get_by_role("button", name="Trim", exact=True).tap()
        page.get_by_role("button", name="Out one frame earlier").tap()
        until(page, f"{PLAYER}.events[0].out === 39")
        page.get_by_role("button", name="Done").tap()
        page.get_by_role("button", name="Note", exact=True).tap()
        page.get_by_role("textbox", name="Note").fill("Shorter")
        page.get_by_role("button", name="Save").tap()
        expect(page.get_by_role("listitem").filter(has_text="Shorter")).to_be_visible()
        page.locator("#cut-version summary").tap()
        expect(page.get_by_role("button", name="Save version")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Lock")).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_the_shots_are_links_and_the_first_clip_plays(
    browser: Browser, server: Live, film: dict[str, Any]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        server.enter(page, "dana@example.com")
        page.goto(f"{server.url}/projects/{film['film']}/screening")
        expect(page.locator("video[controls]")).to_be_visible()
        page.get_by_role("link", name="1-020").first.click()
        expect(page).to_have_url(re.compile(f"shot={film['shots'][1]}"))
        page.get_by_role("textbox", name="Note").fill("Without script.")
        page.get_by_role("button", name="Save").first.click()
        expect(page.locator("#notes .text")).to_have_text("Without script.")
        page.get_by_label("First frame of the second half").fill("20")
        page.get_by_role("button", name="Split here").click()
        expect(page.get_by_text("1-010 goes on as 1-015.")).to_be_visible()
        page.locator("#cut-version summary").click()
        page.get_by_label("Name").fill("By hand")
        page.get_by_role("button", name="Save version").click()
        expect(page.get_by_text("Version 1 is saved.")).to_be_visible()
        expect(page.locator("#cut-version summary")).to_contain_text("Version 1")
