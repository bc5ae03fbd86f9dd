"""The browser's own word for a batch that is over, where somebody waits for it."""

import pytest
from playwright.sync_api import Page, expect

from storyboard.accounts.models import Person
from storyboard.projects.models import Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from storyboard.takes.settling import Arrival
from tests.ground.sessions import enter
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NEXT_POLL = 11_000  # milliseconds: no room waits longer for its next one
AWAY = """() => {
    window.told = [];
    window.Notification = class extends EventTarget {
        static permission = "granted";
        constructor(title, { body }) { super(); window.told.push(`${title}: ${body}`); }
    };
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
}"""
ASKED = """window.Notification = class {
    static permission = "default";
    static requestPermission() { window.asked = (window.asked ?? 0) + 1; return Promise.resolve("granted"); }
}"""


def ask(shot: Shot, by: Person) -> Generation:
    shot.write(prompt="A lamp.", duration=4)
    return Composition(fresh(shot), "sandbox").generate(by)


def come(generation: Generation) -> None:
    generation.claim("a worker")
    assert generation.begin_sending()
    generation.finish([Arrival(0, url="https://host.example/a.mp4")])


ROOMS = ("board", "queue", "shot", "gallery", "screening", "shot-list", "continuity")


@pytest.mark.parametrize("room", ROOMS)
def test_a_batch_is_told_once_when_all_of_it_is_over(
    watched_page: Page, live_server, shot: Shot, dana: Person, room: str
) -> None:
    rows = [ask(each, dana) for each in (shot, Shot.objects.add(shot.scene))]
    page, film = watched_page, f"{live_server.url}/projects/{shot.project.pk}"
    page.clock.install()
    enter(page, live_server.url, dana)
    places = {"board": film, "shot": f"{live_server.url}/shots/{shot.pk}"}
    page.goto(places.get(room, f"{film}/{room}"))
    expect(page.locator("own-news")).to_have_attribute("running", "")
    page.evaluate(AWAY)
    came = page.locator("live-title").get_attribute("total")
    come(rows[0])
    page.clock.fast_forward(NEXT_POLL)
    expect(page.locator("live-title")).to_have_attribute("total", str(int(came or 0) + 1), timeout=15_000)
    assert page.evaluate("window.told") == []
    come(rows[1])
    page.clock.fast_forward(NEXT_POLL)
    page.wait_for_function("() => window.told.length", timeout=15_000)
    assert page.evaluate("window.told") == ["Keeper: 2 takes have come."]


def test_on_the_board_the_browser_is_asked_once_by_a_press_alone(
    watched_page: Page, live_server, shot: Shot, dana: Person, axe
) -> None:
    ask(shot, dana)
    watched_page.add_init_script(ASKED)
    enter(watched_page, live_server.url, dana)
    watched_page.goto(f"{live_server.url}/projects/{shot.project.pk}")
    line = watched_page.locator("own-news")
    expect(line).to_contain_text("Shall the browser tell you when it has come?")
    axe(watched_page)
    assert watched_page.evaluate("window.asked") is None
    line.get_by_role("button", name="Tell me").click()
    expect(line).to_be_hidden()
    assert watched_page.evaluate("window.asked") == 1
    watched_page.reload()
    expect(watched_page.get_by_role("article").first).to_be_visible()
    expect(line).to_be_hidden()
