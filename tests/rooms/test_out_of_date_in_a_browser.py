"""What a pick puts out of date, in a real browser: said before, after, on the board, and kept as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take
from tests.ground.sessions import enter
from tests.media import make
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chain(scene: Scene, eli: Person, tmp_path: Path) -> list[Shot]:
    """1-020 opens on the last frame of 1-010; both are picked, and 1-010 has another take."""
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    picked(shots[0], eli)
    connect(shots[1], "opening", "last_frame", source=shots[0])
    picked(shots[1], eli)
    shoot(shots[0], eli)
    clip = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(96)), "video/mp4")
    Take.objects.update(original=clip)
    return shots


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, eli: Person) -> Page:
    """Eli, signed in."""
    enter(watched_page, live_server.url, eli)
    return watched_page


def test_what_a_pick_puts_out_of_date_is_said_before_and_after_and_kept(
    page: Page, live_server: LiveServer, chain: list[Shot], axe: Callable[..., None]
) -> None:
    page.goto(f"{live_server.url}{chain[0].get_absolute_url()}?take=2")
    expect(page.get_by_text("1 shot out of date if picked")).to_be_visible()
    assert Pick.objects.get(shot=chain[0]).take.number == 1
    page.keyboard.press("p")
    toasts = page.locator("#toasts")
    expect(toasts.get_by_text("1 shot is out of date now: 1-020.")).to_be_visible()
    expect(page.get_by_text("out of date if picked")).to_have_count(0)
    page.goto(f"{live_server.url}{chain[0].project.get_absolute_url()}")
    expect(page.get_by_role("article", name="1-020")).to_contain_text("Out of date")
    expect(page.get_by_text("1 out of date")).to_be_visible()
    page.get_by_role("link", name="1-020", exact=True).click()
    expect(page.get_by_text("1-010's pick changed from take 1 to take 2.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Keep as it is").press("Enter")
    expect(page.get_by_text("The pick is out of date", exact=True)).to_have_count(0)
    expect(page.locator("film-player")).to_be_focused()
    toasts.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The pick is out of date", exact=True)).to_be_visible()


def test_undo_after_a_pick_brings_the_former_one_back(
    page: Page, live_server: LiveServer, chain: list[Shot]
) -> None:
    page.goto(f"{live_server.url}{chain[0].get_absolute_url()}?take=2")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pick", exact=True).first).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 shot out of date if picked")).to_be_visible()
    assert Pick.objects.get(shot=chain[0]).take.number == 1


def test_a_field_that_is_saved_says_at_once_that_the_pick_is_out_of_date(
    page: Page, live_server: LiveServer, chain: list[Shot]
) -> None:
    page.goto(f"{live_server.url}{chain[1].get_absolute_url()}")
    expect(page.get_by_text("The pick is out of date", exact=True)).to_have_count(0)
    page.get_by_label("Prompt", exact=True).fill("He looks up.")
    expect(page.get_by_text("The prompt has changed.")).to_be_visible()
    expect(page.get_by_role("button", name="Refresh free")).to_be_visible()


def test_a_board_that_was_judged_before_brings_its_panels_up_to_date(
    page: Page, live_server: LiveServer, scene: Scene, eli: Person
) -> None:
    shots = [Shot.objects.add(scene, prompt="A lamp.") for _ in range(101)]
    for shot in shots:
        picked(shot, eli)
    fresh(shots[2]).write(prompt="Fog.")
    page.goto(f"{live_server.url}{Project.objects.get(pk=scene.project_id).get_absolute_url()}")
    expect(page.get_by_text("1 out of date")).to_be_visible()
    expect(page.get_by_role("article", name=str(shots[2]), exact=True)).to_contain_text("Out of date")
    expect(page.get_by_role("article", name=str(shots[1]), exact=True)).not_to_contain_text("Out of date")
