"""The gallery on a phone."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from storyboard.accounts.models import Person
from storyboard.projects.models import Shot
from tests.rooms.test_board_in_a_browser import sign_in

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
