"""The shot page in a real browser: what plays and what is typed survive what comes in."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "a lamp in the window"
PATIENCE = 60_000
A_FILM = f"""
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
dana = Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
scene = Scene.objects.add(Project.objects.begin("Keeper", by=dana), slug="INT. LAMP ROOM - NIGHT")
for words in ("He lights the lamp.", "He turns."):
    Shot.objects.add(scene, prompt=words, length=96)
"""


@pytest.fixture
def product(live: Callable[..., Any]) -> Iterator[Any]:
    with live() as server:
        server.do(A_FILM)
        yield server


@pytest.fixture
def shot(product: Any, watched_page: Page) -> Page:
    """Dana at shot 1-010."""
    watched_page.set_default_timeout(PATIENCE)
    product.enter(watched_page, "dana@example.com")
    watched_page.goto(f"{product.url}/shots/1")
    expect(watched_page.get_by_label("Prompt", exact=True)).to_have_value("He lights the lamp.")
    return watched_page


def take(page: Page, number: int) -> Any:
    return page.get_by_role("article", name=f"Take {number}", exact=True)


def test_a_playing_video_and_a_half_typed_field_survive_an_arriving_take(shot, axe, watch):
    watch.allow("ERR_FAILED")
    generate = shot.get_by_role("button", name=re.compile("^Generate"))
    generate.dblclick()
    expect(shot.get_by_role("article").get_by_role("button", name="Undo")).to_have_count(1)
    expect(take(shot, 1)).to_be_visible(timeout=PATIENCE)
    expect(shot.locator("#takes")).not_to_have_attribute("hx-trigger", "every 1s", timeout=PATIENCE)
    axe(shot)

    shot.evaluate(
        """() => {
            const video = document.querySelector("video");
            Object.assign(window, { video, emptied: 0 });
            video.muted = true;
            video.addEventListener("emptied", () => { window.emptied += 1; });
            video.addEventListener("ended", () => video.play());
            return video.play();
        }"""
    )
    generate.click()
    notes = shot.get_by_label("Notes", exact=True)
    notes.click()
    shot.keyboard.type("half a sen", delay=20)
    shot.route("**/field", lambda route: route.abort())  # offline: what was typed has nowhere to go yet
    shot.keyboard.type("tence")
    expect(take(shot, 2)).to_be_visible(timeout=PATIENCE)

    assert shot.evaluate("document.querySelector('video') === window.video")
    assert shot.evaluate("window.emptied") == 0
    before = shot.evaluate("window.video.currentTime")
    shot.wait_for_function("before => window.video.currentTime !== before", arg=before)
    expect(notes).to_have_value("half a sentence")
    expect(notes).to_be_focused()
    assert (
        "take 1"
        in (shot.get_by_role("group", name="Take 1, playing").get_attribute("aria-label") or "").lower()
    )


def test_what_is_typed_is_saved_and_shown_in_the_request_before_it_is_sent(shot):
    shot.get_by_label("Prompt", exact=True).fill("The lamp goes out.")
    expect(shot.get_by_label("The words that will be sent")).to_have_text("The lamp goes out.")
    shot.get_by_label("Length", exact=True).fill("5")
    shot.get_by_label("Notes", exact=True).click()
    expect(shot.get_by_role("button", name="Generate 1 take × 6 s · free")).to_be_visible()
    shot.get_by_label("Length", exact=True).fill("soon")
    shot.get_by_label("Notes", exact=True).click()
    expect(shot.get_by_text("Type a length as 2.5 (seconds)")).to_be_visible()
    expect(shot.get_by_label("Length", exact=True)).to_have_value("soon")


def test_ratings_and_undo_answer_without_reloading(shot):
    shot.evaluate("window.here = true")
    shot.get_by_role("button", name=re.compile("^Generate")).click()
    foot = shot.locator("#generate")
    expect(foot.get_by_text("Sending in")).to_be_visible()
    foot.get_by_role("button", name="Undo").click()
    expect(shot.get_by_role("button", name="Undo")).to_have_count(0)
    expect(shot.get_by_role("article")).to_have_count(0)
    assert shot.evaluate("window.here")


def test_choices_made_one_after_the_other_do_not_conflict_with_each_other(shot):
    duration = shot.get_by_label("Duration", exact=True)
    for seconds in ("6", "8"):
        with shot.expect_response("**/field") as saved:
            duration.select_option(seconds)
        assert saved.value.status == 204
    shot.reload()
    expect(duration).to_have_value("8")
    expect(shot.locator(".conflict:not(:empty)")).to_have_count(0)
