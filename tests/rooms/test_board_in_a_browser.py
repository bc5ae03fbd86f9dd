"""What a person does on the board and at the door, in a real browser over HTTP."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset
from storyboard.files.models import File
from storyboard.projects.models import Project, Role, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from tests.ground.sessions import enter
from tests.ground.watch import Watch

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[..., None]


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, dana: Person) -> Page:
    """Dana at the projects page."""
    sign_in(watched_page, live_server.url, dana)
    return watched_page


def sign_in(page: Page, url: str, person: Person) -> None:
    enter(page, url, person)
    page.goto(url)


def board(page: Page, live_server: LiveServer, film: Project) -> None:
    page.goto(f"{live_server.url}{film.get_absolute_url()}")


def names(page: Page) -> list[str | None]:
    return [each.get_attribute("aria-label") for each in page.get_by_role("article").all()]


def test_a_film_is_planned_from_nothing_without_leaving_the_keyboard(page: Page, axe: Axe) -> None:
    axe(page)
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Title").fill("Reef")
    axe(page)
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_text("No scenes yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Add scene").click()
    expect(page.get_by_label("Slug line")).to_be_focused()
    page.keyboard.type("EXT. REEF - DAWN")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="EXT. REEF - DAWN")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Action of 1-010")).to_be_focused()
    page.keyboard.type("Foam.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Action of 1-020")).to_be_focused()
    page.keyboard.type("A mast.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Action of 1-030")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("article", name="1-030")).to_have_count(0)
    expect(page.get_by_role("article", name="1-020")).to_contain_text("A mast.")
    axe(page)


def test_n_adds_to_the_scene_that_holds_focus_else_to_the_first_in_view(
    page: Page, live_server: LiveServer, film: Project
) -> None:
    first, second = Scene.objects.add(film), Scene.objects.add(film)
    board(page, live_server, film)
    page.keyboard.press("n")
    expect(page.get_by_label(f"Action of {first.number}-010")).to_be_focused()
    page.keyboard.type("A mast.")
    board(page, live_server, film)
    page.get_by_role("link", name=f"Move, omit or delete scene {second.number}").focus()
    page.keyboard.press("n")
    expect(page.get_by_label(f"Action of {second.number}-010")).to_be_focused()


def test_the_field_of_a_new_panel_offers_the_names_of_the_film(
    page: Page, live_server: LiveServer, dana: Person, shot: Shot, tmp_path: Path
) -> None:
    Image.new("RGB", (1280, 720), (30, 60, 90)).save(tmp_path / "lantern.png")
    picture = File.objects.keep(tmp_path / "lantern.png", "image/png", width=1280, height=720)
    Asset.objects.add(shot.project, "prop", "Lantern", picture, dana)
    board(page, live_server, shot.project)
    with page.expect_response("**/name-words*.js"):
        page.keyboard.press("n")
    expect(page.get_by_label("Action of 1-020")).to_be_focused()
    page.keyboard.type("He lifts the @Lan")
    expect(page.get_by_role("option", name="Lantern")).to_be_visible()


def test_a_shot_is_dragged_and_moved_back_by_undo(page: Page, live_server: LiveServer, shot: Shot) -> None:
    for _ in range(2):
        Shot.objects.add(shot.scene)
    board(page, live_server, shot.project)
    last = page.get_by_role("article", name="1-030")
    last.drag_to(page.get_by_role("article", name="1-010"), target_position={"x": 20, "y": 60})
    expect(page.get_by_text("1-030 moved.")).to_be_visible()
    expect(page.get_by_role("article").first).to_have_attribute("aria-label", "1-030")
    page.reload()
    assert names(page) == ["1-030", "1-010", "1-020"]


def test_a_shot_is_moved_omitted_and_brought_back_by_its_menu(
    page: Page, live_server: LiveServer, shot: Shot, axe: Axe
) -> None:
    Shot.objects.add(shot.scene)
    board(page, live_server, shot.project)
    page.get_by_role("link", name="Move, hold, omit or delete 1-010").click(force=True)
    expect(page.get_by_role("dialog", name="1-010")).to_be_visible()
    axe(page)
    page.get_by_label("Move to…").select_option("After 1-020")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("article").first).to_have_attribute("aria-label", "1-020")
    page.get_by_role("link", name="Move, hold, omit or delete 1-010").click(force=True)
    page.get_by_role("button", name="Omit").click()
    expect(page.get_by_role("article", name="1-010")).to_contain_text("Omitted")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("article", name="1-010")).to_contain_text("Draft")


def test_typing_survives_what_happens_meanwhile(
    page: Page, live_server: LiveServer, dana: Person, shot: Shot
) -> None:
    generation = Composition(shot).generate(dana)
    board(page, live_server, shot.project)
    expect(page.get_by_role("article", name="1-010")).to_contain_text("Queued")
    page.get_by_text("Edit", exact=True).click()
    page.get_by_label("Slug line").fill("INT. HALF TY")
    generation.cancel()
    expect(page.get_by_role("article", name="1-010")).not_to_contain_text("Queued", timeout=10_000)
    expect(page.get_by_label("Slug line")).to_have_value("INT. HALF TY")
    expect(page.get_by_label("Slug line")).to_be_focused()


def test_far_panels_come_while_scrolling(page: Page, live_server: LiveServer, film: Project) -> None:
    for _ in range(5):
        scene = Scene.objects.add(film)
        Shot.objects.bulk_create(Shot(scene=scene, code=f"{n:03d}", position=n) for n in range(1, 21))
    board(page, live_server, film)
    expect(page.get_by_role("article", name="5-020")).to_have_count(0)
    last = page.get_by_role("article", name="5-020")
    page.wait_for_function(  # what comes makes the page longer: a reader goes on
        """() => {
            scrollTo(0, document.documentElement.scrollHeight);
            return document.querySelector("article[aria-label='5-020']");
        }"""
    )
    expect(last).to_be_visible()


def test_a_stranger_comes_in_by_the_link(
    page: Page, live_server: LiveServer, film: Project, browser: Browser, watch: Watch, axe: Axe
) -> None:
    page.goto(f"{live_server.url}/projects/{film.pk}/members")
    axe(page)
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Invitation link").input_value()
    axe(page)
    guest = watch.over(browser.new_context()).new_page()
    guest.goto(link)
    axe(guest)
    guest.get_by_label("Name").fill("Noor Haddad")
    guest.get_by_label("Email").fill("noor@example.com")
    guest.get_by_label("Password").fill("a boat in the fog")
    guest.get_by_role("button", name="Join").click()
    expect(guest.get_by_text("No scenes yet")).to_be_visible()
    assert film.members.get(person__email="noor@example.com").role == Role.REVIEWER
    guest.context.close()


@pytest.mark.parametrize("room", ["", "/settings", "/script", "/shot-list", "/exports"])
def test_every_room_of_the_plan_is_accessible(
    page: Page, live_server: LiveServer, dana: Person, shot: Shot, axe: Axe, room: str
) -> None:
    Shot.objects.add(shot.scene, size="CU", movement="static").omit(True)
    lost = Composition(Shot.objects.add(shot.scene, action="A mast.")).generate(dana)
    Generation.objects.filter(pk=lost.pk).update(status="lost", trouble={"message": "It broke off."})
    Composition(shot).generate(dana)
    page.goto(f"{live_server.url}{shot.project.get_absolute_url()}{room}")
    axe(page)


def test_a_shot_s_menu_is_worked_by_keyboard_and_focus_comes_back(
    page: Page, live_server: LiveServer, shot: Shot, axe: Axe
) -> None:
    Shot.objects.add(shot.scene, action="A mast.")
    other = Scene.objects.add(shot.project)
    board(page, live_server, shot.project)
    page.evaluate("window.stayed = true")
    first = page.get_by_role("link", name="Move, hold, omit or delete 1-010")
    first.focus()
    page.keyboard.press("Enter")
    press(page, "Put on hold")
    expect(page.get_by_role("article", name="1-010")).to_contain_text("On hold")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(first).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_label("Move to…").select_option(f"First in scene {other.number}")
    press(page, "Move")
    moved = page.get_by_role("region", name=f"Scene {other.number}").get_by_role("article")
    expect(moved).to_have_attribute("aria-label", f"{other.number}-010")
    expect(page.get_by_role("region", name="Scene 1", exact=True).get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("link", name=f"omit or delete {other.number}-010")).to_be_focused()
    axe(page)

    second = page.get_by_role("link", name="Move, hold, omit or delete 1-020")
    second.focus()
    page.keyboard.press("Enter")
    press(page, "Delete")
    expect(page.get_by_role("article", name="1-020")).to_have_count(0)
    expect(
        page.get_by_role("region", name="Scene 1", exact=True).get_by_role("button", name="Add shot")
    ).to_be_focused()
    page.get_by_role("button", name="Undo").last.press("Enter")
    expect(page.get_by_role("gridcell").filter(has=second)).to_be_focused()
    expect(page.get_by_text("Taken back: 1-020 deleted.")).to_be_visible()
    assert page.evaluate("window.stayed")


def press(page: Page, name: str) -> None:
    """By keyboard, in the menu that is open."""
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).press("Enter")


def test_a_scene_s_menu_is_worked_by_keyboard_and_focus_comes_back(
    page: Page, live_server: LiveServer, shot: Shot
) -> None:
    second = Scene.objects.add(shot.project)
    board(page, live_server, shot.project)
    page.evaluate("window.stayed = true")
    menu = page.get_by_role("link", name=f"Move, omit or delete scene {second.number}")
    menu.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Move to…").select_option(index=0)
    press(page, "Move")
    expect(page.locator("section.scene").first).to_have_attribute("aria-label", f"Scene {second.number}")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Omit")
    expect(page.get_by_role("region", name=f"Scene {second.number}")).to_contain_text("Omitted")
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Delete")
    expect(menu).to_have_count(0)
    expect(page.get_by_role("link", name="Move, omit or delete scene 1")).to_be_focused()
    page.get_by_role("button", name="Undo").last.press("Enter")
    expect(menu).to_be_focused()
    assert page.evaluate("window.stayed")


def polled(page: Page, shot: Shot, size: str) -> None:
    """The scene's poll has brought what happened elsewhere, with it a new size of this shot."""
    shot.write(size=size)
    expect(page.get_by_role("article", name=str(shot))).to_contain_text(size, timeout=10_000)


def test_a_poll_leaves_the_open_field_of_a_new_shot_as_it_is(
    page: Page, live_server: LiveServer, dana: Person, shot: Shot
) -> None:
    Composition(shot).generate(dana)
    board(page, live_server, shot.project)
    page.keyboard.press("n")
    field = page.get_by_label("Action of 1-020")
    expect(field).to_be_focused()
    polled(page, shot, "CU")
    expect(page.get_by_text("then the next shot, Esc to stop")).to_be_visible()
    page.keyboard.type("A ma")
    new = Shot.objects.get(code="020")
    Shot.objects.get(pk=new.pk).write(action="Theirs.")
    polled(page, shot, "MCU")
    new.remove()
    expect(page.locator("#board-sums")).to_contain_text("1 shot", timeout=10_000)
    expect(field).to_have_value("A ma")
    expect(field).to_be_focused()
    new.remove(False)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Somebody wrote here meanwhile: “Theirs.”")).to_be_visible()
    expect(field).to_have_value("A ma")
    Shot.objects.get(pk=new.pk).write(action="")
    page.keyboard.type("st.")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Action of 1-030")).to_be_focused()
    expect(page.get_by_role("article", name="1-020")).to_contain_text("A mast.")


def test_a_poll_takes_no_focus_from_who_has_left_a_new_shot_s_field(
    page: Page, live_server: LiveServer, dana: Person, shot: Shot
) -> None:
    Composition(shot).generate(dana)
    board(page, live_server, shot.project)
    page.keyboard.press("n")
    page.get_by_label("Action of 1-020").fill("A mast")
    menu = page.get_by_role("link", name="Move, omit or delete scene 1")
    menu.focus()
    polled(page, shot, "CU")
    expect(menu).to_be_focused()
    expect(page.get_by_label("Action of 1-020")).to_have_value("A mast")
