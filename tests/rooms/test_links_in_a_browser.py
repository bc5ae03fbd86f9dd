"""What hangs on what, what the second look found and where an asset is used: each leads to the shot, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.assets.models import Asset, refer
from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Scene, Shot
from tests.ground.sessions import enter

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[[str], Page]


@pytest.fixture
def open_page(watched_page: Page, live_server: LiveServer, dana: Person) -> Open:
    enter(watched_page, live_server.url, dana)

    def go(address: str) -> Page:
        watched_page.goto(f"{live_server.url}{address}")
        return watched_page

    return go


@pytest.fixture
def shots(scene: Scene) -> list[Shot]:
    """1-020 opens on the last frame of 1-010, and 1-030 extends it."""
    one, two, three = (Shot.objects.add(scene, prompt="A wave.") for _ in range(3))
    connect(two, "opening", "last_frame", source=one)
    connect(three, "opening", "extend", source=two)
    return [one, two, three]


def test_a_shot_lists_what_it_hangs_on_and_what_hangs_on_it_and_leads_there(
    open_page: Open, shots: list[Shot], axe: Any
) -> None:
    page = open_page(shots[1].get_absolute_url())
    hangs = page.get_by_role("region", name="What hangs on what")
    items = hangs.get_by_role("listitem")
    expect(items.nth(0)).to_contain_text("opens on the last frame of 1-010")
    expect(items.nth(0)).to_contain_text("no pick yet")
    expect(items.nth(1)).to_contain_text("1-030 extends this shot")
    axe(page)
    hangs.get_by_role("link", name="1-030").click()
    expect(page.get_by_role("heading", name="1-030")).to_be_visible()
    expect(hangs.get_by_role("listitem")).to_have_count(1)
    hangs.get_by_role("link", name="1-020").click()
    expect(page.get_by_role("heading", name="1-020")).to_be_visible()


def test_the_second_look_leads_to_the_field_that_it_speaks_of(
    open_page: Open, film: Project, shots: list[Shot], axe: Any
) -> None:
    shots[0].write(negative_prompt="no rain")
    page = open_page(f"/projects/{film.pk}/lint")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Negative prompt"))
    expect(row).to_have_count(1)
    axe(page)
    row.get_by_role("link", name="Negative prompt").click()
    expect(page.get_by_role("heading", name="1-010")).to_be_visible()
    expect(page.get_by_label("Negative prompt")).to_be_focused()


def test_an_asset_lists_the_shots_that_use_it_and_leads_there(
    open_page: Open, film: Project, shots: list[Shot], axe: Any
) -> None:
    keeper = Asset.objects.create(project=film, kind="character", name="Keeper")
    keeper.looks.create(position=1)
    refer(shots[0], [keeper])
    shots[2].write(action="@Keeper waits.")
    page = open_page(keeper.get_absolute_url())
    uses = page.get_by_role("region", name="Where it is used")
    expect(uses.get_by_role("listitem")).to_have_count(2)
    expect(uses.get_by_role("listitem").nth(0)).to_contain_text("1-010")
    axe(page)
    uses.get_by_role("link", name="1-030").click()
    expect(page.get_by_role("heading", name="1-030")).to_be_visible()
