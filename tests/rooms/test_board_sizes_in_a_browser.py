"""How much of a film a screen holds at each size of the board."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from tests.ground.sessions import enter
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db(transaction=True)
# Panels of which at least half can be seen under the bars.
IN_SIGHT = """() => {
    const head = document.querySelector(".board-bar").getBoundingClientRect().bottom;
    return [...document.querySelectorAll("[data-tile]")].filter((tile) => {
        const { top, bottom, height } = tile.getBoundingClientRect();
        return Math.min(bottom, innerHeight) - Math.max(top, head) > height / 2;
    }).length;
}"""


@pytest.fixture
def board(watched_page: Page, live_server: LiveServer, dana: Person, scene: Scene) -> Page:
    """Dana at a film of one scene of 100 shots, each with a caption."""
    shots = [
        Shot(scene=scene, code=f"{n}0", position=n, action="The keeper climbs.", size="CU", movement="static")
        for n in range(1, 101)
    ]
    Shot.objects.bulk_create(shots)
    watched_page.set_viewport_size({"width": 1440, "height": 900})
    enter(watched_page, live_server.url, dana)
    return watched_page


def open_at(page: Page, live_server: LiveServer, scene: Scene, asked: str) -> None:
    page.goto(f"{live_server.url}/projects/{scene.project_id}?{asked}")
    expect(page.get_by_role("article").first).to_be_visible()


@pytest.mark.parametrize(("size", "least", "most"), [("large", 7, 12), ("medium", 22, 36), ("small", 50, 72)])
def test_a_screen_holds_about_nine_or_twenty_eight_or_sixty_panels(
    board: Page, live_server: LiveServer, scene: Scene, size: str, least: int, most: int
) -> None:
    open_at(board, live_server, scene, f"size={size}")
    assert least <= board.evaluate(IN_SIGHT) <= most


@pytest.mark.parametrize("size", ["medium", "small"])
def test_at_the_smaller_sizes_a_scene_s_header_is_one_line(
    board: Page, live_server: LiveServer, scene: Scene, size: str
) -> None:
    Scene.objects.filter(pk=scene.pk).update(
        slug="INT. LAMP ROOM OF THE LIGHTHOUSE - NIGHT", text="He climbs."
    )
    open_at(board, live_server, scene, f"size={size}")
    header = board.locator(".scene > header")
    lines = header.locator(".number, h2, .sums").evaluate_all(
        """parts => parts.map((part) => {
            const { top, height } = part.getBoundingClientRect();
            return [top + height / 2, height];
        })"""
    )
    middles, heights = zip(*lines, strict=True)
    assert max(middles) - min(middles) < 8
    assert max(heights) < 32
    box = header.bounding_box()
    assert box
    assert box["height"] < 56


def view(board: Page) -> Locator:
    return board.locator(".board-bar").get_by_text("View", exact=True)


def test_captions_are_switched_off_and_stay_off(board: Page, live_server: LiveServer, scene: Scene) -> None:
    open_at(board, live_server, scene, "size=large&captions=on")
    caption = board.get_by_role("article").first.locator(".action")
    expect(caption).to_be_visible()
    with_captions = board.evaluate(IN_SIGHT)
    view(board).click()
    board.get_by_role("link", name="Captions off").click()
    view(board).click()
    expect(board.get_by_role("link", name="Captions on")).to_be_visible()
    expect(caption).to_be_hidden()
    assert board.evaluate(IN_SIGHT) >= with_captions
    open_at(board, live_server, scene, "")
    expect(caption).to_be_hidden()


@pytest.mark.parametrize("size", ["large", "medium", "small"])
def test_a_tall_film_has_tall_panels(board: Page, live_server: LiveServer, scene: Scene, size: str) -> None:
    Project.objects.filter(pk=scene.project_id).update(aspect_ratio="9:16")
    open_at(board, live_server, scene, f"size={size}")
    box = board.locator(".panel > .picture").first.bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(9 / 16, rel=0.02)
    frame = board.locator(".cell.frame").first.evaluate(
        """frame => {
            const { width, height } = getComputedStyle(frame, "::before");
            return parseFloat(width) / parseFloat(height);
        }"""
    )
    assert frame == pytest.approx(9 / 16, rel=0.02)


@pytest.mark.parametrize("size", ["large", "small"])
def test_past_its_usual_time_a_running_panel_says_so_at_every_size_within_its_width(
    board: Page, live_server: LiveServer, scene: Scene, dana: Person, size: str
) -> None:
    first, second = scene.shots.all()[:2]
    sending(first, dana, ago=90).finish([])
    sending(second, dana, ago=190)
    open_at(board, live_server, scene, f"size={size}")
    panel = board.get_by_role("article").nth(1)
    said = panel.locator("elapsed-time")
    expect(said).to_be_visible()
    expect(said).to_contain_text("usually 1:30; still waiting, nothing is sent again")
    line, words, whole = (each.bounding_box() for each in (panel.locator("progress"), said, panel))
    assert line
    assert words
    assert whole
    assert line["height"] == 2
    assert words["x"] + words["width"] <= whole["x"] + whole["width"] + 0.5
    tint = panel.locator("progress").evaluate("line => getComputedStyle(line).getPropertyValue('--tint')")
    assert tint == board.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--color-warn')"
    )


def sending(shot: Shot, by: Person, ago: int) -> Generation:
    shot.write(prompt="A lamp.", duration=4)
    generation = Composition(fresh(shot), "sandbox").generate(by)
    generation.claim("a worker")
    assert generation.begin_sending()
    Generation.objects.filter(pk=generation.pk).update(sent_at=now() - timedelta(seconds=ago))
    return generation
