"""A budget, a paid generation against the sandbox over HTTP, and the purse that follows it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "a lamp in the window"
PATIENCE = 60_000
PRICES = '{"720p": {"audio": "0.40", "silent": "0.20"}}'
A_FILM = f"""
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
film = Project.objects.begin("Keeper", by=dana, resolution="720p")
Shot.objects.add(Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT"), prompt="He lights the lamp.", length=96)
"""


@pytest.fixture
def product(live: Callable[..., Any]) -> Iterator[Any]:
    with live("sandbox", "--port", "{port}", "--canned") as veo:
        env = {"AZERION_BASE_URL": f"{veo.url}/v1", "AZERION_API_KEY": "a-key-that-nobody-knows"}
        with live(**env, VEO_PRICE_PER_SECOND=PRICES) as server:
            server.do(A_FILM)
            yield server


@pytest.fixture
def dana_at_work(product, watched_page: Page) -> Page:
    """Dana at her film's settings."""
    watched_page.set_default_timeout(PATIENCE)
    product.enter(watched_page, "dana@example.com")
    watched_page.goto(f"{product.url}/projects/1/settings")
    expect(watched_page.get_by_role("heading", name="Project settings")).to_be_visible()
    return watched_page


def test_the_purse_follows_a_paid_generation(product, dana_at_work: Page, axe):
    page = dana_at_work
    purse = page.locator("#money > .budget")
    expect(purse).to_have_count(0)
    page.get_by_label("Money", exact=True).check()
    page.get_by_label("Amount").fill("10")
    page.get_by_role("button", name="Set the budget").click()
    expect(purse).to_contain_text("€10.00 free")
    axe(page)

    page.goto(f"{product.url}/shots/1?preset=final")
    expect(page.get_by_text("€10.00 of the budget is free.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Generate")).click()
    expect(purse).to_contain_text("€1.60 held", timeout=PATIENCE)
    expect(purse).to_contain_text("€8.40 free")
    expect(purse).to_contain_text("€1.60 spent", timeout=PATIENCE)
    expect(purse).to_contain_text("€0.00 held")
    read_the_ledger(page, axe)


def test_an_undo_is_in_the_purse_at_once(product, dana_at_work: Page):
    """Also where the purse itself is never answered: the part that changed brings it along."""
    page = dana_at_work
    page.get_by_label("Money", exact=True).check()
    page.get_by_label("Amount").fill("10")
    page.get_by_role("button", name="Set the budget").click()
    page.route("**/projects/1/money?*", lambda route: route.fulfill(status=204))
    page.goto(f"{product.url}/shots/1?preset=final")
    purse = page.locator("#money > .budget")
    page.get_by_role("button", name=re.compile("^Generate")).click()
    expect(purse).to_contain_text("€8.40 free")
    page.locator("#takes").get_by_role("button", name="Undo").click()
    expect(purse).to_contain_text("€10.00 free")


def read_the_ledger(page: Page, axe: Any) -> None:
    page.locator("#money > .budget").click()
    expect(page.get_by_role("heading", name="Ledger")).to_be_visible()
    page.get_by_text("2 lines").click()
    expect(page.get_by_text("Settled", exact=True).last).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label("Money and queue").click()
    axe(page)
    page.locator("#money").get_by_role("link", name="Day sheet").click()
    expect(page.get_by_role("heading", name="Shots advanced")).to_be_visible()
    axe(page)
