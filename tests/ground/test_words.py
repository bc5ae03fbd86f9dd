"""Every word that a page says to people goes through gettext."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.ground.live import ROOT

INVENTED = "components/styleguide"  # for those who build here
TEMPLATES = sorted(path for path in ROOT.glob("templates/**/*.html") if INVENTED not in str(path))
SAID = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
ATTRIBUTES = r"{%\s*block main_(?:attrs|class)\s*%}.*?{%\s*endblock[^%]*%}"
TAGS = re.compile(ATTRIBUTES + r"|{%.*?%}|{{.*?}}|{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
SHOWN = ("alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "title")
QUOTED = ("code", "kbd", "script", "style", "svg")  # said the same in every language
NAMES = {
    "Storyboard",
    "Veo",
    "MP4",
    "PNG",
    "JPEG",
    "CSV",
    "EDL",
    "SFX",
    "NG",
    "px",
    "dB",
    "fps",
    "kB",
    "MB",
    "GB",
}
WORD = re.compile(r"[^\W\d_]{2,}")


class Said(HTMLParser):
    """Collects (line, words) of what people read or hear that was not translated."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.quoted: list[str] = []
        self.feed(TAGS.sub(blank, SAID.sub(blank, text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in QUOTED:
            self.quoted.append(tag)
        for name, value in attrs:
            if name in SHOWN or name.startswith("data-words"):
                self.tell(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self.quoted and self.quoted[-1] == tag:
            self.quoted.pop()

    def handle_data(self, data: str) -> None:
        if not self.quoted:
            self.tell(data)

    def tell(self, text: str) -> None:
        words = [word for word in WORD.findall(text) if word not in NAMES]
        if words:
            self.found.append((self.getpos()[0], " ".join(words)))


def blank(tag: re.Match[str]) -> str:
    """The template's own tags become nothing that is read; their line breaks stay, so that line numbers hold."""
    return " 0 " + "\n" * tag[0].count("\n")


def unsaid_in(text: str) -> list[tuple[int, str]]:
    return Said(text).found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_says_its_words_through_gettext(template: Path) -> None:
    assert unsaid_in(template.read_text()) == []


def test_what_scripts_say_is_among_the_words_of_the_page() -> None:
    """And the other way round; `said("…")` finds it there."""
    scripts = "\n".join(path.read_text() for path in sorted(ROOT.glob("static/js/*.js")))
    page = (ROOT / "templates/components/words.html").read_text()
    assert set(re.findall(r'said\("([^"]+)"\)', scripts)) == set(
        re.findall(r'{% translate "([^"]+)" %}', page)
    )


def test_the_words_for_scripts_are_what_json_calls_an_object() -> None:
    words = json.loads(re.sub(r"</?script[^>]*>", "", render_to_string("components/words.html")))
    assert words["Undo"] == "Undo"
    assert all(said == english for english, said in words.items())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<p>{% translate "Hello" %} {{ name }}</p>', []),
        ("<p>{% blocktranslate with a=b %}Hello {{ a }}{% endblocktranslate %}</p>", []),
        ("<p>Hello</p>", [(1, "Hello")]),
        ('<img alt="A lamp">', [(1, "lamp")]),
        ("\n<p>{% if a %}one{% else %}two{% endif %}</p>", [(2, "one two")]),
        ("<code>manage.py worker</code>", []),
    ],
)
def test_what_is_not_translated_is_seen(text: str, words: list[tuple[int, str]]) -> None:
    found = unsaid_in(text)
    assert [(line, " ".join(said.split())) for line, said in found] == words
