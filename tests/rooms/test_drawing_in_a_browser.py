"""A shot's drawing in the hand: dropped and pasted on a panel, drawn with pen and arrow, by mouse, touch and key."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset
from storyboard.files.models import File
from storyboard.projects.models import Drawing, Project, Scene, Shot
from tests.conftest import PASSWORD
from tests.ground.watch import Watch
from tests.media import make
from tests.rooms.test_board_in_a_browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
Go = Callable[[str], Page]
Axe = Callable[..., None]

# Files as the system hands them over, dropped on or pasted at a place.
GIVE = """(place, [kind, type, data]) => {
    const files = new DataTransfer();
    files.items.add(new File([Uint8Array.from(atob(data), (each) => each.charCodeAt())], "sketch", { type }));
    const event = (name) => kind === "paste"
        ? new ClipboardEvent(name, { bubbles: true, cancelable: true, clipboardData: files })
        : new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: files });
    if (kind === "drop") place.dispatchEvent(event("dragover"));
    place.dispatchEvent(event(kind));
}"""


def sketch(colour: tuple[int, int, int] = (200, 30, 30), kind: str = "PNG") -> str:
    data = io.BytesIO()
    Image.new("RGB", (64, 36), colour).save(data, kind)
    return base64.b64encode(data.getvalue()).decode()


def give(place: Locator, how: str, data: str, mime_type: str = "image/png") -> None:
    place.evaluate(GIVE, [how, mime_type, data])


@pytest.fixture
def go(watched_page: Page, live_server: LiveServer, dana: Person) -> Go:
    """Dana's browser on a page of the film."""
    sign_in(watched_page, live_server.url, dana)

    def open_page(path: str) -> Page:
        watched_page.goto(live_server.url + path)
        return watched_page

    return open_page


@pytest.fixture
def shots(scene: Scene) -> list[Shot]:
    return [Shot.objects.add(scene, action=words) for words in ("He lights it.", "She looks up.", "Foam.")]


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell").filter(has=page.get_by_role("article", name=name, exact=True))


def drawn(shot: Shot) -> Drawing:
    drawing: Drawing = (
        Shot.objects.select_related("drawing__picture", "drawing__ground").get(pk=shot.pk).drawing
    )
    return drawing


def colour_at(drawing: Drawing, x: float, y: float) -> tuple[int, ...]:
    """Of the saved picture, at a part of its width and height."""
    with Image.open(drawing.picture.path) as image:
        return image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))


def is_near(colour: tuple[int, ...], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(colour, other, strict=True)) < 40


def pad_of(page: Page) -> Locator:
    pad = page.get_by_role("dialog", name="Draw")
    expect(pad).to_be_visible()
    return pad


def stroke(page: Page, *places: tuple[float, float]) -> None:
    """With the mouse over the page, by parts of its width and height."""
    box = page.get_by_label("Page to draw on").bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()


def test_a_picture_dropped_on_a_panel_is_its_shots_drawing_and_undo_takes_it_back(
    go: Go, film: Project, shots: list[Shot]
) -> None:
    page = go(film.get_absolute_url())
    give(tile(page, "1-020").locator(".picture"), "drop", sketch())
    expect(tile(page, "1-020").locator("img")).to_have_attribute(
        "src", re.compile(r"^/drawings/\d+/thumbnail$")
    )
    assert drawn(shots[1]).made_by.name == "Dana Reyes"
    assert drawn(shots[0]) is None
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(tile(page, "1-020").locator("img")).to_have_count(0)
    assert drawn(shots[1]) is None


def test_a_picture_is_pasted_on_the_panel_in_focus_and_on_the_only_one_chosen(
    go: Go, film: Project, shots: list[Shot]
) -> None:
    page = go(film.get_absolute_url())
    give(page.locator("body"), "paste", sketch())
    expect(page.locator("#toasts")).to_contain_text("Go to a panel first")
    tile(page, "1-030").locator(".picture").click()
    give(tile(page, "1-030"), "paste", sketch())
    expect(tile(page, "1-030").locator("img")).to_be_visible()
    tile(page, "1-010").locator(".picture").click()
    page.evaluate("document.activeElement.blur()")
    give(page.locator("body"), "paste", sketch((30, 30, 200)))
    expect(tile(page, "1-010").locator("img")).to_be_visible()
    assert drawn(shots[1]) is None


def test_what_is_no_picture_is_refused_with_a_sentence_and_leads_nowhere(
    go: Go, film: Project, shots: list[Shot], watch: Watch
) -> None:
    watch.allow(r"422")
    page = go(film.get_absolute_url())
    give(tile(page, "1-010").locator(".picture"), "drop", base64.b64encode(b"<svg onload=x()>").decode())
    expect(page.locator("#toasts")).to_contain_text("This is an SVG drawing")
    give(page.locator(".topbar"), "drop", sketch())
    expect(tile(page, "1-010").locator("img")).to_have_count(0)
    assert not Drawing.objects.exists()


def test_a_shot_is_drawn_with_pen_and_arrow(go: Go, shots: list[Shot], axe: Axe) -> None:
    shot = shots[0]
    page = go(shot.get_absolute_url())
    page.keyboard.press("d")
    pad = pad_of(page)
    stroke(page, (0.1, 0.5), (0.5, 0.5))
    page.keyboard.press("a")
    expect(pad.get_by_label("Arrow", exact=True)).to_be_checked()
    page.keyboard.press("3")
    stroke(page, (0.6, 0.25), (0.9, 0.25))
    axe(page)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(pad).to_have_count(0)
    expect(page.locator("#drawing img")).to_be_visible()
    expect(page.locator("#no-player img")).to_be_visible()
    first = drawn(shot)
    assert [each["tool"] for each in first.strokes["strokes"]] == ["pen", "arrow"]
    assert is_near(colour_at(first, 0.3, 0.5), (22, 22, 22))
    assert colour_at(first, 0.75, 0.25)[0] > 150 > colour_at(first, 0.75, 0.25)[1]
    assert is_near(colour_at(first, 0.3, 0.8), (255, 255, 255))


def test_a_page_is_white_however_late_its_sheet_comes(go: Go, shots: list[Shot]) -> None:
    page = go(shots[0].get_absolute_url())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/css/draw.css", hold)
    with page.expect_request("**/css/draw.css"):
        page.keyboard.press("d")
    page.locator("draw-pad").evaluate("pad => customElements.whenDefined('draw-pad').then(() => pad.ready)")
    expect(page.locator("dialog.draw")).not_to_be_visible()
    held[0].continue_()
    pad_of(page)
    seen = "canvas => [...canvas.getContext('2d').getImageData(5, 5, 1, 1).data]"
    assert page.get_by_label("Page to draw on").evaluate(seen) == [255, 255, 255, 255]


def test_a_drawing_is_drawn_on_and_strokes_are_taken_back_inside(go: Go, shots: list[Shot]) -> None:
    line = {"tool": "pen", "colour": "red", "width": 10, "points": [200, 200, 900, 200]}
    begun = {"schema": 1, "size": [1920, 1080], "strokes": [line, line]}
    shots[0].draw(Drawing.objects.create(project=shots[0].project, picture=a_picture(), strokes=begun))
    page = go(shots[0].get_absolute_url())
    page.keyboard.press("d")
    pad, said = pad_of(page), pad_of(page).locator("#draw-how")
    stroke(page, (0.1, 0.9), (0.9, 0.9))
    expect(said).to_have_text("Strokes: 3")
    page.keyboard.press("ControlOrMeta+z")
    expect(said).to_have_text("Strokes: 2")
    page.keyboard.press("ControlOrMeta+z")
    page.keyboard.press("ControlOrMeta+Shift+z")
    expect(said).to_have_text("Strokes: 3")
    pad.get_by_role("button", name="Clear").click()
    expect(said).to_have_text("Strokes: 0")
    pad.get_by_role("button", name="Undo").click()
    pad.get_by_role("button", name="Save").click()
    expect(pad).to_have_count(0)
    assert len(drawn(shots[0]).strokes["strokes"]) == 3
    assert drawn(shots[0]).ground is None
    assert Drawing.objects.count() == 2


def test_an_arrow_is_drawn_by_keyboard_alone(go: Go, shots: list[Shot]) -> None:
    page = go(shots[0].get_absolute_url())
    page.keyboard.press("d")
    pad = pad_of(page)
    expect(page.get_by_label("Page to draw on")).to_be_focused()
    page.keyboard.press("a")
    page.get_by_label("Page to draw on").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(pad.locator("#draw-how")).to_contain_text("Arrow from here")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(pad.locator("#draw-how")).to_have_text("Strokes: 1")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(pad).to_have_count(0)
    assert drawn(shots[0]).strokes["strokes"][0]["points"] == [840, 540, 1320, 540]
    assert is_near(colour_at(drawn(shots[0]), 0.5, 0.5), (22, 22, 22))
    with Image.open(drawn(shots[0]).picture.path) as image:
        assert image.size == (1920, 1080)


def test_esc_drops_the_stroke_then_closes_and_what_was_drawn_is_there_again(
    go: Go, shots: list[Shot]
) -> None:
    page = go(shots[0].get_absolute_url())
    door = page.get_by_role("link", name="Draw", exact=True)
    door.press("Enter")
    pad = pad_of(page)
    stroke(page, (0.1, 0.5), (0.5, 0.5))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(pad).to_be_visible()
    page.keyboard.press("Escape")
    expect(pad).to_have_count(0)
    expect(door).to_be_focused()
    page.reload()
    page.keyboard.press("d")
    expect(pad_of(page).locator("#draw-how")).to_have_text("What you drew here before is still there.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("dialog", name="Draw")).to_have_count(0)
    assert len(drawn(shots[0]).strokes["strokes"]) == 1
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#toasts")).to_contain_text("Taken back: Drawing of 1-010 added.")
    expect(page.locator("#drawing img")).to_have_count(0)


def test_on_the_shot_page_a_picture_is_dropped_or_pasted_and_taken_away(go: Go, shots: list[Shot]) -> None:
    page = go(shots[0].get_absolute_url())
    give(page.locator("#drawing .drop"), "drop", sketch())
    expect(page.locator("#no-player img")).to_be_visible()
    first = drawn(shots[0])
    give(page.locator("body"), "paste", sketch((30, 30, 200)))
    expect(page.locator("#toasts")).to_contain_text("Drawing of 1-010 replaced.")
    assert drawn(shots[0]) != first
    page.get_by_role("button", name="Keep as a still").click()
    expect(page.locator("#toasts")).to_contain_text("1-010 drawing is saved.")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#no-player img")).to_have_count(0)
    expect(page.locator("#drawing img")).to_have_count(0)


def test_who_is_signed_out_meanwhile_finds_the_strokes_after_signing_in(
    go: Go, shots: list[Shot], dana: Person
) -> None:
    page = go(shots[0].get_absolute_url())
    page.keyboard.press("d")
    pad = pad_of(page)
    stroke(page, (0.1, 0.5), (0.5, 0.5))
    page.context.clear_cookies(name="sessionid")
    pad.get_by_role("button", name="Save").click()
    page.get_by_label("Email").fill(dana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#drawing")).to_be_visible()
    page.keyboard.press("d")
    expect(pad_of(page).locator("#draw-how")).to_have_text("What you drew here before is still there.")


def test_the_shown_frame_is_drawn_over(go: Go, shots: list[Shot], take_of, tmp_path) -> None:
    clip = make.clip(tmp_path / "numbered.mp4", range(96))
    take = take_of(shots[0], clip.read_bytes())
    page = go(shots[0].get_absolute_url())
    expect(page.locator("#player .total")).to_have_text("00:00:04:00")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#player [data-act=units]")).to_have_text("00:00:00:05")
    page.keyboard.press("Shift+d")
    pad = pad_of(page)
    expect(pad.get_by_role("link", name="Frame 5 of take 1")).to_have_attribute("aria-current", "true")
    stroke(page, (0.2, 0.7), (0.8, 0.7))
    pad.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text(f"The board goes on showing take {take.number}.")
    drawing = drawn(shots[0])
    with Image.open(drawing.ground.path) as ground, Image.open(drawing.picture.path) as picture:
        assert make.number_in(ground) == 5
        assert make.number_in(picture.resize(ground.size)) == 5
    assert is_near(colour_at(drawing, 0.5, 0.7), (219, 0, 22))


def test_another_picture_of_the_film_is_chosen_to_draw_over(
    go: Go, film: Project, shots: list[Shot], dana: Person, tmp_path: Path, axe: Axe
) -> None:
    Image.new("RGB", (640, 360), (30, 60, 90)).save(tmp_path / "still.png")
    still = File.objects.keep(tmp_path / "still.png", "image/png", width=640, height=360)
    Asset.objects.add(film, "character", "Keeper", still, dana)
    page = go(film.get_absolute_url())
    tile(page, "1-020").locator(".picture").click()
    page.keyboard.press("d")
    pad_of(page).get_by_label("Draw over another picture of this film").select_option("Keeper")
    chosen = page.locator("draw-pad[ground*='/versions/']")
    expect(chosen).to_be_visible()
    axe(page)
    stroke(page, (0.2, 0.7), (0.8, 0.7))
    pad_of(page).get_by_role("button", name="Save").click()
    expect(tile(page, "1-020").locator("img")).to_be_visible()
    assert drawn(shots[1]).ground == still


def test_d_on_the_board_opens_the_pad_and_saving_draws_the_panel_anew(
    go: Go, film: Project, shots: list[Shot]
) -> None:
    page = go(film.get_absolute_url())
    tile(page, "1-020").locator(".picture").click()
    page.keyboard.press("d")
    pad = pad_of(page)
    pad.get_by_role("button", name="Save").click()
    expect(pad.get_by_role("alert")).to_have_text("Draw something first.")
    stroke(page, (0.1, 0.1), (0.9, 0.9))
    pad.get_by_role("button", name="Save").click()
    expect(tile(page, "1-020").locator("img")).to_be_visible()
    expect(tile(page, "1-020")).to_be_focused()


def test_somebody_elses_drawing_meanwhile_is_said_and_mine_is_still_there(
    go: Go, shots: list[Shot], eli: Person, watch: Watch
) -> None:
    watch.allow(r"409")
    page = go(shots[0].get_absolute_url())
    page.keyboard.press("d")
    pad = pad_of(page)
    stroke(page, (0.1, 0.1), (0.9, 0.9))
    theirs = Drawing.objects.create(project=shots[0].project, picture=a_picture(), made_by=eli)
    shots[0].draw(theirs)
    pad.get_by_role("button", name="Save").click()
    expect(pad.get_by_role("alert")).to_contain_text("Somebody gave 1-010 another drawing meanwhile.")
    assert drawn(shots[0]) == theirs
    pad.get_by_role("button", name="Save").click()
    expect(pad).to_have_count(0)
    assert drawn(shots[0]).strokes


def a_picture():
    from django.conf import settings

    from storyboard.files.models import File

    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    path = settings.MEDIA_ROOT / "theirs.png"
    Image.new("RGB", (64, 36), (30, 60, 90)).save(path)
    return File.objects.keep(path, "image/png", width=64, height=36)


PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(params=["dark", "light"])
def phone(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = watch.over(browser.new_context(color_scheme=request.param, **PHONE))
    yield context.new_page()
    context.close()


def test_a_finger_draws_on_a_phone_in_both_themes(
    phone: Page, live_server: LiveServer, dana: Person, shots: list[Shot], axe: Axe
) -> None:
    page = phone
    sign_in(page, live_server.url, dana)
    page.goto(live_server.url + shots[0].get_absolute_url())
    page.get_by_role("link", name="Draw", exact=True).click()
    pad = pad_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert pad.evaluate("place => place.scrollWidth") <= 390
    axe(page)
    finger = page.context.new_cdp_session(page)
    box = page.get_by_label("Page to draw on").bounding_box()
    assert box
    at = [
        {"x": box["x"] + part * box["width"], "y": box["y"] + box["height"] / 2} for part in (0.2, 0.5, 0.8)
    ]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at[0]]})
    for point in at[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(pad.locator("#draw-how")).to_have_text("Strokes: 1")
    pad.get_by_role("button", name="Save").click()
    expect(page.locator("#drawing img")).to_be_visible()
    assert is_near(colour_at(drawn(shots[0]), 0.5, 0.5), (22, 22, 22))


def test_a_reviewer_sees_the_drawing_and_has_no_pen(
    watched_page: Page, live_server: LiveServer, rae: Person, film: Project, shots: list[Shot]
) -> None:
    shots[0].draw(Drawing.objects.create(project=film, picture=a_picture()))
    sign_in(watched_page, live_server.url, rae)
    watched_page.goto(live_server.url + shots[0].get_absolute_url())
    expect(watched_page.get_by_role("img", name="Drawing of 1-010").first).to_be_visible()
    watched_page.keyboard.press("d")
    expect(watched_page.get_by_role("dialog")).to_have_count(0)
    watched_page.goto(live_server.url + film.get_absolute_url())
    give(tile(watched_page, "1-020").locator(".picture"), "paste", sketch())
    expect(tile(watched_page, "1-010").locator("img")).to_be_visible()
    assert Drawing.objects.count() == 1


def test_the_pad_is_a_page_of_its_own_too_and_leads_back_to_the_shot(
    go: Go, shots: list[Shot], axe: Axe
) -> None:
    page = go(f"/shots/{shots[0].pk}/draw")
    axe(page)
    stroke(page, (0.1, 0.1), (0.9, 0.9))
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{page.url.split('/shots')[0]}{shots[0].get_absolute_url()}#drawing")
    expect(page.locator("#drawing img")).to_be_visible()
