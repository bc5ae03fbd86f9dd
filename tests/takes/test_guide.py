"""A shot's fields as one prompt: what was said before is said to the letter, what came later joins it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storyboard.projects.models import Project, Shot
from storyboard.takes.composition import Composition, Preset, meaning
from storyboard.takes.guide import FIRST, parts, planned
from tests.takes.films import an_asset, fresh

GOLDEN = json.loads((Path(__file__).parent / "golden_prompts.json").read_text())


@pytest.mark.django_db
def test_no_shot_is_out_of_date_by_the_fields_that_were_added(film, scene, dana):
    """Prompts and meanings as they were before there were more fields than camera, action, dialogue and sound."""
    keeper = an_asset(film, "Keeper", dana)
    keeper.write(words="A man of sixty.")
    Project.objects.filter(pk=film.pk).update(style="1970s 35 mm, like @Keeper", negative_prompt="text")
    for plan in GOLDEN:
        shot = Shot.objects.add(scene, seed=7, **plan["shot"])
        for preset, meant in plan["means"].items():
            now = Composition(fresh(shot), Preset(preset), seed=7)
            recipe = now.recipe(now.request) | {"inputs": []}
            assert now.prompt == plan["prompt"]
            assert meaning(recipe) == meant


def as_it_was(shot: Shot) -> str:
    """How a plan was spoken before; kept here so that it cannot drift."""
    camera = ", ".join(
        v for name in ("size", "angle", "movement", "lens") if (v := getattr(shot, name).strip())
    )
    dialogue, sound = " ".join(shot.dialogue.split()), " ".join(shot.sound.split())
    if dialogue and not any(mark in dialogue for mark in '"“”:'):
        dialogue = f"“{dialogue}”"
    if sound and not sound.lower().startswith(("sfx", "ambient")):
        sound = f"SFX: {sound}"
    said = [f"{camera}." if camera else "", shot.action.strip(), dialogue, sound]
    return " ".join(words for words in said if words)


@given(some.fixed_dictionaries({name: some.text(alphabet='aB .,:“"@\n-é', max_size=8) for name in FIRST}))
def test_any_plan_of_before_is_spoken_as_it_was(fields):
    shot = Shot(**fields)
    assert planned(shot) == as_it_was(shot)


@pytest.mark.parametrize(
    ("fields", "prompt"),
    [
        ({"subject": "The keeper", "action": "raises his lamp", "context": "on the headland"},
         "The keeper raises his lamp on the headland"),
        ({"size": "MS", "subject": "The keeper", "action": "He raises his lamp."},
         "MS. The keeper. He raises his lamp."),
        ({"action": "He turns", "context": "A headland at dusk", "style": "cold light"},
         "He turns. A headland at dusk. cold light"),
        ({"action": "He turns", "dialogue": "Hold on"}, "He turns “Hold on”"),
        ({"context": "a headland", "dialogue": "KEEPER: Hold on."}, "a headland. KEEPER: Hold on."),
        ({"sound": "wind", "ambience": "rain\n on water"}, "SFX: wind. Ambient noise: rain on water"),
        ({"ambience": "Ambient: rain"}, "Ambient: rain"),
    ],
)  # fmt: skip
def test_the_fields_join_in_the_order_of_the_guide(fields, prompt):
    assert planned(Shot(**fields)) == prompt


@pytest.mark.django_db
def test_each_word_knows_its_field(shot, film, dana):
    an_asset(film, "Keeper", dana).write(words="A man of sixty.")
    shot.write(size="CU", subject="@Keeper in the door", action="turns.", dialogue="Hold on")
    words = Composition(fresh(shot)).words
    assert [(each.field, each.words) for each in words.pieces["shot"]] == [
        ("size", "CU."),
        ("subject", " "),
        ("", "Keeper (A man of sixty)"),
        ("subject", " in the door"),
        ("action", " turns."),
        ("dialogue", " “Hold on”"),
    ]
    assert words.shot == "CU. Keeper (A man of sixty) in the door turns. “Hold on”"


@pytest.mark.django_db
def test_a_prompt_of_its_own_stands_for_itself_and_the_fields_are_kept(shot):
    shot.write(prompt="A lamp.", subject="The keeper", ambience="rain")
    words = Composition(fresh(shot)).words
    assert (words.final, words.comes_from) == ("A lamp.", "prompt")
    assert [each.field for each in words.pieces["shot"]] == ["prompt"]
    assert planned(fresh(shot)).startswith("The keeper")


def test_a_shot_without_words_has_no_parts():
    assert parts(Shot()) == []
