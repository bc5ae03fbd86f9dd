"""The looks of a scene on their page, and a shot's own."""

import pytest
from django.urls import reverse

from storyboard.assets.models import SceneLook, refer, wear
from storyboard.assets.wardrobe import Wardrobe
from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from tests.takes.films import a_file, an_asset, picked

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(film, dana):
    """Keeper in oilskin, and in a nightshirt."""
    keeper = an_asset(film, "Keeper", dana)
    keeper.looks.get().write(name="oilskin")
    keeper.add_look("nightshirt", a_file("image/png"), dana)
    return keeper


@pytest.fixture
def url(scene):
    return reverse("scene_looks", args=[scene.pk])


@pytest.fixture
def nightshirt(keeper):
    return keeper.looks.get(name="nightshirt")


def worn(film, keeper, scene):
    return Wardrobe(film).worn(keeper.pk, scene.pk).name


def test_it_lists_what_the_shots_refer_to_name_and_begin_from(
    scene, shot, film, dana, keeper, url, signed_in
):
    lamp, door = an_asset(film, "Lamp", dana, "prop"), an_asset(film, "Door", dana, "still")
    an_asset(film, "Boat", dana, "prop")
    refer(shot, [keeper])
    shot.write(prompt="@Lamp burns.")
    connect(Shot.objects.add(scene), "opening", "still", still=door.looks.get())
    text = signed_in(dana).get(url).content.decode()
    for asset in (keeper, lamp, door):
        assert f'id="asset-{asset.pk}"' in text
    assert "1-020</a>: Door, its opening" in text
    assert "Boat" not in text


def test_before_it_takes_effect_it_says_what_is_out_of_date_and_what_refreshing_costs(
    shot, dana, keeper, nightshirt, url, signed_in
):
    refer(shot, [keeper])
    picked(shot, dana)
    text = signed_in(dana).get(url, {"look": nightshirt.pk}).content.decode()
    assert "1 pick out of date then" in text
    assert '<span class="price">free</span> to refresh' in text
    assert "1-010" in text
    assert not SceneLook.objects.exists()


def test_what_it_mends_is_said_too(shot, scene, dana, keeper, nightshirt, url, signed_in):
    refer(shot, [keeper])
    picked(shot, dana)
    wear(scene, keeper, nightshirt)
    text = signed_in(dana).get(url, {"look": keeper.looks.get(name="oilskin").pk}).content.decode()
    assert "No pick is out of date by it." in text
    assert "1 up to date again" in text


def test_a_look_is_put_on_and_taken_back(film, scene, keeper, nightshirt, url, eli, signed_in):
    client = signed_in(eli)
    text = client.post(url, {"look": nightshirt.pk}, follow=True).content.decode()
    assert "Keeper wears nightshirt in scene 1." in text
    assert worn(film, keeper, scene) == "nightshirt"
    client.post(url, {"look": keeper.looks.get(name="oilskin").pk})
    assert worn(film, keeper, scene) == "oilskin"
    assert not SceneLook.objects.exists()


def test_undo_does_not_take_off_what_somebody_chose_since(
    film, keeper, nightshirt, url, scene, dana, eli, signed_in
):
    apron = keeper.looks.create(name="apron", position=9)
    undone = reverse("undone", args=[film.pk])
    signed_in(eli).post(url, {"look": nightshirt.pk})
    signed_in(dana).post(url, {"look": apron.pk})
    answer = signed_in(eli).post(undone, follow=True)
    assert "Dana Reyes has changed it since" in answer.content.decode()
    assert worn(film, keeper, scene) == "apron"
    signed_in(dana).post(undone)
    assert worn(film, keeper, scene) == "nightshirt"


def test_a_look_of_another_film_is_none(keeper, url, dana, signed_in):
    from storyboard.projects.models import Project

    foreign = an_asset(Project.objects.begin("Tide", by=dana), "Boat", dana).looks.get()
    for look in (foreign.pk, "", "x", "9" * 40):
        answer = signed_in(dana).post(url, {"look": look})
        assert answer.status_code == 422
        assert "look" in answer.content.decode()
    assert not SceneLook.objects.exists()


def test_who_reads_only_sees_what_is_worn_and_chooses_nothing(shot, keeper, nightshirt, url, vic, signed_in):
    refer(shot, [keeper])
    text = signed_in(vic).get(url, {"look": nightshirt.pk}).content.decode()
    assert "Worn here" in text
    assert "?look=" not in text
    assert "Wear it" not in text


def test_more_shots_and_assets_cost_the_same_queries(
    scene, shot, film, dana, keeper, url, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(dana)
    refer(shot, [keeper])
    shot.write(prompt="@Keeper waits.")
    connect(shot, "closing", "still", still=an_asset(film, "Door", dana, "still").looks.get())
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    for n in range(5):
        prop = an_asset(film, f"Prop {n}", dana, "prop")
        other = Shot.objects.add(scene, prompt=f"@Prop {n} and @Keeper.")
        refer(other, [prop])
        connect(other, "opening", "still", still=prop.looks.get())
    with django_assert_num_queries(len(few)):
        client.get(url)


def references(client, shot, *values):
    return client.post(reverse("shot_references", args=[shot.pk]), {"references": values})


def kept(shot):
    return list(shot.references.values_list("asset__name", "look__name"))


def test_a_shot_follows_its_scene_until_a_look_of_its_own_is_ticked(shot, keeper, nightshirt, eli, signed_in):
    client, follows = signed_in(eli), f"asset-{keeper.pk}"
    references(client, shot, follows)
    assert kept(shot) == [("Keeper", None)]
    references(client, shot, follows, nightshirt.pk)
    assert kept(shot) == [("Keeper", "nightshirt")]
    references(client, shot, nightshirt.pk, follows)
    assert kept(shot) == [("Keeper", None)]


def test_two_looks_of_one_asset_may_go_along(shot, keeper, nightshirt, eli, signed_in):
    references(signed_in(eli), shot, keeper.looks.get(name="oilskin").pk, nightshirt.pk)
    assert kept(shot) == [("Keeper", "oilskin"), ("Keeper", "nightshirt")]


def test_the_shot_says_whose_look_each_reference_has(shot, scene, keeper, nightshirt, eli, signed_in):
    wear(scene, keeper, nightshirt)
    refer(shot, [keeper])
    text = signed_in(eli).get(shot.get_absolute_url()).content.decode()
    assert "scene’s look: nightshirt" in text
    assert "A look of this shot’s own" in text


def test_a_reference_to_what_was_deleted_stays_in_sight(shot, keeper, eli, signed_in):
    refer(shot, [keeper])
    keeper.remove()
    text = signed_in(eli).get(shot.get_absolute_url()).content.decode()
    assert f'value="asset-{keeper.pk}" checked' in text
    keeper.looks.last().revise(a_file("image/png"), eli)
    references(signed_in(eli), shot)
    assert kept(shot) == []
