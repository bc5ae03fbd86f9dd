"""The first visit and the ones after it, as a person does them."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.ground.live import Live
from tests.ground.watch import Watch

PASSWORD = "a keeper's lamp"


def make_owner(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Name", exact=True).fill("Ines Marsh")
    page.get_by_label("Email", exact=True).fill("Ines@example.com")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Create the owner account").click()


def test_the_first_visitor_makes_the_owner_signs_out_and_in_again(
    live: Callable[..., Live], watched_page: Page, axe: Callable[..., None], watch: Watch
) -> None:
    with live() as server:
        come_for_the_first_time(watched_page, server, axe)
        say_where_one_lives(watched_page, server, axe)
        go_and_come_back(watched_page, server, axe)
        watch.allow("status of 404")
        watched_page.goto(server.url + "/nowhere")
        expect(watched_page.get_by_role("heading", name="Nothing is here")).to_be_visible()
        axe(watched_page)


def come_for_the_first_time(page: Page, server: Live, axe: Callable[..., None]) -> None:
    page.goto(server.url)
    expect(page).to_have_url(re.compile("/welcome$"))
    axe(page)
    make_owner(page, password="password")
    expect(page.get_by_text("This password is too common.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ines Marsh")
    axe(page)
    make_owner(page)
    expect(page).to_have_url(server.url + "/")


def say_where_one_lives(page: Page, server: Live, axe: Callable[..., None]) -> None:
    expect(page.locator("find-palette:defined")).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="A film or a room")).to_be_focused()
    page.keyboard.type("account")
    expect(page.get_by_role("option", name="Your account")).to_have_attribute("aria-selected", "true")
    axe(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(server.url + "/me")
    axe(page)
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_role("link", name="Change the password").click()
    expect(page.get_by_role("heading", name="Change the password")).to_be_visible()
    axe(page)


def go_and_come_back(page: Page, server: Live, axe: Callable[..., None]) -> None:
    page.get_by_label(re.compile("Account of Ines")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("Forgot")).click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    axe(page)
    page.goto(server.url + "/me")
    page.get_by_label("Email", exact=True).fill("INES@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(server.url + "/me")


def test_beyond_loopback_the_printed_address_opens_the_first_page(
    live: Callable[..., Live], watched_page: Page, watch: Watch
) -> None:
    watch.allow("status of 404")
    with live(HOST="0.0.0.0") as server:
        watched_page.goto(server.url)
        expect(watched_page.get_by_role("heading", name="Not set up yet")).to_be_visible()
        expect(watched_page.get_by_role("textbox")).to_have_count(0)
        token = (server.data / "setup-token").read_text()
        watched_page.goto(f"{server.url}/?token={token}")
        make_owner(watched_page)
        expect(watched_page).to_have_url(server.url + "/")
