"""Timecode wherever it stands: a click counts all of it in frames, and the browser remembers."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.cut.working import freeze
from storyboard.projects.models import Scene, Shot
from tests.ground.sessions import enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(watched_page: Page, live_server: LiveServer, scene: Scene, dana: Person) -> Page:
    """A version of a film of two shots that are planned with 2.5 s each."""
    for _ in range(2):
        Shot.objects.add(scene, length=60)
    frozen = freeze(scene.project, dana)
    enter(watched_page, live_server.url, dana)
    watched_page.goto(f"{live_server.url}{frozen.get_absolute_url()}")
    return watched_page


def test_a_click_counts_all_of_the_page_in_frames_and_back(version: Page, axe: Any) -> None:
    rows = version.locator(".events tbody tr")
    expect(rows.nth(1)).to_contain_text("01:00:02:12")
    rows.nth(1).get_by_text("00:00:02:12").first.click()
    for row, begins in ((0, "86400"), (1, "86460")):
        expect(rows.nth(row).locator("td.num").nth(1)).to_have_text(begins)
        expect(rows.nth(row).locator("td.num").nth(2)).to_have_text("60")
    axe(version)
    version.reload()
    expect(rows.nth(1).locator("td.num").nth(1)).to_have_text("86460")
    rows.nth(1).locator("td.num").nth(1).click()
    expect(rows.nth(1).locator("td.num").nth(1)).to_have_text("01:00:02:12")
    version.get_by_role("button", name="Timecode or frames").press("Enter")
    expect(rows.nth(1).locator("td.num").nth(1)).to_have_text("86460")
    expect(version.locator(".version-sums")).to_contain_text("runs 0:05")
