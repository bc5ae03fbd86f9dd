"""Signed in without the door: what the form leaves behind, for tests of the rooms that lie after it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from storyboard.accounts.models import Person

HOW = "allauth.account.auth_backends.AuthenticationBackend"


def session_of(person: "Person") -> str:
    """The key of a new session of theirs."""
    client = Client()
    client.force_login(person, backend=HOW)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def come_in(page: "Page", url: str, session: str) -> None:
    """The browser of this page has the session at this address from now on, and no other."""
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def enter(page: "Page", url: str, person: "Person") -> None:
    """This person's browser, at a server that runs in the tests' own process."""
    come_in(page, url, session_of(person))
