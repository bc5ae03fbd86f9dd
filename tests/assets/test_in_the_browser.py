"""Bringing pictures in by choice, drop and paste."""

from base64 import b64encode
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.assets.pictures import picture
from tests.ground.live import Live

PASSWORD = "a keeper's lamp"
HAND_OVER = """([kind, name, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name, { type: "image/png" }));
  const told = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: files, ...told })
    : new DragEvent("drop", { dataTransfer: files, ...told });
  (kind === "paste" ? document.body : document.querySelector("drop-zone .drop")).dispatchEvent(event);
}"""


def sent(name: str, colour: tuple[int, int, int] = (30, 60, 90)) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": picture(name, colour=colour).read()}


def hand_over(page: Page, kind: str, name: str, colour: tuple[int, int, int]) -> None:
    page.evaluate(HAND_OVER, [kind, name, b64encode(picture(name, colour=colour).read()).decode()])


def begin_film(page: Page, server: Live) -> None:
    page.goto(server.url)
    page.get_by_label("Name", exact=True).fill("Dana Reyes")
    page.get_by_label("Email", exact=True).fill("dana@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create the owner account").click()
    page.get_by_role("button", name="New project").first.click()
    page.get_by_label("Title").fill("Tide")
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Assets").first.click()


def test_pictures_come_in_and_an_asset_gets_its_looks(
    live: Callable[..., Live], watched_page: Page, axe: Callable[..., None]
) -> None:
    with live() as server:
        begin_film(watched_page, server)
        expect(watched_page.get_by_role("heading", name="No assets yet")).to_be_visible()
        axe(watched_page)
        bring_pictures(watched_page)
        axe(watched_page)
        bring_what_is_none(watched_page)
        watched_page.get_by_role("link", name="Keeper", exact=True).click()
        expect(watched_page.get_by_role("heading", name="Keeper", level=1)).to_be_visible()
        axe(watched_page)
        dress(watched_page)
        axe(watched_page)
        delete_and_regret(watched_page)


def bring_pictures(page: Page) -> None:
    page.get_by_role("radio", name="Character").check(force=True)
    page.get_by_label("Name", exact=True).fill("Keeper")
    page.get_by_label("Pictures").set_input_files(sent("one.png"))
    expect(page.get_by_role("link", name="Keeper", exact=True)).to_be_visible()
    hand_over(page, "drop", "lamp_room.png", (90, 30, 30))
    expect(page.get_by_role("link", name="Lamp room")).to_be_visible()
    hand_over(page, "paste", "stairs.png", (30, 90, 30))
    expect(page.get_by_role("link", name="Stairs")).to_be_visible()
    page.get_by_label("Pictures").set_input_files([sent("a.png"), sent("b.png", (1, 2, 3))])
    expect(page.get_by_role("heading", level=3)).to_have_count(5)


def bring_what_is_none(page: Page) -> None:
    page.get_by_label("Pictures").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": b"<html>"}
    )
    expect(page.get_by_text("This is a web page; give a JPEG, PNG or WebP picture.")).to_be_visible()


def dress(page: Page) -> None:
    page.get_by_text("Revise or rename").click()
    page.get_by_label("New version").set_input_files(sent("two.png", (200, 80, 20)))
    expect(page.get_by_role("img", name="Keeper, version 2")).to_be_visible()
    another = page.get_by_role("region", name="Add a look")
    another.get_by_label("Look").fill("Nightshirt")
    another.get_by_label("Picture").set_input_files(sent("three.png", (20, 80, 200)))
    expect(page.get_by_role("article", name="Nightshirt")).to_be_visible()


def delete_and_regret(page: Page) -> None:
    page.get_by_role("button", name="Delete character").click()
    expect(page.get_by_text("Keeper was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Keeper", level=1)).to_be_visible()
