"""Every component on one page: accessible in both themes, and as narrow as a phone."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, expect

from tests.look.stage import NONCE, Stage


@pytest.fixture
def styleguide(stage: Stage, settings: Any) -> str:
    settings.ROOT_URLCONF = "tests.look.rooms"
    request = RequestFactory().get("/")
    request.csp_nonce = NONCE
    request.user = SimpleNamespace(
        name="Dana Reyes", email="dana@example.com", initials="DR", hue=2, is_authenticated=True
    )
    film = SimpleNamespace(pk=1, title="The Keeper", get_absolute_url="/")
    names = {"project": film, "room": "board", "messages": CookieStorage(request)}
    stage.pages["/guide"] = render_to_string("components/styleguide.html", names, request)
    return f"{stage.url}/guide"


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_every_component_is_accessible_and_fits(
    styleguide: str, browser: Browser, axe: Callable[..., None], scheme: str, width: int
) -> None:
    """Unwatched: axe's own look at the style sheets is refused by the policy."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(styleguide)
    expect(page.locator("film-player")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    axe(page)
    page.close()


def test_targets_are_at_least_24_px(styleguide: str, watched_page: Page) -> None:
    watched_page.goto(styleguide)
    small = watched_page.evaluate(
        """() => [...document.querySelectorAll('.button, .chip, summary, .menu button, .input, .link-mark')]
        .filter((place) => place.checkVisibility())
        .map((place) => [place.outerHTML.slice(0, 80), place.getBoundingClientRect().height])
        .filter(([, height]) => height < 24)"""
    )
    assert small == []


def test_on_a_phone_the_rooms_are_four_tabs_and_more(styleguide: str, watched_page: Page) -> None:
    watched_page.set_viewport_size({"width": 390, "height": 844})
    watched_page.goto(styleguide)
    rooms = watched_page.get_by_role("navigation", name="Project")
    assert rooms.get_by_role("link").all_inner_texts() == ["Board", "Gallery", "Screening", "Queue"]
    rooms.get_by_text("More").click()
    expect(rooms.get_by_role("link", name="Members")).to_be_visible()


@pytest.mark.parametrize(("scheme", "ring"), [("light", "oklch(0 0 0)"), ("dark", "oklch(1 0 0)")])
def test_focus_selection_and_pick_look_different(
    styleguide: str, watched_page: Page, scheme: Any, ring: str
) -> None:
    """Focus is black by day and white at night, selection the accent, the pick a filled corner and no line at all."""
    watched_page.emulate_media(color_scheme=scheme)
    watched_page.goto(styleguide)
    outline = "place => getComputedStyle(place).outlineColor"
    watched_page.locator(".cell .picture").last.click()
    selected = watched_page.locator("[aria-selected=true] .picture").evaluate(outline)
    watched_page.keyboard.press("ArrowLeft")
    focused = watched_page.evaluate("getComputedStyle(document.activeElement).outlineColor")
    picked = watched_page.locator(".panel[data-picked] .picture").first
    assert picked.evaluate("place => getComputedStyle(place).outlineStyle") == "none"
    corner = picked.evaluate(
        "place => { const { top, right, inlineSize, backgroundImage } = getComputedStyle(place, '::before');"
        " return [top, right, inlineSize, backgroundImage]; }"
    )
    assert corner[:3] == ["0px", "0px", "20px"]
    assert "oklch(1 0 0) 54%" in corner[3]
    assert focused == ring
    assert focused != selected


def test_nothing_moves_for_who_wants_less_motion(styleguide: str, watched_page: Page) -> None:
    watched_page.emulate_media(reduced_motion="reduce")
    watched_page.goto(styleguide)
    watched_page.evaluate("document.querySelectorAll('.cell').forEach((cell) => { cell.ariaBusy = 'true'; })")
    watched_page.evaluate("document.querySelector('h1').setAttribute('data-flash', '')")
    watched_page.locator("summary.button").first.click()
    assert watched_page.evaluate("document.getAnimations().map((each) => each.animationName)") == []


def test_the_theme_is_chosen_and_kept(styleguide: str, watched_page: Page) -> None:
    watched_page.emulate_media(color_scheme="dark")
    watched_page.goto(styleguide)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    night = watched_page.evaluate(ground)
    watched_page.get_by_label("Account of").click()
    watched_page.get_by_role("button", name="Light", exact=True).click()
    watched_page.reload()
    assert watched_page.evaluate(ground) != night


def test_every_icon_is_in_the_guide(styleguide: str, watched_page: Page, settings: Any) -> None:
    watched_page.goto(styleguide)
    drawn = set(re.findall(r'id="([a-z-]+)"', (settings.BASE_DIR / "static" / "icons.svg").read_text()))
    shown = watched_page.get_by_label("Icons").get_by_role("listitem").all_inner_texts()
    assert {each.strip() for each in shown} == drawn
