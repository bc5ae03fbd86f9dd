"""The films of the ten tasks, each twice: one for the keyboard, one for the mouse. Made in one call of the shell."""

from __future__ import annotations

from typing import Any

from tests.rooms.gallery_stage import SIZE, kept, people

SCRIPT = """INT. LAMP ROOM - NIGHT

The keeper climbs the stair.

KEEPER
Hold on.

He lights the lamp.

EXT. REEF - DAWN

Foam. A mast.
"""
TYPO = "The keeper lihgts lamp {}."
FRAMES = 24


def films() -> dict[str, list[dict[str, Any]]]:
    """By task; each says the keys of its film, shots and takes."""
    people()
    clips = [kept(FRAMES, sound=440 + 220 * number, size=SIZE) for number in range(2)]
    return {task: [make(clips) for _ in range(2)] for task, make in MAKERS.items()}


def begin(slugs: tuple[str, ...] = ("INT. LAMP ROOM - NIGHT",)) -> tuple[Any, list[Any]]:
    from storyboard.accounts.models import Person
    from storyboard.projects.access import Role
    from storyboard.projects.models import Project, Scene

    cast = {each.name.split()[0]: each for each in Person.objects.all()}
    film = Project.objects.begin("Keeper", by=cast["Dana"])
    film.members.create(person=cast["Eli"], role=Role.EDITOR, may_pick=True, may_spend=True)
    return film, [Scene.objects.add(film, slug=slug) for slug in slugs]


def empty(clips: Any) -> dict[str, Any]:
    film, _ = begin(())
    return {"film": film.pk}


def plan(words: list[str], **more: Any) -> dict[str, Any]:
    from storyboard.projects.models import Shot

    film, (scene,) = begin()
    shots = [Shot.objects.add(scene, action=each, **more).pk for each in words]
    return {"film": film.pk, "scene": scene.pk, "shots": shots}


def one_shot(clips: Any) -> dict[str, Any]:
    return plan(["The keeper climbs the stair."])


def three_shots(clips: Any) -> dict[str, Any]:
    return plan(["He climbs.", "He lights the lamp.", "He looks out."])


def ten_shots(clips: Any) -> dict[str, Any]:
    return plan([TYPO.format(number) for number in range(1, 11)])


def rushes(clips: Any, count: int, *, shots: int = 1, picked: bool = False) -> dict[str, Any]:
    """So many takes of each shot, with real clips and what they were made with; the first is the pick or none."""
    from storyboard.accounts.models import Person
    from storyboard.projects.models import Shot
    from storyboard.takes.models import Take
    from tests.takes.films import fresh, shoot

    made = plan([f"He lights lamp {number + 1}." for number in range(shots)])
    eli, takes = Person.objects.get(name="Eli Stone"), []
    for shot in Shot.objects.filter(pk__in=made["shots"]).order_by("position"):
        for number in range(count):
            clip, poster = clips[number % len(clips)]
            take = shoot(fresh(shot), eli, frames=FRAMES)
            Take.objects.filter(pk=take.pk).update(
                original=clip, poster=poster, strip=poster, width=SIZE[0], height=SIZE[1]
            )
            takes.append(take.pk)
            if picked and not number:
                Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, by=eli)
    return made | {"takes": takes}


def one_take(clips: Any) -> dict[str, Any]:
    return rushes(clips, 1)


def five_takes(clips: Any) -> dict[str, Any]:
    return rushes(clips, 5)


def twenty_takes(clips: Any) -> dict[str, Any]:
    return rushes(clips, 20)


def two_picks(clips: Any) -> dict[str, Any]:
    return rushes(clips, 1, shots=2, picked=True)


MAKERS = {
    "script": empty,
    "make": one_shot,
    "retake": one_take,
    "compare": five_takes,
    "chain": three_shots,
    "trim": two_picks,
    "reorder": three_shots,
    "rate": twenty_takes,
    "typo": ten_shots,
    "screen": two_picks,
}


def generations(shot: int) -> list[Any]:
    """[prompt that was sent, state] of each generation of a shot, oldest first."""
    from storyboard.takes.models import Generation

    rows = Generation.objects.filter(shot=shot).order_by("pk")
    return [[row.recipe["prompt"]["final"], row.status] for row in rows]


def shown(film: int, *fields: str) -> list[Any]:
    """These fields of each shot that is alive, in the order of the cut."""
    from storyboard.projects.models import Shot

    rows = Shot.objects.alive().filter(scene__project=film).in_order()
    return [[str(shot), *(getattr(shot, field) for field in fields)] for shot in rows.select_related("scene")]


def shots_of(film: int) -> list[int]:
    from storyboard.projects.models import Shot

    return list(Shot.objects.alive().filter(scene__project=film).in_order().values_list("pk", flat=True))


def picks(film: int) -> list[Any]:
    """[shot, number of the take, in, out] of each pick."""
    from storyboard.takes.models import Pick

    rows = Pick.objects.filter(shot__scene__project=film).select_related("shot__scene", "take")
    return [[str(row.shot), row.take.number, row.start, row.end] for row in rows.order_by("shot__position")]


def links(film: int) -> list[str]:
    from storyboard.continuity.models import Link

    return [f"{link.shot} {link.end}: {link}" for link in Link.objects.filter(shot__scene__project=film)]


def marks(film: int) -> str:
    """c circled, x NG, - nothing; by number."""
    from storyboard.takes.models import Take

    rows = Take.objects.filter(shot__scene__project=film).order_by("number")
    return "".join("c" if take.circled else "x" if take.ng else "-" for take in rows)


def versions(film: int) -> list[Any]:
    """[number, shots, locked] of each version of the cut."""
    from storyboard.cut.models import CutVersion

    rows = CutVersion.objects.filter(project=film).order_by("number")
    return [[row.number, row.events.count(), row.locked_at is not None] for row in rows]
