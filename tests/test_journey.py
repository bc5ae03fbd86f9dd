"""The main job, end to end, as a person does it: first visit to playing takes in all five modes.

Real HTTP against `manage.py sandbox`, a real browser, axe on each page, no console error, no CSP violation.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

PASSWORD = "a lamp in the window"
PATIENCE = 60_000
Frames = list[np.ndarray[Any, Any]]


@pytest.fixture(scope="module")
def product(live: Callable[..., Any]) -> Iterator[Any]:
    """The product with a key, spending allowed, whose Veo is the sandbox over HTTP."""
    with live("sandbox", "--port", "{port}") as veo:
        env = {"AZERION_BASE_URL": f"{veo.url}/v1", "AZERION_API_KEY": "a-key-that-nobody-knows"}
        prices = '{"720p": {"audio": "0.40", "silent": "0.20"}}'
        with live(**env, VEO_PRICE_PER_SECOND=prices) as server:
            yield server


@pytest.fixture
def pictures(tmp_path: Path) -> dict[str, Path]:
    """A JPEG that lies on its side, a PNG with holes, and one far larger than is sent."""
    turned = Image.new("RGB", (720, 1280), "#803010")
    turned.paste("#e0c040", (0, 0, 720, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "Stair.jpg", exif=exif)
    holes = Image.new("RGBA", (1280, 720), (30, 60, 120, 255))
    holes.paste((0, 0, 0, 0), (400, 200, 800, 500))
    holes.save(tmp_path / "Window.png")
    Image.effect_mandelbrot((6000, 4000), (-2.2, -1.4, 1.0, 1.4), 30).convert("RGB").save(
        tmp_path / "Sea.jpg"
    )
    return {name: tmp_path / name for name in ("Stair.jpg", "Window.png", "Sea.jpg")}


class Director:
    """Dana at her browser."""

    def __init__(self, page: Page, url: str, axe: Callable[[Page], None]) -> None:
        self.page, self.url, self.axe = page, url, axe
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def look(self) -> None:
        """Nobody is shut out of the page as it stands."""
        self.axe(self.page)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def go(self, room: str) -> None:
        link = self.page.get_by_role("navigation", name="Project").get_by_role("link", name=room, exact=True)
        with self.page.expect_navigation():
            link.click()
        self.look()

    def begins(self) -> None:
        self.page.goto(self.url)
        self.look()
        self.page.get_by_label("Name").fill("Dana Reyes")
        self.page.get_by_label("Email").fill("dana@example.com")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Create the owner account")
        expect(self.page.get_by_role("button", name="Open the sample project")).to_be_visible()
        self.look()

    def makes_a_project(self) -> None:
        self.page.get_by_text("New project", exact=True).first.click()
        self.page.get_by_label("Title").fill("Keeper")
        self.press("Create project")
        expect(self.page).to_have_title(re.compile("Board"))
        self.look()

    def adds_a_scene(self) -> None:
        self.page.get_by_text("Add scene", exact=True).first.click()
        self.page.get_by_label("Slug line").first.fill("INT. LAMP ROOM - NIGHT")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="INT. LAMP ROOM - NIGHT")).to_be_visible()

    def adds_a_shot(self, name: str) -> None:
        self.go("Board")
        self.page.get_by_role("button", name=re.compile("^Add shot")).last.click()
        expect(self.panel(name)).to_be_visible()

    def panel(self, name: str) -> Locator:
        return self.page.get_by_role("article", name=re.compile(re.escape(name)))

    def opens(self, name: str) -> None:
        self.go("Board")
        self.panel(name).get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_label("Prompt", exact=True)).to_be_visible()

    def writes(self, words: str) -> None:
        self.page.get_by_label("Prompt", exact=True).fill(words)
        expect(self.page.get_by_label("The words that will be sent")).to_contain_text(words)

    def brings(self, picture: Path) -> None:
        self.go("Assets")
        self.page.locator("input[type=file]").first.set_input_files(picture)
        expect(self.page.get_by_text(picture.stem, exact=True).first).to_be_visible()

    def chooses(self, end: str, kind: str, still: str = "") -> None:
        self.page.get_by_label(end, exact=True).select_option(label=kind)
        if still:
            word = "begin from" if end == "Opening" else "end on"
            self.page.get_by_label(f"Still to {word}").select_option(label=still)
            expect(self.page.get_by_label("Request").get_by_text(f"still {still}").first).to_be_visible()

    def generates(self, take: int) -> None:
        """Under Draft: paid, 720p, silent, short. The take arrives without reloading, and plays."""
        self.page.get_by_role("radio", name="Draft").check()
        self.page.get_by_role("button", name=re.compile("^Generate 1 take.*€")).click()
        expect(self.page.get_by_role("article", name=f"Take {take}", exact=True)).to_be_visible()
        expect(self.page.locator("video")).to_have_count(1)
        self.look()

    def plays(self) -> None:
        """The picture moves: the browser decodes what the server sends by ranges."""
        self.page.evaluate(
            "() => { const it = document.querySelector('video'); it.muted = true; return it.play(); }"
        )
        self.page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
        self.page.evaluate("() => document.querySelector('video').pause()")

    def picks(self, take: int) -> None:
        self.page.get_by_role("article", name=f"Take {take}", exact=True).get_by_role(
            "button", name="Pick"
        ).click()
        pressed = self.page.get_by_role("article", name=f"Take {take}", exact=True).locator(
            "[aria-pressed=true]"
        )
        expect(pressed.first).to_be_visible()


class Archive:
    """What really lies in the data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def rows(self, query: str, *values: Any) -> list[Any]:
        with sqlite3.connect(f"file:{self.data}/storyboard.sqlite3?mode=ro", uri=True) as database:
            return database.execute(query, values).fetchall()

    def file(self, sha256: str) -> Path:
        return next((self.data / "media" / sha256[:2]).glob(f"{sha256}.*"))

    def clip(self, shot: str, take: int) -> Frames:
        query = """SELECT f.sha256 FROM takes_take t JOIN projects_shot s ON s.id = t.shot_id
                   JOIN files_file f ON f.id = t.original_id WHERE s.code = ? AND t.number = ?"""
        return decoded(self.file(self.rows(query, shot, take)[0][0]))

    def sent(self, shot: str, role: str) -> Path:
        query = """SELECT f.sha256 FROM takes_input i JOIN takes_generation g ON g.id = i.generation_id
                   JOIN projects_shot s ON s.id = g.shot_id JOIN files_file f ON f.id = i.file_id
                   WHERE s.code = ? AND i.role = ? ORDER BY i.id DESC"""
        return self.file(self.rows(query, shot, role)[0][0])


def decoded(path: Path) -> Frames:
    with av.open(str(path)) as clip:
        return [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]


def apart(one: Any, other: Any) -> float:
    """How far two pictures of one size lie apart, in levels of 255."""
    return float(np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).mean())


def text(dana: Director, kept: Archive) -> None:
    dana.opens("1-010")
    dana.writes("A keeper lights the lamp at night.")
    dana.generates(1)
    dana.plays()
    dana.picks(1)


def image(dana: Director, kept: Archive) -> None:
    dana.opens("1-020")
    dana.writes("He turns to the stair.")
    dana.chooses("Opening", "still", "Stair")
    dana.generates(1)
    first = np.asarray(Image.open(kept.sent("020", "image")).convert("RGB"))
    assert first.shape == (720, 1280, 3)
    assert apart(first[:, -100:], (0xE0, 0xC0, 0x40)) < 12, "the picture lies on its side"


def frames(dana: Director, kept: Archive) -> None:
    dana.opens("1-030")
    dana.writes("The sea becomes the window.")
    dana.chooses("Opening", "still", "Sea")
    dana.chooses("Closing", "still", "Window")
    dana.generates(1)
    large = Image.open(kept.sent("030", "image"))
    assert large.width * 9 == large.height * 16
    assert kept.sent("030", "image").stat().st_size < 20_000_000
    assert Image.open(kept.sent("030", "last_frame")).mode == "RGB", "the holes are still there"


def references(dana: Director, kept: Archive) -> None:
    dana.opens("1-040")
    dana.writes("The sea at the window.")
    dana.page.get_by_role("checkbox", name="Sea").check()
    dana.generates(1)


def last_frame(dana: Director, kept: Archive) -> None:
    dana.opens("1-050")
    dana.writes("He goes on.")
    dana.chooses("Opening", "last frame of…")
    dana.page.get_by_label("Shot to begin from").select_option(
        label="1-010 · A keeper lights the lamp at night."
    )
    expect(dana.page.get_by_label("Request").get_by_text("last frame of 1-010, take 1").first).to_be_visible()
    dana.generates(1)
    source = kept.clip("010", 1)
    handed_on = np.asarray(Image.open(kept.sent("050", "image")).convert("RGB"))
    assert apart(handed_on, source[-1]) < 0.01, "what was handed on is not the exact last frame"
    assert apart(handed_on, source[-2]) > apart(handed_on, source[-1])


def extension(dana: Director, kept: Archive) -> None:
    dana.opens("1-010")
    dana.chooses("Opening", "extend")
    expect(dana.page.get_by_label("Request").get_by_text("extends 1-010, take 1").first).to_be_visible()
    dana.generates(2)
    dana.plays()
    source, longer = kept.clip("010", 1), kept.clip("010", 2)
    assert len(longer) == len(source) + 7 * 24
    assert max(apart(ours, theirs) for ours, theirs in zip(source, longer, strict=False)) < 3


def test_from_the_first_visit_to_playing_takes_in_every_mode(product, pictures, watched_page, axe):
    dana, kept = Director(watched_page, product.url, axe), Archive(product.data)
    dana.begins()
    dana.makes_a_project()
    dana.adds_a_scene()
    for picture in pictures.values():
        dana.brings(picture)
    for code in ("010", "020", "030", "040", "050"):
        dana.adds_a_shot(f"1-{code}")
    for make in (text, image, frames, references, last_frame, extension):
        make(dana, kept)
    states = kept.rows("SELECT mode, status, settled FROM takes_generation ORDER BY id")
    assert [mode for mode, _, _ in states] == ["text", "image", "frames", "references", "image", "extension"]
    assert {status for _, status, _ in states} == {"done"}
    assert kept.rows("SELECT held, settled FROM projects_project") == [
        (0, sum(each for _, _, each in states))
    ]
    for room in ("Shot list", "Assets", "Gallery", "Queue", "Exports", "Members"):
        dana.go(room)
