"""Films with real clips for the browser tests of the gallery, made on the server under test.

Each frame of a clip carries its number in squares, so that what two panes show can be read from their pictures.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import PASSWORD

SIZE = (320, 180)


def shell(server: Any, words: str) -> Any:
    """What these words of Python leave in `answer`, on a server of `live()`."""
    setting = "from tests.rooms.gallery_stage import *; import json; "
    said: str = server.do(f"{setting}{words}; print('>>>' + json.dumps(answer))")
    return json.loads(said.rpartition(">>>")[2])


def people() -> None:
    from storyboard.accounts.models import Installation, Person

    Installation.begin(email="ines@example.com", name="Ines Marsh", password=PASSWORD)
    for name in ("Dana Reyes", "Eli Stone", "Rae Okoye", "Vic Lind"):
        Person.objects.create_user(
            email=f"{name.split()[0].lower()}@example.com", name=name, password=PASSWORD
        )


def film(takes: int = 2, frames: int = 96, clips: int = 2, aspect: str = "16:9") -> dict[str, Any]:
    """A film of one shot with so many takes; their clips, shared in turn, have sound, a poster and a strip."""
    from storyboard.accounts.models import Person
    from storyboard.projects.access import Role
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.models import Take

    cast = {each.name.split()[0]: each for each in Person.objects.all()}
    project = Project.objects.begin("Keeper", by=cast["Dana"], aspect_ratio=aspect)
    project.members.create(person=cast["Eli"], role=Role.EDITOR, may_pick=True)
    project.members.create(person=cast["Rae"], role=Role.REVIEWER)
    project.members.create(person=cast["Vic"], role=Role.VIEWER)
    shot = Shot.objects.add(Scene.objects.add(project, slug="INT. LAMP ROOM - NIGHT"), action="He lights it.")
    files = [
        kept(frames, sound=440 + 220 * n, size=SIZE if aspect == "16:9" else SIZE[::-1]) for n in range(clips)
    ]
    made = []
    for number in shot.number_takes(takes):
        clip, poster = files[number % clips]
        made.append(
            Take.objects.create(
                shot=shot, number=number, original=clip, poster=poster, strip=poster, frames=frames,
                uploaded_by=cast["Dana"], width=SIZE[0], height=SIZE[1], derived_at="2026-01-01T00:00:00Z",
            ).pk
        )  # fmt: skip
    return {"film": project.pk, "shot": shot.pk, "takes": made}


def kept(frames: int, sound: int, size: tuple[int, int]) -> tuple[Any, Any]:
    from storyboard.files.models import File
    from tests.media import make

    folder = Path(tempfile.mkdtemp())
    make.drawn(sound, size).save(folder / "poster.png")
    clip = make.clip(folder / "clip.mp4", range(frames), sound=sound, size=size)
    return File.objects.keep(clip, "video/mp4"), File.objects.keep(folder / "poster.png", "image/png")


def takes_of(film: int) -> dict[str, list[Any]]:
    """How each take of a film is marked: circled, ng, picked."""
    from storyboard.takes.models import Pick, Take

    rows = Take.objects.filter(shot__scene__project=film).order_by("pk")
    picks = set(Pick.objects.values_list("take", flat=True))
    return {str(take.pk): [take.circled, take.ng, take.pk in picks] for take in rows}


def seen_by(name: str) -> list[int]:
    from storyboard.takes.models import Watched

    return sorted(Watched.objects.filter(person__name__startswith=name).values_list("take", flat=True))


def circle_all(film: int, most: int = 99) -> None:
    from storyboard.takes.models import Take

    for take in Take.objects.filter(shot__scene__project=film)[:most]:
        take.circle(True)


def uncircle(*pks: int) -> None:
    from storyboard.takes.models import Take

    for pk in pks:
        Take.objects.get(pk=pk).circle(False)


def pick(pk: int) -> None:
    from storyboard.takes.models import Take

    Take.objects.get(pk=pk).pick(True, by=None)


def arrive(film: int, count: int) -> None:
    """So many takes come in for the film's first shot, like its first one."""
    from storyboard.projects.models import Shot
    from storyboard.takes.models import Take

    shot = Shot.objects.filter(scene__project=film).first()
    like = shot.takes.order_by("number").first()
    for number in shot.number_takes(count):
        Take.objects.create(
            shot=shot, number=number, original=like.original, poster=like.poster, frames=like.frames
        )
    shot.project.change()


def follow(pk: int) -> None:
    """The shot has a pick, and another one opens on its last frame."""
    from storyboard.accounts.models import Person
    from storyboard.continuity.models import connect
    from storyboard.projects.models import Shot
    from tests.takes.films import picked

    shot, eli = Shot.objects.get(pk=pk), Person.objects.get(name="Eli Stone")
    shot.takes.first().pick(True, by=eli)
    follower = Shot.objects.add(shot.scene, prompt="He turns.")
    connect(follower, "opening", "last_frame", source=shot)
    picked(follower, eli)


def outdate(pk: int) -> int:
    """The shot's newest take is picked, and what it was asked for is not what the shot says any more."""
    from storyboard.accounts.models import Person
    from storyboard.projects.models import Shot
    from storyboard.takes.models import Take
    from tests.takes.films import fresh, shoot

    shot, eli = Shot.objects.get(pk=pk), Person.objects.get(name="Eli Stone")
    made, newest = shoot(shot, eli), shot.takes.order_by("-number")[1]
    Take.objects.filter(pk=newest.pk).update(generation=made.generation, place=1)
    made.put_aside(True)
    newest.pick(True, by=eli)
    fresh(shot).write(prompt="Fog.")
    return newest.pk


def beside(film: int) -> int:
    """Another shot, with one take that came last."""
    from storyboard.projects.models import Scene, Shot
    from storyboard.takes.models import Take

    shot = Shot.objects.add(Scene.objects.get(project=film), action="She waits.")
    like = Take.objects.filter(shot__scene__project=film).first()
    shot.number_takes(1)
    made = Take.objects.create(
        shot=shot, number=1, original=like.original, poster=like.poster, frames=like.frames
    )
    return int(made.pk)


def notes_of(film: int) -> list[list[Any]]:
    """The take, frame and words of each note."""
    from storyboard.review.models import Note

    rows = Note.objects.standing().filter(shot__scene__project=film).order_by("pk")
    return [list(row) for row in rows.values_list("take", "frame", "text")]


def enter_at(pk: int, frame: int) -> None:
    from storyboard.accounts.models import Person
    from storyboard.takes.models import Take

    Take.objects.get(pk=pk).pick(True, Person.objects.get(name="Eli Stone"), frame, None)
