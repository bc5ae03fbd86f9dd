"""Films for the browser tests of the board, made on the server under test."""

from typing import Any

from tests.rooms.gallery_stage import kept


def films(count: int) -> list[dict[str, Any]]:
    """So many: five shots in scene 1, one in scene 2, on the first a pick that shows frames 24 to 72 of 96."""
    clip, poster = kept(96, sound=440, size=(320, 180))
    return [film(clip, poster) for _ in range(count)]


def film(clip: Any, poster: Any) -> dict[str, Any]:
    from storyboard.accounts.models import Person
    from storyboard.continuity.models import connect
    from storyboard.projects.access import Role
    from storyboard.projects.models import Project, Scene, Shot
    from storyboard.takes.models import Pick, Take

    cast = {each.name.split()[0]: each for each in Person.objects.all()}
    project = Project.objects.begin("Keeper", by=cast["Dana"])
    project.members.create(person=cast["Vic"], role=Role.VIEWER)
    first, second = Scene.objects.add(project, slug="INT. LAMP ROOM - NIGHT"), Scene.objects.add(project)
    shots = [Shot.objects.add(first, action=f"Wave {n}.") for n in range(1, 6)]
    shots.append(Shot.objects.add(second, action="Foam."))
    connect(shots[2], "opening", "last_frame", source=shots[1])
    take = Take.objects.create(
        shot=shots[0], number=shots[0].number_takes(1)[0], original=clip, poster=poster, strip=poster, frames=96,
        uploaded_by=cast["Dana"], width=320, height=180, derived_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    Pick.objects.create(shot=shots[0], take=take, start=24, end=72, by=cast["Dana"])
    return {"film": project.pk, "shots": [shot.pk for shot in shots], "take": take.pk}


def longer(film: int, shots: int) -> list[int]:
    """Its first scene has so many shots."""
    from storyboard.projects.models import Scene, Shot

    scene = Scene.objects.filter(project=film)[0]
    return [Shot.objects.add(scene).pk for _ in range(shots - scene.shots.count())]


def order(film: int) -> list[str]:
    from storyboard.projects.models import Shot

    rows = Shot.objects.alive().filter(scene__project=film).in_order().select_related("scene")
    return [str(shot) for shot in rows]
