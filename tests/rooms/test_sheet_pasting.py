"""A block pasted into the sheet: how its cells are read, what it changes and what it makes."""

from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.projects.models import Scene, Shot
from storyboard.rooms.sheet.block import meaning_of, table_of
from storyboard.rooms.sheet.columns import WRITTEN
from storyboard.rooms.sheet.pasting import Pasted
from tests.ground.looked import go, hidden


def tabs(rows):
    """As a spreadsheet copies: what holds a tab, a line end or a leading quote is quoted; what would run is guarded."""
    return "".join("\t".join(map(quoted, row)) + "\n" for row in rows)


def quoted(cell):
    guarded = f"'{cell}" if cell.lstrip("'")[:1] in tuple("=+-@") and cell.lstrip("'") else cell
    needs = any(mark in guarded for mark in "\t\n\r") or guarded.startswith('"')
    return '"' + guarded.replace('"', '""') + '"' if needs else guarded


cells = st.text("aé x\n\t\"'=+-@,;", max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_block_comes_back_as_it_was_copied(rows):
    assert table_of(tabs(rows)) == rows


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200))
def test_any_text_is_read_as_some_cells(text):
    table_of(text)


def test_a_spreadsheets_own_ways_are_read():
    assert table_of('a\t"two\r\nlines"\r\nb\t"a ""quote""\tand a tab"\r\n') == [
        ["a", "two\nlines"],
        ["b", 'a "quote"\tand a tab'],
    ]
    assert table_of('"Hold on." she says.\t"Now!"') == [['"Hold on." she says.', '"Now!"']]
    assert table_of("He turns, slowly; then waits.") == [["He turns, slowly; then waits."]]
    assert table_of("Shot;Size;Action\n010;CU;He turns, slowly.\n") == [
        ["Shot", "Size", "Action"],
        ["010", "CU", "He turns, slowly."],
    ]


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Shot Size", "size"), ("SIZE", "size"), ("Framing", "size"), ("Camera angle", "angle"), ("Move", "movement"),
        ("Focal length", "lens"), ("Description", "action"), ("Dialogue / Audio", "dialogue"), ("SFX", "sound"),
        ("Comments", "notes"), ("Length (s)", "length"), ("Nb Frames", "length:frames"), ("Shot #", "code"),
        ("Scene No.", "number"), ("Sc", "number"), ("Slug line", "slug"), ("negative_prompt", "negative_prompt"),
        ("Weather", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_are_known_in_their_usual_spellings(heading, name):
    assert meaning_of(heading.replace("#", "")) == name or meaning_of(heading) == name


def shots_of(scene):
    return [(shot.code, shot.size, shot.action) for shot in scene.shots.filter(deleted_at=None)]


def test_copying_a_block_and_pasting_it_where_it_lay_changes_nothing(film, shot):
    shot.write(
        size="'=CU", action='"He turns."\n\tHe waits.', notes="=1+1", length=55, duration=6, on_hold=True
    )
    rows = [[WRITTEN[name].shows(getattr(shot, name)) for name in WRITTEN]]
    block = Pasted(film, tabs(rows), rows=[shot.pk], columns=list(WRITTEN))
    assert block.is_plain
    assert not block.changes.moved


def test_a_list_with_headings_makes_shots_and_scenes_and_changes_those_it_names(film, shot, scene):
    text = tabs([
        ["Scene", "Shot", "Size", "Description", "Frames", "Weather"],
        ["1", "010", "CU", "", "", "fog"],
        ["", "", "WS", "He leaves.", "48", ""],
        ["3A", "20", "", "A gull.", "", ""],
        ["", "", "", "", "", ""],
    ])  # fmt: skip
    shot.write(action="He turns.")
    block = Pasted(film, text)
    assert block.mapping == ["number", "code", "size", "action", "length:frames", ""]
    assert (block.will, block.new_scenes, block.bad) == ("2 shots are made, 1 cell changes", ["3A"], 0)
    block.write()
    assert shots_of(scene) == [("010", "CU", "He turns."), ("020", "WS", "He leaves.")]
    assert shots_of(film.scenes.get(number="3A")) == [("020", "", "A gull.")]
    assert Shot.objects.get(action="He leaves.").length == 48


def test_a_block_that_runs_below_the_last_row_makes_shots_with_the_next_codes(film, shot, scene):
    block = Pasted(film, "CU\tHe turns.\nWS\tHe leaves.\n", rows=[shot.pk], columns=["size", "action"])
    assert not block.is_plain
    block.write()
    assert shots_of(scene) == [("010", "CU", "He turns."), ("020", "WS", "He leaves.")]


def test_a_number_that_a_deleted_scene_keeps_is_previewed_as_it_will_be(film, scene, shot):
    Scene.objects.add(film, number="7").remove()
    block = Pasted(film, "Scene\tShot\tAction\n7\t010\tA gull.\n8\t010\tFog.\n")
    assert (block.new_scenes, block.new_numbers) == (["7", "8"], ["7A", "8"])
    block.write()
    assert list(film.scenes.filter(deleted_at=None).values_list("number", flat=True)) == ["1", "7A", "8"]


def test_a_code_that_was_used_is_not_used_again(film, shot, scene):
    shot.remove()
    Pasted(film, "Scene\tShot\tAction\n1\t010\tA gull.\n").write()
    assert shots_of(scene) == [("020", "", "A gull.")]


def test_many_new_scenes_cost_no_more_queries(film, shot, django_assert_max_num_queries):
    """SQLite takes about thirty shots in one INSERT: that is all that grows with them."""

    def block(scenes, first):
        rows = [f"{first + n}\t{10 * (k + 1):03d}\tFog." for n in range(scenes) for k in range(5)]
        return Pasted(film, "\n".join(["Scene\tShot\tAction", *rows]))

    for scenes, first in ((2, 10), (60, 100)):
        read = block(scenes, first)
        assert len(read.made) == 5 * scenes
        with django_assert_max_num_queries(14 + 5 * scenes // 25):
            read.write()
    assert shots_of(film.scenes.get(number="159"))[-1] == ("050", "", "Fog.")


def test_codes_of_a_long_block_go_on_from_what_was_ever_used(film, shot, scene):
    Shot.objects.add(scene).remove()
    Pasted(film, "Shot\tAction\n\tOne.\n010A\tTwo.\n020\tThree.\n").write()
    assert shots_of(scene)[1:] == [("030", "", "One."), ("010A", "", "Two."), ("040", "", "Three.")]


def test_columns_can_be_assigned_anew_or_left_out(film, shot):
    block = Pasted(film, "Shot\tSize\tAction\n\tCU\tA gull.\n", mapping=["", "notes", ""])
    block.write()
    made = Shot.objects.last()
    assert (made.size, made.notes, made.action) == ("", "CU", "")


def test_the_page_shows_what_cannot_be_read_and_writes_it_only_without(film, shot, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Size\tLength\nCU\tsoon\n"}
    page = client.post(url, asked).content.decode()
    assert "Type a length" in page
    assert "Leave out the cell that cannot be read" in page
    assert go(client, url, asked).status_code == 200
    assert Shot.objects.count() == 1
    answer = go(client, url, asked, leave_bad="on")
    assert "1 shot made." in answer.content.decode()
    assert Shot.objects.filter(size="CU").count() == 1
    client.post(reverse("undone", args=[film.pk]))
    assert not Shot.objects.alive().filter(size="CU").exists()


def test_a_scene_that_was_pasted_goes_with_its_shots_when_that_is_taken_back(film, eli, signed_in):
    client = signed_in(eli)
    go(client, reverse("sheet_pasted", args=[film.pk]), {"text": "Scene\tSize\n7\tCU\n"})
    assert Scene.objects.alive().filter(number="7").exists()
    client.post(reverse("undone", args=[film.pk]))
    assert not Scene.objects.alive().filter(number="7").exists()


def test_a_list_that_is_pressed_twice_makes_its_shots_once(film, scene, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Scene\tAction\n7\tOne.\n7\tTwo.\n"}
    asked |= hidden(client.post(url, asked)) | {"go": 1}
    client.post(url, asked)
    again = client.post(url, asked, follow=True).content.decode()
    assert "These shots were made already: nothing was made twice." in again
    assert [shot.action for shot in Shot.objects.in_order()] == ["One.", "Two."]


def test_presses_at_the_same_moment_make_the_shots_once(film, scene, eli, signed_in):
    """The other press comes in while ours is read."""
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Scene\tAction\n1\tOne.\n"}
    asked |= hidden(client.post(url, asked))
    came = []

    def other_first(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "projects_project" in sql and not came:
            came.append(True)
            Pasted(film, asked["text"]).write(UUID(asked["click"]))
        return answer

    with connection.execute_wrapper(other_first):
        answer = client.post(url, asked | {"go": 1}, follow=True)
    assert came
    assert "nothing was made twice" in answer.content.decode()
    assert Shot.objects.count() == 1


def test_of_two_people_who_paste_one_list_the_second_looks_at_it_again(film, scene, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Scene\tAction\n7\tOne.\n"}
    mine, theirs = (asked | hidden(client.post(url, asked)) | {"go": 1} for _ in range(2))
    client.post(url, theirs)
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert [each.number for each in film.scenes.all()] == [scene.number, "7"]
    assert Shot.objects.count() == 1


def test_what_was_taken_back_is_made_anew_by_a_press_of_its_own(film, scene, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Scene\tAction\n1\tOne.\n"}
    old = asked | hidden(client.post(url, asked)) | {"go": 1}
    client.post(url, old)
    client.post(reverse("undone", args=[film.pk]))
    answer = client.post(url, old)
    assert answer.status_code == 409
    assert "was taken back since" in answer.content.decode()
    client.post(url, asked | hidden(answer) | {"go": 1})
    assert Shot.objects.alive().count() == 1


def test_what_moved_since_it_was_looked_at_is_shown_again_first(film, shot, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Shot\tAction\n010\tHe turns.\n"}
    looked = hidden(client.post(url, asked))
    shot.write(action="Theirs.")
    answer = client.post(url, asked | looked | {"go": 1})
    assert answer.status_code == 409
    assert "not what was shown before" in answer.content.decode()
    assert Shot.objects.get().action == "Theirs."
    client.post(url, asked | hidden(answer) | {"go": 1})
    assert Shot.objects.get().action == "He turns."


def test_columns_read_anew_are_looked_at_before_they_are_written(film, shot, eli, signed_in):
    client, url = signed_in(eli), reverse("sheet_pasted", args=[film.pk])
    asked = {"text": "Action\nA gull.\n"}
    looked = hidden(client.post(url, asked))
    assert client.post(url, asked | looked | {"go": 1, "column-0": "notes"}).status_code == 409
    assert Shot.objects.count() == 1


@pytest.mark.parametrize(
    "odd",
    [{}, {"text": ""}, {"text": "\0\t\0"}, {"text": "a", "rows": "x,,9" * 9, "columns": "x,size,,code"},
     {"text": "a\tb", "column-0": "size", "column-1": "size"}, {"text": "a", "column-0": "pk", "go": 1},
     {"text": '"' * 999 + "\t"}, {"text": "Size,Action\n\"" + "x" * 200_000}, {"text": "\t" * 500},
     {"text": "Scene\tSize\n../\tCU\n12345678901\tCU\n", "go": 1}],
)  # fmt: skip
def test_odd_blocks_are_no_trouble(film, shot, eli, signed_in, odd):
    url = reverse("sheet_pasted", args=[film.pk])
    assert signed_in(eli).post(url, odd).status_code in (200, 409, 422)
    assert go(signed_in(eli), url, {name: odd[name] for name in odd if name != "go"}).status_code in (
        200,
        422,
    )


def test_our_own_csv_comes_back_without_a_change(film, shot, eli, signed_in):
    shot.write(action="=He turns.\nHe waits.", dialogue="- Hold on.", size="CU", length=50)
    text = signed_in(eli).get(reverse("shot_list_csv", args=[film.pk])).content.decode()
    block = Pasted(film, text)
    assert [each for each in block.changes.moved if each.name != "length"] == []
    assert not block.made


def test_who_was_there_between_reading_and_writing_is_said(film, shot, eli, signed_in):
    def somebody_first(execute, sql, params, many, context):
        """Their words come into the row right before ours."""
        if sql.startswith('UPDATE "projects_shot"'):
            context["cursor"].execute("UPDATE projects_shot SET action = 'Theirs.'")
        return execute(sql, params, many, context)

    said = {"text": "Mine.", "rows": shot.pk, "columns": "action", "direct": 1}
    with connection.execute_wrapper(somebody_first):
        answer = signed_in(eli).post(reverse("sheet_pasted", args=[film.pk]), said)
    assert answer.status_code == 409
    assert "Somebody changed one of these cells meanwhile" in answer.content.decode()
