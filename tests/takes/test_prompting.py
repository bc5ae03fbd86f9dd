"""@names in what people write: words that are said, pictures that go along."""

import pytest

from storyboard.assets.models import refer, wear
from storyboard.continuity.models import connect
from storyboard.projects.models import Project
from storyboard.takes.composition import Composition
from storyboard.takes.recipes import Recipe
from tests.takes.films import a_file, an_asset, fresh, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(film, dana):
    """Keeper in oilskin, in words, and in a nightshirt."""
    keeper = an_asset(film, "Keeper", dana)
    keeper.write(words="A man of sixty.")
    keeper.looks.get().write(name="oilskin", words="a yellow oilskin")
    keeper.add_look("nightshirt", a_file("image/png"), dana)
    return keeper


@pytest.fixture
def boat(film, dana):
    return an_asset(film, "Boat", dana, "prop")


def composed(shot, prompt=None, **fields):
    shot.write(**({"prompt": prompt} if prompt else {}), **fields)
    return Composition(fresh(shot))


def along(composition):
    return [source.words for source in composition.sources.many("reference")]


def test_a_name_brings_its_words_once_and_its_picture(shot, keeper, boat):
    now = composed(shot, "@keeper sees the @Boat. @Keeper runs.")
    assert now.prompt == "Keeper (A man of sixty; a yellow oilskin) sees the Boat. Keeper runs."
    assert along(now) == ["Keeper / oilskin", "Boat"]
    assert now.request.mode == "references"
    assert fresh(shot).prompt == "@keeper sees the @Boat. @Keeper runs."


def test_a_named_look_is_the_one_that_goes_along(shot, keeper):
    now = composed(shot, "@Keeper / nightshirt climbs.")
    assert (now.prompt, along(now)) == ("Keeper (A man of sixty) climbs.", ["Keeper / nightshirt"])


def test_a_plain_name_means_what_the_scene_has_it_wear(shot, scene, keeper):
    wear(scene, keeper, keeper.looks.get(name="nightshirt"))
    assert along(composed(shot, "@Keeper climbs.")) == ["Keeper / nightshirt"]


def test_a_plain_name_means_the_look_that_the_shot_refers_to(shot, keeper):
    refer(shot, [keeper.looks.get(name="nightshirt")])
    now = composed(shot, "@Keeper climbs.")
    assert (along(now), now.prompt) == (["Keeper / nightshirt"], "Keeper (A man of sixty) climbs.")


def test_the_plan_and_the_style_words_name_too(shot, film, keeper, boat):
    Project.objects.filter(pk=film.pk).update(style="Lit like @Boat.")
    now = composed(shot, action="@Keeper waits.", sound="@Boat creaks")
    assert now.prompt == "Keeper (A man of sixty; a yellow oilskin) waits. SFX: Boat creaks\n\nLit like Boat."
    assert along(now) == ["Keeper / oilskin", "Boat"]


def test_no_words_are_put_into_anybodys_mouth(shot, keeper):
    now = composed(shot, action="A door.", dialogue="Where is @Keeper?")
    assert now.prompt == "A door. “Where is Keeper?”"
    assert along(now) == []


def test_beside_a_first_frame_only_the_words_go_along(shot, film, dana, keeper):
    connect(shot, "opening", "still", still=an_asset(film, "Door", dana, "still").looks.get())
    now = composed(shot, "@Keeper climbs.")
    assert now.prompt.startswith("Keeper (A man of sixty")
    assert (now.request.mode, along(now)) == ("image", [])
    assert [worn.look.name for worn in now.sources.left_behind] == ["oilskin"]


def test_at_most_three_pictures_go_along_and_those_of_references_first(shot, film, dana, keeper):
    props = [an_asset(film, f"Prop {n}", dana, "prop") for n in range(3)]
    refer(shot, [props[2]])
    now = composed(shot, "@Keeper, @Prop 0, @Prop 1, @Prop 2.")
    assert along(now) == ["Prop 2", "Keeper / oilskin", "Prop 0"]
    assert [worn.asset.name for worn in now.sources.left_behind] == ["Prop 1"]


def test_names_that_nobody_has_and_addresses_are_sent_as_they_stand(shot, keeper):
    now = composed(shot, "@Mate writes to keeper@keeper.example.")
    assert now.prompt == "@Mate writes to keeper@keeper.example."


def test_the_recipe_keeps_what_was_typed_and_what_was_sent(shot, keeper, dana):
    composed(shot, "@Keeper climbs.")
    recipe = Recipe(shoot(shot, dana).generation)
    assert recipe.kept["prompt"]["typed"]["shot"] == "@Keeper climbs."
    assert recipe.parts["shot"] == recipe.prompt == "Keeper (A man of sixty; a yellow oilskin) climbs."
    (named,) = recipe.kept["prompt"]["named"]
    assert (named["asset"], named["worn"]) == (keeper.pk, "oilskin")


def test_the_same_picture_goes_along_once(shot, keeper):
    refer(shot, [keeper, keeper.looks.get(name="oilskin")])
    assert along(composed(shot, "@Keeper / oilskin and @Keeper.")) == ["Keeper / oilskin"]
