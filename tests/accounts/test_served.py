"""Several at once at the product as it is served: sixteen threads, one database file, one count of tries."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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


def come_first(server: Live, n: int, gate: Barrier) -> str:
    """What the n-th first visitor becomes, when all have the page open before anybody sends it."""
    with httpx.Client(base_url=server.url, timeout=30) as browser:
        browser.get("/welcome")
        typed = {"name": f"Visitor {n}", "email": f"visitor{n}@example.com", "password": PASSWORD}
        gate.wait(30)
        browser.post("/welcome", data=typed | {"csrfmiddlewaretoken": browser.cookies["csrftoken"]})
        return "owner" if browser.get("/me").status_code == 200 else "late"


def test_of_six_first_visitors_one_becomes_the_owner(live: Callable[..., Live]) -> None:
    gate = Barrier(6)
    with live(bare=True) as server, ThreadPoolExecutor(6) as visitors:
        found = list(visitors.map(lambda n: come_first(server, n, gate), range(6)))
    assert sorted(found) == ["late"] * 5 + ["owner"]


def test_who_guesses_in_parallel_is_stopped_and_the_right_password_too(live: Callable[..., Live]) -> None:
    with live(DJANGO_SUPERUSER_PASSWORD=PASSWORD) as server:
        server.manage("createsuperuser", "--noinput", "--email", "ines@example.com")
        assert sign_in(server, PASSWORD).status_code == 302
        with ThreadPoolExecutor(8) as guessers:
            answers = list(guessers.map(lambda n: sign_in(server, f"guess {n}"), range(8)))
        assert any("Too many wrong passwords" in answer.text for answer in answers)
        assert "Too many wrong passwords" in sign_in(server, PASSWORD).text


def test_the_poll_of_a_page_that_shows_300_scenes_is_read(live: Callable[..., Live]) -> None:
    seen = [("seen", f"{1000 + n}-abcdef123456") for n in range(300)]
    with live() as server:
        assert httpx.get(f"{server.url}/welcome", params=seen).status_code == 200
