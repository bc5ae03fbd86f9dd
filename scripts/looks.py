"""Every room to look at, wide and at 390 px, dark and light: the sample project, a film of 300 shots and one in 9:16.

`python scripts/looks.py FOLDER [ROOM …]` leaves one sheet of four pictures per room and film in FOLDER.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.browser import FLAGS, system_chromium  # noqa: E402
from scripts.screenshots import product, sign_in  # noqa: E402
from scripts.tour import SHOWN  # noqa: E402

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HIGHEST = 2400  # of a whole page, in pixels: what follows looks the same
GAP = 24
IN_A_FILM = {
    "board": "/projects/{film}",
    "board-small": "/projects/{film}?size=s",
    "shot-list": "/projects/{film}/shot-list",
    "assets": "/projects/{film}/assets",
    "gallery": "/projects/{film}/gallery",
    "screening": "/projects/{film}/screening",
    "queue": "/projects/{film}/queue",
    "exports": "/projects/{film}/exports",
    "members": "/projects/{film}/members",
    "joins": "/projects/{film}/joins",
    "continuity": "/projects/{film}/continuity",
    "versions": "/projects/{film}/cut-versions",
    "lint": "/projects/{film}/lint",
    "settings": "/projects/{film}/settings",
    "ledger": "/projects/{film}/ledger",
    "day-sheet": "/projects/{film}/day-sheet",
    "script": "/projects/{film}/script",
    "many": "/projects/{film}/generate?what=missing",
    "compare": "/projects/{film}/compare?take={take}&take={other}",
    "shot": "/shots/{shot}",
    "find": "/projects/{film}/find?q=s",
}
BESIDE = {"projects": "/", "me": "/me", "installation": "/installation", "find-anywhere": "/find"}
MADE = """
import asyncio
import json
from pathlib import Path
from storyboard.accounts.models import Installation
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.management.commands.sample import work_off
from storyboard.takes.composition import Composition
from storyboard.takes.models import Pick, Take

KEPT = ("original", "poster", "strip", "frames", "width", "height", "derived_at")
dana = Installation.objects.get().owner
sample = Project.objects.get()
takes = list(Take.objects.order_by("pk"))
long = Project.objects.begin("The long watch", by=dana)
for number in range(12):
    scene = Scene.objects.add(long, slug=f"EXT. HEADLAND {{number + 1}} - DUSK", text="He counts the waves. " * 12)
    for place in range(25):
        like = takes[(number * 25 + place) % len(takes)]
        shot = Shot.objects.add(scene, size="MS", action=f"The keeper looks out, for the {{place + 1}}. time.")
        shot.write(prompt=like.shot.prompt or "A lamp.")
        for n in range(1 + place % 3 if place % 5 else 0):
            shot.number_takes(1)
            same = {{name: getattr(like, name) for name in KEPT}}
            made = Take.objects.create(shot=shot, number=n + 1, sandbox=True, circled=n == 1, **same)
        if place % 4 and place % 5:
            Take.objects.select_related("shot__scene__project").get(pk=made.pk).pick(True, by=dana)
upright = Project.objects.begin("Lamp, upright", by=dana, aspect_ratio="9:16")
scene = Scene.objects.add(upright, slug="INT. LAMP ROOM - NIGHT", text="The lamp fails.")
for action in ("He turns the lamp.", "The lens, close.", "The sea below."):
    shot = Shot.objects.add(scene, action=action, length=96)
    Composition(Shot.objects.select_related("scene__project").get(pk=shot.pk), rest=0, pick_first=True).generate(dana)
asyncio.run(work_off(upright.pk))
found = []
for film in (sample, long, upright):
    first, other = Take.objects.filter(shot__scene__project=film).order_by("pk")[:2]
    found.append({{"film": film.pk, "shot": first.shot_id, "take": first.pk, "other": other.pk}})
Path({told!r}).write_text(json.dumps(found))
"""
NAMES = ("sample", "300-shots", "upright")


def picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def variants(page: Page, address: str) -> Iterator[Image.Image]:
    """The page from its top, as far as it says something new: wide and narrow, dark and light."""
    for size in (WIDE, PHONE):
        for scheme in ("dark", "light"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            page.wait_for_load_state("load")
            high = min(HIGHEST, page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size(size | {"height": max(size["height"], high)})
            page.wait_for_function(SHOWN)
            yield picture(page)


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Side by side."""
    wide = sum(each.width + GAP for each in pictures) - GAP
    made = Image.new("RGB", (wide, max(each.height for each in pictures)), "#808080")
    at = 0
    for each in pictures:
        made.paste(each, (at, 0))
        at += each.width + GAP
    return made


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    told = folder / "films.json"
    with product(MADE.format(told=str(told))) as url, sync_playwright() as playwright:
        path = system_chromium() or playwright.chromium.executable_path
        page = playwright.chromium.launch(executable_path=path, args=FLAGS).new_page()
        sign_in(page, url)
        films = zip(NAMES, json.loads(told.read_text()), strict=True)
        addresses = {
            f"{room}-{name}": place.format(**film)
            for name, film in films
            for room, place in IN_A_FILM.items()
        }
        for name, place in (BESIDE | addresses).items():
            if not wanted or name.startswith(tuple(wanted)):
                sheet(list(variants(page, url + place))).save(folder / f"{name}.jpg", quality=85)
                print(name, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
