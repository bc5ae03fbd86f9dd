"""A chain in a real browser with a worker behind it: run through alone, stopped for a person, refreshed, broken off."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.ground.live import Live
from tests.rooms.gallery_stage import shell

PATIENCE = 120_000  # ms in which the sandbox draws a chain, on a machine that is busy
A_FILM = """
from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Scene, Shot
film = Project.objects.begin("Keeper", by=Person.objects.get(email="dana@example.com"))
scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT")
words = {words!r}
shots = [Shot.objects.add(scene, prompt=each, duration=4) for each in words]
for shot, source in {hangs!r}:
    connect(shots[shot], "opening", "last_frame", source=shots[source])
answer = dict(film=film.pk, shots=[shot.pk for shot in shots])
"""


@pytest.fixture(scope="module")
def server(live: Callable[..., Live]) -> Iterator[Live]:
    with live() as server:
        shell(server, "people(); answer = 0")
        yield server


@pytest.fixture
def opened(watched_page: Page, server: Live) -> Callable[..., Page]:
    """`opened(["A boat.", "Fog."], [(1, 0)])`: the board of a new film in which the second shot hangs on the first."""

    def open_board(words: list[str], hangs: list[tuple[int, int]]) -> Page:
        said = A_FILM.format(words=words, hangs=hangs)
        film = json.loads(server.do(f"import json\n{said}\nprint(json.dumps(answer))").splitlines()[-1])
        server.enter(watched_page, "dana@example.com")
        watched_page.goto(f"{server.url}/projects/{film['film']}")
        return watched_page

    return open_board


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("gridcell").filter(has=page.get_by_role("article", name=name, exact=True))


def generate(page: Page, which: str, *, pick_first: bool, count: int) -> None:
    """From the board by the list of many, and back."""
    page.get_by_role("link", name=re.compile(which)).first.click()
    if pick_first:
        page.get_by_label("Pick the first take by itself").check()
        expect(page.get_by_text(re.compile("Goes on by itself with the first")).first).to_be_visible()
    page.get_by_role("button", name=f"Generate {count} shot").click()
    expect(page).to_have_url(re.compile(r"/projects/\d+$"))


def becomes(page: Page, name: str, words: str) -> None:
    expect(panel(page, name)).to_contain_text(words, timeout=PATIENCE)


def test_a_chain_runs_through_alone_and_is_refreshed_when_its_first_shot_changes(
    opened: Callable[..., Page], axe: Any
) -> None:
    page = opened(["A boat at dawn.", "Fog."], [(1, 0)])
    generate(page, "Generate missing", pick_first=True, count=2)
    for name in ("1-010", "1-020"):
        becomes(page, name, "Picked")
    expect(page.get_by_role("link", name=re.compile("out of date"))).to_have_count(0)
    panel(page, "1-010").get_by_role("link", name="1-010", exact=True).click()
    page.get_by_label("Prompt", exact=True).fill("A boat at noon.")
    page.keyboard.press("Tab")
    expect(page.locator("#freshness")).to_contain_text("out of date")
    page.go_back()
    for name in ("1-010", "1-020"):
        expect(panel(page, name)).to_contain_text("Out of date")
    axe(page)
    generate(page, "Refresh out of date", pick_first=True, count=2)
    for name in ("1-010", "1-020"):
        expect(panel(page, name)).not_to_contain_text("Out of date", timeout=PATIENCE)
        expect(panel(page, name)).to_contain_text("Picked")
        panel(page, name).get_by_role("link", name=name, exact=True).click()
        expect(page.locator("#takes article.take")).to_have_count(2)
        expect(page.locator("#takes article.take[data-picked]")).to_contain_text("2")
        page.go_back()


def test_without_picking_by_itself_it_stops_at_each_shot_for_a_person(opened: Callable[..., Page]) -> None:
    page = opened(["A boat at dawn.", "Fog."], [(1, 0)])
    generate(page, "Generate missing", pick_first=False, count=2)
    becomes(page, "1-010", "To review")
    expect(panel(page, "1-020")).to_contain_text("for 1-010’s pick")
    panel(page, "1-010").focus()
    page.keyboard.press("p")
    expect(panel(page, "1-010")).to_contain_text("Picked")
    becomes(page, "1-020", "To review")


def test_a_link_that_is_refused_stops_its_branch_alone_and_says_who_waits(
    opened: Callable[..., Page],
) -> None:
    page = opened(["Seen [sandbox: 422]", "Fog.", "A gull."], [(1, 0)])
    generate(page, "Generate missing", pick_first=True, count=3)
    becomes(page, "1-030", "Picked")
    becomes(page, "1-010", "Refused")
    expect(panel(page, "1-020")).to_contain_text("for 1-010, which was refused")
    page.goto(f"{page.url}/queue")
    notice = page.locator(".notice[data-status=refused]")
    expect(notice).to_contain_text("1-020 waits for a take of 1-010.")
    expect(notice.get_by_role("button", name=re.compile("Send again"))).to_be_visible()
    expect(page.locator("#list-running")).to_contain_text("waits for 1-010")
