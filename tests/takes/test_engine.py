"""The worker over real HTTP: each way a call can end, and what stands on the row, the takes and the ledger after."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from storyboard.files.models import sync
from storyboard.takes import settling
from storyboard.takes.engine import begin_sending
from storyboard.takes.models import Entry, Generation, Status, Take

pytestmark = pytest.mark.django_db(transaction=True)


def money(film: Any) -> tuple[int, int]:
    film.refresh_from_db()
    return film.held, film.settled


def test_a_paid_generation_becomes_takes_and_is_settled_by_what_came_back(ordered, worked_off, film):
    generation = ordered(n=2)
    assert money(film) == (2 * 4 * 400_000, 0)
    endpoint = worked_off()
    generation.refresh_from_db()
    assert generation.status == Status.DONE
    assert [take.number for take in generation.takes.order_by("number")] == [1, 2]
    assert money(film) == (0, 2 * 4 * 400_000)
    assert [entry.kind for entry in Entry.objects.all()] == ["hold", "settle"]
    assert [call["n"] for call in endpoint.calls] == [2]


def test_a_take_is_measured_and_has_its_poster_and_strip(ordered, worked_off):
    worked_off_generation = ordered()
    worked_off()
    take = worked_off_generation.takes.get()
    assert (take.width, take.height, take.frames, take.fps, take.has_audio) == (1280, 720, 96, "24", True)
    assert take.poster.path.exists()
    assert take.strip.path.exists()


def test_the_folder_of_an_answer_survives_a_power_cut_before_the_call_leaves(ordered, worked_off, settings):
    """Its own name and those of the folders above it are synced; nothing is changed, the threads are watched."""
    done: list[Path | str] = []

    def watch(frame: Any, event: str, arg: Any) -> None:
        if event == "return" and frame.f_code is sync.__code__:
            done.append(frame.f_locals["path"])
        if event == "call" and frame.f_code is begin_sending.__code__:
            done.append("sending")

    generation = ordered()
    threading.setprofile(watch)
    try:
        worked_off()
    finally:
        threading.setprofile(None)
    above = [settings.ANSWERS, settings.ANSWERS / str(generation.uid)]
    assert [each for each in done[: done.index("sending")] if each in above] == above


def test_the_raw_answer_goes_once_its_takes_are_safe(ordered, worked_off):
    generation = ordered()
    worked_off()
    generation.refresh_from_db()
    assert not generation.folder.exists()


def test_fewer_takes_than_asked_are_done_and_said_and_only_they_are_charged(ordered, worked_off, film):
    generation = ordered("A crowd. [sandbox: fewer]", n=2)
    worked_off()
    generation.refresh_from_db()
    assert generation.status == Status.DONE
    assert generation.trouble["kind"] == "fewer"
    assert money(film) == (0, 4 * 400_000)


@pytest.mark.parametrize(
    ("directive", "status", "charged", "held"),
    [
        ("400", Status.REFUSED, "no", 0),
        ("401", Status.REFUSED, "no", 0),
        ("403", Status.REFUSED, "no", 0),
        ("404", Status.REFUSED, "no", 0),
        ("413", Status.REFUSED, "no", 0),
        ("422", Status.REFUSED, "no", 0),
        ("filtered 15236754", Status.REFUSED, "no", 0),
        ("none", Status.REFUSED, "very likely not", 0),
        ("500", Status.FAILED, "very likely not", 0),
        ("502", Status.LOST, "may have been", 1_600_000),
        ("503 html", Status.LOST, "may have been", 1_600_000),
        ("504", Status.LOST, "may have been", 1_600_000),
        ("redirect", Status.LOST, "may have been", 1_600_000),
        ("html", Status.LOST, "may have been", 1_600_000),
        ("drop-before", Status.LOST, "may have been", 1_600_000),
        ("drop-headers", Status.LOST, "may have been", 1_600_000),
        ("drop-body", Status.LOST, "may have been", 1_600_000),
        ("broken-base64", Status.LOST, "may have been", 1_600_000),
        ("not-mp4", Status.LOST, "may have been", 1_600_000),
    ],
)
def test_each_answer_ends_as_the_table_says(directive, status, charged, held, ordered, worked_off, film):
    generation = ordered(f"A lamp. [sandbox: {directive}]")
    endpoint = worked_off()
    generation.refresh_from_db()
    assert generation.status == status
    assert generation.trouble["charged"] == charged
    assert money(film) == (held, 0)
    assert len(endpoint.calls) == 1


@pytest.mark.parametrize("directive", ["429 retry-after=1 x1", "503 x1"])
def test_what_was_not_accepted_is_sent_again_by_itself(directive, ordered, worked_off, film):
    generation = ordered(f"A lamp. [sandbox: {directive}]")
    endpoint = worked_off()
    generation.refresh_from_db()
    assert generation.status == Status.DONE
    assert generation.attempt == len(endpoint.calls) == 2
    assert money(film) == (0, 1_600_000)


def test_whole_clips_of_a_broken_answer_become_takes_while_the_rest_is_lost(ordered, worked_off, film):
    generation = ordered("Two lamps. [sandbox: truncated]", n=2)
    worked_off()
    generation.refresh_from_db()
    assert generation.status == Status.LOST
    assert generation.takes.count() == 1
    assert money(film) == (2 * 1_600_000, 0)


def test_a_late_file_ends_a_lost_generation_and_adds_to_its_takes(ordered, worked_off, film, tmp_path):
    generation = ordered("Two lamps. [sandbox: truncated]", n=2)
    worked_off()
    found = generation.takes.get().original
    generation = Generation.objects.get(pk=generation.pk)
    takes = generation.finish([settling.Arrival(1, file=found)])
    assert [take.place for take in sorted(takes, key=lambda each: each.place)] == [0, 1]
    assert money(film) == (0, 2 * 1_600_000)


def test_the_sandbox_costs_and_holds_nothing_and_says_what_it_is(ordered, worked_off, film):
    generation = ordered(preset="sandbox")
    worked_off()
    take = generation.takes.get()
    assert take.sandbox
    assert money(film) == (0, 0)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("words", ["slow 999] [sandbox: none", "timeout"])
def test_a_prompt_cannot_keep_a_place_at_the_sandbox_for_long(words, ordered, worked_off):
    generation = ordered(f"A lamp. [sandbox: {words}]", preset="sandbox")
    begun = time.monotonic()
    worked_off()
    generation.refresh_from_db()
    assert generation.status in (Status.REFUSED, Status.LOST)
    assert time.monotonic() - begun < 20


def test_without_a_key_a_recorded_generation_stays_where_it_is(ordered, worked_off, settings):
    paid = ordered()
    settings.AZERION_API_KEY = ""
    free = ordered(preset="sandbox")

    def free_is_done() -> bool:
        return Generation.objects.get(pk=free.pk).status == Status.DONE

    endpoint = worked_off(until=free_is_done)
    paid.refresh_from_db()
    assert paid.status == Status.QUEUED
    assert not endpoint.calls


def test_a_returned_address_is_kept_and_its_clip_is_copied_here(ordered, worked_off, settings):
    settings.VEO_OUTPUT_FORMAT = "url"
    generation = ordered()

    def copied() -> bool:
        return Take.objects.filter(original__isnull=False, derived_at__isnull=False).exists()

    worked_off(until=copied)
    take = generation.takes.get()
    assert take.returned_url.startswith("http://127.0.0.1:")
    assert take.original.path.stat().st_size == take.original.size
