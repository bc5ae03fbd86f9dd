"""Advice beside the field: each when it applies, and only then."""

import pytest

from storyboard.assets.models import refer
from storyboard.continuity.models import connect
from storyboard.takes.composition import Composition
from tests.takes.films import an_asset, fresh

pytestmark = pytest.mark.django_db
RULES = (
    "unknown_name", "deleted_name", "name_alone", "picture_left_behind", "no_sound", "negation", "another_aspect",
)  # fmt: skip


@pytest.fixture
def keeper(film, dana):
    return an_asset(film, "Keeper", dana)


def found(shot, **fields):
    shot.write(**fields)
    findings = [each for each in Composition(fresh(shot)).findings if each.rule in RULES]
    return {each.rule: (each.field, each.message, each.nearest) for each in findings}


def test_a_shot_that_says_what_is_heard_has_no_findings(shot, keeper):
    assert found(shot, action="A lamp burns.", sound="rain") == {}
    assert found(shot, prompt="A lamp burns. SFX: rain.") == {}


def test_a_name_that_nobody_has_is_said_with_the_nearest_that_somebody_has(shot, keeper):
    said = found(shot, prompt="@Kepeer says “Hold.”")
    assert said == {
        "unknown_name": ("prompt", "No asset is named @Kepeer. Is it @Keeper?", "@Keeper says “Hold.”")
    }
    assert found(shot, prompt="@Zeppelin hums.")["unknown_name"][2] is None


def test_names_that_nobody_has_are_said_once_each_and_few_at_a_time(shot):
    shot.write(prompt="@Zeppelin, @Zeppelin. " + " ".join(f"@Nobody{n}" for n in range(300)))
    findings = [each for each in Composition(fresh(shot)).findings if each.rule == "unknown_name"]
    assert [each.message[:30] for each in findings] == [
        "No asset is named @Zeppelin.", *(f"No asset is named @Nobody{n}." for n in range(4))
    ]  # fmt: skip


def test_the_field_of_the_plan_is_named(shot):
    assert found(shot, action="A lamp.", sound="@gulls")["unknown_name"][0] == "sound"


def test_a_name_without_its_asset_is_said_until_it_is_referred_to_or_named(shot, keeper):
    said = found(shot, action="The keeper waits.", sound="rain")
    assert said["name_alone"][::2] == ("action", "The @keeper waits.")
    assert found(shot, action="The @keeper waits; the keeper turns.") == {}
    refer(shot, [keeper])
    assert found(shot, action="The keeper waits.") == {}


def test_a_name_that_would_bring_nothing_is_left_in_peace(shot, film, dana, keeper):
    connect(shot, "opening", "still", still=an_asset(film, "Door", dana, "still").looks.get())
    assert found(shot, action="The keeper at the door.", sound="rain") == {}
    keeper.write(words="A man of sixty.")
    assert "name_alone" in found(shot, action="The keeper waits.")


def test_what_was_deleted_and_is_named_is_said(shot, keeper):
    keeper.remove()
    said = found(shot, prompt="@Keeper hums.")
    assert said["deleted_name"][1] == "Keeper was deleted, and still goes along: take its name out."


def test_a_picture_that_stays_behind_is_said(shot, film, dana, keeper):
    connect(shot, "opening", "still", still=an_asset(film, "Door", dana, "still").looks.get())
    said = found(shot, prompt="@Keeper hums.")["picture_left_behind"]
    assert (
        said[1] == "Veo takes no references here, beside a frame or a clip: Keeper goes along in words alone."
    )


def test_a_fourth_picture_is_said(shot, film, dana, keeper):
    refer(shot, [an_asset(film, f"Prop {n}", dana, "prop") for n in range(3)])
    said = found(shot, prompt="@Keeper hums.")["picture_left_behind"]
    assert said[1] == "Veo takes at most three references: Keeper goes along in words alone."


@pytest.mark.parametrize("words", ["He says “Hold on.”", "SFX: a horn", "ambience of a harbour", "Silence."])
def test_sound_is_described_in_many_words(shot, words):
    assert "no_sound" not in found(shot, prompt=f"A lamp. {words}")


def test_no_sound_is_said_while_sound_is_on(shot):
    assert found(shot, action="A lamp.")["no_sound"][0] == "sound"
    assert found(shot, prompt="A lamp.")["no_sound"][0] == "prompt"
    assert found(shot, generate_audio=False) == {}


@pytest.mark.parametrize("words", ["no people", "without people", "don't move", "do not move"])
def test_what_is_said_with_no_calls_it_up(shot, words):
    said = found(shot, prompt=f"A lamp, {words}. It hums.")["negation"]
    assert said[1].startswith(f"“{words}” calls up")


def test_in_speech_anybody_may_say_no(shot):
    assert found(shot, prompt="He says “No, don't go, not without me.”") == {}
    assert "negation" not in found(shot, prompt="North, a note, nobody hums.")


def test_another_aspect_than_the_films_is_said(shot):
    said = found(shot, prompt="A lamp hums.", aspect_ratio="9:16")
    assert said["another_aspect"][::2] == ("aspect_ratio", "")
    assert found(shot, aspect_ratio="16:9") == {}


def test_an_installation_may_set_its_weight_or_turn_it_off(shot, settings):
    settings.VEO_RULE_WEIGHTS = {"no_sound": "off", "negation": "block"}
    shot.write(prompt="A lamp, no people.")
    weights = {each.rule: each.weight for each in Composition(fresh(shot)).findings}
    assert weights == {"negation": "block"}
