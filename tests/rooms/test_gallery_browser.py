"""The gallery in a real browser: on a phone, and what a pick there would change."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.continuity.models import connect
from storyboard.projects.models import Scene, Shot
from storyboard.takes.models import Pick
from tests.rooms.test_board_in_a_browser import sign_in
from tests.takes.films import picked, shoot

pytestmark = pytest.mark.django_db(transaction=True)


def test_on_a_phone_scene_and_shot_are_chosen_on_one_line(
    watched_page: Page, live_server: LiveServer, dana: Person, shot: Shot
) -> None:
    page = watched_page
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, dana)
    page.goto(f"{live_server.url}/projects/{shot.project.pk}/gallery?scene={shot.scene_id}")
    boxes = [page.get_by_label(name, exact=True).bounding_box() for name in ("Scene", "Shot")]
    tops = {box["y"] for box in boxes if box}
    assert len(boxes) == 2
    assert len(tops) == 1


def test_what_a_pick_would_put_out_of_date_is_said_in_the_tile_that_somebody_turns_to(
    watched_page: Page, live_server: LiveServer, dana: Person, scene: Scene, shot: Shot
) -> None:
    picked(shot, dana)
    follower = Shot.objects.add(scene, prompt="He turns.")
    connect(follower, "opening", "last_frame", source=shot)
    picked(follower, dana)
    shoot(shot, dana)
    page = watched_page
    sign_in(page, live_server.url, dana)
    page.goto(f"{live_server.url}/projects/{shot.project.pk}/gallery")
    tile = page.get_by_role("article", name=f"Take 2 of {shot}")
    expect(tile).not_to_contain_text("out of date if picked")
    tile.get_by_role("button", name="Pick").focus()
    expect(tile).to_contain_text("1 shot out of date if picked")
    assert Pick.objects.get(shot=shot).take.number == 1
    tile.get_by_role("button", name="Pick").click()
    expect(page.locator("#toasts")).to_contain_text(f"1 shot is out of date now: {follower}.")
