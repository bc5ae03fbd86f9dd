"""Every page there is, found by the table of doors: accessible in both themes, legible on a phone, at rest on wish."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from storyboard.accounts.models import Person
from storyboard.projects.models import Project
from tests.conftest import AT_REST
from tests.ground.sessions import enter
from tests.ground.watch import Watch, violations
from tests.test_access import ANONYMOUS, DOORS, KEEPER, OWNER, Cast, every_name, nouns_of

PARTS = 4  # one test each, so that two processes share them
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MOVING = "document.getAnimations().map((each) => each.animationName ?? each.transitionProperty).join(', ')"
TOO_WIDE = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= innerWidth) return "";
    const far = (each) => each.getBoundingClientRect().right > innerWidth + 1;
    const out = [...document.querySelectorAll("body *")].filter(far);
    return `${page.scrollWidth} px wide: ${out.slice(0, 3).map((each) => each.outerHTML.slice(0, 120)).join(" | ")}`;
}"""


@pytest.fixture
def people(ines: Person, dana: Person, eli: Person) -> dict[str, Person]:
    return {KEEPER: ines, OWNER: dana}


@pytest.fixture
def cast(people: dict[str, Person], eli: Person, tmp_path: Any) -> Cast:
    film = Project.objects.begin("Moonraker", by=people[OWNER])
    film.members.create(person=eli, role="editor", may_pick=True)
    return Cast(nouns_of(film, tmp_path), {})


def pages(cast: Cast, people: dict[str, Person]) -> Iterator[tuple[str, str, str]]:
    """Of each address that answers a plain request with a whole page: who may look at it, its name, its address."""
    for name in sorted(every_name()):
        for who in (ANONYMOUS, OWNER, KEEPER):
            if who in DOORS[name].get and is_page(client_of(people.get(who)), cast.url(name)):
                yield who, name, cast.url(name)
                break


def client_of(person: Person | None) -> Client:
    client = Client()
    if person:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def is_page(client: Client, url: str) -> bool:
    answer = client.get(url)
    text = "" if answer.streaming else answer.content[:200].decode(errors="replace").lower()
    return answer.status_code == 200 and "<!doctype html" in text


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(
    part: int,
    live_server: Any,
    browser: Browser,
    watch: Watch,
    cast: Cast,
    people: dict[str, Person],
) -> None:
    found = list(pages(cast, people))[part::PARTS]
    assert len(found) > 8
    desks = {
        who: desk(browser, watch, live_server.url, people.get(who)) for who in (ANONYMOUS, OWNER, KEEPER)
    }
    wrong: list[str] = []
    for who, name, url in found:
        page = desks[who]
        page.goto(live_server.url + url)
        wrong += [f"{name} ({url}): {each}" for each in troubles(page)]
    for page in desks.values():
        page.context.close()
    assert not wrong, "\n".join(["", *wrong])


def desk(browser: Browser, watch: Watch, url: str, person: Person | None) -> Page:
    page = watch.over(browser.new_context(viewport=WIDE, color_scheme="dark")).new_page()
    if person:
        enter(page, url, person)
    return page


def troubles(page: Page) -> Iterator[str]:
    """In the dark by all rules, in the light by those of colour; what moves on wish; on a phone what sticks out."""
    page.emulate_media(reduced_motion="reduce")
    if moving := page.evaluate(MOVING):
        yield f"moves for who wants less motion: {moving}"
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(AT_REST)
    yield from violations(page)
    page.emulate_media(color_scheme="light")
    page.evaluate(AT_REST)
    yield from (f"in the light: {each}" for each in violations(page, only=("color-contrast",)))
    page.set_viewport_size(PHONE)
    if sticks_out := page.evaluate(TOO_WIDE):
        yield sticks_out
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(WIDE)
