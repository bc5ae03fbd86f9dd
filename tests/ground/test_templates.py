"""What the Content-Security-Policy would refuse is refused here, before a browser sees it."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.ground.live import ROOT

TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
DATA = ("application/json", "importmap")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class Inline(HTMLParser):
    """Collects (line, what) for each inline script, style and handler of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.in_script = False
        self.feed(TAGS.sub(blank, text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.in_script = tag == "script" and names.get("type") not in DATA
        if tag == "style":
            self.tell("<style>")
        for name in names:
            if name == "style" or name.startswith(("on", "hx-on")):
                self.tell(f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script and data.strip():
            self.tell("code in <script>")

    def tell(self, what: str) -> None:
        self.found.append((self.getpos()[0], what))


def blank(tag: re.Match[str]) -> str:
    """The template's own tags become a word, their line breaks stay, so that line numbers hold."""
    return " x " + "\n" * tag[0].count("\n")


def inline_in(text: str) -> list[tuple[int, str]]:
    return Inline(text).found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_no_inline_script_style_or_handler(template: Path) -> None:
    assert inline_in(template.read_text()) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<p style='color: red'>", "style="),
        ("<style>p {}</style>", "<style>"),
        ("<a onclick=x>", "onclick="),
        ("<a hx-on:click=x>", "hx-on:click="),
        ("<script nonce={{ n }}>x()</script>", "code in <script>"),
        ("<p {% if a > b %}style=x{% endif %}>", "style="),
    ],
)
def test_what_is_inline_is_found(text: str, what: str) -> None:
    assert inline_in(f"\n{text}") == [(2, what)]


@pytest.mark.parametrize(
    "text",
    [
        "<script src=x.js></script>",
        "<script type=importmap>{}</script>",
        "<script type=application/json>{}</script>",
        "<p class=style>once</p>",
    ],
)
def test_what_a_page_may_hold_is_let_through(text: str) -> None:
    assert inline_in(text) == []
