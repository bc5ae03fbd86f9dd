"""The room of a film's characters, props, places and stills."""

import pytest
from django.urls import reverse

from storyboard.assets.models import Asset, refer


@pytest.fixture
def room(film):
    return reverse("assets", args=[film.pk])


def test_assets_stand_in_groups_by_kind(signed_in, dana, room, add_asset):
    add_asset("Marsh", "character")
    add_asset("Lantern", "prop")
    text = signed_in(dana).get(room).content.decode()
    assert text.index("Characters</h2>") < text.index("Marsh</a>") < text.index("Props</h2>")


def test_a_kind_can_be_chosen_and_an_unknown_one_shows_all(signed_in, dana, room, add_asset):
    add_asset("Keeper", "character")
    add_asset("Lantern", "prop")
    client = signed_in(dana)
    assert [asset.name for asset in client.get(f"{room}?kind=prop").context["assets"]] == ["Lantern"]
    assert len(client.get(f"{room}?kind=ghost").context["assets"]) == 2


def test_an_empty_room_teaches(signed_in, dana, room):
    text = signed_in(dana).get(room).content.decode()
    assert "No assets yet" in text
    assert "New assets" in text


@pytest.mark.parametrize("reader", ["rae", "vic"])
def test_who_may_not_change_assets_sees_no_button_for_it(signed_in, room, add_asset, reader, request):
    asset = add_asset()
    client = signed_in(request.getfixturevalue(reader))
    for url in (room, asset.get_absolute_url()):
        assert b'<form method="post" enctype' not in client.get(url).content
        assert b"Delete" not in client.get(url).content


def test_twice_the_assets_cost_the_same_queries(
    signed_in, dana, room, add_asset, django_assert_num_queries, django_assert_max_num_queries
):
    client = signed_in(dana)
    for n in range(3):
        add_asset(f"Prop {n}", "prop")
    with django_assert_max_num_queries(12) as few:
        client.get(room)
    for n in range(3, 9):
        add_asset(f"Prop {n}", "prop")
    with django_assert_num_queries(len(few)):
        client.get(room)


def test_a_deleted_asset_is_gone_from_the_room_and_comes_back_by_undo(signed_in, dana, room, add_asset):
    asset, client = add_asset(), signed_in(dana)
    answer = client.post(reverse("asset_deleted", args=[asset.pk]), {"on": "1"}, follow=True)
    assert "Keeper was deleted." in answer.content.decode()
    assert not answer.context["assets"]
    assert client.get(asset.get_absolute_url()).status_code == 404
    for _ in range(2):
        client.post(reverse("asset_deleted", args=[asset.pk]), {"on": "0"})
    assert [each.name for each in client.get(room).context["assets"]] == ["Keeper"]


def test_deleting_says_which_shots_keep_it(signed_in, dana, shot, add_asset):
    asset = add_asset()
    refer(shot, [asset.looks.get()])
    answer = signed_in(dana).post(reverse("asset_deleted", args=[asset.pk]), {"on": "1"}, follow=True)
    assert "Keeper was deleted. 1 shot still uses it." in answer.content.decode()


def test_a_state_that_is_neither_on_nor_off_changes_nothing(signed_in, dana, add_asset):
    asset = add_asset()
    assert signed_in(dana).post(reverse("asset_deleted", args=[asset.pk])).status_code == 422
    assert Asset.objects.alive().exists()
