"""Everything worth a second look in a film, on one sheet; and the fixes beside the fields."""

import re

import pytest
from django.urls import reverse

from storyboard.assets.models import Asset, Kind, refer
from storyboard.projects.models import Shot
from storyboard.rooms.asset_shots import AssetShots
from tests.takes.films import a_file, an_asset, picked

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(film):
    return reverse("lint", args=[film.pk])


@pytest.fixture
def keeper(film, dana):
    return an_asset(film, "Keeper", dana)


def test_it_lists_the_findings_of_every_shot_in_the_cut(scene, shot, film, keeper, url, vic, signed_in):
    shot.write(prompt="@Kepeer hums.")
    other = Shot.objects.add(scene, prompt="x" * 4001)
    Shot.objects.add(scene, prompt="@Nobody").omit(True)
    text = signed_in(vic).get(url).content.decode()
    assert "No asset is named @Kepeer." in text
    assert "1 characters too long" in text
    assert "1 in the way" in text
    assert other.get_absolute_url() in text
    assert "@Nobody" not in text


def test_a_film_without_findings_says_so(shot, url, vic, signed_in):
    shot.write(prompt="A lamp hums.")
    assert "Nothing needs a second look" in signed_in(vic).get(url).content.decode()


def test_the_shot_list_leads_there(shot, film, url, vic, signed_in):
    assert url in signed_in(vic).get(reverse("shot_list", args=[film.pk])).content.decode()


def test_more_shots_cost_the_same_queries(
    scene, shot, film, dana, keeper, url, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(dana)
    shot.write(prompt="@Keeper and @Mate.")
    picked(shot, dana)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    for n in range(5):
        refer(Shot.objects.add(scene, prompt=f"@Keeper and @Mate, no {n}."), [keeper])
    with django_assert_num_queries(len(few)):
        client.get(url)


def fix_in(text, rule_words):
    """The hidden fields of the form with this button."""
    forms = [
        each for each in re.findall(r'<form class="fix".*?</form>', text, re.DOTALL) if rule_words in each
    ]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', forms[0])) | {"fix": "1"}


def test_one_click_writes_the_nearest_name_where_nobody_has_written_meanwhile(shot, keeper, eli, signed_in):
    client, field = signed_in(eli), reverse("shot_field", args=[shot.pk])
    shot.write(prompt="@Kepeer hums.")
    fix = fix_in(client.get(shot.get_absolute_url()).content.decode(), "Write the nearest name")
    shot.write(prompt="Somebody else’s words hum.")
    client.post(field, fix)
    shot.refresh_from_db()
    assert shot.prompt == "Somebody else’s words hum."
    shot.write(prompt="@Kepeer hums.")
    client.post(field, fix)
    shot.refresh_from_db()
    assert shot.prompt == "@Keeper hums."


def test_one_click_turns_the_sound_off_or_takes_the_films_aspect(shot, eli, signed_in):
    client, field = signed_in(eli), reverse("shot_field", args=[shot.pk])
    shot.write(prompt="A lamp.", aspect_ratio="9:16")
    text = client.get(shot.get_absolute_url()).content.decode()
    client.post(field, fix_in(text, "Turn sound off"))
    client.post(field, fix_in(text, "Use the film’s"))
    shot.refresh_from_db()
    assert (shot.generate_audio, shot.aspect_ratio) == (False, "")


def test_a_prompt_that_is_too_long_with_its_names_is_cut_as_it_is_typed(shot, keeper, eli, signed_in):
    keeper.write(words="w" * 100)
    shot.write(prompt="@Keeper " + "x" * 3990)
    client = signed_in(eli)
    fix = fix_in(client.get(shot.get_absolute_url()).content.decode(), "Cut it to 4,000 characters")
    assert fix["value"].startswith("@Keeper x")
    client.post(reverse("shot_field", args=[shot.pk]), fix)
    assert "too long" not in client.get(shot.get_absolute_url()).content.decode()


def test_what_a_name_brings_in_is_marked_in_what_will_be_sent(shot, keeper, eli, signed_in):
    keeper.write(words="A man of sixty.")
    shot.write(prompt="@Keeper hums.")
    text = signed_in(eli).get(reverse("shot_request", args=[shot.pk])).content.decode()
    assert '<span data-from="asset" title="Keeper">Keeper (A man of sixty)</span>' in text


def test_people_and_things_are_offered_by_name_before_frames_that_were_saved(
    film, dana, keeper, eli, signed_in
):
    Asset.objects.add_frame(film, "1-010 take 1, frame 7", a_file("image/png"), dana)
    Asset.objects.add(film, Kind.PLACE, "Pier", a_file("image/png"), dana)
    found = signed_in(eli).get(reverse("names", args=[film.pk])).json()
    assert [each["name"] for each in found["names"]] == ["Keeper", "Pier", "1-010 take 1, frame 7"]


def test_an_asset_lists_its_shots_with_the_version_of_their_picks(
    scene, shot, film, dana, keeper, vic, signed_in
):
    refer(shot, [keeper])
    shot.write(prompt="@Keeper hums.")
    picked(shot, dana)
    other = Shot.objects.add(scene, prompt="@Keeper sings.")
    keeper.looks.get().revise(a_file("image/png"), dana)
    first, second = AssetShots(type(keeper).objects.select_related("project").get(pk=keeper.pk))
    assert (first.roles, [each.number for each in first.made_with]) == (["reference", "named"], [1])
    assert first.mark.in_words == "Keeper is at version 2, it was made with version 1."
    assert (second.shot, second.roles, second.pick) == (other, ["named"], None)
    text = signed_in(vic).get(reverse("asset_shots", args=[keeper.pk])).content.decode()
    assert "its plain look, version 1" in text
    assert "Out of date" in text
    assert "no pick yet" in text


def test_more_shots_of_an_asset_cost_the_same_queries(
    scene, shot, film, dana, keeper, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    client, url = signed_in(dana), reverse("asset_shots", args=[keeper.pk])
    shot.write(prompt="@Keeper hums.")
    refer(shot, [keeper])
    picked(shot, dana)
    client.get(url)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    count = len(few)
    for n in range(5):
        other = Shot.objects.add(scene, prompt=f"@Keeper sings {n}.")
        refer(other, [keeper])
        picked(other, dana)
    client.get(url)
    with django_assert_num_queries(count):
        client.get(url)
