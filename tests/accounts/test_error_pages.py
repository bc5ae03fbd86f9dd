"""What people read when something goes wrong, and the little that htmx gets."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only <b>owners</b> may do that.")


def confuse(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("nonsense")


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("forbidden", forbid),
    path("nonsense", confuse),
    path("broken", break_down),
    path("", include("storyboard.urls")),
]


@pytest.fixture
def browser(dana) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


pytestmark = pytest.mark.urls(__name__)
PAGES = [
    ("/forbidden", 403, "Only &lt;b&gt;owners&lt;/b&gt; may do that."),
    ("/nowhere", 404, "it belongs to a film that you are not a member of"),
    ("/nonsense", 400, "Nothing was changed."),
    ("/broken", 500, "The server made a mistake"),
]


@pytest.mark.parametrize(("url", "status", "sentence"), PAGES)
def test_an_error_is_a_whole_page_of_ours_that_runs_no_script(browser, url, status, sentence):
    answer = browser.get(url)
    text = answer.content.decode()
    assert answer.status_code == status
    assert sentence in text
    assert '<html lang="en">' in text
    assert "<script" not in text


@pytest.mark.parametrize(("url", "status"), [("/forbidden", 403), ("/nowhere", 404)])
def test_htmx_gets_one_sentence(browser, url, status):
    answer = browser.get(url, headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert answer.content.strip().startswith(b"<p ")
    assert len(answer.content) < 300


def test_a_form_without_its_token_says_that_nothing_was_changed(ines):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ines@example.com"})
    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()
