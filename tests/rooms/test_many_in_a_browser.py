"""The list of many shots in a real browser: by keys, by its sum that follows, and without script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Generation, Status
from tests.rooms.test_board_in_a_browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chain(film: Project, scene: Scene, settings) -> list[Shot]:
    """Dana may spend, 0.40 a second; 1-020 opens on the last frame of 1-010, 1-030 stands alone."""
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    settings.AZERION_BASE_URL = "http://127.0.0.1:9/v1"
    film.members.update(may_spend=True)
    film.may_send, film.resolution = True, "720p"
    film.save(update_fields=["may_send", "resolution"])
    shots = [Shot.objects.add(scene, prompt=f"Shot {place}.", duration=4) for place in range(3)]
    connect(shots[1], "opening", "last_frame", source=shots[0])
    return shots


def statuses(shots: list[Shot]) -> list[list[str]]:
    return [[row.status for row in Generation.objects.filter(shot=shot)] for shot in shots]


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, dana: Person, film: Project, chain: list[Shot]) -> Page:
    """The list of what is missing, as Dana comes to it from the board."""
    sign_in(watched_page, live_server.url, dana)
    watched_page.goto(f"{live_server.url}{film.get_absolute_url()}")
    watched_page.get_by_role("link", name="Generate missing (3)").first.press("Enter")
    expect(watched_page.get_by_role("heading", name="Generate what is missing")).to_be_visible()
    watched_page.wait_for_selector(
        "#many-form[data-htmx-powered]"
    )  # what comes sooner is summed up by the next change
    return watched_page


def test_it_is_gone_through_by_keys_and_the_sum_follows(page: Page, axe) -> None:
    expect(page.get_by_role("button", name="Generate 3 shots · free")).to_be_visible()
    page.get_by_label("Sandbox").press("ArrowRight")
    page.get_by_label("Draft").press("ArrowRight")
    expect(page.get_by_role("button", name="Generate 3 shots · €4.80")).to_be_visible()
    expect(page.get_by_label("Final")).to_be_focused()
    expect(page.get_by_text("Waits until somebody picks a take of 1-010.")).to_be_visible()
    page.get_by_label("Pick the first take by itself").press("Space")
    expect(page.get_by_text("Goes on by itself with the first take of 1-010.")).to_be_visible()
    box = page.get_by_label("Generate 1-030")
    box.press("Space")
    expect(page.get_by_role("button", name="Generate 2 shots · €3.20")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).not_to_be_checked()
    page.get_by_label("Generate 1-010").press("Space")
    expect(page.get_by_text("Waits for 1-010’s pick, and nothing in this list makes it.")).to_be_visible()
    axe(page)


def test_it_is_sent_and_taken_back_by_keys(page: Page, film: Project, chain: list[Shot]) -> None:
    page.get_by_label("Generate 1-030").press("Space")
    expect(page.get_by_role("button", name="Generate 2 shots · free")).to_be_visible()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text("1 queued, 1 waits.")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{film.get_absolute_url()}$"))
    assert statuses(chain) == [[Status.QUEUED], [Status.WAITING], []]
    page.get_by_role("status").get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text(re.compile("2 requests are canceled"))).to_be_visible()
    assert statuses(chain) == [[Status.CANCELED], [Status.CANCELED], []]


def test_a_double_click_sends_each_row_once(page: Page, chain: list[Shot]) -> None:
    page.get_by_role("button", name="Generate 3 shots · free").dblclick()
    expect(page.get_by_text("2 queued, 1 waits.")).to_be_visible()
    assert [len(each) for each in statuses(chain)] == [1, 1, 1]


def test_enter_in_a_box_adds_up_and_never_spends(page: Page, chain: list[Shot]) -> None:
    page.get_by_label("Generate 1-030").press("Space")
    page.get_by_label("Generate 1-030").press("Enter")
    expect(page.get_by_role("button", name="Generate 2 shots · free")).to_be_visible()
    assert statuses(chain) == [[], [], []]


def test_without_script_a_button_works_the_sum_out_and_another_sends(
    browser: Browser, live_server: LiveServer, dana: Person, film: Project, chain: list[Shot]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, dana)
    page.goto(f"{live_server.url}/projects/{film.pk}/generate?which=missing")
    page.get_by_label("Final").check(force=True)
    page.get_by_label("Generate 1-010").uncheck()
    page.get_by_role("button", name="Work out").click()
    expect(page.get_by_role("button", name="Generate 2 shots · €3.20")).to_be_visible()
    expect(page.get_by_text("Waits for 1-010’s pick, and nothing in this list makes it.")).to_be_visible()
    page.get_by_label("Generate 1-020").uncheck()
    page.get_by_role("button", name=re.compile("^Generate 2 shots")).click()
    expect(page.get_by_text("1 queued.")).to_be_visible()
    assert statuses(chain) == [[], [], [Status.QUEUED]]
    context.close()
