"""Toasts in each room, wide and on a phone: none hides what a hand is at."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Take
from tests.conftest import PASSWORD
from tests.media import make
from tests.takes.films import fresh, picked

pytestmark = pytest.mark.django_db(transaction=True)

SAY = """() => {
    const long = "2 shots are out of date now. ".repeat(3);
    for (const text of ["1-010 and 1-020 moved, 1 link broken.", "Saved.", long]) {
        const detail = {text, undo: {action: `/${text.length}`, fields: {}}};
        document.dispatchEvent(new CustomEvent("toast", {detail}));
    }
}"""
# Bars of hands, players' rows, what counts down, and what has focus.
WORK = (
    ".topbar, .topbar > nav, .board-bar, .filters, .take-bar, .transport, .selection, .batch, tick-bar, .sheet-foot, "
    "#generate .row, count-down, cut-strip, form.by-hand:focus-within, "
    ":is(input, textarea, select, button, td):focus"
)
HIDDEN = """work => {
    const box = (place) => place.getBoundingClientRect();
    const own = (place) => place.closest("toast-region"), shown = (place) => place.checkVisibility() && !own(place);
    const seen = [...document.querySelectorAll(work)].filter(shown);
    const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const under = (toast) => seen.filter((place) => meet(box(toast), box(place)));
    return [...document.querySelectorAll(".toast")].flatMap((toast) => under(toast)
        .map((place) => `${place.className || place.localName} under ${toast.textContent}`));
}"""
SETTLED = "() => document.querySelector('toast-region').getAnimations({subtree: true}).length === 0"


@pytest.fixture
def film_of_shots(film: Project, scene: Scene, eli, tmp_path: Path) -> list[Shot]:
    """Fourteen shots, the first three picked; one request waits, so there is something to tick and to count down."""
    shots = [Shot.objects.add(scene, prompt=f"A lamp, {n}.", action="A lamp.") for n in range(14)]
    for shot in shots[:3]:
        picked(shot, eli)
    clip = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(48)), "video/mp4")
    Take.objects.update(original=clip, frames=48)
    Composition(fresh(shots[0]), "sandbox").generate(eli)
    return shots


def chosen_on_the_board(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ControlOrMeta+a")
    expect(page.locator(".selection")).to_contain_text("14 shots")


def chosen_in_the_gallery(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".batch")).to_be_visible()


def ticked(page: Page) -> None:
    page.get_by_role("checkbox").first.check()
    expect(page.locator("tick-bar")).to_be_visible()


def written_in_a_cell(page: Page) -> None:
    """The one that lies lowest on the right."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")


def waits(page: Page) -> None:
    page.wait_for_function("document.querySelector('video').readyState >= 1")


def trimmed(page: Page) -> None:
    page.get_by_label("Out", exact=True).last.focus()


def begun(page: Page) -> None:
    page.wait_for_function("document.querySelector('cut-player').matches(':not(:state(waiting))')")


ROOMS = {
    "/projects/{film}": chosen_on_the_board,
    "/projects/{film}/gallery": chosen_in_the_gallery,
    "/projects/{film}/queue": ticked,
    "/projects/{film}/shot-list": written_in_a_cell,
    "/projects/{film}/joins": trimmed,
    "/projects/{film}/screening": begun,
    "/shots/{shot}": waits,
}


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_toast_hides_what_a_hand_is_at(
    browser: Browser, watch, live_server, film: Project, film_of_shots: list[Shot], eli, size
) -> None:
    width, height = size
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = watch.over(context).new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("Email").fill(eli.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("link", name="Keeper").first).to_be_visible()
        for address, begin in ROOMS.items():
            page.goto(live_server.url + address.format(film=film.pk, shot=film_of_shots[0].pk))
            begin(page)
            page.evaluate(SAY)
            expect(page.locator(".toast")).to_have_count(3 if width > 800 else 2)
            page.wait_for_function(SETTLED)
            page.evaluate(
                "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
            )
            assert page.evaluate(HIDDEN, WORK) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_toast_goes_out_of_the_way_of_what_is_chosen_after_it(
    watched_page: Page, live_server, film: Project, film_of_shots: list[Shot], eli
) -> None:
    page = watched_page
    page.goto(f"{live_server.url}/accounts/login/?next=/projects/{film.pk}")
    page.get_by_label("Email").fill(eli.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("article").first).to_be_visible()
    page.wait_for_function("() => customElements.get('toast-region')")
    page.evaluate(SAY)
    expect(page.locator(".toast")).to_have_count(3)
    chosen_on_the_board(page)
    page.wait_for_function(SETTLED)
    page.wait_for_function(f"work => ({HIDDEN})(work).length === 0", arg=WORK)
