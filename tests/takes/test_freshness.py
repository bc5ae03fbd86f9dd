from itertools import pairwise

import pytest

from storyboard.assets.models import refer, wear
from storyboard.assets.uses import Renaming
from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Pick, Take
from tests.takes.films import a_file, an_asset, fresh, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(scene, dana):
    """010, 020 on its last frame, 030 on that one's; all picked."""
    shots = [Shot.objects.add(scene, prompt=f"Lamp {n}.") for n in range(3)]
    picked(shots[0], dana)
    for before, after in pairwise(shots):
        connect(after, "opening", "last_frame", source=before)
        picked(after, dana)
    return shots


def said(film, instead=None):
    """By code, why each shot is out of date."""
    film = Project.objects.get(pk=film.pk)
    codes = dict(Shot.objects.values_list("pk", "code"))
    return {codes[pk]: reasons for pk, reasons in Freshness(film, instead).outdated.items()}


def test_what_was_just_made_is_fresh(chain, film):
    assert said(film) == {}


def test_another_pick_outdates_what_hangs_on_it_and_all_that_hangs_on_that(chain, film, dana):
    picked(chain[0], dana)
    assert said(film) == {
        "020": ["1-010's pick changed from take 1 to take 2."],
        "030": ["1-020, which it hangs on, is out of date."],
    }


def test_a_trim_outdates_by_the_frame_that_the_cut_shows(chain, film):
    Pick.objects.filter(shot=chain[0]).update(end=81)
    assert said(film)["020"] == ["1-010 ends on frame 80 now, not 95."]


def test_without_its_pick_the_source_is_named(chain, film, dana):
    Take.objects.select_related("shot__scene__project").get(shot=chain[0]).pick(False, by=dana)
    assert said(film)["020"] == ["1-010 has no pick now."]


def test_a_pinned_take_is_not_moved_by_another_pick(chain, film, dana):
    connect(chain[1], "opening", "last_frame", source=fresh(chain[0]), take_number=1)
    picked(chain[0], dana)
    assert said(film) == {}


def test_words_and_settings_are_named(chain, film, dana):
    chain[0].write(prompt="Another lamp.", duration=8, negative_prompt="fog", generate_audio=False)
    film.style = "Grain."
    film.save(update_fields=["style"])
    assert said(film)["010"] == [
        "The prompt has changed.",
        "The film's style words have changed.",
        "The duration is 8 now, it was 4.",
        "The negative prompt has changed.",
        "Sound is off now.",
    ]
    assert said(film)["020"][-1] == "1-010, which it hangs on, is out of date."


def test_what_makes_another_take_of_the_same_thing_outdates_nothing(chain, film):
    chain[0].write(seed=7, n=4, compression_quality="lossless", notes="Pretty.", size="CU")
    assert said(film) == {}


def test_the_same_words_out_of_the_plan_or_the_prompt_are_the_same(scene, film, dana):
    shot = Shot.objects.add(scene, action="The lamp burns.")
    picked(shot, dana)
    shot.write(prompt="The lamp burns.")
    assert said(film) == {}


def test_a_new_version_of_a_look_outdates_what_was_made_with_it(shot, film, dana):
    keeper = an_asset(film, "Keeper", dana)
    oilskin = keeper.add_look("oilskin", a_file("image/png"), dana)
    nightshirt = keeper.add_look("nightshirt", a_file("image/png"), dana)
    refer(shot, [oilskin])
    picked(shot, dana)
    nightshirt.revise(a_file("image/png"), dana)
    assert said(film) == {}
    oilskin.revise(a_file("image/png"), dana)
    assert said(film)["010"] == ["Keeper / oilskin is at version 2, it was made with version 1."]


@pytest.fixture
def keeper(film, dana):
    """Keeper in oilskin, and in a nightshirt."""
    keeper = an_asset(film, "Keeper", dana)
    keeper.looks.get().write(name="oilskin")
    keeper.add_look("nightshirt", a_file("image/png"), dana)
    return keeper


def test_another_look_in_the_scene_outdates_what_follows_it_and_says_so(scene, film, dana, keeper):
    follower, own, named = (Shot.objects.add(scene, prompt="A lamp.") for _ in range(3))
    oilskin, nightshirt = keeper.looks.all()
    refer(follower, [keeper])
    refer(own, [oilskin])
    named.write(prompt="@Keeper waits.")
    for shot in (follower, own, named):
        picked(shot, dana)
    wear(scene, keeper, nightshirt)
    sentence = "Keeper wears nightshirt in this scene now, it was made with oilskin."
    assert said(film) == {"010": [sentence], "030": [sentence]}
    wear(scene, keeper, None)
    assert said(film) == {}


def test_a_look_of_its_own_is_named_as_the_shots(shot, film, dana, keeper):
    refer(shot, [keeper])
    picked(shot, dana)
    refer(shot, [keeper.looks.get(name="nightshirt")])
    assert said(film)["010"] == ["Keeper wears nightshirt in this shot now, it was made with oilskin."]


def test_the_same_look_by_the_scene_or_of_its_own_is_the_same(shot, film, dana, keeper):
    refer(shot, [keeper])
    picked(shot, dana)
    refer(shot, [keeper.looks.get(name="oilskin")])
    assert said(film) == {}


def test_a_version_outdates_only_where_its_look_is_worn(scene, film, dana, keeper):
    other = Scene.objects.add(film)
    shots = [Shot.objects.add(each, prompt="A lamp.") for each in (scene, other)]
    wear(other, keeper, keeper.looks.get(name="nightshirt"))
    for shot in shots:
        refer(shot, [keeper])
        picked(shot, dana)
    keeper.looks.get(name="nightshirt").revise(a_file("image/png"), dana)
    outdated = Freshness(Project.objects.get(pk=film.pk)).outdated
    assert outdated == {shots[1].pk: ["Keeper / nightshirt is at version 2, it was made with version 1."]}


def test_words_that_a_name_brings_in_have_a_reason_of_their_own(shot, film, dana, keeper):
    keeper.write(words="Thin.")
    shot.write(prompt="@Keeper waits.")
    picked(shot, dana)
    keeper.write(words="Stout.")
    assert said(film)["010"] == ["Keeper's words changed."]
    keeper.write(words="Thin.")
    assert said(film) == {}


def test_words_of_a_look_count_where_it_is_worn(shot, film, dana, keeper):
    keeper.looks.get(name="oilskin").write(words="A yellow oilskin.")
    shot.write(prompt="@Keeper waits.")
    picked(shot, dana)
    keeper.looks.get(name="nightshirt").write(words="In white.")
    assert said(film) == {}
    keeper.looks.get(name="oilskin").write(words="A black oilskin.")
    assert said(film)["010"] == ["Keeper's words changed."]


def test_a_name_that_is_taken_out_is_the_prompts_change(shot, film, dana, keeper):
    shot.write(prompt="@Keeper waits.")
    picked(shot, dana)
    shot.write(prompt="Keeper waits.")
    assert said(film)["010"] == ["Keeper / oilskin is no reference any more."]
    shot.write(prompt="A keeper waits.")
    assert said(film)["010"] == ["Keeper / oilskin is no reference any more.", "The prompt has changed."]


def test_an_asset_that_comes_later_and_has_the_name_is_brought_in(shot, film, dana):
    connect(shot, "opening", "still", still=an_asset(film, "Door", dana, "still").looks.get())
    shot.write(prompt="@Mate waits.")
    picked(shot, dana)
    an_asset(film, "Mate", dana)
    assert said(film)["010"] == ["Mate is brought in by its name now."]


def test_another_name_is_another_word_and_said_as_that(shot, film, dana, keeper):
    shot.write(prompt="@Keeper waits.")
    picked(shot, dana)
    Renaming(keeper, "Old man").write()
    assert said(film)["010"] == ["Keeper is called Old man now."]


def test_references_that_come_and_go_are_named(shot, film, dana):
    keeper, lamp = an_asset(film, "Keeper", dana), an_asset(film, "Lamp", dana, "prop")
    refer(shot, [keeper.looks.get()])
    picked(shot, dana)
    refer(shot, [lamp.looks.get()])
    assert said(film)["010"] == ["Lamp is a reference now.", "Keeper is no reference any more."]


def test_an_opening_that_is_another_is_named(shot, film, dana):
    door, pier = an_asset(film, "Door", dana, "still"), an_asset(film, "Pier", dana, "still")
    connect(shot, "opening", "still", still=door.looks.get())
    picked(shot, dana)
    connect(shot, "opening", "still", still=pier.looks.get())
    assert said(film)["010"] == ["Its opening is another one: still Pier instead of Door."]
    connect(shot, "opening", None)
    assert said(film)["010"] == ["It has no opening any more."]


def test_a_longer_take_outdates_neither_itself_nor_the_one_it_extends(shot, film, dana):
    picked(shot, dana)
    connect(shot, "opening", "extend", source=shot)
    assert said(film) == {}
    picked(shot, dana)
    assert said(film) == {}
    shoot(shot, dana)
    assert said(film) == {}


def test_a_file_that_is_conformed_later_is_the_same_take(chain, film):
    Take.objects.filter(shot=chain[0]).update(conformed=a_file())
    assert said(film) == {}


def test_what_is_kept_as_it_is_stays_fresh_until_something_else_changes(chain, film, dana):
    picked(chain[0], dana)
    judged = Freshness(film).judged[chain[1].pk]
    judged.take.keep_as_it_is(judged.meaning)
    assert said(film) == {}
    picked(chain[0], dana)
    assert said(film)["020"] == ["1-010's pick changed from take 1 to take 3."]


def test_an_uploaded_or_omitted_shot_is_never_out_of_date(chain, film, dana):
    picked(chain[0], dana)
    chain[1].omit(True)
    assert said(film) == {}
    chain[1].omit(False)
    Take.upload(fresh(chain[1]), a_file(), dana).pick(True, by=dana)
    assert "020" not in said(film)


def test_before_a_pick_takes_effect_it_can_be_said_what_becomes_out_of_date(chain, film, dana):
    other = shoot(chain[0], dana)
    as_if = Pick(shot=chain[0], take=other)
    assert list(said(film, {chain[0].pk: as_if})) == ["020", "030"]
    assert said(film) == {}


def test_a_whole_film_is_judged_with_a_constant_number_of_queries(
    chain, scene, film, dana, django_assert_max_num_queries
):
    for _ in range(6):
        last = Shot.objects.filter(scene=scene).order_by("position").last()
        shot = Shot.objects.add(scene, prompt="More.")
        connect(shot, "opening", "last_frame", source=last)
        picked(shot, dana)
    chain[0].write(prompt="Another lamp.")
    with django_assert_max_num_queries(9):
        assert len(Freshness(Project.objects.get(pk=film.pk)).outdated) == 9


def test_looks_and_names_cost_the_same_queries_however_many_there_are(
    scene, film, dana, keeper, django_assert_max_num_queries
):
    def dressed(count):
        for n in range(count):
            prop = an_asset(film, f"Prop {count}{n}", dana, "prop")
            shot = Shot.objects.add(scene, prompt=f"@Keeper and @Prop {count}{n}.")
            refer(shot, [prop])
            picked(shot, dana)
        wear(scene, keeper, keeper.looks.all()[count % 2])
        with django_assert_max_num_queries(12) as queries:
            return len(Freshness(Project.objects.get(pk=film.pk)).outdated), len(queries)

    (few, before), (many, after) = dressed(1), dressed(6)
    assert (few, many) == (1, 6)
    assert before == after
