"""Trims by hand in a real browser: the frames that play, the keys, what is asked first, two people, no script."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.cut.trims import trim
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take
from tests.ground.sessions import enter
from tests.media import make
from tests.takes.films import picked, shoot

pytestmark = pytest.mark.django_db(transaction=True)

FRAMES = 96


@pytest.fixture
def chain(scene: Scene, eli: Person, tmp_path: Path) -> list[Shot]:
    """1-020 opens on the last frame of 1-010; both are picked, 1-010 has another take; the frames are numbered."""
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    picked(shots[0], eli)
    connect(shots[1], "opening", "last_frame", source=shots[0])
    picked(shots[1], eli)
    shoot(shots[0], eli)
    clip = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(FRAMES)), "video/mp4")
    Take.objects.update(original=clip, sandbox=False)  # whose mark would lie on the numbers
    return shots


def sign_in(page: Page, url: str, who: Person) -> Page:
    enter(page, url, who)
    return page


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, eli: Person) -> Page:
    """Eli, signed in."""
    return sign_in(watched_page, live_server.url, eli)


@pytest.fixture
def opened(page: Page, live_server: LiveServer) -> Callable[..., Page]:
    """`opened(shot)`: its page with the clip there to be sought."""

    def open_page(shot: Shot, query: str = "") -> Page:
        page.goto(f"{live_server.url}{shot.get_absolute_url()}{query}")
        page.wait_for_function("document.querySelector('video').readyState >= 2")
        return page

    return open_page


def go_to(page: Page, frame: int) -> None:
    page.evaluate("n => { document.querySelector('film-player').frame = n; }", frame)


def seen(page: Page) -> int:
    """The number that is burned into the frame on the screen."""
    page.wait_for_function(
        "() => { const v = document.querySelector('video'); return !v.seeking && v.readyState >= 2; }"
    )
    shot = page.locator("video").screenshot()
    return make.number_in(Image.open(io.BytesIO(shot)).convert("RGB").resize((320, 180)))


def shows(page: Page, number: int) -> None:
    page.wait_for_function("n => document.querySelector('film-player').frame === n", arg=number)
    assert seen(page) == number


def points(shot: Shot) -> tuple[int | None, int | None]:
    return Pick.objects.values_list("start", "end").get(shot=shot)


def runs(page: Page, words: str) -> None:
    expect(page.locator("[data-point=runs]")).to_have_text(words)


def told(page: Page, words: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(words)


def test_the_shown_frame_is_marked_and_gone_to_and_cleared_frame_exactly(opened, chain, axe):
    page = opened(chain[1])
    go_to(page, 12)
    page.keyboard.press("i")
    told(page, "1-020 runs 3.5 s now, in 00:00:00:12, out 00:00:03:23.")
    go_to(page, 59)
    page.keyboard.press("o")
    told(page, "1-020 runs 2 s now, in 00:00:00:12, out 00:00:02:11.")
    assert points(chain[1]) == (12, 60)
    runs(page, "00:00:02:00")
    page.keyboard.press("Shift+I")
    shows(page, 12)
    page.keyboard.press("Shift+O")
    shows(page, 59)
    axe(page)
    page.keyboard.press("Alt+i")
    told(page, "1-020 runs 2.5 s now, in 00:00:00:00, out 00:00:02:11.")
    page.keyboard.press("Alt+o")
    told(page, "1-020 runs untrimmed now.")
    assert points(chain[1]) == (None, None)


def test_quick_presses_move_a_point_frame_by_frame_and_are_one_request(opened, chain):
    page = opened(chain[1])
    trims = []
    page.on("request", lambda request: trims.append(request.url) if request.url.endswith("/trim") else None)
    for key in (",", ",", ",", ".", "Shift+Period"):
        page.keyboard.press(key)
    told(page, "1-020 runs 3 s 21 f now, in 00:00:00:01, out 00:00:03:21.")
    assert points(chain[1]) == (1, 94)
    assert len(trims) == 1
    shows(page, 1)
    page.keyboard.press("Shift+Comma")
    told(page, "1-020 runs 3 s 22 f now, in 00:00:00:00, out 00:00:03:21.")
    shows(page, 0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-point=in]")).to_have_text("00:00:00:01")
    assert points(chain[1]) == (1, 94)


@pytest.mark.parametrize(("start", "end"), [(12, 36), (13, 35)])
def test_what_plays_from_in_to_out_begins_and_ends_on_the_frames_of_the_cut(opened, chain, start, end):
    Pick.objects.filter(shot=chain[1]).update(start=start, end=end)
    page = opened(chain[1])
    go_to(page, 70)
    page.evaluate("""() => {
        window.played = [];
        document.addEventListener("frame", (event) => played.push(event.detail.frame));
    }""")
    page.keyboard.press("Shift+Space")
    page.wait_for_function(
        "n => document.querySelector('video').paused && document.querySelector('film-player').frame === n",
        arg=end - 1,
    )
    shows(page, end - 1)
    played = page.evaluate("played")
    assert (played[0], min(played), played[-1]) == (start, start, end - 1)


def test_space_plays_the_whole_clip(opened, chain):
    Pick.objects.filter(shot=chain[1]).update(start=12, end=24)
    page = opened(chain[1])
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('film-player').frame > 30")


def test_a_trim_that_others_hang_on_is_asked_about_first(opened, chain, axe):
    page = opened(chain[0])
    page.keyboard.press(",")
    question = page.get_by_text("1 shot out of date if trimmed")
    expect(question).to_be_visible()
    assert points(chain[0]) == (None, None)
    axe(page)
    page.get_by_role("link", name="Leave it").click()
    expect(question).to_have_count(0)
    runs(page, "00:00:04:00")
    page.keyboard.press(",")
    page.get_by_role("button", name="Trim", exact=True).click()
    told(page, "1 shot is out of date now: 1-020.")
    assert points(chain[0]) == (None, 95)
    page.keyboard.press(",")
    told(page, "1-010 runs 3 s 22 f now, in 00:00:00:00, out 00:00:03:21.")
    assert points(chain[0]) == (None, 94)


def test_marks_on_another_take_wait_for_pick_and_go_along(opened, chain):
    page = opened(chain[0], "?take=2")
    go_to(page, 95)
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Out", exact=True).click()
    expect(page.get_by_text("Goes along with Pick.")).to_be_visible()
    expect(page.get_by_text("1 shot out of date if picked")).to_be_visible()
    assert Pick.objects.get(shot=chain[0]).take.number == 1
    page.keyboard.press("p")
    told(page, "1 shot is out of date now: 1-020.")
    pick = Pick.objects.select_related("take").get(shot=chain[0])
    assert (pick.take.number, pick.start, pick.end) == (2, None, 95)
    runs(page, "00:00:03:23")


def test_a_take_that_is_picked_next_keeps_the_points_and_says_so(opened, chain):
    Pick.objects.filter(shot=chain[0]).update(start=12, end=60)
    page = opened(chain[0], "?take=2")
    runs(page, "00:00:02:00")
    page.keyboard.press("p")
    told(page, "In 00:00:00:12 and out 00:00:02:11 kept from take 1.")
    assert points(chain[0]) == (12, 60)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("From the pick: comes along with Pick.")).to_be_visible()
    assert (Pick.objects.get(shot=chain[0]).take.number, points(chain[0])) == (1, (12, 60))


def test_of_two_people_who_trim_at_once_the_second_sees_what_the_first_has_done(opened, chain, dana):
    page = opened(chain[1])
    trim(Pick.objects.select_related("take", "shot__scene__project").get(shot=chain[1]), 6, 80, dana)
    page.keyboard.press(",")
    told(page, "Dana Reyes has changed the pick of 1-020 meanwhile")
    expect(page.locator("[data-point=in]")).to_have_text("00:00:00:06")
    assert points(chain[1]) == (6, 80)
    page.keyboard.press(",")
    told(page, "1-020 runs 3 s 1 f now, in 00:00:00:06, out 00:00:03:06.")
    assert points(chain[1]) == (6, 79)


def test_points_read_as_frames_on_a_click(opened, chain):
    Pick.objects.filter(shot=chain[1]).update(start=12, end=60)
    page = opened(chain[1])
    page.get_by_role("button", name="In: timecode or frame count").click()
    expect(page.locator("[data-point=in]")).to_have_text("12")
    expect(page.locator("[data-point=out]")).to_have_text("59")
    runs(page, "48")
    page.get_by_role("button", name="Timecode or frame count", exact=True).click()
    runs(page, "00:00:02:00")


def test_without_script_two_fields_trim_and_ask_first(
    browser: Browser, live_server: LiveServer, chain: list[Shot], eli: Person
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = sign_in(context.new_page(), live_server.url, eli)
    page.goto(f"{live_server.url}{chain[0].get_absolute_url()}")
    page.get_by_label("In", exact=True).fill("3")
    page.get_by_label("Out", exact=True).fill("80")
    page.get_by_role("button", name="Trim", exact=True).click()
    expect(page.get_by_text("1 shot out of date if trimmed")).to_be_visible()
    assert points(chain[0]) == (None, None)
    page.get_by_role("button", name="Trim", exact=True).click()
    expect(page.get_by_text("1-010 runs 3.25 s now, in 00:00:00:03, out 00:00:03:08.")).to_be_visible()
    assert points(chain[0]) == (3, 81)
    page.get_by_label("In", exact=True).fill("90")
    page.get_by_role("button", name="Trim", exact=True).click()
    expect(page.get_by_text("It comes in on frame 90: it has to go out after that.")).to_be_visible()
    context.close()
