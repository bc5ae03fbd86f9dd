"""What a page is on paper: whole, black on white, with the film's name and without hands."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.cut.working import freeze
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.review.models import Note
from storyboard.takes.models import Take
from tests.ground.sessions import enter
from tests.sandbox.clips import picture

pytestmark = pytest.mark.django_db(transaction=True)
Open = Callable[[str], Page]
PRINTED = """() => new Promise((printed) => {
    window.print = () => printed([...document.images].every((image) => image.naturalWidth > 0));
    document.querySelector("print-button button").click();
})"""
CUT_OFF = """(places) => [...document.querySelectorAll(places)].filter((place) => {
    const box = place.getBoundingClientRect();
    for (let each = place; each !== document.body; each = each.parentElement) {
        const style = getComputedStyle(each), sight = each.getBoundingClientRect();
        const inner = each.matches("details") ? getComputedStyle(each, "::details-content") : style;
        const parts = [style.overflowY, inner.overflowY];
        const stays = parts.every((each) => each === "visible");
        if (!stays && (each.scrollHeight > each.clientHeight + 1 || box.bottom > sight.bottom + 1)) return true;
    }
    return !place.checkVisibility();
}).map((place) => place.outerHTML.slice(0, 200))"""


@pytest.fixture
def open_page(watched_page: Page, live_server: LiveServer, dana: Person) -> Open:
    """`open_page("/projects/1")`: Dana's browser there, in the dark."""
    watched_page.emulate_media(color_scheme="dark")
    enter(watched_page, live_server.url, dana)

    def go(address: str) -> Page:
        watched_page.goto(f"{live_server.url}{address}")
        return watched_page

    return go


def on_paper(page: Page) -> int:
    """The page as it is printed from now on; how many sheets it takes."""
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "oklch(1 0 0)"
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_a_board_prints_every_panel_with_its_picture(
    open_page: Open, film: Project, scene: Scene, take_of: Any, tmp_path: Path
) -> None:
    shots = [Shot.objects.add(scene, action=f"Wave {n}.") for n in range(90)]
    picture(1).save(tmp_path / "poster.jpg")
    take: Take = take_of(shots[-1], b"no clip")
    Take.objects.filter(pk=take.pk).update(poster=File.objects.keep(tmp_path / "poster.jpg", "image/jpeg"))
    page = open_page(film.get_absolute_url())
    expect(page.locator(".cell.frame").last).to_be_attached()
    assert page.evaluate(PRINTED)
    expect(page.locator(".cell.frame")).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(90)
    expect(page.get_by_role("article").last.locator("img")).to_be_attached()
    assert on_paper(page) > 5
    expect(page.get_by_text("Board · Keeper")).to_be_visible()
    for hand in (".board-bar", ".panel-add", ".panel > .tools", ".gap"):
        expect(page.locator(hand).first).to_be_hidden()
    assert page.evaluate(CUT_OFF, ".panel > .action") == []


@pytest.mark.parametrize("size", ["medium", "small"])
def test_a_small_board_is_small_on_paper_too(open_page: Open, film: Project, scene: Scene, size: str) -> None:
    for n in range(24):
        Shot.objects.add(scene, action=f"Wave {n}.")
    page = open_page(f"{film.get_absolute_url()}?size={size}")
    assert on_paper(page) <= 2


def test_the_notes_of_a_screening_are_printed_whole_and_on_white(
    open_page: Open, film: Project, shot: Shot, take_of: Any, dana: Person
) -> None:
    take: Take = take_of(shot, b"no clip")
    take.pick(True, dana)
    for n in range(40):
        Note.objects.say(uuid.uuid4(), dana, shot=shot, take=take, frame=n, text=f"Note {n}: earlier.")
    page = open_page(f"/projects/{film.pk}/screening")
    expect(page.locator(".note")).to_have_count(40)
    page.locator("#said").evaluate("notes => notes.open = false")
    expect(page.locator(".note").first).to_be_hidden()
    assert on_paper(page) > 1
    assert page.evaluate(CUT_OFF, ".note") == []
    expect(page.get_by_role("heading", name="Review notes")).to_contain_text("Keeper")
    assert (
        page.locator(".note .text").first.evaluate("each => getComputedStyle(each).color") == "oklch(0 0 0)"
    )
    for hand in ("cut-player", ".note .edit", ".note form", "print-button"):
        expect(page.locator(hand).first).to_be_hidden()


def test_a_ledger_prints_each_move_of_money_and_says_which_requests_these_are(
    open_page: Open, film: Project, done: Any, dana: Person
) -> None:
    done(n=2)
    page = open_page(f"/projects/{film.pk}/ledger?member={dana.pk}&state=done")
    expect(page.locator(".moves li").first).to_be_hidden()
    assert page.evaluate(PRINTED)
    assert on_paper(page) == 1
    expect(page.locator(".moves li").first).to_be_visible()
    expect(page.locator(".moves li")).to_have_count(page.locator(".moves li:visible").count())
    expect(page.get_by_role("heading", name="Ledger")).to_contain_text("Keeper")
    expect(page.get_by_text("Only these requests: Dana Reyes, Done.")).to_be_visible()
    expect(page.locator(".ledger-filters")).to_be_hidden()


def test_a_lined_script_prints_all_its_scenes(open_page: Open, film: Project, scene: Scene) -> None:
    scene.write_if({}, text="\n\n".join(f"The keeper counts wave {n}." for n in range(90)))
    for n in range(40):
        Scene.objects.add(film, slug=f"INT. ROOM {n} - DAY")
    page = open_page(f"/projects/{film.pk}/script-pane?scene={scene.pk}")
    assert on_paper(page) > 1
    assert page.evaluate(CUT_OFF, ".scenes a, .script-lines label") == []
    expect(page.get_by_text("Script · Keeper")).to_be_visible()
    for hand in (".hands", "[data-close-pane]"):
        expect(page.locator(hand)).to_be_hidden()


def test_the_script_beside_a_board_is_not_on_its_paper(open_page: Open, film: Project, shot: Shot) -> None:
    page = open_page(film.get_absolute_url())
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Script", exact=True)).to_be_visible()
    assert on_paper(page) == 1
    expect(page.locator("#script-pane")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('#main')).paddingInlineEnd") == "0px"


def test_a_shot_prints_its_words_whole(open_page: Open, film: Project, shot: Shot) -> None:
    shot.write(action="The keeper raises his lamp. " * 140, notes="Mind the reflections.\n" * 40)
    page = open_page(shot.get_absolute_url())
    assert on_paper(page) < 8
    assert page.evaluate(CUT_OFF, "#id_action, #id_notes, .request") == []
    expect(page.locator(".shot-head")).to_contain_text("Keeper")
    for hand in (".foot", "drop-zone", ".shot-head > nav"):
        expect(page.locator(hand).first).to_be_hidden()


def test_a_shot_list_prints_all_its_rows_with_their_heads_and_no_hands(
    open_page: Open, film: Project, scene: Scene
) -> None:
    for n in range(90):
        Shot.objects.add(scene, action=f"Wave {n}, which the keeper counts from his window.")
    page = open_page(f"/projects/{film.pk}/shot-list")
    expect(page.locator("tr[data-shot]:not([data-shot='0'])")).to_have_count(90)
    page.get_by_label("Select 1-010").check()
    expect(page.get_by_role("group", name="What is ticked")).to_be_visible()
    assert on_paper(page) > 2
    assert page.evaluate(CUT_OFF, "tr[data-shot]:not([data-shot='0']) > td") == []
    expect(page.get_by_role("heading", name="Shot list")).to_contain_text("Keeper")
    expect(page.locator(".sheet-foot")).to_contain_text("90 shots")
    expect(page.locator(".sheet-foot")).to_contain_text("runs")
    for hand in ("tbody[data-new]", "tick-bar", "tr[data-shot] input[type=checkbox]", "#sheet-help"):
        expect(page.locator(hand).first).to_be_hidden()


def test_a_day_sheet_prints_whole_on_one_sheet_and_says_of_which_day(
    open_page: Open, film: Project, done: Any
) -> None:
    done(n=2)
    page = open_page(f"/projects/{film.pk}/day-sheet")
    assert page.evaluate(PRINTED)
    assert on_paper(page) == 1
    assert page.evaluate(CUT_OFF, ".day-sheet table, .day-sheet .tally") == []
    expect(page.get_by_role("heading", name="Day sheet")).to_contain_text("Keeper")
    expect(page.locator(".day-sheet h1 time")).to_be_visible()
    for words in ("Shots advanced", "Takes made", "Spent and held"):
        expect(page.get_by_role("heading", name=words)).to_be_visible()
    expect(page.get_by_role("navigation", name="Days")).to_be_hidden()


def test_a_version_of_the_cut_and_what_changed_since_are_printed(
    open_page: Open, film: Project, scene: Scene, dana: Person
) -> None:
    shots = [Shot.objects.add(scene, length=48) for _ in range(60)]
    version = freeze(film, dana, name="Rough")
    shots[0].omit(True)
    page = open_page(version.get_absolute_url())
    assert on_paper(page) > 1
    expect(page.locator(".events tbody tr")).to_have_count(60)
    assert page.evaluate(CUT_OFF, ".events td") == []
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keeper")
    page = open_page(f"{version.get_absolute_url()}/changes")
    assert on_paper(page) == 1
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keeper")
    expect(page.locator(".changes tbody tr")).to_contain_text(["Omitted"])
    expect(page.locator(".against")).to_be_hidden()


def test_a_second_look_prints_what_it_found(open_page: Open, film: Project, scene: Scene) -> None:
    for n in range(30):
        Shot.objects.add(scene, prompt=f"Wave {n}, no clouds.", negative_prompt="no rain")
    page = open_page(f"/projects/{film.pk}/lint")
    found = page.locator(".finding")
    expect(found.first).to_be_visible()
    assert on_paper(page) > 1
    assert page.evaluate(CUT_OFF, ".finding") == []
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keeper")
    expect(page.get_by_role("button").locator("visible=true")).to_have_count(0)
