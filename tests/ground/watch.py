"""Eyes on a browser: what its console, its pages and axe complain about."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

# A form that comes back with its errors, or with two texts, is an answer; the browser logs it as a failure.
ANSWERS = r"status of (409|422)"


class Watch:
    """Collects console errors, CSP violations among them, uncaught errors and tokens in addresses of a context."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.allowed = [ANSWERS]

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch this context too, a second person's for example."""
        context.on("console", self.hear)
        context.on("weberror", self.catch)
        context.on("request", self.read)
        return context

    def allow(self, pattern: str) -> None:
        """What the test provokes on purpose; a regular expression."""
        self.allowed.append(pattern)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.troubles.append(f"{message.text} ({message.location.get('url')})")

    def catch(self, error: WebError) -> None:
        self.troubles.append(f"uncaught: {error.error}")

    def read(self, request: Request) -> None:
        """Addresses stand in the logs: the token of a form has no place in them."""
        if "csrfmiddlewaretoken" in request.url:
            self.troubles.append(f"the token stands in an address: {request.url}")

    def unexpected(self) -> list[str]:
        return [text for text in self.troubles if not any(re.search(each, text) for each in self.allowed)]


def violations(page: Page, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page as it stands, by all its rules or these only: a line per rule and place."""
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    if only:
        options["runOnly"] = {"type": "rule", "values": list(only)}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}\n    {node['html'][:200]}"
        for rule in found
        if rule["id"] not in without
        for node in rule["nodes"]
    ]
