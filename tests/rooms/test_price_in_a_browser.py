"""Money is never faint: wherever a price stands it is written in ink, or in the ink of the accent that it stands on."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.models import Member, Project, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from tests.rooms.test_board_in_a_browser import sign_in
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db(transaction=True)

# Each price in sight whose colour is not ink, but for those on an accent.
FAINT = """() => {
    const ink = getComputedStyle(document.body).color;
    const seen = (price) => price.checkVisibility() && price.textContent.trim();
    const bright = ".button[data-kind=go]:not([data-blocked]), input:checked + span";
    return [...document.querySelectorAll(".price")].filter((price) => seen(price) && !price.closest(bright))
        .filter((price) => getComputedStyle(price).color !== ink)
        .map((price) => `${price.parentElement.className}: ${price.parentElement.textContent.trim()}`);
}"""


@pytest.fixture
def linked(paying: Project, shot: Shot, dana: Person) -> list[Take]:
    """1-010 has two paid takes, the first picked; 1-020 opens on it and has a pick; 1-030 has no prompt yet."""
    shot.write(prompt="He lights it.", duration=4)
    first, second = picked(shot, dana, preset="final"), shoot(shot, dana, preset="final")
    follower = Shot.objects.add(shot.scene, prompt="He turns.", duration=4)
    connect(follower, "opening", "last_frame", source=fresh(shot))
    picked(follower, dana, preset="final")
    Shot.objects.add(shot.scene)
    Take.objects.update(sandbox=False)
    return [first, second]


@pytest.fixture
def spender(watched_page: Page, live_server: LiveServer, dana: Person, paying: Project, watch: Any) -> Page:
    watch.allow(r"404.*/clip|404.*frames|ERR_")
    Member.objects.filter(project=paying, person=dana).update(may_spend=True)
    sign_in(watched_page, live_server.url, dana)
    return watched_page


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_price_is_written_in_ink_in_every_room(
    linked: list[Take], shot: Shot, dana: Person, spender: Page, live_server: LiveServer, theme: str
) -> None:
    film, second = shot.project.pk, linked[1]
    Composition(fresh(shot), "final").generate(dana)
    blank = Shot.objects.get(code="030")
    rooms: dict[str, Callable[[], Any]] = {
        f"/projects/{film}/gallery": lambda: spender.locator("#sums .price"),
        f"/shots/{shot.pk}?take={second.number}&preset=final": lambda: spender.locator(
            ".take-bar .consequences .price"
        ),
        f"/shots/{blank.pk}?preset=final": lambda: spender.locator("#generate .button[data-blocked] .price"),
        f"/projects/{film}/queue": lambda: spender.locator(".list-row .price"),
        f"/projects/{film}/generate": lambda: spender.locator(".price"),
    }
    spender.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    for address, price in rooms.items():
        spender.goto(live_server.url + address)
        expect(price().first).to_be_visible()
        assert spender.evaluate(FAINT) == [], address
