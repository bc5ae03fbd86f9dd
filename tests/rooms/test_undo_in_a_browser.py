"""Taking back, finding and keys in a real browser, by keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.projects.models import Change, Project, Shot
from storyboard.takes.models import Take
from tests.ground.watch import Watch
from tests.rooms.test_board_in_a_browser import sign_in
from tests.takes.films import shoot

pytestmark = pytest.mark.django_db(transaction=True)

MARKED = """() => {
    window.marked = 0;
    const seen = (changes) => { window.marked += changes.length; };
    new MutationObserver(seen).observe(document.body, { subtree: true, attributeFilter: ["data-flash"] });
}"""


@pytest.fixture
def go(watched_page: Page, live_server: LiveServer, dana: Person) -> Callable[[str], Page]:
    """Dana's browser on a page of the film."""
    sign_in(watched_page, live_server.url, dana)

    def open_page(path: str) -> Page:
        watched_page.goto(live_server.url + path)
        return watched_page

    return open_page


def write(page: Page, words: str) -> None:
    page.get_by_label("Prompt", exact=True).fill(words)
    page.get_by_label("Prompt", exact=True).press("Escape")
    expect(page.locator("[data-saved]").first).to_have_text("Saved")


def test_what_happened_in_two_rooms_is_taken_back_and_done_again_where_it_happened(
    go, film: Project, shot: Shot, dana: Person, watch: Watch
) -> None:
    watch.allow(r"404.*/clip")
    take = shoot(shot, dana)
    page = go(f"/shots/{shot.pk}")
    write(page, "A storm.")
    page = go(f"/projects/{film.pk}/gallery")
    circle = page.locator(f"#take-{take.pk}").get_by_role("button", name="Circle")
    circle.press("Enter")
    expect(circle).to_have_attribute("aria-pressed", "true")
    page.evaluate("window.stayed = true")

    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text(f"Taken back: {shot}, take 1 circled.")
    expect(circle).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.stayed")

    page.keyboard.press("Control+z")
    expect(page).to_have_url(re.compile(rf"/shots/{shot.pk}#field-prompt$"))
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("")
    expect(page.locator("#toasts")).to_contain_text(f"Taken back: Prompt of {shot}.")

    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A storm.")
    expect(page.locator("#field-prompt")).to_be_focused()
    assert Shot.objects.get(pk=shot.pk).prompt == "A storm."
    assert not Take.objects.get(pk=take.pk).circled


def test_where_it_happened_is_marked_for_a_moment_and_not_for_good(go, shot: Shot) -> None:
    """Also for who wants less motion: nothing moves then, and so nothing ends."""
    for motion in ("reduce", "no-preference"):
        page = go(f"/shots/{shot.pk}")
        page.emulate_media(reduced_motion=motion)
        write(page, "A storm.")
        page.evaluate(MARKED)
        page.locator("#main").focus()
        page.keyboard.press("Control+z")
        page.wait_for_function("() => window.marked > 0")
        expect(page.locator("[data-flash]")).to_have_count(0)


def test_what_somebody_has_changed_since_stays_and_they_are_named(
    go, film: Project, shot: Shot, eli: Person
) -> None:
    page = go(f"/shots/{shot.pk}")
    write(page, "A storm.")
    with Change.objects.keep(film, eli, shot, said="Prompt"):
        Shot.objects.get(pk=shot.pk).write(prompt="Fog.")
    page.locator("#main").focus()
    page.keyboard.press("Control+z")
    expect(page.locator("#toasts")).to_contain_text("Eli Stone has changed it since")
    assert Shot.objects.get(pk=shot.pk).prompt == "Fog."


def test_inside_a_field_it_is_the_browser_s(go, shot: Shot) -> None:
    page = go(f"/shots/{shot.pk}")
    write(page, "A storm.")
    field = page.get_by_label("Prompt", exact=True)
    field.focus()
    page.keyboard.type("x")
    page.keyboard.press("Control+z")
    expect(field).not_to_have_value(re.compile("x"))
    assert Change.objects.done().exists()
    expect(page.locator("#toasts")).not_to_contain_text("Taken back")


def test_a_shot_is_found_and_an_act_of_the_page_is_done_by_keyboard(
    go, film: Project, shot: Shot, axe: Callable[..., None]
) -> None:
    Shot.objects.add(shot.scene, action="A boat.")
    page = go(f"/projects/{film.pk}")
    link = page.get_by_role("link", name="Find")
    link.focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="A room, scene, shot, take, asset or key")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name="Gallery")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(link).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("boat")
    found = page.get_by_role("listbox", name="Found").get_by_role("option")
    expect(found.first).to_contain_text("1-020")
    expect(field).to_have_attribute("aria-activedescendant", "found-0")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/shots/\d+$"))
    expect(page).to_have_title(re.compile("1-020"))
    expect(page.locator("find-palette:defined")).to_have_count(1)

    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Lately").get_by_role("option").first).to_contain_text("Board")
    page.keyboard.type("previous")
    expect(found).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("1-010"))


def test_keys_stand_in_groups_and_letters_are_switched_off_on_one_s_own_page(
    go, film: Project, shot: Shot, axe: Callable[..., None]
) -> None:
    page = go("/me")
    page.get_by_label("Letter keys").uncheck()
    page = go(f"/projects/{film.pk}")
    page.keyboard.press("n")
    expect(page.get_by_label("Action of 1-020")).to_have_count(0)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_role("heading", name="Everywhere")).to_be_visible()
    expect(keys).to_contain_text("Take back my last change")
    axe(page)
    keys.get_by_label("Letter keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("Action of 1-020")).to_be_focused()
