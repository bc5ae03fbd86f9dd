"""The queue in a real browser: boxes that survive the poll, a bar that adds up, one Undo for many."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status
from tests.rooms.test_board_in_a_browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NO = {"outcome": "refused", "message": "Veo declined this.", "charged": "no", "todo": "Reword it."}
LOST = {"outcome": "lost", "message": "The line went dead.", "charged": "maybe", "todo": "Look for it."}


@pytest.fixture
def paying(film: Project, settings) -> Project:
    """Dana may spend, and a second costs 0.40 with sound."""
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    settings.AZERION_BASE_URL = "http://127.0.0.1:9/v1"
    film.members.update(may_spend=True)
    film.may_send, film.resolution = True, "720p"
    film.save(update_fields=["may_send", "resolution"])
    return film


@pytest.fixture
def order(paying: Project, scene: Scene, dana: Person) -> Callable[..., Generation]:
    def make(ended: str = "", rest: float = 0) -> Generation:
        shot = Shot.objects.add(scene, prompt="A wave.", duration=4)
        generation = Composition(shot, "final", rest=rest).generate(dana)
        if ended:
            generation.claim("one")
            generation.begin_sending()
            {"refused": generation.refuse, "lost": generation.lose}[ended](NO if ended == "refused" else LOST)
        return generation

    return make


@pytest.fixture
def queue(watched_page: Page, live_server: LiveServer, dana: Person, film: Project) -> Callable[[], Page]:
    def open_queue() -> Page:
        sign_in(watched_page, live_server.url, dana)
        watched_page.goto(f"{live_server.url}/projects/{film.pk}/queue")
        return watched_page

    return open_queue


def test_ticks_and_focus_survive_what_moves_meanwhile_and_the_bar_adds_up(order, queue, axe) -> None:
    wrong, lost, waits = order("refused"), order("lost"), order(rest=3600)
    page = queue()
    bar = page.get_by_role("group", name="What is ticked")
    expect(bar).to_be_hidden()
    for row in (wrong, lost, waits):
        page.get_by_label(f"Select {row.shot}").check()
    page.get_by_label(f"Select {lost.shot}").focus()
    other = order(rest=3600)
    expect(page.get_by_label(f"Select {other.shot}")).to_be_visible()
    expect(page.get_by_label(f"Select {lost.shot}")).to_be_focused()
    expect(page.get_by_role("button", name="Send 2 again €3.20")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel 1")).to_be_visible()
    expect(bar.get_by_text("1 of these may be charged twice.")).to_be_visible()
    expect(bar.get_by_role("button", name="go")).to_be_hidden()
    axe(page)
    page.get_by_label(f"Select {lost.shot}").press("Space")
    expect(page.get_by_role("button", name="Send 1 again €1.60")).to_be_visible()


def test_a_section_is_sent_again_at_one_press_and_taken_back_by_one_undo(order, queue, film) -> None:
    rows = [order("refused") for _ in range(3)]
    page = queue()
    page.get_by_label("Select all").check()
    page.get_by_role("button", name="Send 3 again €4.80").dblclick()
    expect(page.get_by_text("3 requests are sent again in 10 s.")).to_be_visible()
    assert Generation.objects.filter(after__in=rows, status=Status.QUEUED).count() == 3
    page.evaluate("window.isStill = true")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("3 requests are canceled"))).to_be_visible()
    assert page.evaluate("window.isStill"), "the page is not loaded anew"
    assert Generation.objects.filter(status=Status.CANCELED).count() == 3
    expect(page.get_by_role("button", name="Send again, unchanged")).to_have_count(3)


def test_a_bad_address_is_said_in_place_and_nothing_typed_is_lost(order, queue) -> None:
    lost = order("lost")
    page = queue()
    page.get_by_text("Adopt from an address").click()
    field = page.get_by_label("Address of the MP4")
    field.fill("http://10.0.0.1/clip.mp4")
    with page.expect_response(re.compile("/adopted")) as told:
        field.press("Enter")
    assert told.value.status == 422
    expect(page.get_by_text("private network")).to_be_visible()
    expect(field).to_have_value("http://10.0.0.1/clip.mp4")
    page.get_by_role("button", name="It was not charged").press("Enter")
    expect(page.get_by_text("said by Dana Reyes")).to_be_visible()
    expect(page.get_by_role("link", name=str(lost.shot)), "not on what says the opposite").to_be_focused()
    assert Generation.objects.get(pk=lost.pk).decided == 0
