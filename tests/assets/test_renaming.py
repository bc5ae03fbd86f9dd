"""Renaming an asset that is named with @ in the plan."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.assets.models import Asset
from storyboard.assets.uses import Renaming, Uses
from storyboard.assets.wardrobe import Wardrobe
from storyboard.projects.models import Project, Shot
from tests.takes.films import a_file, an_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(film, dana):
    keeper = an_asset(film, "Keeper", dana)
    keeper.add_look("oilskin", a_file("image/png"), dana)
    return keeper


def texts(shot):
    shot.refresh_from_db()
    return shot.action, shot.prompt


def test_its_name_is_rewritten_wherever_it_means_it(keeper, shot, film):
    shot.write(action="@keeper and the keeper.", prompt="@Keeper / OILSKIN, keeper@example.com")
    Project.objects.filter(pk=film.pk).update(style="Like @Keeper.")
    keeper.project.refresh_from_db()
    assert Renaming(keeper, "Old man").write() == 1
    assert texts(shot) == ("@Old man and the keeper.", "@Old man / oilskin, keeper@example.com")
    film.refresh_from_db()
    assert film.style == "Like @Old man."
    assert Asset.objects.get(pk=keeper.pk).name == "Old man"


def test_a_look_is_rewritten_too(keeper, shot):
    shot.write(prompt="@Keeper / oilskin and @Keeper.")
    Renaming(keeper.looks.get(name="oilskin"), "coat").write(words="A coat.")
    assert texts(shot)[1] == "@Keeper / coat and @Keeper."
    assert keeper.looks.get(name="coat").words == "A coat."


def test_a_name_that_would_be_read_as_another_is_refused_and_nothing_changes(
    keeper, shot, film, dana, signed_in
):
    an_asset(film, "Mate boat", dana, "prop")
    shot.write(prompt="@Keeper boat ahoy.")
    with pytest.raises(ValidationError, match="1-010"):
        Renaming(keeper, "Mate").write()
    answer = signed_in(dana).post(
        keeper.get_absolute_url(), {"kind": "character", "name": "Mate", "words": ""}
    )
    assert answer.status_code == 422
    assert "named with @ in 1-010" in answer.content.decode()
    assert texts(shot)[1] == "@Keeper boat ahoy."
    assert Asset.objects.get(pk=keeper.pk).name == "Keeper"


def test_a_look_that_is_named_keeps_a_name(keeper, shot):
    shot.write(prompt="@Keeper / oilskin")
    with pytest.raises(ValidationError):
        Renaming(keeper.looks.get(name="oilskin"), "").write()


def test_the_page_says_what_it_rewrote_and_undo_writes_it_back(keeper, shot, dana, signed_in):
    client = signed_in(dana)
    shot.write(prompt="@Keeper waits.")
    assert "@Keeper is named in 1-010" in client.get(keeper.get_absolute_url()).content.decode()
    form = {"kind": "character", "name": "Mate", "words": "Thin."}
    text = client.post(keeper.get_absolute_url(), form, follow=True).content.decode()
    assert "@Keeper rewritten in 1 shot." in text
    client.post(keeper.get_absolute_url(), {"kind": "character", "name": "Keeper", "words": ""})
    assert texts(shot)[1] == "@Keeper waits."


def test_deleting_says_how_many_shots_use_it_and_they_go_on_meaning_it(keeper, shot, film, dana, signed_in):
    shot.write(prompt="@Keeper waits.")
    text = (
        signed_in(dana)
        .post(reverse("asset_deleted", args=[keeper.pk]), {"on": 1}, follow=True)
        .content.decode()
    )
    assert "1 shot still uses it" in text
    (mention,) = Wardrobe(film).names.in_text("@Keeper waits.")
    assert mention.asset == keeper


def test_uses_are_counted_in_a_constant_number_of_queries(keeper, scene, shot, django_assert_num_queries):
    shot.write(prompt="@Keeper waits.")
    with django_assert_num_queries(6):
        assert Uses(keeper).count == 1
    for _ in range(5):
        Shot.objects.add(scene, prompt="@Keeper waits.")
    with django_assert_num_queries(6):
        assert Uses(keeper).count == 6


WORDS = st.lists(
    st.sampled_from(["@Keeper", "@Mate", "@Keeper / oilskin", "boat", "/", "oilskin", "x@Keeper", "@"])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=WORDS, name=st.sampled_from(["Mate", "Old man", "Boat", "Keeper boat", "K"]))
def test_whatever_is_renamed_every_text_goes_on_meaning_whom_it_meant(keeper, shot, words, name):
    text = " ".join(words)
    Shot.objects.filter(pk=shot.pk).update(prompt=text)
    Asset.objects.filter(pk=keeper.pk).update(name="Keeper")
    film = shot.project
    before = [each.asset for each in Wardrobe(film).names.in_text(text)]
    try:
        Renaming(Asset.objects.get(pk=keeper.pk), name).write()
    except ValidationError:
        name = "Keeper"
    after = [each.asset for each in Wardrobe(film).names.in_text(texts(shot)[1])]
    assert [now for was, now in zip(before, after, strict=True) if was] == [was for was in before if was]
