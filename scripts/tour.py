"""The product in twelve pictures, made from the running product: docs/tour.md and docs/tour/*.jpg."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import FLAGS, system_chromium  # noqa: E402
from scripts.screenshots import product, sign_in  # noqa: E402

FOLDER = ROOT / "docs" / "tour"
SIZE = {"width": 1280, "height": 800}
SHOWN = """() => [...document.images]
    .filter((image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight)
    .every((image) => image.complete && image.naturalWidth)"""


def nothing(page: Page) -> None:
    """The page as it opens."""


def script(page: Page) -> None:
    page.keyboard.press("s")
    page.get_by_text("The boat is late").last.wait_for()


def between(page: Page) -> None:
    page.get_by_role("link", name="2-020 opens on the last frame of 2-010").click()
    page.get_by_role("dialog").wait_for()


def measured(page: Page) -> None:
    page.get_by_text("being measured").first.wait_for(state="hidden", timeout=120_000)


def seen(page: Page) -> None:
    page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some((video) => video.readyState >= 2)"
    )


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save version").first.click()
    page.get_by_text("Version 1").first.wait_for()


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("storm")
    page.get_by_role("option").first.wait_for()


@dataclass(frozen=True)
class Picture:
    """One stop of the tour: where it is taken, what is done there first, and what it shows."""

    name: str
    place: str
    title: str
    words: str
    prepare: Callable[[Page], None] = nothing


TOUR = (
    Picture(
        "board", "/projects/1", "The board",
        "Scenes and shots as panels. A panel shows its pick; what wants a person carries colour. "
        "Arrows walk, ⇧ selects, dragging or ⌥ with arrows moves, N opens the next empty panel.",
    ),
    Picture(
        "script", "/projects/1", "The script beside it",
        "S opens the script. Chosen lines become a shot with its action and dialogue; covered lines "
        "carry the shot's code, the others are counted.", script,
    ),
    Picture(
        "shot", "/shots/4", "A shot",
        "The plan on the left in the order of the prompt guide, the takes in the middle, what will be"
        " sent on the right. Generate stands with its price at the foot; ⌘↵ sends, and for four "
        "seconds Undo takes it back.",
    ),
    Picture(
        "between", "/projects/1", "Between two shots",
        "One click, or B, says how a shot begins: a plain cut, the last frame of the one before, an "
        "extension, a still that both share, a bridging shot; with the pictures, and what becomes out"
        " of date.", between,
    ),
    Picture(
        "many", "/projects/1/generate?what=missing", "Many at once",
        "A scene, a selection, or what is missing or out of date, each after what it begins from, "
        "with price and advice. A stopped link stops its own branch.",
    ),
    Picture(
        "gallery", "/projects/1/gallery", "The gallery",
        "All takes. C, P, X and U rate the one in focus, Space looks closer, Play all makes dailies "
        "of what is new to you.",
    ),
    Picture(
        "compare", "/projects/1/compare?take=8&take=9", "Takes side by side",
        "Two to four takes play as one, locked by frame from their in points; \\ wipes between two, "
        "and what differs in their recipes stands below.", seen,
    ),
    Picture(
        "joins", "/projects/1/joins", "How the joins look",
        "Each join looped, both frames beside each other, and what was measured: frames that repeat "
        "or stand still, jumps in picture and sound. A suggested trim is one click.", measured,
    ),
    Picture(
        "screening", "/projects/1/screening", "The screening",
        "The cut in the dark. Arrows go from edit to edit, comma and full stop trim by a frame, T "
        "tries other takes, M notes the frame, V saves or locks what plays. What has no take yet plays "
        "as a timed still.", seen,
    ),
    Picture(
        "shot-list", "/projects/1/shot-list", "The shot list",
        "A sheet: type, paste a block from any spreadsheet, change one field of many shots, choose "
        "columns, print.",
    ),
    Picture(
        "versions", "/projects/1/cut-versions", "Cut versions",
        "A version of the cut is frozen and numbered. The working cut goes on and says what has "
        "changed since; each version goes out with its clips and an edit list.", saved,
    ),
    Picture(
        "palette", "/projects/1", "Anywhere by a few letters",
        "⌘K goes to any room, scene, shot, take or asset, and does what the page can do. ? lists the "
        "keys, ⌘Z takes back your own last change in whatever room it was.", palette,
    ),
)  # fmt: skip


def written() -> str:
    stops = (
        f"## {number}. {each.title}\n\n{each.words}\n\n![{each.title}](tour/{each.name}.jpg)\n"
        for number, each in enumerate(TOUR, 1)
    )
    made = "Made by `python scripts/tour.py` from the sample project: nothing in these pictures was paid for."
    return "\n".join(["# Storyboard in twelve pictures\n", f"{made}\n", *stops])


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with product() as url, sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport=SIZE, color_scheme="dark")
        sign_in(page, url)
        for each in TOUR:
            page.goto(url + each.place)
            page.wait_for_load_state("load")
            each.prepare(page)
            page.wait_for_function(SHOWN)
            page.screenshot(path=FOLDER / f"{each.name}.jpg", type="jpeg", quality=80, animations="disabled")
        browser.close()
    (ROOT / "docs" / "tour.md").write_text(written())


if __name__ == "__main__":
    main()
