"""Cut versions and *Split here* in a real browser, by an editor who has never seen them."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.continuity.models import connect
from storyboard.cut.models import CutVersion
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take
from tests.ground.sessions import enter
from tests.media import make
from tests.takes.films import picked

pytestmark = pytest.mark.django_db(transaction=True)

FRAMES = 96


@pytest.fixture
def shots(scene: Scene, eli, tmp_path: Path) -> list[Shot]:
    """Two picked shots with numbered frames."""
    found = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.")]
    for shot in found:
        picked(shot, eli)
    clip = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(FRAMES)), "video/mp4")
    Take.objects.update(original=clip)
    return found


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, eli) -> Page:
    """Eli, signed in."""
    enter(watched_page, live_server.url, eli)
    return watched_page


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_version_is_saved_locked_and_compared(page, live_server, film, shots, axe):
    page.goto(f"{live_server.url}/projects/{film.pk}/exports")
    page.get_by_role("link", name="Versions", exact=True).click()
    axe(page)
    page.get_by_label("Name").fill("For the composer")
    page.get_by_role("button", name="Save version").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 1 For the composer")
    expect(page.get_by_role("row").nth(1)).to_contain_text("01:00:00:00")
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.get_by_text("Picture lock", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Take the lock off")).to_be_visible()
    axe(page)
    Pick.objects.filter(shot=shots[0]).update(end=90)
    shots[1].omit(True)
    page.get_by_role("link", name="What changed since").click()
    expect(page.get_by_role("row", name="Retimed 1-010")).to_contain_text("out 6 frames earlier")
    expect(page.get_by_role("row", name="Omitted 1-020")).to_be_visible()
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "Keeper_v1_to_cut.csv"
    page.set_viewport_size({"width": 390, "height": 844})
    for path in (page.url, CutVersion.objects.get().get_absolute_url(), f"/projects/{film.pk}/cut-versions"):
        page.goto(path if path.startswith("http") else f"{live_server.url}{path}")
        assert fits(page), path


def test_a_shot_is_split_at_the_shown_frame_and_made_whole_again(page, live_server, shots):
    first, _ = shots
    page.goto(f"{live_server.url}{first.get_absolute_url()}")
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    page.evaluate("document.querySelector('film-player').frame = 40")
    page.get_by_role("button", name="Split here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1-015")
    expect(page.get_by_role("group", name="Take 1 of 1-010, playing")).to_be_visible()
    expect(page.locator("[data-point=in]")).to_have_text("00:00:01:16")
    expect(page.locator("[data-point=runs]")).to_have_text("00:00:02:08")
    page.wait_for_function("document.querySelector('film-player').frame === 40")
    assert Pick.objects.get(shot=first).end == 40
    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_function(
        "() => !document.querySelector('toast-region')?.textContent.includes('goes on as')"
    )
    expect(page.get_by_text("1-010 split")).to_be_visible()
    assert Pick.objects.get(shot=first).end is None
    assert not Shot.objects.alive().filter(code="015").exists()


def test_the_player_opens_where_the_cut_comes_in_and_another_take_on_its_first_frame(
    page, live_server, shots, eli
):
    first, _ = shots
    Pick.objects.filter(shot=first).update(start=30)
    clip = Take.objects.get(shot=first).original
    Take.objects.create(shot=first, number=2, original=clip, frames=FRAMES)
    for asked, frame, seconds in (("", 30, 30.5 / 24), ("?take=1", 30, 30.5 / 24), ("?take=2", 0, 0)):
        page.goto(f"{live_server.url}{first.get_absolute_url()}{asked}")
        page.wait_for_function("document.querySelector('video').readyState >= 2")
        assert page.evaluate("document.querySelector('film-player').frame") == frame
        assert abs(page.evaluate("document.querySelector('video').currentTime") - seconds) < 0.001


def test_what_a_split_does_to_links_shows_when_a_hand_is_on_its_button(page, live_server, shots, axe):
    first, second = shots
    connect(second, "opening", "last_frame", source=first)
    page.goto(f"{live_server.url}{first.get_absolute_url()}")
    button, says = page.get_by_role("button", name="Split here"), "1-020 will go on from the new shot."
    expect(button).to_have_accessible_description(says)
    expect(page.get_by_text(says)).to_be_hidden()
    button.hover()
    expect(page.get_by_text(says)).to_be_visible()
    axe(page)
    page.mouse.move(0, 0)
    expect(page.get_by_text(says)).to_be_hidden()
    button.focus()
    expect(page.get_by_text(says)).to_be_visible()
