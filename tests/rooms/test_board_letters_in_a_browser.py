"""The letters of a take on the board, where a panel shows it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.takes.models import Generation, Pick, Take
from tests.ground.live import becomes
from tests.ground.sessions import enter
from tests.takes.films import shoot

pytestmark = pytest.mark.django_db(transaction=True)


def tile(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell").filter(has=page.get_by_role("article", name=name, exact=True))


@pytest.fixture
def at(watched_page: Page, live_server: LiveServer, shot: Shot, dana: Person) -> Callable[[Person], Page]:
    """The board of a film of two shots with a take each, and one without."""
    other = Shot.objects.add(shot.scene, prompt="A mast.")
    for each in (shot, other):
        shoot(each, dana)
    Shot.objects.add(shot.scene, action="Foam.")

    def open_as(person: Person) -> Page:
        enter(watched_page, live_server.url, person)
        watched_page.goto(f"{live_server.url}/projects/{shot.project.pk}")
        return watched_page

    return open_as


def circled() -> list[bool]:
    return list(Take.objects.order_by("pk").values_list("circled", flat=True))


def test_letters_rate_the_take_that_the_focused_panel_shows(
    at: Callable[[Person], Page], dana: Person, axe: Callable[..., None]
) -> None:
    page = at(dana)
    tile(page, "1-010").focus()
    page.keyboard.press("c")
    expect(page.get_by_text("1-010, take 1 circled.")).to_be_visible()
    assert circled() == [True, False]
    expect(tile(page, "1-010").get_by_role("article")).to_have_attribute("data-wears", "circled")
    expect(tile(page, "1-010")).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_text("1-010, take 1 picked.")).to_be_visible()
    expect(tile(page, "1-010")).to_contain_text("Picked")
    axe(page)
    page.keyboard.press("p")
    expect(tile(page, "1-010")).to_contain_text("To review")
    page.keyboard.press("u")
    becomes(circled, [False, False])
    page.keyboard.press("]")
    expect(tile(page, "1-020")).to_be_focused()
    page.keyboard.press("x")
    expect(tile(page, "1-020")).to_contain_text("Draft")
    page.keyboard.press("]")
    page.keyboard.press("c")
    expect(page.get_by_text("No take is shown here yet.")).to_be_visible()
    page.keyboard.press("[")
    expect(tile(page, "1-020")).to_be_focused()
    page.keyboard.press("ControlOrMeta+z")
    expect(tile(page, "1-020")).to_contain_text("To review")


def test_a_letter_rates_all_that_are_chosen_when_the_focused_one_is_among_them(
    at: Callable[[Person], Page], dana: Person
) -> None:
    page = at(dana)
    tile(page, "1-010").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("c")
    expect(page.get_by_text("2 takes circled.")).to_be_visible()
    assert circled() == [True, True]
    page.get_by_role("button", name="Undo").click()
    becomes(circled, [False, False])


def test_what_hangs_on_a_pick_is_said_first_and_the_same_letter_then_does_it(
    at: Callable[[Person], Page], dana: Person, shot: Shot, axe: Callable[..., None]
) -> None:
    connect(Shot.objects.get(scene=shot.scene, code="020"), "opening", "last_frame", source=shot)
    shot.takes.get().pick(True, dana)
    page = at(dana)
    tile(page, "1-010").focus()
    page.keyboard.press("p")
    word = page.locator("#toasts .toast")
    expect(word).to_contain_text("1-020 opens on the last frame of 1-010. Press P once more to let it go.")
    expect(word.get_by_role("button", name="Let it go")).to_be_visible()
    axe(page)
    assert Pick.objects.filter(shot=shot).exists()
    page.keyboard.press("c")
    expect(page.locator("#toasts")).to_contain_text("picks stay circled")
    page.keyboard.press("p")
    expect(word.last).to_contain_text("Press P once more")
    page.keyboard.press("p")
    expect(tile(page, "1-010")).to_contain_text("To review")
    expect(page.get_by_text("Press P once more")).to_have_count(0)
    assert not Pick.objects.filter(shot=shot).exists()
    page.keyboard.press("ControlOrMeta+z")
    expect(tile(page, "1-010")).to_contain_text("Picked")
    tile(page, "1-010").focus()
    page.keyboard.press("p")
    page.get_by_role("button", name="Let it go").click()
    expect(tile(page, "1-010")).to_contain_text("To review")
    expect(page.get_by_text("Press P once more")).to_have_count(0)


def test_again_is_a_button_with_its_price_that_the_letter_brings_and_then_presses(
    at: Callable[[Person], Page], dana: Person, axe: Callable[..., None]
) -> None:
    page = at(dana)
    tile(page, "1-010").focus()
    page.keyboard.press("g")
    again = page.locator("#selection").get_by_role("button", name="Take 1 again")
    expect(again).to_be_visible()
    axe(page)
    assert Generation.objects.filter(status="queued").count() == 0
    page.keyboard.press("g")
    expect(tile(page, "1-010")).to_contain_text("Queued")
    expect(page.get_by_text("1-010, take 1 once more")).to_be_visible()
    assert Generation.objects.filter(status="queued").count() == 1


def test_a_letter_leads_to_where_something_is_said_and_generate_says_its_price_first(
    at: Callable[[Person], Page], dana: Person, shot: Shot
) -> None:
    page = at(dana)
    tile(page, "1-010").focus()
    for _ in range(2):
        page.keyboard.press("ControlOrMeta+Enter")
    button = page.locator("#selection").get_by_role("button", name=re.compile("^Generate"))
    expect(button).to_contain_text("free")
    assert Generation.objects.filter(status="queued").count() == 0
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("heading", name="Generate")).to_be_visible()
    expect(page.locator("#many-form")).to_contain_text("1-010")
    page.go_back()
    empty = Shot.objects.get(scene=shot.scene, code="030")
    tile(page, "1-030").focus()
    page.keyboard.press("m")
    page.wait_for_url(f"**/shots/{empty.pk}#say")
    expect(page.locator("note-box textarea")).to_be_focused()


def test_who_may_not_pick_picks_nothing_and_the_list_of_keys_says_what_there_is(
    at: Callable[[Person], Page], rae: Person
) -> None:
    page = at(rae)
    tile(page, "1-010").focus()
    page.keyboard.press("p")
    page.keyboard.press("c")
    expect(page.get_by_text("1-010, take 1 circled.")).to_be_visible()
    assert not Pick.objects.exists()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("Circle the shown take")
    expect(keys).to_contain_text("Previous or next shot")
    expect(keys.get_by_text(re.compile("Pick the shown take"))).to_have_count(0)


def test_letters_are_silent_on_the_board_and_on_a_shot_when_they_are_switched_off(
    at: Callable[[Person], Page], dana: Person, shot: Shot
) -> None:
    page = at(dana)
    page.evaluate("() => localStorage.setItem('keys', 'off')")
    page.reload()
    tile(page, "1-010").focus()
    board = page.url
    for key in "cpxugmnbds[]":
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")
    expect(tile(page, "1-020")).to_be_focused()
    page.goto(f"{page.url.rpartition('/projects/')[0]}{shot.scene.shots.get(code='030').get_absolute_url()}")
    before = page.url
    for key in "cpxugmnrio[]s":
        page.keyboard.press(key)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert page.url == before
    assert board.endswith(f"/projects/{shot.project.pk}")
    assert circled() == [False, False]
    assert not Pick.objects.exists()
    assert Shot.objects.count() == 3


def test_what_is_chosen_is_rated_whole_also_where_its_panels_have_not_come(
    at: Callable[[Person], Page], dana: Person, shot: Shot
) -> None:
    for _ in range(60):
        last = Shot.objects.add(shot.scene, prompt="A wave.")
    shoot(last, dana)
    page = at(dana)
    tile(page, "1-010").focus()
    page.keyboard.press("ControlOrMeta+a")
    expect(page.locator(f"#panel-{last.pk}.frame")).to_have_count(1)
    page.keyboard.press("c")
    becomes(circled, [True, True, True])
