"""Writing a shot by hand: pickers, names as they are typed, the prompt whole, and shots out of the script."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD

PATIENCE = 15_000
A_FILM = f"""
from storyboard.accounts.models import Installation
Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
"""
ONE_MORE = """
from storyboard.accounts.models import Person
from storyboard.assets.models import Asset
from storyboard.projects.models import Project, Scene, Shot
film = Project.objects.begin("Keeper", by=Person.objects.get())
text = "He climbs the stair.\\n\\nKEEPER\\nHold on.\\n\\nHe turns.\\n\\nHe lights the lamp."
scene = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT", text=text)
shot = Shot.objects.add(scene, action="He waits")
for name in ("Mate", "Mast"):
    Asset.objects.begin(film, "character", name).write(words="old")
print("film", film.pk, "shot", shot.pk)
"""


@pytest.fixture(scope="module")
def product(live: Callable[..., Any]) -> Iterator[Any]:
    with live() as server:
        server.do(A_FILM)
        yield server


@pytest.fixture
def film(product: Any, watched_page: Page) -> dict[str, str]:
    """A film of its own, and Dana signed in."""
    said = product.do(ONE_MORE)
    watched_page.set_default_timeout(PATIENCE)
    product.enter(watched_page, "dana@example.com")
    return dict(re.findall(r"(film|shot) (\d+)", str(said)))


@pytest.fixture
def shot(product: Any, film: dict[str, str], watched_page: Page) -> Page:
    watched_page.goto(f"{product.url}/shots/{film['shot']}")
    return watched_page


@pytest.fixture
def board(product: Any, film: dict[str, str], watched_page: Page) -> Page:
    watched_page.goto(f"{product.url}/projects/{film['film']}")
    watched_page.keyboard.press("s")
    return watched_page


def sent(page: Page) -> Any:
    return page.get_by_label("The words that will be sent")


def test_a_word_of_film_is_picked_by_key_or_typed_freely(shot, axe):
    movement = shot.get_by_role("combobox", name="Movement")
    movement.click()
    shot.keyboard.type("dol")
    shot.keyboard.press("ArrowDown")
    expect(shot.get_by_role("option", name=re.compile("^dolly in"))).to_have_attribute("data-active", "")
    axe(shot)
    shot.keyboard.press("Enter")
    expect(movement).to_have_value("dolly in")
    expect(sent(shot)).to_have_text("dolly in. He waits")
    movement.fill("dolly in, then a whip")
    shot.keyboard.press("Escape")
    expect(movement).to_have_attribute("aria-expanded", "false")
    expect(sent(shot)).to_have_text("dolly in, then a whip. He waits")


def test_a_name_completes_as_it_is_typed(shot, axe):
    action = shot.get_by_label("Action", exact=True)
    names = shot.get_by_role("listbox", name="People and things").get_by_role("option")
    action.focus()
    shot.keyboard.press("End")
    shot.keyboard.type(" for @ma")
    expect(names).to_have_count(2)
    axe(shot)
    shot.keyboard.press("ArrowDown")
    shot.keyboard.press("Tab")
    expect(action).to_have_value("He waits for @Mate")
    expect(action).to_be_focused()
    shot.keyboard.type(" and @m")
    expect(names).to_have_count(2)
    shot.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(action).to_be_focused()
    for _ in " and @m":
        shot.keyboard.press("Backspace")
    expect(sent(shot)).to_have_text("He waits for Mate (old)")


def test_the_prompt_is_written_whole_and_the_fields_speak_again(shot, axe):
    prompt = shot.get_by_label("Prompt", exact=True)
    shot.get_by_role("button", name="Edit it whole").click()
    expect(prompt).to_have_value("He waits")
    expect(prompt).to_be_focused()
    prompt.fill("He sleeps. Rain.")
    expect(sent(shot)).to_have_text("He sleeps. Rain.")
    shot.get_by_role("button", name="Back to the fields").click()
    expect(prompt).to_have_value("")
    expect(sent(shot)).to_have_text("He waits")

    shot.get_by_role("link", name="History").click()
    dialog = shot.get_by_role("dialog")
    expect(dialog.get_by_text("Stands now")).to_be_visible()
    axe(shot)
    rain = dialog.get_by_role("listitem").filter(has_text="Rain.").filter(has_not_text="Stands now")
    rain.get_by_role("button", name="Use these words").click()
    expect(prompt).to_have_value("He sleeps. Rain.")


def test_lines_that_are_dragged_over_become_a_shot(board, axe):
    pane = board.get_by_role("complementary", name="Script")
    expect(pane.get_by_text("5 lines of the film are not covered")).to_be_visible()
    axe(board)
    first, second = pane.get_by_text("KEEPER", exact=True), pane.get_by_text("Hold on.")
    first.hover()
    board.mouse.down()
    second.hover()
    board.mouse.up()
    expect(pane.get_by_text("2 lines", exact=True)).to_be_visible()
    pane.get_by_role("button", name="Add shot").click()
    expect(pane.get_by_role("link", name="Covered by 1-020")).to_be_visible()
    expect(board.locator("#board").get_by_text("KEEPER: “Hold on.”")).to_be_visible()
    pane.get_by_role("button", name="Add as a character").click()
    expect(pane.get_by_role("button", name="Add as a character")).to_have_count(0)


def test_lines_are_chosen_by_key_and_the_pane_closes_by_its_letter(board):
    pane = board.get_by_role("complementary", name="Script")
    expect(pane.get_by_label("He turns.")).to_be_attached()
    board.keyboard.press("?")
    expect(board.get_by_role("dialog", name="Keys")).to_contain_text("Choose lines on the way")
    board.keyboard.press("Escape")
    pane.get_by_label("He turns.").focus()
    board.keyboard.press("Shift+ArrowDown")
    expect(pane.get_by_text("2 lines", exact=True)).to_be_visible()
    board.keyboard.press("Enter")
    expect(pane.get_by_role("link", name="Covered by 1-020")).to_be_visible()
    expect(pane.get_by_text("3 lines of the film are not covered")).to_be_visible()
    expect(board.locator("#board .action").get_by_text("He turns.")).to_be_visible()
    board.keyboard.press("s")
    expect(pane.get_by_role("heading")).to_have_count(0)
    expect(board.get_by_role("link", name="Script", exact=True)).to_be_focused()


def test_a_shot_says_which_lines_it_covers(shot):
    shot.keyboard.press("s")
    pane = shot.get_by_role("complementary", name="Script")
    pane.get_by_text("He climbs the stair.").click()
    pane.get_by_role("button", name="1-010 covers them").click()
    expect(pane.get_by_text("4 lines of the film are not covered")).to_be_visible()
    shot.reload()
    expect(shot.get_by_role("region", name="Lines it covers")).to_contain_text("He climbs the stair.")
