"""The hands of a person at the browser: a keyboard or a mouse that does, counts its steps and keeps pictures.

A step is one press of a key (a chord is one), one text that is typed, or one click or drag. Nothing else acts.
"""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

KEPT = Path(__file__).resolve().parent.parent.parent / ".screenshots"
Key = Literal["Alt", "Control", "ControlOrMeta", "Meta", "Shift"]
HAS_IT = "node => node === document.activeElement && node.matches(':focus-visible')"


class Hands:
    """One person at one page, who does one task."""

    kind = ""

    def __init__(self, page: Page, task: str) -> None:
        self.page, self.task, self.steps = page, task, 0

    def type(self, text: str) -> None:
        """Into what has focus."""
        self.steps += 1
        self.page.keyboard.type(text)

    def paste(self, text: str) -> None:
        """Into what has focus, copied in another program before."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.steps += 1
        self.page.keyboard.press("ControlOrMeta+v")

    def keep(self, name: str) -> None:
        """A picture of what is seen now, in `.screenshots/`."""
        KEPT.mkdir(exist_ok=True)
        path = KEPT / f"{self.task} by {self.kind}, {name}.png".replace(" ", "-").replace(",", "").lower()
        self.page.screenshot(path=path, caret="initial")
        print(path)


class Keyboard(Hands):
    """Gets everywhere as a person does: by Tab, arrows, letters and the palette."""

    kind = "keyboard"

    def press(self, *keys: str) -> None:
        for key in keys:
            self.steps += 1
            self.page.keyboard.press(key)

    def reach(self, place: Locator, key: str = "Tab", most: int = 12) -> None:
        """Press until the place has focus, and is seen to have it."""
        expect(place).to_be_visible()
        for _ in range(most):
            if place.evaluate(HAS_IT):
                return
            self.press(key)
        expect(place, f"{most} times {key} do not lead there").to_be_focused()

    def go(self, words: str, where: str) -> None:
        """By the palette to what is found first."""
        self.press("ControlOrMeta+k")
        self.type(words)
        first = self.page.get_by_role("dialog", name="Find").locator("[role=option][aria-selected=true]")
        expect(first).to_contain_text(words, ignore_case=True)
        self.press("Enter")
        self.page.wait_for_url(where)


class Mouse(Hands):
    """Points, clicks and drags; letters are typed where somebody has clicked, and nowhere else."""

    kind = "mouse"

    def click(self, place: Locator, *held: Key) -> None:
        self.steps += 1
        place.click(modifiers=held)

    def choose(self, field: Locator, choice: str) -> None:
        """From a list: one click opens it, one takes the choice."""
        self.steps += 2
        field.select_option(choice)

    def mark(self, field: Locator) -> None:
        """All that stands in a field, by a threefold click."""
        self.steps += 1
        field.click(click_count=3)

    def drag(self, thing: Locator, place: Locator, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """From the middle of the thing to the place; `at` is where in it, as shares of its width and height."""
        self.steps += 1
        thing.scroll_into_view_if_needed()
        here, there = thing.bounding_box(), place.bounding_box()
        assert here
        assert there
        mouse = self.page.mouse
        mouse.move(here["x"] + here["width"] / 2, here["y"] + here["height"] / 2)
        mouse.down()
        mouse.move(there["x"] + there["width"] * at[0], there["y"] + there["height"] * at[1], steps=8)
        mouse.up()
