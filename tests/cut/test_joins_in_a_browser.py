"""The page of joins in a real browser: what its loop shows, its keys, and the page without script."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.cut.joins import Joins
from storyboard.cut.models import Seam
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Pick, Take
from tests.ground.sessions import enter
from tests.media import make
from tests.takes.films import fresh, picked

pytestmark = pytest.mark.django_db(transaction=True)
WATCH = """
    window.shown = [];
    const loop = document.querySelector('join-loop'), at = {};
    const watch = (video) => video.requestVideoFrameCallback(function look(_, {mediaTime}) {
        at[video.className] = Math.round(mediaTime * 24);
        video.requestVideoFrameCallback(look);
    });
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(watch)))
        .observe(loop.querySelector('.reel'), {childList: true});
    requestAnimationFrame(function paint() {
        const side = loop.matches(':state(second)') ? 'second' : 'first', last = window.shown.at(-1);
        if (loop.matches(':state(playing)') && (last?.[0] !== side || last[1] !== at[side]))
            window.shown.push([side, at[side]]);
        requestAnimationFrame(paint);
    });
"""  # what stands on the screen, picture by picture


@pytest.fixture
def shots(scene: Scene, eli: Person, tmp_path: Path) -> list[Shot]:
    """Frames 0 to 59, then 55 to 99, which opens on the last frame of the first, then another cut."""
    found = []
    for numbers in (range(60), range(55, 100), range(400, 448)):
        shot = Shot.objects.add(scene, prompt="A lamp.")
        if found:
            connect(fresh(shot), "opening", "last_frame", source=found[-1])
        take = picked(shot, eli)
        path = make.clip(tmp_path / f"{shot.pk}.mp4", numbers, sound=440)
        kept = File.objects.keep(path, "video/mp4")
        Take.objects.filter(pk=take.pk).update(original=kept, frames=len(numbers))
        found.append(shot)
    return found


def measure(film: Project) -> None:
    Joins(film).ask()
    for seam in Seam.objects.filter(version=0).select_related("first", "second"):
        seam.write(clips.measure_join(seam.first.path, seam.out_point, seam.second.path, seam.in_point))


def sign_in(page: Page, server: LiveServer, who: Person) -> Page:
    enter(page, server.url, who)
    return page


@pytest.fixture
def page(watched_page: Page, live_server: LiveServer, film: Project, eli: Person) -> Page:
    return sign_in(watched_page, live_server, eli)


def points(shot: Shot) -> tuple[int | None, int | None]:
    found: tuple[int | None, int | None] = Pick.objects.values_list("start", "end").get(shot=shot)
    return found


def test_the_loop_shows_the_last_second_and_the_first_and_not_a_frame_more(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot]
) -> None:
    Pick.objects.filter(shot=shots[0]).update(end=50)
    Pick.objects.filter(shot=shots[1]).update(start=4)
    page.goto(f"{live_server.url}/projects/{film.pk}/joins")
    page.evaluate(WATCH)
    assert page.locator("video").count() == 0
    page.get_by_role("button", name="Loop 1-010 to 1-020").hover()
    page.wait_for_function(
        "() => shown.filter(([side, frame]) => side === 'second' && frame === 27).length >= 2"
    )
    shown = page.evaluate("shown")
    assert {frame for side, frame in shown if side == "first"} <= set(range(26, 50))
    assert {frame for side, frame in shown if side == "second"} <= set(range(4, 28))
    cuts = [(before, after) for before, after in pairwise(shown) if before[0] != after[0]]
    assert cuts[:3] == [
        (["first", 49], ["second", 4]),
        (["second", 27], ["first", 26]),
        (["first", 49], ["second", 4]),
    ]
    muted = "videos => videos.map(video => video.muted)"
    assert page.locator("video").evaluate_all(muted) == [True, True]
    page.get_by_role("button", name="Loop 1-010 to 1-020").click()
    assert page.locator("video").evaluate_all(muted) == [False, False]
    page.get_by_role("button", name="Loop 1-010 to 1-020").click()
    page.get_by_role("heading", name="Joins").hover()
    expect(page.locator("join-loop:state(playing)")).to_have_count(0)


def test_keys_loop_nudge_apply_and_put_back(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot], axe: Callable[..., None]
) -> None:
    measure(film)
    page.goto(f"{live_server.url}/projects/{film.pk}/joins")
    row = page.get_by_role("article", name="1-010 to 1-020")
    row.get_by_role("button", name="Loop").focus()
    expect(row.locator("join-loop:state(playing)")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(
        page.get_by_role("article", name="1-020 to 1-030").get_by_role("button", name="Loop")
    ).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press(",")
    page.keyboard.press(",")
    page.keyboard.press(".")
    page.keyboard.press("Shift+.")
    expect(row.get_by_label("Out", exact=True)).to_have_value("58")
    expect(row.get_by_label("In", exact=True)).to_have_value("1")
    expect(row.get_by_text("The cut runs 2 frames shorter.")).to_be_visible()
    expect(row.get_by_role("img", name="Last frame of 1-010")).to_have_attribute(
        "src", f"/takes/{Pick.objects.get(shot=shots[0]).take_id}/frames/58?small"
    )
    expect(row.get_by_text("2 shots out of date by this")).to_be_visible()
    assert points(shots[0]) == (None, None)
    axe(page)
    page.keyboard.press("Escape")
    expect(row.get_by_label("Out", exact=True)).to_have_value("59")
    page.keyboard.press(",")
    page.keyboard.press("Enter")
    toasts = page.locator("#toasts")
    expect(
        toasts.get_by_text("1-010 goes out on frame 58. 2 shots are out of date now: 1-020, 1-030.")
    ).to_be_visible()
    assert (points(shots[0]), points(shots[1])) == ((None, 59), (None, None))
    toasts.get_by_role("button", name="Undo").click()
    expect(row.get_by_label("Out", exact=True)).to_have_value("59")
    assert points(shots[0]) == (None, None)


def test_both_sides_are_trimmed_by_mouse_and_taken_back_as_one(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot]
) -> None:
    measure(film)
    page.goto(f"{live_server.url}/projects/{film.pk}/joins")
    row = page.get_by_role("article", name="1-010 to 1-020")
    before_this = row.get_by_text("Measured before this change:")
    expect(before_this).to_be_hidden()
    for name in (
        "Out one frame earlier",
        "Out one frame earlier",
        "Out one frame later",
        "In one frame later",
    ):
        row.get_by_role("button", name=name).click()
    expect(row.get_by_label("Out", exact=True)).to_have_value("58")
    expect(row.get_by_label("In", exact=True)).to_have_value("1")
    expect(row.get_by_text("The cut runs 2 frames shorter.")).to_be_visible()
    expect(before_this).to_be_visible()
    row.get_by_role("button", name="Trim", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text(
        "1-010 goes out on frame 58 and 1-020 comes in on frame 1."
    )
    expect(before_this).to_be_hidden()
    assert (points(shots[0]), points(shots[1])) == ((None, 59), (1, None))
    page.keyboard.press("ControlOrMeta+z")
    expect(page.locator("#toasts")).to_contain_text("Taken back")
    expect(row.get_by_label("Out", exact=True)).to_have_value("59")
    assert (points(shots[0]), points(shots[1])) == ((None, None), (None, None))


def test_apply_moves_to_the_suggestion_and_the_row_says_what_stands_then(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot]
) -> None:
    measure(film)
    page.goto(f"{live_server.url}/projects/{film.pk}/joins")
    row = page.get_by_role("article", name="1-010 to 1-020")
    expect(row.get_by_text("5 frames repeat")).to_be_visible()
    row.get_by_role("button", name="Apply").press("Enter")
    expect(row.get_by_text("Being measured")).to_be_visible()
    expect(row.get_by_role("button", name="Loop")).to_be_focused()
    expect(row.get_by_label("In", exact=True)).to_have_value("5")
    assert points(shots[1]) == (5, None)
    expect(page.get_by_text("1 being measured")).to_be_visible()
    measure(film)
    expect(row.get_by_text("They meet.")).to_be_visible()
    expect(page.get_by_text("being measured")).to_have_count(0)
    page.get_by_role("link", name="Do not meet 1").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article", name="1-020 to 1-030")).to_contain_text("Does not meet")


def test_a_join_is_trimmed_without_script(
    browser: Browser, live_server: LiveServer, film: Project, eli: Person, shots: list[Shot]
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = sign_in(context.new_page(), live_server, eli)
        page.goto(f"{live_server.url}/projects/{film.pk}/joins")
        row = page.get_by_role("article", name="1-010 to 1-020")
        row.get_by_label("Out", exact=True).fill("49")
        row.get_by_role("button", name="Trim").click()
        expect(page.get_by_text("1-010 goes out on frame 49.")).to_be_visible()
        assert points(shots[0]) == (None, 50)
        row.get_by_label("In", exact=True).fill("44")
        row.get_by_role("button", name="Trim").click()
        expect(row.get_by_label("In", exact=True)).to_have_value("44")
        assert points(shots[1]) == (44, None)


def test_who_wants_less_motion_starts_the_loop_by_hand(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot]
) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}/projects/{film.pk}/joins")
    button = page.get_by_role("button", name="Loop 1-010 to 1-020")
    button.hover()
    button.focus()
    assert page.locator("video").count() == 0
    page.keyboard.press("/")
    expect(page.locator("join-loop:state(playing)")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("join-loop:state(playing)")).to_have_count(0)


def test_a_shot_shows_its_joins_on_its_own_page(
    page: Page, live_server: LiveServer, film: Project, shots: list[Shot]
) -> None:
    measure(film)
    page.goto(f"{live_server.url}{shots[1].get_absolute_url()}")
    joins = page.get_by_role("region", name="Joins")
    expect(joins.get_by_text("5 frames repeat")).to_be_visible()
    expect(joins.get_by_text("Does not meet")).to_be_visible()
    joins.get_by_role("link", name="Loop, and apply the suggested trim").first.click()
    expect(page.get_by_role("article", name="1-010 to 1-020")).to_be_in_viewport()
