"""One asset: its looks side by side, their versions, where it is used."""

import pytest
from django.urls import reverse

from storyboard.assets.models import Asset, refer
from storyboard.assets.uses import Uses
from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from tests.assets.pictures import picture


def test_a_look_is_added_beside_the_first(signed_in, eli, add_asset):
    asset = add_asset()
    signed_in(eli).post(reverse("looks", args=[asset.pk]), {"name": "Nightshirt", "picture": picture()})
    assert [(look.position, look.name) for look in asset.looks.all()] == [(1, ""), (2, "Nightshirt")]
    assert asset.looks.last().newest.made_by == eli


def test_a_look_without_a_name_is_called_like_its_file(signed_in, dana, add_asset):
    asset = add_asset()
    signed_in(dana).post(reverse("looks", args=[asset.pk]), {"picture": picture("night_shirt.png")})
    assert asset.looks.last().name == "Night shirt"


def test_a_revision_is_a_new_version_and_the_one_before_stays_in_sight(signed_in, dana, add_asset):
    asset, client = add_asset(), signed_in(dana)
    look = asset.looks.get()
    first = look.newest
    client.post(reverse("versions", args=[look.pk]), {"picture": picture(colour=(200, 0, 0))})
    text = client.get(asset.get_absolute_url()).content.decode()
    assert [version.number for version in look.versions.all()] == [1, 2]
    assert reverse("version_thumbnail", args=[first.pk]) in text
    assert text.index("Keeper, version 2") < text.index("Keeper, version 1")


def test_a_look_is_renamed(signed_in, dana, add_asset):
    asset = add_asset()
    signed_in(dana).post(reverse("look", args=[asset.looks.get().pk]), {"name": "Oilskin"})
    assert asset.looks.get().name == "Oilskin"


def test_an_asset_gets_another_name_kind_and_words(signed_in, dana, add_asset):
    asset = add_asset()
    typed = {"kind": "prop", "name": "Lantern", "words": "Brass"}
    assert signed_in(dana).post(asset.get_absolute_url(), typed).status_code == 302
    asset.refresh_from_db()
    assert (asset.kind, asset.name, asset.words) == ("prop", "Lantern", "Brass")


def test_a_wrong_name_is_told_beside_its_field_and_the_heading_keeps_the_old_one(signed_in, dana, add_asset):
    asset = add_asset()
    answer = signed_in(dana).post(
        asset.get_absolute_url(), {"kind": "prop", "name": "x" * 81, "words": "Brass"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "at most 80 characters" in text
    assert "<h1>Keeper</h1>" in text
    assert ">\nBrass</textarea>" in text


@pytest.mark.parametrize(("name", "noun"), [("looks", "asset"), ("versions", "look")])
def test_a_bad_picture_is_told_where_it_was_dropped(signed_in, dana, add_asset, name, noun):
    asset = add_asset()
    pk = asset.pk if noun == "asset" else asset.looks.get().pk
    answer = signed_in(dana).post(
        reverse(name, args=[pk]), {"name": "Dance", "picture": picture("dance.gif")}
    )
    assert answer.status_code == 422
    assert answer.content.decode().count("This is a GIF") == 1
    assert asset.looks.count() == asset.looks.get().versions.count() == 1


@pytest.mark.parametrize("member", ["rae", "vic"])
@pytest.mark.parametrize("name", ["assets", "asset", "asset_deleted", "looks", "look", "versions"])
def test_who_only_reads_changes_nothing(signed_in, film, add_asset, member, name, request):
    asset = add_asset()
    pk = {"assets": film.pk, "look": asset.looks.get().pk, "versions": asset.looks.get().pk}.get(
        name, asset.pk
    )
    data = {"on": "1", "name": "Mine", "kind": "prop", "picture": picture(), "pictures": picture()}
    answer = signed_in(request.getfixturevalue(member)).post(reverse(name, args=[pk]), data)
    assert answer.status_code == 403
    assert [each.name for each in Asset.objects.alive()] == ["Keeper"]
    assert asset.looks.get().versions.count() == 1


def test_it_says_which_shots_use_it_and_as_what(signed_in, vic, scene, shot, add_asset):
    asset, other = add_asset(), add_asset("Lantern", "prop", (200, 1, 1))
    second = Shot.objects.add(scene)
    refer(second, [asset.looks.get(), other.looks.get()])
    connect(shot, "opening", "still", still=other.looks.get())
    connect(shot, "closing", "still", still=asset.looks.get())
    assert [(str(use.shot), use.role) for use in Uses(asset)] == [
        ("1-010", "closing"),
        ("1-020", "reference"),
    ]
    second.remove()
    assert [(str(use.shot), use.role) for use in Uses(asset)] == [("1-010", "closing")]
    text = signed_in(vic).get(asset.get_absolute_url()).content.decode()
    assert shot.get_absolute_url() in text


def test_twice_the_looks_and_versions_cost_the_same_queries(
    signed_in, dana, add_asset, django_assert_num_queries, django_assert_max_num_queries
):
    asset, client = add_asset(), signed_in(dana)
    file = asset.cover.picture
    asset.add_look("Second", file, by=dana)
    with django_assert_max_num_queries(15) as few:
        client.get(asset.get_absolute_url())
    for n in range(4):
        asset.add_look(f"Look {n}", file, by=dana).revise(file, by=dana)
    with django_assert_num_queries(len(few)):
        client.get(asset.get_absolute_url())


def test_a_change_is_seen_by_pages_that_poll(add_asset, film, dana):
    asset = add_asset()
    look, file = asset.looks.get(), asset.cover.picture
    changes = [
        lambda: asset.write(name="Old keeper"),
        lambda: asset.add_look("Oilskin", file, by=dana),
        lambda: look.write(name="Nightshirt"),
        lambda: look.revise(file, by=dana),
        asset.remove,
    ]
    for change in changes:
        film.refresh_from_db()
        before = film.version
        change()
        film.refresh_from_db()
        assert film.version > before
