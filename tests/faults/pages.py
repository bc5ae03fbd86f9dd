"""What a page says within one element, and which buttons it offers there."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyboard.takes.models import Generation

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Part(HTMLParser):
    """The element with this id: `text` as a person reads it, `buttons` by their names, `links` with where they lead."""

    def __init__(self, html: str, element: str) -> None:
        super().__init__()
        self.element, self.depth = element, 0
        self.words: list[str] = []
        self.buttons: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.in_button = False
        self.to: str | None = None
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())
        self.buttons = [" ".join(name.split()) for name in self.buttons]
        self.links = [(" ".join(name.split()), to) for name, to in self.links]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if not self.depth and said.get("id") != self.element:
            return
        self.depth += tag not in VOID
        if tag == "button":
            self.buttons.append("")
            self.in_button = True
        if tag == "a":
            self.to = said.get("href") or ""
            self.links.append(("", self.to))
        if tag == "input" and said.get("type") == "file":
            self.buttons.append(said.get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1
            self.in_button = self.in_button and tag != "button"
            self.to = None if tag == "a" else self.to

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)
            if self.in_button:
                self.buttons[-1] += data
            if self.to is not None:
                self.links[-1] = (self.links[-1][0] + data, self.to)

    def __repr__(self) -> str:
        return f"{self.text!r}, with {self.buttons}"

    def offers(self, name: str) -> bool:
        return any(button.startswith(name) for button in self.buttons)


def read(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@dataclass(frozen=True)
class Seen:
    """What the shot page, the queue and the call's own page show."""

    shot: str
    queue: str
    generation: str

    @classmethod
    def by(cls, client: Any, call: "Generation") -> "Seen":
        paths = (call.shot.get_absolute_url(), f"/projects/{call.project.pk}/queue", call.get_absolute_url())
        return cls(*(read(client, path) for path in paths))

    def notices(self, call: "Generation") -> list[Part]:
        return [Part(page, f"generation-{call.pk}") for page in (self.shot, self.queue, self.generation)]

    def under_way(self, call: "Generation") -> list[Part]:
        return [Part(self.shot, f"coming-{call.pk}"), Part(self.queue, f"row-{call.pk}")]
