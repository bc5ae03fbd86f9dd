"""Guides over the panels of the board: one choice for all of them, kept in this browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Shot
from tests.rooms.test_board_in_a_browser import board, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
DRAWN = "getComputedStyle(document.querySelector('.panel > .picture'), '::after').backgroundImage"


def test_guides_lie_over_the_panels_and_are_remembered(
    watched_page: Page,
    live_server: LiveServer,
    film: Project,
    shot: Shot,
    dana: Person,
    axe: Callable[..., None],
) -> None:
    page = watched_page
    sign_in(page, live_server.url, dana)
    board(page, live_server, film)
    page.locator(".board-bar").get_by_text("View", exact=True).click()
    page.get_by_label("2.00").check(force=True)
    page.get_by_label("Title safe").check()
    axe(page)
    drawn = page.evaluate(DRAWN)
    # Twice as wide as high in a frame of 16:9, and title safe in it.
    assert drawn.count("class%3D%22line%22") == 2
    assert re.search(r"M0%2055\.5\d*h1777\.7\d*v888\.8\d*h-1777", drawn)
    board(page, live_server, film)
    assert page.evaluate(DRAWN) == drawn
    page.keyboard.press("Shift+G")
    assert page.evaluate(DRAWN) == "none"
