"""The sample project: two scenes, eight shots, every mode, takes from the sandbox."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from storyboard.assets.models import Asset, Kind, Look, refer
from storyboard.continuity.models import End, LinkKind, connect
from storyboard.files.models import File
from storyboard.projects.models import Project, Scene, Shot
from storyboard.sandbox.still import still
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation
from storyboard.takes.sources import Sources

TITLE = "The Keeper (sample)"
SIZE = (1280, 720)
STYLE = "1970s 35 mm, tungsten and sea-green, deep shadow, fine grain."
NEGATIVE = "text, watermark, modern objects"

SCENES: tuple[dict[str, Any], ...] = (
    {
        "slug": "EXT. LIGHTHOUSE - DUSK",
        "text": "The boat is late. The keeper counts the waves.",
        "shots": (
            {
                "size": "EWS", "angle": "eye level", "movement": "slow push in", "length": 96,
                "action": "The lighthouse on its headland against the last of the sun; its lamp comes on.",
                "sound": "gulls, a long swell",
            },
            {
                "size": "WS", "angle": "high", "movement": "static", "length": 84,
                "action": "Far out at sea a boat's red lamp climbs a wave at dusk and is gone.",
                "sound": "rain on water",
            },
            {
                "size": "WS", "angle": "low", "movement": "tilt up", "length": 120,
                "action": "The sea turns under the storm. Lightning over the reef.",
                "sound": "thunder, far off",
            },
            {
                "size": "MS", "angle": "eye level", "movement": "arc", "lens": "35 mm", "length": 144,
                "action": "The keeper raises his lamp on the headland at dusk and looks out.",
                "dialogue": "KEEPER: Hold on.",
                "sound": "wind",
            },
        ),
    },
    {
        "slug": "INT. LIGHTHOUSE STAIR - NIGHT",
        "text": "He climbs faster than he should.",
        "shots": (
            {
                "size": "WS", "angle": "from below", "movement": "crane up", "length": 96,
                "action": "Interior, night. The spiral stair, the lamp at its centre. Boots ring on iron.",
                "sound": "footsteps on iron",
            },
            {
                "size": "MS", "angle": "eye level", "movement": "tracking", "length": 96,
                "action": "Interior, night. He takes the last turn of the stair, breath in the cold room.",
                "sound": "iron, breath",
            },
            {
                "size": "CU", "angle": "eye level", "movement": "static", "length": 72,
                "action": "Interior, night. His hand on the brass lever in the lamp room.",
                "sound": "gears",
            },
            {
                "size": "WS", "angle": "eye level", "movement": "pan right", "length": 168,
                "action": "The beam sweeps the dark sea and stops on the boat.",
                "sound": "the great lens turns, a horn answers",
            },
        ),
    },
)  # fmt: skip

STILLS = (
    ("Boat at dusk", Kind.STILL, "a boat far out at sea at dusk, red sky", 21),
    ("Storm begins", Kind.STILL, "a grey sea under a storm sky, dusk", 31),
    ("Storm breaks", Kind.STILL, "a dark sea at night under a storm", 32),
    ("Keeper", Kind.CHARACTER, "a keeper standing on a headland, portrait, dusk", 41),
    ("Lamp room", Kind.PLACE, "interior of a lamp room at night, window", 51),
)


def open_sample(person: Any) -> Project:
    """The person's sample project, made and sent to the sandbox when it is not there yet."""
    if found := of(person):
        return found
    with TemporaryDirectory() as folder:
        pictures = [draw(Path(folder) / f"{seed}.jpg", words, seed) for _, _, words, seed in STILLS]
    project, shots = plan(person, pictures)
    if not shots:
        return project
    for shot in shots:
        Composition(fresh(shot), rest=0, pick_first=True).generate(person)
    extend(shots[-1], person)
    return project


def of(person: Any) -> Project | None:
    found: Project | None = Project.objects.owned_by(person).filter(title=TITLE, made_by=person).first()
    return found


def draw(path: Path, words: str, seed: int) -> File:
    still(words, seed, path, SIZE)
    return File.objects.keep(path, "image/jpeg", width=SIZE[0], height=SIZE[1])


@transaction.atomic
def plan(person: Any, pictures: list[File]) -> tuple[Project, list[Shot]]:
    if found := of(person):  # somebody pressed twice
        return found, []
    project = Project.objects.begin(TITLE, by=person, style=STYLE, negative_prompt=NEGATIVE)
    looks = [
        Asset.objects.add(project, kind, name, picture, person, words=words).looks.get()
        for (name, kind, words, _), picture in zip(STILLS, pictures, strict=True)
    ]
    shots = [
        Shot.objects.add(scene, **fields)
        for each in SCENES
        for scene in [Scene.objects.add(project, slug=each["slug"], text=each["text"])]
        for fields in each["shots"]
    ]
    tie(shots, looks)
    return project, shots


def tie(shots: list[Shot], looks: list[Look]) -> None:
    """Text, a still, first and last frame, references; then a chain through the second scene."""
    boat, storm, breaks, keeper, lamp_room = looks
    connect(shots[1], End.OPENING, LinkKind.STILL, still=boat)
    connect(shots[2], End.OPENING, LinkKind.STILL, still=storm)
    connect(shots[2], End.CLOSING, LinkKind.STILL, still=breaks)
    refer(shots[3], [keeper.asset])
    connect(shots[5], End.OPENING, LinkKind.LAST_FRAME, source=shots[4])
    refer(shots[6], [keeper.asset, lamp_room.asset])


def extend(shot: Shot, person: Any) -> Generation:
    """A longer take of the last shot, which waits for the first one."""
    shot = fresh(shot)
    return Composition(shot, rest=0, sources=Sources.going_on(shot, 1)).generate(person)


def fresh(shot: Shot) -> Shot:
    return Shot.objects.select_related("scene__project").get(pk=shot.pk)
