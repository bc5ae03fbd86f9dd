"""A shot's words as a whole: by fields or by hand, and all that stood there once."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.assets.models import Asset
from storyboard.projects.models import Shot
from storyboard.rooms.word_changes import Span, changes
from storyboard.rooms.wordings import History
from storyboard.takes.models import Generation, Wording
from tests.ground.looked import go
from tests.takes.films import fresh, shoot

pytestmark = pytest.mark.django_db
AS_PART = {"HX-Request": "true", "HX-Target": "auto-save#words"}


def say(client, shot, **fields):
    return client.post(f"/shots/{shot.pk}/prompt", fields, follow=True, headers=AS_PART)


def save(client, shot, name, value):
    was = getattr(fresh(shot), name)
    return client.post(f"/shots/{shot.pk}/field", {"name": name, "value": value, "was": was})


def test_the_fields_are_written_down_as_one_and_speak_again(shot, dana, signed_in):
    shot.write(size="CU", subject="@Keeper")
    client = signed_in(dana)
    answer = say(client, shot, how="whole")
    whole = "CU. @Keeper. The keeper lights the lamp."
    assert fresh(shot).prompt == whole
    assert "Back to the fields" in answer.content.decode()
    assert '"saved"' in answer["HX-Trigger"]

    save(client, shot, "prompt", f"{whole} Slowly.")
    say(client, shot, how="fields")
    assert fresh(shot).prompt == ""
    assert [each.words for each in History(fresh(shot)).versions] == [whole, f"{whole} Slowly.", whole]


def test_what_was_replaced_is_kept_and_can_be_taken_back(shot, dana, signed_in):
    shot.write(prompt="Mine, of long ago.")
    client = signed_in(dana)
    told = json.loads(say(client, shot, how="fields")["HX-Trigger"])["toast"]["undo"]
    assert fresh(shot).prompt == ""
    kept = Wording.objects.get(words="Mine, of long ago.")
    client.post(told["action"], told["fields"])
    assert fresh(shot).prompt == "Mine, of long ago."
    say(client, shot, how="fields")
    say(client, shot, how="wording", which=kept.pk)
    assert fresh(shot).prompt == "Mine, of long ago."


def test_words_that_were_sent_stand_in_the_history_with_their_takes(shot, dana, eli, signed_in):
    client = signed_in(eli)
    shot.write(prompt="A lamp.")
    shoot(shot, dana)
    shoot(shot, dana)
    save(client, shot, "prompt", "A lamp and a man.")
    now_, sent = History(fresh(shot)).versions
    assert (now_.stands, now_.by, now_.sent) == (True, eli, 0)
    assert (sent.words, sent.by, sent.takes) == ("A lamp.", dana, [1, 2])
    assert [(each.how, each.words) for each in now_.changes] == [
        ("", "A"),
        ("del", " lamp."),
        ("ins", " lamp and a man."),
    ]
    say(client, shot, how="generation", which=sent.which)
    assert fresh(shot).prompt == "A lamp."


def test_what_one_person_goes_on_writing_is_one_version(shot, dana, eli, signed_in):
    client = signed_in(dana)
    for words in ("The lamp", "The lamp goes", "The lamp goes out."):
        save(client, shot, "prompt", words)
    save(client, shot, "prompt", "Something else altogether")
    client.force_login(eli, backend="allauth.account.auth_backends.AuthenticationBackend")
    save(client, shot, "prompt", "Something else altogether, says Eli")
    assert [each.words for each in Wording.objects.all()] == [
        "The keeper lights the lamp.",
        "The lamp goes out.",
        "Something else altogether",
        "Something else altogether, says Eli",
    ]


def test_after_a_while_it_is_another_version(shot, dana, signed_in):
    client = signed_in(dana)
    save(client, shot, "prompt", "The lamp goes")
    Wording.objects.filter(words="The lamp goes").update(at=now() - timedelta(minutes=11))
    save(client, shot, "prompt", "The lamp goes out.")
    assert Wording.objects.filter(words="The lamp goes").exists()


def test_notes_are_no_words_of_the_prompt(shot, dana, signed_in):
    save(signed_in(dana), shot, "notes", "Ask Eli.")
    assert not Wording.objects.exists()


def on_the_sheet(client, film, shot, words):
    cells = json.dumps([[shot.pk, "prompt", words, fresh(shot).prompt]])
    client.post(f"/projects/{film.pk}/shot-list/cells", {"cells": cells})


def pasted(client, film, shot, words):
    said = {"text": words, "rows": shot.pk, "columns": "prompt", "direct": 1}
    client.post(f"/projects/{film.pk}/shot-list/pasted", said)


def set_for_many(client, film, shot, words):
    said = {"shot": shot.pk, "how": "set", "field": "prompt", "value": words, "preview": 1}
    go(client, f"/projects/{film.pk}/shot-list/edited", said)


def on_the_board(client, film, shot, words):
    client.post(f"/shots/{shot.pk}/action", {"action": words})


def at_once(client, film, shot, words):
    client.post(f"/shots/{shot.pk}", {"action": words, "length": "4", "n": 1, "prompt": ""})


@pytest.mark.parametrize("write", [on_the_sheet, pasted, set_for_many, on_the_board, at_once])
def test_wherever_words_are_written_they_are_kept_with_their_writer(write, film, shot, eli, signed_in):
    write(signed_in(eli), film, shot, "Fog.")
    assert [(each.words, each.by) for each in Wording.objects.all()] == [
        ("The keeper lights the lamp.", None),
        ("Fog.", eli),
    ]


def test_words_that_a_list_brings_are_kept_with_their_writer(film, shot, eli, signed_in):
    said = {"text": "Shot\tPrompt\n\tFog.\n\tA gull.\n"}
    go(signed_in(eli), f"/projects/{film.pk}/shot-list/pasted", said)
    assert [(each.words, each.by) for each in Wording.objects.all()] == [("Fog.", eli), ("A gull.", eli)]


def test_words_that_were_taken_back_stand_again_in_the_history(film, shot, eli, signed_in):
    client = signed_in(eli)
    on_the_sheet(client, film, shot, "Fog.")
    client.post(f"/projects/{film.pk}/undone")
    client.post(f"/projects/{film.pk}/redone")
    lamp = "The keeper lights the lamp."
    assert [each.words for each in History(fresh(shot)).versions] == ["Fog.", lamp, "Fog.", lamp]


def test_a_name_that_is_rewritten_is_another_wording(film, shot, eli, signed_in):
    keeper = Asset.objects.create(project=film, name="Keeper", kind="character")
    shot.write(prompt="@Keeper waits.")
    said = {"kind": "character", "name": "Old man", "words": ""}
    signed_in(eli).post(f"/assets/{keeper.pk}", said)
    assert Wording.objects.get(by=eli).words == "@Old man waits."


def test_no_word_is_written_that_is_not_kept(film, shot, eli, signed_in):
    """Both or neither, whatever happens between them."""

    def no_room(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "takes_wording"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    client = signed_in(eli)
    with connection.execute_wrapper(no_room), pytest.raises(OperationalError):
        save(client, shot, "prompt", "Fog.")
    assert fresh(shot).prompt == ""


def test_many_words_are_kept_in_so_many_queries(scene, dana, django_assert_num_queries):
    shots = [Shot.objects.add(scene, prompt=f"Words {n}.") for n in range(30)]
    for few in (shots[:2], shots[2:]):
        with django_assert_num_queries(5):
            Wording.objects.note({shot.pk: "Before." for shot in few}, dana)
    assert Wording.objects.count() == 60


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"how": "x"},
        {"how": "wording"},
        {"how": "wording", "which": "9" * 30},
        {"how": "generation", "which": "²"},
        {"how": "generation", "which": "-1"},
        {"how": "wording", "which": "999"},
    ],
)
def test_words_that_are_not_there_change_nothing(fields, shot, dana, signed_in):
    shot.write(prompt="Stays.")
    assert say(signed_in(dana), shot, **fields).status_code == 422
    assert fresh(shot).prompt == "Stays."


def test_words_of_another_shot_are_not_to_be_had(shot, scene, dana, signed_in):
    other = Shot.objects.add(scene, prompt="Elsewhere.")
    kept = Wording.objects.create(shot=other, words="Elsewhere.")
    assert say(signed_in(dana), shot, how="wording", which=kept.pk).status_code == 422


def test_who_reads_only_sees_the_history_and_no_button(shot, rae, dana, signed_in):
    shot.write(prompt="A lamp.")
    shoot(shot, dana)
    shot.write(prompt="Another.")
    text = signed_in(rae).get(f"/shots/{shot.pk}/prompts").content.decode()
    assert "Take 1" in text
    assert "Use these words" not in text


def test_a_damaged_recipe_is_left_out(shot, dana):
    shot.write(prompt="A lamp.")
    shoot(shot, dana)
    Generation.objects.update(recipe={})
    assert [each.words for each in History(fresh(shot)).versions] == ["A lamp."]


def test_many_takes_cost_no_more_queries(shot, dana, signed_in):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/shots/{shot.pk}/prompts")
        return len(queries)

    client = signed_in(dana)
    shot.write(prompt="Take one.")
    shoot(shot, dana)
    few = asked()
    for n in range(4):
        shot.write(prompt=f"Words {n}.")
        shoot(shot, dana)
    assert asked() == few


def test_changes_are_told_by_the_word():
    assert [(each.how, each.words) for each in changes("He lights the lamp.", "He lights a tall lamp.")] == [
        ("", "He lights"),
        ("del", " the"),
        ("ins", " a tall"),
        ("", " lamp."),
    ]


def joined(told, *hows):
    return "".join(each.words for each in told if each.how in hows)


texts = st.lists(st.sampled_from(["a", "the", "lamp", "He", "goes,", "fog."]), max_size=40).map(" ".join)


@settings(deadline=None)
@given(texts, texts)
def test_both_texts_are_in_what_is_told(older, newer):
    told = changes(older, newer)
    assert joined(told, "", "del").split() == older.split()
    assert joined(told, "", "ins").split() == newer.split()
    assert all(one.how != other.how for one, other in pairwise(told))


def test_what_is_the_same_in_two_long_texts_is_found_in_any_place():
    words = [f"word{n}" if n % 3 else "the" for n in range(400)]
    rest = [*words[:100], "fog", *words[100:300], *words[320:]]
    told = changes(" ".join(words), " ".join(rest))
    assert [(each.how, len(each.words.split())) for each in told if each.how] == [("ins", 1), ("del", 20)]


HOSTILE = {
    "two letters": lambda n: "ab"[n * n % 7 % 2],
    "every other one": lambda n: f"{n}" if n % 2 else "y",
    "backwards": lambda n: f"{-n}",
}


@pytest.mark.parametrize("how", HOSTILE)
def test_no_text_takes_more_work_than_its_words(how):
    """Counted in comparisons, not in seconds: twice the words, hardly more than twice the work."""

    def work(many):
        class Word(str):
            seen = 0
            __slots__ = ()

            def __eq__(self, other):
                Word.seen += 1
                return str.__eq__(self, other)

            __hash__ = str.__hash__

        old = [Word(n) for n in range(many)]
        new = [Word(HOSTILE[how](n)) for n in range(many)]
        list(Span(old, new, 0, many, 0, many).same())
        return Word.seen

    assert work(4000) < 3 * work(2000) + 1000


def test_a_long_history_is_compared_as_far_as_there_is_time(shot, dana, monkeypatch):
    monkeypatch.setattr("storyboard.rooms.wordings.MOST_COMPARED", 20)
    for words in ("Fog.", "Fog, and.", "Fog, and a gull."):
        Wording.objects.create(shot=shot, words=words, by=dana)
    shot.write(prompt="Fog, and a gull.")
    newest, before, first = History(fresh(shot)).versions
    assert (newest.differs, before.differs, first.differs) == (False, False, False)
    monkeypatch.setattr("storyboard.rooms.wordings.MOST_COMPARED", 30)
    newest, before, first = History(fresh(shot)).versions
    assert (newest.differs, before.differs) == (True, False)
