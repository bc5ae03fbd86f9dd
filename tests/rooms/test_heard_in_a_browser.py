"""Who hears the page hears what changes by itself: one polite place says it, whatever the room."""

import pytest
from playwright.sync_api import Page, expect

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from storyboard.takes.settling import Arrival
from tests.conftest import PASSWORD
from tests.takes.films import fresh

pytestmark = pytest.mark.django_db(transaction=True)
NO = {"message": "Veo declined this.", "charged": "no", "todo": "Reword it."}


def come_in(page: Page, live_server, path: str, person: Person) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next={path}")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("live-words")).to_have_count(1)


def send(shot: Shot, person: Person) -> Generation:
    shot.write(prompt="A lamp.", duration=4, n=1)
    generation = Composition(fresh(shot), "sandbox").generate(person)
    generation.claim("a worker")
    assert generation.begin_sending()
    return generation


def test_a_shot_says_what_runs_what_came_and_what_was_refused(
    watched_page: Page, live_server, shot: Shot, dana: Person
) -> None:
    page = watched_page
    come_in(page, live_server, shot.get_absolute_url(), dana)
    news = page.locator("#news")
    expect(news).to_have_text("")
    generation = send(shot, dana)
    expect(news).to_have_text("1 under way. Draft", timeout=15_000)
    generation.finish([Arrival(0, url="https://host.example/a.mp4")])
    expect(news).to_contain_text("New takes: 1")
    expect(news).to_contain_text("To review")
    again = send(shot, dana)
    expect(news).to_contain_text("1 under way", timeout=15_000)
    again.refuse(NO)
    expect(news).to_contain_text("declined", timeout=15_000)
    assert page.get_by_role("status").filter(has=page.locator("[data-of=words]")).count() == 1


def test_the_queue_says_how_many_run_and_want_a_person(
    watched_page: Page, live_server, film: Project, shot: Shot, dana: Person
) -> None:
    generation = send(shot, dana)
    come_in(watched_page, live_server, f"/projects/{film.pk}/queue", dana)
    generation.refuse(NO)
    expect(watched_page.locator("#news")).to_have_text("1 wants a person", timeout=15_000)
