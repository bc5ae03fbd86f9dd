"""Every word that a page says to people goes through gettext."""

import json
import re
from collections.abc import Iterator
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
SHOWN = {
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "placeholder",
    "title",
    "data-keys-of",
}
# What an element of ours is given beside its words: names, numbers and addresses.
GIVEN = re.compile(
    r"(?:id|class|src|for|role|aria-live|action|address|again|events|hears|opens|grid|name|pictures|from|hx-.+|data-.+)$"
)
# Words that a tag of the template itself holds: handed on by `include … with`, or put in by a filter.
HANDED = re.compile(r"""{%\s*include\b[^%]*?%}""")
LITERAL = re.compile(r"""(?<![\w(])[\w-]+=(?:"([^"]*)"|'([^']*)')""")
INSTEAD = re.compile(r"""\|(?:default|default_if_none|yesno):(?:"([^"]*)"|'([^']*)')""")
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
        self.found += literals_in(text)
        self.feed(TAGS.sub(blank, SAID.sub(blank, text)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in QUOTED:
            self.quoted.append(tag)
        for name, value in attrs:
            if name in SHOWN or name.startswith("data-words") or is_ours(tag, name, value or ""):
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


def is_ours(tag: str, name: str, value: str) -> bool:
    """Whether this attribute of an element of ours is for words; `take-{{ pk }}` names another element."""
    return "-" in tag and not GIVEN.match(name) and "- 0 " not in value


def literals_in(text: str) -> Iterator[tuple[int, str]]:
    """Words between quotes in the template's own tags; one small word alone is a name: of a part, an icon, a state."""
    handed = [(tag.start(), found) for tag in HANDED.finditer(text) for found in LITERAL.finditer(tag[0])]
    for start, found in [*handed, *((0, found) for found in INSTEAD.finditer(text))]:
        said = found[1] or found[2] or ""
        if WORD.search(said) and (" " in said or re.match(r"\W*[A-Z][a-z]", said)):
            yield text.count("\n", 0, start + found.start()) + 1, said


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


SETS = re.compile(
    r"\b(?:textContent|innerText|aria[A-Z]\w+|title|placeholder|alt)\s*(?:=(?!=)|:)\s*([^;\n]*)"
)
CALLS = re.compile(
    r"""\b(?:said|getAttribute|hasAttribute|querySelector(?:All)?|getElementById|closest|matches|replace\w*|join|at)\("[^"]*"|dataset\.\w+"""
)
IN_QUOTES = re.compile(r""""[^"]*"|`[^`]*`""")


def unsaid_by(script: str) -> list[str]:
    """Words between quotes that a script shows and does not ask `said()` for."""
    shown = [re.sub(r"\$\{[^{}]*\}", " ", CALLS.sub("", found[1])) for found in SETS.finditer(script)]
    quoted = [words[1:-1] for each in shown for words in IN_QUOTES.findall(each)]
    return [words for words in quoted if re.search(r"[a-z]{2,} [a-z]{2,}|, [a-z]{2,}|[A-Z][a-z]{2,}", words)]


@pytest.mark.parametrize("script", sorted(ROOT.glob("static/js/*.js")), ids=lambda path: path.name)
def test_a_script_has_no_words_of_its_own(script: Path) -> None:
    assert unsaid_by(script.read_text()) == []


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('a.textContent = said("Saved");', []),
        ('a.textContent = "Saved";', ["Saved"]),
        ("this.textContent = over ? `: ${n} too many` : '';", [":   too many"]),
        ("slider.ariaValueText = `${words}, frame ${n}`;", [" , frame  "]),
        ('a.textContent = this.getAttribute("done") ?? "0 s";', []),
    ],
)
def test_what_a_script_says_by_itself_is_seen(script: str, words: list[str]) -> None:
    assert unsaid_by(script) == words


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
        ('{% include "a.html" with hint="how many" %}', [(1, "how many")]),
        ('\n{% include "a.html" with hint=_("how many") name="still" %}', []),
        ('{{ one|default:"(empty now)" }}{{ one|default:_("(empty now)") }}', [(1, "(empty now)")]),
        ('<count-down until="{{ a }}" done="a moment"></count-down>', [(1, "moment")]),
        ('<div data-keys-of="Player"></div>', [(1, "Player")]),
    ],
)
def test_what_is_not_translated_is_seen(text: str, words: list[tuple[int, str]]) -> None:
    found = unsaid_in(text)
    assert [(line, " ".join(said.split())) for line, said in found] == words
