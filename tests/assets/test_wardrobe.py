"""What an asset wears: its own look in a shot, the scene's, else its first."""

import pytest
from django.db import IntegrityError

from storyboard.assets.models import SceneLook, refer, wear
from storyboard.assets.wardrobe import Wardrobe
from storyboard.projects.models import Scene, Shot
from tests.takes.films import a_file, an_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(film, dana):
    """Keeper, plain, in oilskin and in a nightshirt."""
    asset = an_asset(film, "Keeper", dana)
    for name in ("oilskin", "nightshirt"):
        asset.add_look(name, a_file("image/png"), dana)
    return asset


def worn(film, asset, scene):
    return Wardrobe(film).worn(asset.pk, scene.pk).name


def test_the_first_look_is_worn_where_nobody_chose(film, keeper, scene):
    assert worn(film, keeper, scene) == ""


def test_a_scene_has_its_own_choice_and_changes_its_mind(film, keeper, scene):
    other, oilskin, nightshirt = Scene.objects.add(film), keeper.looks.all()[1], keeper.looks.all()[2]
    wear(scene, keeper, oilskin)
    wear(scene, keeper, nightshirt)
    assert (worn(film, keeper, scene), worn(film, keeper, other)) == ("nightshirt", "")
    assert SceneLook.objects.count() == 1
    wear(scene, keeper, None)
    assert worn(film, keeper, scene) == ""


def test_the_database_holds_one_look_in_a_scene(keeper, scene):
    wear(scene, keeper, keeper.looks.all()[1])
    with pytest.raises(IntegrityError):
        SceneLook.objects.create(scene=scene, asset=keeper, look=keeper.looks.all()[2])


def test_a_reference_follows_the_scene_or_keeps_a_look_of_its_own(film, keeper, scene):
    oilskin, nightshirt = keeper.looks.all()[1:]
    follower, other = Shot.objects.add(scene), Shot.objects.add(scene)
    refer(follower, [keeper])
    refer(other, [oilskin])
    wear(scene, keeper, nightshirt)
    wardrobe = Wardrobe(film)
    assert wardrobe.of(follower.references.get(), scene.pk) == nightshirt
    assert wardrobe.of(other.references.get(), scene.pk) == oilskin


def test_it_can_be_asked_what_another_choice_would_mean(film, keeper, scene):
    oilskin = keeper.looks.all()[1]
    assert Wardrobe(film, {(scene.pk, keeper.pk): oilskin.pk}).worn(keeper.pk, scene.pk) == oilskin
    wear(scene, keeper, oilskin)
    assert Wardrobe(film, {(scene.pk, keeper.pk): None}).worn(keeper.pk, scene.pk).name == ""


def test_a_whole_film_is_dressed_in_four_queries(film, keeper, scene, dana, django_assert_num_queries):
    for n in range(5):
        an_asset(film, f"Prop {n}", dana, "prop").add_look("old", a_file("image/png"), dana)
    wear(scene, keeper, keeper.looks.all()[1])
    with django_assert_num_queries(4):
        wardrobe = Wardrobe(film)
        pictures = {wardrobe.worn(pk, scene.pk).newest.picture.sha256 for pk in wardrobe.assets}
    assert len(pictures) == 6
