"""The shot page in the hand: each line of what the player, the takes, the composer and the keys promise."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ground.live import becomes

PASSWORD = "a lamp in the window"
PATIENCE = 60_000
OTHERS = 1000  # what the frames of take 2 count from
A_HOUSE = f"""
from storyboard.accounts.models import Installation, Person
Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
for name in ("Eli Stone", "Rae Okoye"):
    Person.objects.create_user(email=name.split()[0].lower() + "@example.com", name=name, password={PASSWORD!r})
"""
A_FILM = """
import json, tempfile
from pathlib import Path
from django.utils.timezone import now
from storyboard.accounts.models import Person
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take
from tests.media import make
dana, eli, rae = (Person.objects.get(email=f"{name}@example.com") for name in ("dana", "eli", "rae"))
film = Project.objects.begin("Keeper", by=dana, aspect_ratio="ASPECT")
film.members.create(person=eli, role="editor", may_pick=True)
film.members.create(person=rae, role="reviewer")
scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
shots = [Shot.objects.add(scene, prompt=words, length=96) for words in ("He lights the lamp.", "He turns.")]
size = (180, 320) if film.aspect_ratio == "9:16" else (320, 180)
for number, first in enumerate((0, 1000), 1):
    path = make.clip(Path(tempfile.mkdtemp()) / "clip.mp4", range(first, first + 96), size=size)
    file = File.objects.keep(path, "video/mp4")
    Take.objects.create(shot=shots[0], number=shots[0].number_takes(1)[0], original=file, frames=96,
        width=size[0], height=size[1], derived_at=now(), uploaded_by=dana)
print(json.dumps([shot.pk for shot in shots]))
"""
PROMPT = "from storyboard.projects.models import Shot; print(Shot.objects.get(pk={pk}).prompt)"
# The number in the squares of the frame that stands, read as a person would: from the picture.
# A browser without a window answers "denied" by itself.
NOT_ASKED_YET = "() => { window.Notification = class { static permission = 'default'; }; }"
NUMBER = """() => {
    const video = document.querySelector("film-player video"), canvas = document.createElement("canvas");
    canvas.width = video.videoWidth; canvas.height = video.videoHeight;
    const brush = canvas.getContext("2d"); brush.drawImage(video, 0, 0);
    let number = 0;
    for (let bit = 0; bit < 12; bit++)
        if (brush.getImageData(bit * 24 + 12, 12, 1, 1).data[1] > 127) number |= 1 << bit;
    return number;
}"""


@pytest.fixture(scope="module")
def product(live: Callable[..., Any]) -> Iterator[Any]:
    with live() as server:
        server.do(A_HOUSE)
        yield server


@pytest.fixture
def begin(product: Any) -> Callable[..., list[str]]:
    """`begin()` is a film of its own; the addresses of its two shots, the first with two numbered takes."""

    def film(aspect: str = "16:9") -> list[str]:
        said = product.do(A_FILM.replace("ASPECT", aspect))
        return [f"{product.url}/shots/{pk}" for pk in json.loads(said.strip().splitlines()[-1])]

    return film


@pytest.fixture
def at(product: Any, browser: Browser, watch: Any) -> Iterator[Callable[..., Page]]:
    """`at(url, "eli")` is Eli's browser at that page."""
    opened = []

    def open_page(url: str, who: str = "dana", **context: Any) -> Page:
        opened.append(watch.over(browser.new_context(**context)))
        page: Page = opened[-1].new_page()
        page.set_default_timeout(PATIENCE)
        product.enter(page, f"{who}@example.com")
        page.goto(url)
        page.wait_for_url(f"{url}*")
        return page

    yield open_page
    for context in opened:
        context.close()


def shows(page: Page, number: int) -> None:
    """The picture and the counter say the same frame."""
    page.wait_for_function(f"number => ({NUMBER})() === number", arg=number)
    units = page.locator("film-player [data-act=units]")
    expect(units).to_have_text(f"00:00:{number % OTHERS // 24:02}:{number % OTHERS % 24:02}")


def ready(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('film-player video')?.readyState >= 2")


def test_focus_starts_in_the_player_and_its_keys_go_to_exact_frames(begin, at):
    page = at(f"{begin()[0]}?take=1")
    expect(page.locator("film-player")).to_be_focused()
    ready(page)
    press = page.keyboard.press
    for key, number in (
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 13),
        ("ArrowLeft", 12),
        ("Shift+ArrowRight", 24),
    ):
        press(key)
        shows(page, number)
    page.keyboard.down("k")
    press("l")
    shows(page, 25)
    press("j")
    press("j")
    shows(page, 23)
    page.keyboard.up("k")
    page.keyboard.press("j")
    page.wait_for_function("() => document.querySelector('film-player').frame <= 20")
    assert page.evaluate("document.querySelector('film-player video').paused")  # silent: it steps
    press("k")
    stood = page.evaluate("document.querySelector('film-player').frame")
    shows(page, stood)
    for rate in (1, 2, 4):
        press("l")
        page.wait_for_function(f"() => document.querySelector('film-player video').playbackRate === {rate}")
    press("k")
    page.locator("film-player [data-act=units]").click()
    expect(page.locator("film-player [data-act=units]")).to_have_text(
        str(page.evaluate("document.querySelector('film-player').frame"))
    )


def test_in_and_out_are_marked_on_the_shown_frame_gone_to_and_cleared(begin, at):
    page = at(f"{begin()[0]}?take=1")
    ready(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("i")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("o")
    points = page.locator("trim-points")
    expect(points.locator("[data-point=runs]")).to_have_text("00:00:00:13")  # the out frame is included
    page.keyboard.press("Shift+I")
    shows(page, 12)
    page.keyboard.press("Shift+O")
    shows(page, 24)
    page.keyboard.press("Alt+i")
    page.keyboard.press("Alt+o")
    expect(points.locator("[data-point=runs]")).to_have_text("00:00:04:00")


def test_another_take_stands_on_the_same_frame_and_one_key_goes_back(begin, at):
    page = at(f"{begin()[0]}?take=2")
    ready(page)
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    shows(page, OTHERS + 36)
    page.keyboard.press("ArrowDown")
    shows(page, 36)
    page.keyboard.press("\\")
    shows(page, OTHERS + 36)
    page.keyboard.press("\\")
    shows(page, 36)
    page.keyboard.press("2")
    shows(page, OTHERS + 36)
    page.keyboard.press("Space")
    page.keyboard.press("1")
    page.wait_for_function(
        f"() => !document.querySelector('film-player video').paused && ({NUMBER})() < {OTHERS}"
    )


def test_what_is_new_is_seen_by_being_shown_and_ratings_are_cleared_by_a_letter(begin, at):
    page = at(f"{begin()[0]}?take=1")
    first, second = (page.get_by_role("article", name=f"Take {n}", exact=True) for n in (1, 2))
    expect(first).not_to_have_attribute("data-new", "")
    expect(second).to_have_attribute("data-new", "")
    ring = "(number) => getComputedStyle(number).borderColor"
    plain = first.locator(".number").evaluate(ring)
    page.keyboard.press("c")
    expect(first).to_have_attribute("data-circled", "")
    assert second.locator(".number").evaluate(ring) == plain != first.locator(".number").evaluate(ring)
    page.keyboard.press("u")
    expect(first).not_to_have_attribute("data-circled", "")
    page.keyboard.press("x")
    expect(first).to_have_attribute("data-ng", "")
    page.keyboard.press("u")
    expect(first).not_to_have_attribute("data-ng", "")
    page.keyboard.press("2")
    expect(second).not_to_have_attribute("data-new", "")
    expect(page.get_by_text("Picking it puts nothing out of date.")).to_be_visible()
    page.reload()
    expect(page.locator(".take[data-new]")).to_have_count(0)


def test_two_people_on_one_shot_lose_no_letter(begin, at, product):
    url = begin()[0]
    dana, eli = at(url), at(url, "eli")
    hers, his = (page.get_by_label("Prompt", exact=True) for page in (dana, eli))
    his.press("End")
    his.press_sequentially(" Rain.", delay=30)
    expect(dana.locator(".field > .writer", has_text="Eli Stone is writing here")).to_be_visible()
    expect(hers).to_have_value("He lights the lamp. Rain.")  # untouched, it follows
    dana.get_by_label("Notes", exact=True).press_sequentially("Slow.", delay=30)
    eli.get_by_label("Action").press_sequentially("He lights it.", delay=30)
    for page in (dana, eli):
        expect(page.get_by_label("Notes", exact=True)).to_have_value("Slow.")
        expect(page.get_by_label("Action")).to_have_value("He lights it.")
    hers.focus()
    his.press("End")
    his.press_sequentially(" Fog.")
    saved = PROMPT.format(pk=url.rpartition("/")[2])
    becomes(lambda: product.do(saved).strip(), "He lights the lamp. Rain. Fog.")
    hers.press("End")
    hers.press_sequentially(" Hail.")
    expect(dana.get_by_text("Somebody changed this while you typed.")).to_be_visible()
    expect(hers).to_have_value("He lights the lamp. Rain. Hail.")
    dana.get_by_role("button", name="Both").click()
    expect(dana.locator("[data-saved]")).to_have_text("Saved")
    both = "He lights the lamp. Rain. Fog.\nHe lights the lamp. Rain. Hail."
    expect(hers).to_have_value(both)
    eli.get_by_label("Notes", exact=True).focus()
    expect(his).to_have_value(both)


def test_of_two_texts_mine_or_theirs_is_kept(begin, at, product):
    url = begin()[0]
    dana, eli = at(url), at(url, "eli")
    hers, his = (page.get_by_label("Prompt", exact=True) for page in (dana, eli))
    saved = PROMPT.format(pk=url.rpartition("/")[2])
    for hand, mine, stands in (("Keep mine", "Mine.", "Mine."), ("Keep theirs", "And mine.", "Theirs.")):
        hers.focus()
        his.fill("Theirs.")
        becomes(lambda: product.do(saved).strip(), "Theirs.")
        hers.fill(mine)
        dana.get_by_role("button", name=hand).click()
        expect(dana.get_by_text("Somebody changed this while you typed.")).to_have_count(0)
        expect(hers).to_have_value(stands)
        becomes(lambda stands=stands: product.do(saved).strip(), stands)
        dana.get_by_label("Notes", exact=True).focus()
        eli.get_by_label("Notes", exact=True).focus()
        expect(his).to_have_value(stands)


def test_a_field_is_saved_400_ms_after_the_last_key_and_generate_stays_at_the_foot(begin, at):
    page = at(begin()[1])
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # from here on it goes by the test alone
    posts: list[str] = []
    page.on("request", lambda asked: posts.append(asked.url) if asked.url.endswith("/field") else None)
    page.get_by_label("Prompt", exact=True).focus()
    for words in (" He", " turns", " back."):
        page.keyboard.insert_text(words)
        page.clock.run_for(350)
    assert not posts
    with page.expect_response("**/field"):
        page.clock.run_for(60)
    assert len(posts) == 1
    foot = page.locator("#generate")
    page.get_by_label("Notes", exact=True).scroll_into_view_if_needed()
    box = foot.bounding_box() or {}
    assert box["y"] + box["height"] == pytest.approx(page.evaluate("innerHeight"), abs=1)
    page.get_by_label("Action").scroll_into_view_if_needed()
    assert foot.bounding_box() == pytest.approx(box, abs=1)


def test_what_a_take_was_made_with_is_marked_and_fills_the_composer(begin, at, axe):
    page = at(begin()[1])
    page.evaluate(NOT_ASKED_YET)
    expect(page.get_by_role("group", name="Player, nothing to play yet")).to_be_focused()
    prompt = page.get_by_label("Prompt", exact=True)
    prompt.focus()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")  # sends once, from within a field
    expect(page.locator("#generate").get_by_text("Sending in")).to_be_visible()
    expect(page.locator("article.take")).to_have_count(1)
    expect(page.get_by_text("Shall the browser tell you")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Shall the browser tell you")).to_be_hidden()
    expect(page.get_by_role("article", name="Take 1", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("The composer holds its recipe")).to_be_visible()

    prompt.fill("He runs.")
    page.get_by_label("Duration", exact=True).select_option("8")
    expect(page.get_by_text("differs from the composer in 2 fields")).to_be_visible()
    expect(page.locator(".field", has=prompt).locator(".differs")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Use recipe").click()
    expect(prompt).to_have_value("He turns.")
    expect(page.get_by_label("Duration", exact=True)).to_have_value("4")
    expect(page.get_by_label("The words that will be sent")).to_have_text("He turns.")
    expect(page.get_by_text("The composer holds its recipe")).to_be_visible()
    expect(page.locator(".field > .differs")).to_have_count(0)
    expect(page.locator("#toasts .toast p")).to_have_text(
        ["The composer holds the recipe of take 1; nothing was sent."]
    )
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(prompt).to_have_value("He runs.")


def test_a_note_stands_at_its_frame_and_leads_back_to_it(begin, at):
    page = at(f"{begin()[0]}?take=1", "rae")
    ready(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("m")
    page.keyboard.type("Slower here.")
    page.keyboard.press("Enter")
    expect(page.locator(".track .pin:not([data-pale])")).to_have_count(1)
    expect(page.locator("#notes .note[data-here]")).to_have_text(re.compile("Slower here."))
    page.locator("film-player").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#notes .note[data-here]")).to_have_count(0)
    page.locator("#notes [data-go]").click()
    shows(page, 12)
    page.keyboard.press("2")
    expect(page.locator(".track .pin")).to_have_count(0)


def test_what_one_asked_for_is_told_by_the_browser_while_the_tab_is_away(begin, at, product):
    page = at(begin()[1])
    page.evaluate("""() => {
        window.told = [];
        window.Notification = class extends EventTarget {
            static permission = "granted";
            constructor(title, { body }) { super(); window.told.push(`${title}: ${body}`); }
        };
        Object.defineProperty(document, "hidden", { get: () => true });
    }""")
    page.get_by_role("button", name=re.compile("^Generate")).click()
    page.wait_for_function("() => window.told.length", timeout=PATIENCE)
    assert page.evaluate("window.told") == ["Keeper: 1-020: 1 take has come."]
    expect(page).to_have_title(re.compile(r"^\(1\) "))


def test_guides_lie_over_the_picture_in_its_own_shape_and_stay_in_this_browser(begin, at):
    page = at(f"{begin()[0]}?take=1")
    ready(page)
    page.keyboard.press("Shift+G")
    guides = page.locator("film-player frame-guides")
    box = page.evaluate("""() => {
        const shape = document.querySelector("frame-guides .line").getBoundingClientRect();
        const video = document.querySelector("film-player video").getBoundingClientRect();
        return [shape.width / shape.height, video.width / shape.width];
    }""")
    assert box == pytest.approx([2.39, 1], rel=0.01)
    page.get_by_label("Guides").click()
    page.get_by_label("Thirds").check()
    page.get_by_label("1.85").check()
    page.reload()
    expect(guides.locator(".line")).to_have_count(3)
    ready(page)
    lines = [line.get_attribute("d") or "" for line in guides.locator(".line").all()]
    numbers = [[float(number) for number in re.findall(r"-?[\d.]+", line)] for line in lines]
    wide, high = (
        1000 * 320 / 180,
        1000 * 320 / 180 / 1.85,
    )  # as wide as the picture, and so much of its height
    top = (1000 - high) / 2
    assert numbers[0] == pytest.approx([0, top, wide, high, -wide], abs=0.1)
    for part, line in ((1 / 3, numbers[1]), (2 / 3, numbers[2])):
        assert line == pytest.approx([wide * part, top, high, 0, top + high * part, wide], abs=0.1)
    page.locator("film-player").focus()
    page.keyboard.press("Shift+G")
    expect(guides.locator("svg")).to_have_count(0)


def test_guides_lie_over_what_stands_before_there_is_a_take(begin, at, axe):
    page = at(begin()[1])
    page.locator(".guides-row").get_by_label("Guides").click()
    page.get_by_label("2.00").check(force=True)
    page.get_by_label("Title safe").check()
    axe(page)
    box = page.evaluate("""() => {
        const shape = document.querySelector("#no-player .line").getBoundingClientRect();
        const picture = document.querySelector("#no-player").getBoundingClientRect();
        return [shape.width / shape.height, picture.width / shape.width];
    }""")
    assert box == pytest.approx([2, 1], rel=0.01)
    page.reload()
    expect(page.locator("#no-player frame-guides .line")).to_have_count(2)


def test_a_take_is_made_again_and_its_recipe_used_by_a_letter(begin, at):
    page = at(begin()[1])
    prompt = page.get_by_label("Prompt", exact=True)
    page.get_by_role("button", name=re.compile("^Generate")).click()
    expect(page.get_by_role("article", name="Take 1", exact=True)).to_be_visible(timeout=PATIENCE)
    page.get_by_label("Takes", exact=True).select_option("2")
    expect(page.get_by_role("button", name=re.compile("^Generate 2"))).to_be_visible()
    prompt.fill("He runs.")
    prompt.press("Control+Enter")
    expect(page.locator(".takes[data-hands] > article").first).to_contain_text(re.compile("2 takes · "))
    page.get_by_role("article", name="Take 3", exact=True).wait_for(timeout=PATIENCE)
    names = (
        "() => [...document.querySelectorAll('.takes[data-hands] > article')].map((each) => each.ariaLabel)"
    )
    assert page.evaluate(names) == ["Take 3", "Take 2", "Take 1"]
    prompt.press("Escape")
    page.keyboard.press("r")
    expect(prompt).to_have_value("He turns.")
    page.keyboard.press("g")
    expect(page.get_by_role("article", name="Take 4", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("film-player")).to_have_attribute("aria-label", re.compile("take 1"))


def test_backwards_goes_at_twelve_frames_a_second(begin, at):
    page = at(f"{begin()[0]}?take=1")
    ready(page)
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
    shows(page, 72)
    page.evaluate("""() => {
        window.steps = [];
        document.addEventListener("frame", ({ detail }) => window.steps.push([performance.now(), detail.frame]));
    }""")
    page.keyboard.press("j")
    page.wait_for_function("() => window.steps.length > 36")
    page.keyboard.press("k")
    (begun, first), (ended, last) = page.evaluate("[steps[0], steps[36]]")
    assert (first - last) / (ended - begun) * 1000 == pytest.approx(12, rel=0.2)


def test_a_take_s_own_page_takes_a_note_and_leads_to_the_next_shot(begin, at):
    first, last = begin()
    page = at(f"{first}?take=1")
    page.get_by_label("More for take 1").click()
    page.get_by_role("link", name="The whole recipe").click()
    ready(page)
    page.locator("film-player").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("m")
    page.keyboard.type("Slower.")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The note is saved.")
    page.keyboard.press("]")
    page.wait_for_url(f"{last}*")
    page.goto(f"{first}?take=1")
    expect(page.locator(".track .pin")).to_have_count(1)


def test_at_the_end_of_the_film_a_key_says_so_and_another_makes_a_shot(begin, at):
    first, last = begin()
    page = at(first)
    page.keyboard.press("[")
    expect(page.get_by_text("1-010 is the first shot.")).to_be_visible()
    page.keyboard.press("]")
    page.wait_for_url(last)
    page.keyboard.press("]")
    expect(page.get_by_text("1-020 is the last shot.")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="1-030")).to_be_visible()
    expect(page.get_by_label("Prompt", exact=True)).to_be_focused()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: 1-030 added.")).to_be_visible()
    expect(page.get_by_role("article", name="1-030")).to_have_count(0)


@pytest.mark.parametrize(("aspect", "who"), [("16:9", "dana"), ("9:16", "dana"), ("16:9", "rae")])
def test_on_a_phone_the_player_comes_first_then_the_hands_the_notes_and_the_plan(begin, at, axe, aspect, who):
    page = at(f"{begin(aspect)[0]}?take=1", who, viewport={"width": 390, "height": 844})
    ready(page)
    places = [
        page.locator(each).bounding_box()["y"]
        for each in ("film-player", "#take-bar", "#notes", "#shot > .column >> nth=0")
    ]
    assert places == sorted(places)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
