"""Looking after calls whose worker died: what comes back is waited for, what nobody has named is not tried for ever."""

import logging

import pytest
from django.utils.timezone import now

from storyboard.takes import settling
from storyboard.takes.models import Entry, Generation, Status

pytestmark = pytest.mark.django_db
TAKE = '{"videos": [{"url": "https://host.example/a.mp4"}]}'
OK = '{"status": 200, "headers": {}}'


@pytest.fixture
def left_behind(ordered):
    """`left_behind(note)`: a call whose worker died with the answer on disk and this note beside it."""

    def leave(note=OK):
        generation = ordered()
        generation.claim("dead")
        generation.begin_sending()
        Generation.objects.filter(pk=generation.pk).update(lease_until=now())
        generation.folder.mkdir(parents=True)
        (generation.folder / "answer.json").write_text(TAKE)
        (generation.folder / "received.json").write_text(note)
        return generation

    return leave


def after(generation, reaps):
    found = [settling.reap() for _ in range(reaps)]
    generation.refresh_from_db()
    return found


def test_an_error_that_nobody_named_is_tried_some_times_and_then_the_call_is_lost(left_behind, film, caplog):
    caplog.set_level(logging.ERROR, "storyboard.worker")
    broken, good = left_behind('"no note of ours"'), left_behind()
    assert after(broken, settling.MOST_TRIES - 1) == [1, 0, 0, 0]
    assert (broken.status, broken.trouble["tries"]) == (Status.SENDING, settling.MOST_TRIES - 1)
    assert after(broken, 2) == [1, 0]
    assert (broken.status, broken.trouble["kind"], broken.trouble["charged"]) == (
        Status.LOST,
        "unreadable",
        "may have been",
    )
    film.refresh_from_db()
    assert film.held == broken.held
    assert (broken.folder / "answer.json").read_text() == TAKE
    assert len([each for each in caplog.records if each.exc_info]) == settling.MOST_TRIES
    assert str(broken.folder) in caplog.text
    good.refresh_from_db()
    assert good.status == Status.DONE


def test_what_is_mended_meanwhile_becomes_its_takes(left_behind):
    generation = left_behind("[]")
    after(generation, settling.MOST_TRIES - 1)
    (generation.folder / "received.json").write_text(OK)
    after(generation, 1)
    assert (generation.status, generation.takes.count(), generation.trouble) == (Status.DONE, 1, None)
    assert [entry.kind for entry in Entry.objects.all()] == ["hold", "settle"]


def test_a_store_that_cannot_be_written_to_is_waited_for_however_often(left_behind, settings, tmp_path):
    generation = left_behind()
    answers, settings.ANSWERS = settings.ANSWERS, tmp_path / "a-file"
    settings.ANSWERS.write_text("no folder")
    after(generation, settling.MOST_TRIES + 1)
    assert (generation.status, generation.trouble) == (Status.SENDING, None)
    settings.ANSWERS = answers
    after(generation, 1)
    assert generation.status == Status.DONE
