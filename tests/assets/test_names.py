"""What `@name` means in a text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storyboard.assets.models import Asset, Look
from storyboard.assets.names import Names, plain, rewritten


def an_asset(pk, name, *looks):
    """One of no database."""
    asset = Asset(pk=pk, name=name)
    rows = [Look(pk=pk * 100 + n, asset=asset, name=look) for n, look in enumerate(looks)]
    asset._prefetched_objects_cache = {"looks": rows}
    return asset


KEEPER = an_asset(1, "Keeper", "", "oilskin", "oilskin, wet")
BOAT = an_asset(2, "Keeper boat")
ZOE = an_asset(3, "Zoë")
TOWER = an_asset(4, "守塔人")
RAVI = an_asset(5, "रवि")
NAMES = Names([KEEPER, BOAT, ZOE, TOWER, RAVI])


def meant(text, names=NAMES):
    return [
        (each.asset and each.asset.name, each.look and each.look.name) for each in names.in_text(plain(text))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Keeper lights it.", [("Keeper", None)]),
        ("@keeper, @KEEPER", [("Keeper", None)] * 2),
        ("the @Keeper boat leaves", [("Keeper boat", None)]),
        ("the @Keeper  \n boat leaves", [("Keeper boat", None)]),
        ("@Keeper boats", [("Keeper", None)]),
        ("@Keeper / oilskin climbs", [("Keeper", "oilskin")]),
        ("@Keeper/OILSKIN, wet.", [("Keeper", "oilskin, wet")]),
        ("@Keeper / oilskins", [("Keeper", None)]),
        ("@Keeper's lamp", [("Keeper", None)]),
        ("@Keepers", [(None, None)]),
        ("@Zoe\u0308 waits", [("Zoë", None)]),
        ("灯塔里@守塔人点灯", [("守塔人", None)]),
        ("@रवि बैठा", [("रवि", None)]),
        ("@रविन", [(None, None)]),
        ("ask keeper@keeper.example", []),
        ("jürgen@Keeper", []),
        ("at @ 24 fps", []),
        ("@Mate and @Keeper", [(None, None), ("Keeper", None)]),
    ],
)
def test_a_name_is_read_where_one_stands(text, found):
    assert meant(text) == found


def test_of_two_with_one_name_the_older_is_meant_and_what_is_there_before_what_was_deleted():
    deleted, old, new = an_asset(1, "Lamp"), an_asset(2, "Lamp"), an_asset(3, "lamp")
    deleted.deleted_at = "2026-11-01"
    assert Names([new, old, deleted]).in_text("@Lamp")[0].asset.pk == 2
    assert Names([deleted]).in_text("@Lamp")[0].asset.pk == 1


def test_names_without_the_sign_are_found_once_and_whole():
    found = NAMES.unsigned("The keeper boat. Keeper! Keepers; keeper. 守塔人点灯")
    assert [(each.asset.name, each.start) for each in found] == [
        ("Keeper boat", 4),
        ("Keeper", 17),
        ("守塔人", 42),
    ]
    assert NAMES.unsigned("@Keeper looks, and the keeper turns.") == []


LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=6).map(plain)
SAID = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)


@given(names=st.lists(SAID, min_size=1, max_size=5, unique_by=str.casefold), which=st.integers(0, 4))
def test_any_name_between_spaces_is_found_and_the_longest_that_fits_wins(names, which):
    name = names[which % len(names)]
    assume(all(plain(each) == each for each in names))
    (mention,) = Names([an_asset(n, each) for n, each in enumerate(names, 1)]).in_text(f"See @{name} there")
    assert mention.asset
    assert len(mention.asset.name) >= len(name)


@given(text=st.text(max_size=60))
def test_what_nobody_changes_stays_as_it_was_typed(text):
    assert rewritten(text, NAMES, lambda mention: None) == plain(text)
    for mention in NAMES.in_text(plain(text)):
        assert plain(text)[mention.start] == "@"
