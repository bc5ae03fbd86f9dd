"""One server, the films of the ten tasks, and a person who begins one of them: by keyboard alone or by mouse."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser

from tests.ground.live import Live
from tests.tasks.hands import Hands, Mouse

SOME = TypeVar("SOME", bound=Hands)
Films = dict[str, list[dict[str, Any]]]
TABLE = Path(__file__).parent.parent.parent / "docs" / "tasks.md"
ROW = re.compile(r"^\| ([A-Z][\w ]+) \| (\d+) \| (\d+) \| .+ \|$", re.MULTILINE)
STEPS = {
    task: {"keyboard": int(keys), "mouse": int(clicks)}
    for task, keys, clicks in ROW.findall(TABLE.read_text())
}
ROOMS = {  # where each task begins, and with which film
    "Paste a script and break a scene down": ("script", "/projects/{film}"),
    "Make a shot": ("make", "/shots/{shots[0]}"),
    "Retake a shot": ("retake", "/shots/{shots[0]}"),
    "Compare three takes and pick": ("compare", "/projects/{film}/gallery"),
    "Chain two shots": ("chain", "/projects/{film}"),
    "Trim a join": ("trim", "/projects/{film}/joins"),
    "Reorder a scene": ("reorder", "/projects/{film}"),
    "Rate twenty takes": ("rate", "/projects/{film}/gallery"),
    "Fix a typo in ten shots": ("typo", "/projects/{film}/shot-list"),
    "Screen and lock the cut": ("screen", "/projects/{film}/screening"),
}


@pytest.fixture(scope="package")
def server(live: Callable[..., Live]) -> Iterator[Live]:
    with live() as server:
        yield server


@pytest.fixture(scope="package")
def ask(server: Live) -> Callable[[str], Any]:
    """What an expression over the stage comes to, on the server."""

    def answer(words: str) -> Any:
        said = server.do(f"from tests.tasks.stage import *; import json; print('>>>' + json.dumps({words}))")
        return json.loads(said.rpartition(">>>")[2])

    return answer


@pytest.fixture(scope="package")
def films(ask: Callable[[str], Any]) -> Films:
    made: Films = ask("films()")
    return made


@pytest.fixture
def doing(server: Live, films: Films, browser: Browser, watch: Any) -> Any:
    """`with doing(Keyboard, task) as (hands, film)`: at the page where it begins; pictures and the count at its end."""

    @contextmanager
    def begin(kind: type[SOME], task: str) -> Iterator[tuple[SOME, dict[str, Any]]]:
        makes, path = ROOMS[task]
        film = films[makes][kind is Mouse]
        permissions = ["clipboard-read", "clipboard-write"]
        with browser.new_context(viewport={"width": 1440, "height": 900}, permissions=permissions) as context:
            page = watch.over(context).new_page()
            server.enter(page, "eli@example.com")
            page.goto(server.url + path.format(**film))
            hands = kind(page, task)
            hands.keep("begins")
            yield hands, film
            hands.keep("ends")
        assert hands.steps == STEPS[task][kind.kind], f"docs/tasks.md: {hands.steps} steps by {kind.kind}"

    return begin
