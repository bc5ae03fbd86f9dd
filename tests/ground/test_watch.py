from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.ground.watch import Watch, violations

SOUND = "<!doctype html><html lang=en><title>Keeper</title><main><h1>Keeper</h1></main></html>"


@pytest.fixture
def show(context: BrowserContext) -> Callable[..., tuple[Page, Watch]]:
    """A page of the given text and headers, with a watch whose complaints the test reads itself."""

    def show(body: str, status: int = 200, **headers: str) -> tuple[Page, Watch]:
        watch = Watch()
        page = watch.over(context).new_page()
        context.route(
            "http://keeper.test/**",
            lambda route: route.fulfill(status=status, body=body, content_type="text/html", headers=headers),
        )
        page.goto("http://keeper.test/")
        return page, watch

    return show


def test_a_sound_page_is_passed(show: Callable[..., tuple[Page, Watch]]) -> None:
    page, watch = show(SOUND)
    assert watch.unexpected() == []
    assert violations(page) == []


def test_a_console_error_is_heard(show: Callable[..., tuple[Page, Watch]]) -> None:
    page, watch = show(SOUND)
    page.evaluate("console.error('no such take')")
    assert "no such take" in watch.unexpected()[0]


def test_an_uncaught_error_is_heard(show: Callable[..., tuple[Page, Watch]]) -> None:
    page, watch = show(SOUND)
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('no such shot') })")
    assert "no such shot" in watch.unexpected()[0]


def test_what_the_policy_refuses_is_heard(show: Callable[..., tuple[Page, Watch]]) -> None:
    page, watch = show(SOUND, **{"Content-Security-Policy": "style-src 'self'"})
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "Content Security Policy" in watch.unexpected()[0]


def test_errors_beside_fields_are_no_trouble(
    show: Callable[..., tuple[Page, Watch]],
) -> None:
    assert show(SOUND, status=422)[1].unexpected() == []


def test_a_broken_page_is_trouble_unless_the_test_wants_it(show: Callable[..., tuple[Page, Watch]]) -> None:
    _, watch = show(SOUND, status=500)
    assert len(watch.unexpected()) == 1
    watch.allow("status of 500")
    assert watch.unexpected() == []


def test_axe_names_the_rule_and_the_place(show: Callable[..., tuple[Page, Watch]]) -> None:
    page, _ = show(SOUND.replace("</main>", "<img class=still src=data:,></main>"))
    assert [line.split(":")[0] for line in violations(page)] == ["image-alt"]
    assert ".still" in violations(page)[0] or "img" in violations(page)[0]
