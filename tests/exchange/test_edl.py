"""The edit list, read back by the field's own reader."""

import re

import opentimelineio
import pytest

from storyboard.cut.models import Event
from storyboard.cut.working import freeze
from storyboard.exchange.edl import MOST_EVENTS, edit_lists
from storyboard.projects.lengths import timecode
from storyboard.projects.models import Shot
from storyboard.takes.models import Pick, Take


def read(text):
    timeline = opentimelineio.adapters.read_from_string(text, "cmx_3600", rate=24)
    (track,) = timeline.tracks
    return timeline, track


def frames(time_range):
    return round(time_range.start_time.value), round(time_range.duration.value)


def name_of(clip):
    return getattr(clip.media_reference, "generator_kind", clip.name)


@pytest.fixture
def version(film, scene, take_of, dana):
    """2 s of a take, a hole of 30 frames, and the rest of the same take."""
    first, _, last = (Shot.objects.add(scene, length=30) for _ in range(3))
    take = take_of(first, b"clip")
    take = Take.objects.select_related("shot__scene__project").get(pk=take.pk)
    take.pick(True, dana, end=48)
    Pick.objects.create(shot=last, take=take, start=48)
    return freeze(film, dana)


def test_each_event_has_its_points_and_its_file(version):
    (only,) = edit_lists(version.export_name, list(version.events.to_show()))
    assert only.name == "Keeper_v1.edl"
    assert only.text().split("\r\n") == [
        "TITLE: Keeper_v1",
        "FCM: NON-DROP FRAME",
        "",
        "001  AX       V     C        00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00",
        "* FROM CLIP NAME: Keeper_SC001-SH010_T01.mp4",
        "* COMMENT: 1-010",
        "002  BL       V     C        00:00:00:00 00:00:01:06 01:00:02:00 01:00:03:06",
        "* COMMENT: 1-020 HAS NO TAKE",
        "003  AX       V     C        00:00:02:00 00:00:04:00 01:00:03:06 01:00:05:06",
        "* FROM CLIP NAME: Keeper_SC001-SH010_T01.mp4",
        "* COMMENT: 1-030",
        "",
    ]


def test_the_fields_own_reader_finds_the_same_cut(version):
    (only,) = edit_lists(version.export_name, list(version.events.to_show()))
    timeline, track = read(only.encoded().decode("ascii"))
    assert timeline.name == "Keeper_v1"
    assert [(name_of(clip), *frames(clip.source_range)) for clip in track] == [
        ("Keeper_SC001-SH010_T01.mp4", 0, 48),
        ("black", 0, 30),
        ("Keeper_SC001-SH010_T01.mp4", 48, 48),
    ]
    assert [round(track.range_of_child(clip).start_time.value) for clip in track] == [0, 48, 78]


def test_what_the_sandbox_drew_says_so(version):
    Take.objects.update(sandbox=True)
    (only,) = edit_lists("Keeper", list(version.events.to_show()))
    assert "* COMMENT: 1-010 SANDBOX" in only.text()


def test_a_film_with_odd_letters_stays_in_plain_ascii(version):
    (only,) = edit_lists(
        "Keeper", [Event(scene_number="2Ä", code="010", start=0, end=1, length=1, record_in=0)]
    )
    assert b"* COMMENT: 2?-010 HAS NO TAKE" in only.encoded()


def event(scene, number):
    return Event(scene_number=scene, code="010", start=0, end=2, length=2, record_in=2 * number)


def test_more_events_than_a_list_can_number_come_as_a_list_for_each_scene():
    scenes = ["1"] * 400 + ["12A"] * (MOST_EVENTS + 1)
    rows = [event(scene, number) for number, scene in enumerate(scenes)]
    lists = edit_lists("Keeper_v3", rows)
    assert [each.name for each in lists] == [
        "Keeper_v3_SC001.edl", "Keeper_v3_SC012A.edl", "Keeper_v3_SC012A_2.edl",
    ]  # fmt: skip
    numbers = [re.findall(r"^(\d{3,}) ", each.text(), re.M) for each in lists]
    assert [(len(each), each[-1]) for each in numbers] == [(400, "400"), (999, "999"), (1, "001")]
    assert timecode(3600 * 24 + 800) in lists[1].text()
    assert edit_lists("Keeper", rows[:MOST_EVENTS])[0].name == "Keeper.edl"
