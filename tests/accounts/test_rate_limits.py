"""Guessing passwords at the product as it is served: sixteen threads share one count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.ground.live import Live

PASSWORD = "a keeper's lamp"


def sign_in(server: Live, password: str) -> httpx.Response:
    with httpx.Client(base_url=server.url, timeout=30) as browser:
        browser.get("/accounts/login/")
        typed = {"login": "ines@example.com", "password": password}
        return browser.post(
            "/accounts/login/", data=typed | {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        )


def test_who_guesses_in_parallel_is_stopped_and_the_right_password_too(live: Callable[..., Live]) -> None:
    with live(DJANGO_SUPERUSER_PASSWORD=PASSWORD) as server:
        server.manage("createsuperuser", "--noinput", "--email", "ines@example.com")
        assert sign_in(server, PASSWORD).status_code == 302
        with ThreadPoolExecutor(8) as guessers:
            answers = list(guessers.map(lambda n: sign_in(server, f"guess {n}"), range(8)))
        assert any("Too many failed login attempts" in answer.text for answer in answers)
        assert "Too many failed login attempts" in sign_in(server, PASSWORD).text
