"""The title of a tab that nobody looks at counts the takes that came, in each room."""

import pytest
from playwright.sync_api import Page, expect

from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from storyboard.takes.settling import Arrival
from tests.ground.sessions import enter
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db(transaction=True)
HIDDEN = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})"
NEXT_POLL = 11_000  # milliseconds: no room waits longer for its next one
SEEN = "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"


ROOMS = ["", "/gallery", "/queue", "/screening"]
ROOMS += ["/shot-list", "/joins", "/continuity", "/compare", "/ledger", "/generate"]


@pytest.mark.parametrize("room", ROOMS)
def test_the_title_counts_what_came_until_somebody_looks(
    watched_page: Page, live_server, film: Project, shot: Shot, dana, room: str
) -> None:
    shot.write(prompt="A lamp.", duration=4, n=2)
    Take.objects.create(shot=shot, number=shot.number_takes(1)[0], frames=96)
    generation = Composition(fresh(shot), "sandbox").generate(dana)
    page = watched_page
    page.clock.install()
    enter(page, live_server.url, dana)
    page.goto(f"{live_server.url}/projects/{film.pk}{room}")
    expect(page.locator("live-title")).to_have_count(1)
    bare = page.title()
    page.evaluate(HIDDEN)
    generation.claim("a worker")
    assert generation.begin_sending()
    generation.finish([Arrival(place, url="https://host.example/a.mp4") for place in range(2)])
    page.clock.fast_forward(NEXT_POLL)
    expect(page).to_have_title(f"(2) {bare}", timeout=15_000)
    expect(page.locator("#news")).to_have_text("New takes: 2")
    page.evaluate(SEEN)
    expect(page).to_have_title(bare)


def test_the_title_of_a_shot_page_counts_what_comes_for_other_shots_too(
    watched_page: Page, live_server, film: Project, shot: Shot, dana
) -> None:
    other = Shot.objects.add(shot.scene, prompt="A lamp.", duration=4)
    generation = Composition(fresh(other), "sandbox").generate(dana)
    enter(watched_page, live_server.url, dana)
    watched_page.clock.install()
    watched_page.goto(f"{live_server.url}{shot.get_absolute_url()}")
    expect(watched_page.locator("live-title")).to_have_count(1)
    bare = watched_page.title()
    watched_page.evaluate(HIDDEN)
    generation.claim("a worker")
    assert generation.begin_sending()
    generation.finish([Arrival(0, url="https://host.example/a.mp4")])
    watched_page.clock.fast_forward(NEXT_POLL)
    expect(watched_page).to_have_title(f"(1) {bare}", timeout=15_000)
