"""*Extend* and *As a new shot*, in a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Generation, Take
from tests.ground.sessions import enter
from tests.media import make
from tests.takes.films import picked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def follower(scene: Scene, eli: Person, tmp_path: Path) -> Shot:
    """1-020, which opens on the last frame of 1-010; both are picked, with clips that are there."""
    first, second = (Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns."))
    picked(first, eli)
    connect(second, "opening", "last_frame", source=first)
    picked(second, eli)
    clip = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(96)), "video/mp4")
    Take.objects.update(original=clip)
    return second


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, follower: Shot, eli: Person) -> Page:
    """Eli, signed in, on the follower's page."""
    enter(watched_page, live_server.url, eli)
    watched_page.goto(f"{live_server.url}{follower.get_absolute_url()}")
    return watched_page


def test_a_longer_take_is_asked_for_and_the_opening_stays(
    page: Page, follower: Shot, axe: Callable[..., None]
) -> None:
    page.get_by_label("More for take").click()
    page.get_by_role("link", name="Extend", exact=True).click()
    words = page.get_by_label("What happens next")
    expect(words).to_have_value("He turns.")
    axe(page)
    words.fill("He stops and listens.")
    page.get_by_role("button", name="Sandbox: extend by 7 s · free").click()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    expect(page.get_by_label("Opening", exact=True)).to_have_value("last_frame")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("He turns.")
    sent = Generation.objects.latest("pk")
    assert (sent.mode, sent.recipe["prompt"]["parts"]["shot"]) == ("extension", "He stops and listens.")


def test_the_next_shot_goes_on_from_a_take_and_is_taken_back(page: Page, follower: Shot) -> None:
    page.get_by_label("More for take").click()
    page.get_by_role("button", name="As a new shot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1-030")
    expect(page.get_by_label("Opening", exact=True)).to_have_value("extend")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("He turns.")
    toasts = page.locator("#toasts")
    expect(toasts.get_by_text("1-030 goes on from 1-020, take 1.")).to_be_visible()
    toasts.get_by_role("button", name="Undo").click()
    expect(toasts.get_by_text("Taken back: 1-030 goes on from")).to_be_visible()
    assert Shot.objects.alive().count() == 2
