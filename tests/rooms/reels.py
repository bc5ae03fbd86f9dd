"""Films for the screening: clips whose frames carry their number, and what stands on the screen picture by picture."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.ground.live import Live
from tests.media import make

PASSWORD = "a lamp in the window"
PEOPLE = f"""
from storyboard.accounts.models import Installation, Person
Installation.begin(email="dana@example.com", name="Dana Reyes", password={PASSWORD!r})
for name in ("Rae Okoye", "Vic Lind"):
    email = name.split()[0].lower() + "@example.com"
    Person.objects.create_user(email=email, name=name, password={PASSWORD!r})
"""
A_FILM = """
import json
from pathlib import Path
from storyboard.accounts.models import Person
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take
dana = Person.objects.get(email="dana@example.com")
film = Project.objects.begin({title!r}, by=dana)
for name, role in (("rae", "reviewer"), ("vic", "viewer")):
    film.members.create(person=Person.objects.get(email=name + "@example.com"), role=role)
scene, shots = Scene.objects.add(film, slug="INT. LAMP ROOM - NIGHT"), []
for paths, start, end in json.loads({rows!r}):
    shot = Shot.objects.add(scene, action="The keeper turns.", size="CU", length=24)
    for path, frames in paths:
        take = Take.upload(shot, File.objects.keep(Path(path), "video/mp4"), by=dana)
        Take.objects.filter(pk=take.pk).update(frames=frames, derived_at="2026-01-01T00:00Z")
    if paths:
        first = Take.objects.get(shot=shot, number=1)
        first.pick(True, dana, start, end)
    shots.append(shot.pk)
{more}
print(json.dumps({{"film": film.pk, "scene": scene.pk, "shots": shots}}))
"""
Cut = tuple[Sequence[range], int | None, int | None]


def reel(
    server: Live, folder: Path, cuts: Sequence[Cut], *, title: str = "Keeper", more: str = ""
) -> dict[str, Any]:
    """A film of shots, each with takes of these numbered frames, the first one picked from in to before out."""
    rows = []
    for place, (takes, start, end) in enumerate(cuts):
        files = [clip(folder, title, place, number, frames) for number, frames in enumerate(takes, 1)]
        rows.append((files, start, end))
    code = A_FILM.format(title=title, rows=json.dumps(rows), more=more)
    found: dict[str, Any] = json.loads(server.do(code).strip().splitlines()[-1])
    return found


def clip(folder: Path, title: str, place: int, number: int, frames: range) -> tuple[str, int]:
    path = make.clip(
        folder / f"{title}-{place}-{number}.mp4", frames, size=(640, 360), sound=300 + 20 * place
    )
    return str(path), len(frames)


# What stands in front, picture by picture: [ms, number in its squares], read from the pixels; null for a still.
WATCH = """() => {
    const player = document.querySelector("cut-player"), canvas = new OffscreenCanvas(288, 24);
    const pen = canvas.getContext("2d", {willReadFrequently: true});
    window.seen = [];
    const read = (video) => {
        pen.drawImage(video, 0, 0, 288, 24, 0, 0, 288, 24);
        const {data} = pen.getImageData(0, 12, 288, 1);
        let number = 0;
        for (let bit = 0; bit < 12; bit += 1) if (data[(bit * 24 + 12) * 4 + 1] > 127) number += 1 << bit;
        return number;
    };
    requestAnimationFrame(function paint(now) {
        const video = document.querySelector("clip-deck video[data-front]");
        const number = player.matches(":state(still)") || !video ? null : read(video);
        if (window.seen.at(-1)?.[1] !== number) window.seen.push([now, number]);
        requestAnimationFrame(paint);
    });
}"""
