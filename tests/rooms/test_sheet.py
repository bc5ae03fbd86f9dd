"""The shot list as a sheet: what is shown, what a typed cell means, what is written together, what is set at once."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storyboard.projects.models import Change, Scene, Shot
from storyboard.rooms.sheet.bulk import Bulk, BulkForm
from storyboard.rooms.sheet.columns import COLUMNS, WRITTEN
from storyboard.rooms.sheet.reading import BadCell
from storyboard.takes.models import Take
from tests.ground.looked import go, hidden
from tests.takes import films


@pytest.fixture
def url(film):
    return reverse("shot_list", args=[film.pk])


def write(client, film, *cells):
    return client.post(reverse("sheet_cells", args=[film.pk]), {"cells": json.dumps(cells)})


def fresh(shot):
    return Shot.objects.get(pk=shot.pk)


def names_in(page):
    """The shots of a page in the order of their rows."""
    return [part.split("<")[0] for part in page.content.decode().split('<a class="code" href="/shots/')[1:]]


# What a typed cell means


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("length", "4 s", 96),
        ("length", "96 f", 96),
        ("length", "96 frames", 96),
        ("length", "0:04", 4),
        ("length", "00:00:02:07", 55),
        ("length", "2 s 7 f", 55),
        ("length", "1s23f", 47),
        ("duration", "8 s", 8),
        ("duration", "0:08", 8),
        ("duration", "192 f", 8),
        ("duration", "automatic", None),
        ("resolution", "1080", "1080p"),
        ("resolution", "", ""),
        ("seed", "", None),
        ("seed", "12", 12),
        ("n", "2", 2),
        ("generate_audio", "no", False),
        ("generate_audio", "", None),
        ("on_hold", "x", True),
        ("on_hold", "", False),
        ("action", " He turns.\r\nHe waits. ", "He turns.\nHe waits."),
    ],
)
def test_a_typed_cell_is_read(name, typed, kept):
    assert WRITTEN[name].read(typed) == kept


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *[("length", typed) for typed in ("", "soon", "0", "2:99")],
        *[("duration", typed) for typed in ("5", "5 s", "long")],
        *[("seed", typed) for typed in ("-1", "4294967296", "1e3")],
        *[("n", typed) for typed in ("0", "5", "many")],
        ("resolution", "4k"),
        ("on_hold", "maybe"),
        ("size", "x" * 41),
        ("notes", "x" * 8001),
        ("prompt", "x" * 16001),
    ],
)
def test_what_cannot_be_kept_is_a_sentence(name, typed):
    with pytest.raises(BadCell, match=r"\w+ .*\."):
        WRITTEN[name].read(typed)


@pytest.mark.parametrize("name", list(WRITTEN))
def test_what_a_cell_shows_is_read_as_what_it_holds(name, shot):
    shot.write(length=55, duration=6, seed=3, generate_audio=True, action="He turns.", size="CU")
    value = getattr(shot, name)
    assert WRITTEN[name].read(WRITTEN[name].shows(value)) == value


# Cells


def test_cells_are_written_together_and_taken_back_together(film, shot, eli, signed_in):
    other, client = Shot.objects.add(shot.scene), signed_in(eli)
    answer = write(client, film, [shot.pk, "size", "CU", ""], [other.pk, "length", "2 s", "4 s"])
    assert answer.json()["cells"] == [[shot.pk, "size", "CU"], [other.pk, "length", "2 s"]]
    assert (fresh(shot).size, fresh(other).length) == ("CU", 48)
    assert "2 cells changed" in answer.json()["toast"]["text"]
    client.post(reverse("undone", args=[film.pk]))
    assert (fresh(shot).size, fresh(other).length) == ("", 96)


def new(client, film, typed, click, was=""):
    cells = json.dumps([[0, "size", typed, was]])
    return client.post(reverse("sheet_cells", args=[film.pk]), {"cells": cells, "click": click})


def test_one_press_makes_one_shot_however_often_it_arrives(film, eli, signed_in):
    client, click = signed_in(eli), "0b9fbd5a-94a5-4b1e-8d0d-7a7a11111111"
    first, again = new(client, film, "CU", click), new(client, film, "CU", click)
    assert (first.status_code, again.json()) == (200, first.json())
    assert "ECU" in new(client, film, "ECU", click, was="CU").json()["made"]
    assert [shot.size for shot in Shot.objects.all()] == ["ECU"]
    new(client, film, "WS", "")
    assert Shot.objects.count() == 2


def test_a_press_that_arrives_late_writes_over_nobodys_words(film, eli, signed_in):
    client, click = signed_in(eli), "0b9fbd5a-94a5-4b1e-8d0d-7a7a33333333"
    new(client, film, "CU", click)
    Shot.objects.get().write(size="WS")
    answer = new(client, film, "ECU", click, was="CU")
    assert answer.status_code == 409
    assert "WS" in answer.content.decode()
    assert Shot.objects.get().size == "WS"


def test_a_shot_goes_with_the_scene_that_was_made_for_it(film, eli, signed_in):
    client = signed_in(eli)
    new(client, film, "CU", "")
    assert Scene.objects.alive().count() == 1
    client.post(reverse("undone", args=[film.pk]))
    assert not Scene.objects.alive().exists()


def test_a_press_that_was_taken_back_makes_nothing_any_more(film, scene, eli, signed_in):
    client, click = signed_in(eli), "0b9fbd5a-94a5-4b1e-8d0d-7a7a22222222"
    new(client, film, "CU", click)
    client.post(reverse("undone", args=[film.pk]))
    assert new(client, film, "CU", click).status_code == 409
    assert not Shot.objects.alive().exists()


@pytest.mark.parametrize("click", ["x", "0" * 99, "\0"])
def test_an_odd_click_makes_nothing(film, eli, signed_in, click):
    assert new(signed_in(eli), film, "CU", click).status_code == 422


def test_a_click_of_another_film_shows_nothing_of_it(film, shot, dana, eli, signed_in):
    other = Shot.objects.add(Scene.objects.add(type(film).objects.begin("Tide", by=dana)))
    assert new(signed_in(eli), film, "CU", other.uid).status_code == 404


def test_nothing_is_written_when_one_cell_cannot_be_kept(film, shot, eli, signed_in):
    answer = write(signed_in(eli), film, [shot.pk, "size", "CU", ""], [shot.pk, "length", "soon", "4 s"])
    assert answer.status_code == 422
    assert "1-010 Length: Type a length" in answer.content.decode()
    assert fresh(shot).size == ""
    assert not Change.objects.exists()


def test_a_cell_that_somebody_changed_meanwhile_comes_back_with_both_texts(film, shot, eli, signed_in):
    shot.write(size="WS")
    answer = write(signed_in(eli), film, [shot.pk, "size", "CU", "MS"])
    assert answer.status_code == 409
    assert 'data-theirs="WS"' in answer.content.decode()
    assert answer["X-Both-Texts"]
    assert fresh(shot).size == "WS"
    assert write(signed_in(eli), film, [shot.pk, "size", "WS", "MS"]).status_code == 200


def test_words_typed_under_the_last_row_make_a_shot(film, shot, eli, signed_in):
    answer = write(signed_in(eli), film, [0, "action", "He leaves.", ""])
    made = Shot.objects.get(action="He leaves.")
    assert f'id="row-{made.pk}"' in answer.json()["made"]
    assert (made.code, answer.json()["scene"]) == ("020", shot.scene_id)


@pytest.mark.parametrize(
    "cells",
    ["", "{", "[]", "[1]", '[["1", "size", "CU", ""]]', '[[1, "code", "1", ""]]', '[[1, "size", 3, ""]]',
     '[[true, "size", "", ""]]', '[[1e99, "size", "", ""]]', '[[99999999999999999999, "size", "", ""]]',
     "[" * 200_000, "[[%s]]" % ("9" * 5000), '[[1, "size", "\\ud800", null]]', '[[0, "size", "\\udfff", null]]'],
    ids=range(14),
)  # fmt: skip
def test_odd_cells_are_refused(film, shot, eli, signed_in, cells):
    answer = signed_in(eli).post(reverse("sheet_cells", args=[film.pk]), {"cells": cells})
    assert answer.status_code == 422


def test_a_shot_of_another_film_is_not_written(film, shot, dana, eli, signed_in):
    other = Shot.objects.add(Scene.objects.add(type(film).objects.begin("Tide", by=dana)))
    assert write(signed_in(eli), film, [other.pk, "size", "CU", ""]).status_code == 422
    assert fresh(other).size == ""


# What is shown


def test_sorting_by_a_column_turns_round_and_ends_in_cut_order(film, shot, vic, signed_in, url):
    for length in (48, 144):
        Shot.objects.add(shot.scene, length=length)
    client = signed_in(vic)
    orders = {sort: names_in(client.get(url, {"sort": sort})) for sort in ("", "length", "-length")}
    one, two, three = (f'{shot.pk + n}">1-0{n + 1}0' for n in range(3))
    assert orders == {"": [one, two, three], "length": [two, one, three], "-length": [three, one, two]}
    page = client.get(url, {"sort": "-length"}).content.decode()
    assert 'aria-sort="descending"' in page
    assert '<a href="?">Length</a>' in page


def test_filters_stand_in_the_address_and_can_be_taken_away(film, shot, vic, signed_in, url):
    shot.write(action="A gull.", notes="NIGHT")
    Shot.objects.add(Scene.objects.add(film), on_hold=True)
    client = signed_in(vic)
    for query, found in (
        ({"q": "GULL"}, ["1-010"]),
        ({"q": "night"}, ["1-010"]),
        ({"scene": "2"}, ["2-010"]),
        ({"stand": "hold"}, ["2-010"]),
        ({"only": "missing"}, ["1-010", "2-010"]),
        ({"q": "gull", "scene": "2"}, []),
    ):
        assert [name.partition(">")[2] for name in names_in(client.get(url, query))] == found
    page = client.get(url, {"q": "gull", "sort": "size"}).content.decode()
    assert 'href="?sort=size" aria-current="true" aria-label="Remove filter: “gull”"' in page


def test_each_person_keeps_columns_of_their_own(film, shot, vic, eli, signed_in, url):
    answer = signed_in(vic).post(
        reverse("sheet_columns", args=[film.pk]), {"column": ["size", "prompt", "lens"], "up": "lens"}
    )
    assert answer["Location"].endswith("?columns=size,lens,prompt")
    heads = ("Size", "Lens", "Prompt")
    page = signed_in(vic).get(url).content.decode()
    places = [page.index(f">{head}</a></th>") for head in heads]
    assert places == sorted(places)
    assert ">Prompt</a></th>" not in signed_in(eli).get(url).content.decode()
    assert (
        ">Prompt</a></th>" in signed_in(eli).get(url, {"columns": "prompt,nothing,prompt"}).content.decode()
    )


def test_the_csv_holds_the_rows_and_columns_that_are_shown(film, shot, vic, signed_in):
    shot.write(size="=CU", length=60)
    Shot.objects.add(Scene.objects.add(film))
    query = {"columns": "length,size", "scene": "1"}
    text = signed_in(vic).get(reverse("shot_list_csv", args=[film.pk]), query).content.decode("utf-8-sig")
    assert text.splitlines() == ["Scene,Shot,Length (s),Size", "1,010,2.50,'=CU"]


def test_a_long_list_shows_its_first_scenes_and_brings_the_rest(
    film, scene, vic, signed_in, url, monkeypatch
):
    monkeypatch.setattr("storyboard.rooms.sheet.rows.AT_ONCE", 3)
    scenes = [scene, Scene.objects.add(film), Scene.objects.add(film)]
    for each in scenes:
        for _ in range(2):
            Shot.objects.add(each)
    client = signed_in(vic)
    rest = {"HX-Request": "true", "HX-Target": "tbody#rows"}
    first, more = names_in(client.get(url)), names_in(client.get(url, headers=rest))
    assert (len(first), len(more)) == (4, 2)
    assert len(set(first + more)) == 6
    assert len(names_in(client.get(url, {"all": "1"}))) == 6


@pytest.mark.parametrize(
    "query", ["sort=x", "sort=-", "columns=x", "only=x&stand=x&scene=x", "q=%00", "sort=-status"]
)
def test_an_odd_address_shows_a_list(film, shot, vic, signed_in, url, query):
    assert signed_in(vic).get(f"{url}?{query}").status_code == 200
    assert signed_in(vic).get(f"{reverse('shot_list_csv', args=[film.pk])}?{query}").status_code == 200


def test_the_rest_costs_the_same_queries_however_many(film, scene, dana, signed_in, url, django_assert_num_queries,
    django_assert_max_num_queries):  # fmt: skip
    client, ask = signed_in(dana), {"sort": "take", "only": "outdated"}
    Take.objects.create(shot=Shot.objects.add(scene), number=1).pick(True, by=None)
    with django_assert_max_num_queries(16) as few:
        client.get(url, ask)
    for _ in range(5):
        Take.objects.create(shot=Shot.objects.add(scene), number=1).pick(True, by=None)
    with django_assert_num_queries(len(few)):
        client.get(url, ask)


def test_who_only_reads_is_given_nothing_to_write_with(film, shot, rae, signed_in, url):
    page = signed_in(rae).get(url).content.decode()
    assert 'role="grid"' in page
    for hand in ("data-cells", "sheet-edit.js", "data-new", "Select 1-010"):
        assert hand not in page


def test_columns_with_words_of_their_own_offer_them(film, shot, eli, signed_in, url):
    page = signed_in(eli).get(url, {"columns": "size,duration"}).content.decode()
    assert '<option value="CU">close-up</option>' in page
    assert "<option>8 s</option>" in page
    assert "CU" in WRITTEN["size"].choices


# Many at once


def bulk(client, film, *shots, **fields):
    asked = {"shot": [each.pk for each in shots]} | fields
    return client.post(reverse("sheet_edited", args=[film.pk]), asked)


def test_a_typo_is_mended_in_many_shots_at_once_after_a_look(film, shot, eli, signed_in):
    typo, other = Shot.objects.add(shot.scene, action="The Keper. KEPER!"), Shot.objects.add(shot.scene)
    how = {"how": "replace", "field": "action", "find": "keper", "replace": "Keeper"}
    client = signed_in(eli)
    looked = bulk(client, film, shot, typo, other, **how, preview=1)
    assert "1 shot changes." in looked.content.decode()
    assert fresh(typo).action == "The Keper. KEPER!"
    assert bulk(client, film, shot, typo, other, **how, **hidden(looked), go=1).status_code == 302
    assert fresh(typo).action == "The Keeper. Keeper!"
    client.post(reverse("undone", args=[film.pk]))
    assert fresh(typo).action == "The Keper. KEPER!"


def test_what_would_grow_beyond_all_bounds_is_not_made_up_first(film, shot, eli, signed_in):
    Shot.objects.filter(pk=shot.pk).update(prompt="a" * 16_000)
    how = {"how": "replace", "field": "prompt", "find": "a", "replace": "b" * 500}
    assert bulk(signed_in(eli), film, shot, **how, go=1).status_code == 200
    assert fresh(shot).prompt == "a" * 16_000
    made = Bulk(film, [shot.pk], BulkForm(QueryDict(urlencode(how)))).changes
    assert max(len(each.typed) for each in made.cells) < 33_000


def test_what_many_shots_would_say_is_shown_before_it_is_written(film, shot, eli, signed_in):
    long = f"{'He waits. ' * 20}The Keper turns. {'He waits. ' * 20}"
    shots = [Shot.objects.add(shot.scene, action=long) for _ in range(14)]
    how = {"how": "replace", "field": "action", "find": "Keper", "replace": "Keeper", "preview": 1}
    page = bulk(signed_in(eli), film, *shots, **how).content.decode()
    assert re.findall(r'class="code">(1-\d+)</span><span>…', page)[:2] == ["1-020", "1-030"]
    assert page.count("Keper</del>") == 0
    assert page.count("<del>") == page.count("<ins>") == 12
    assert "and 2 more shots" in page
    assert page.count("He waits") < 12 * 12


@pytest.mark.parametrize(
    ("there", "shown"), [("dialogue", "dialogue"), ("length", "action"), ("code", "action"), ("", "action")]
)
def test_find_and_replace_begins_at_the_column_one_was_in(film, shot, eli, signed_in, there, shown):
    asked = {"shot": shot.pk, "how": "replace", "field": there}
    page = signed_in(eli).post(reverse("sheet_edited", args=[film.pk]), asked).content.decode()
    assert f'<option value="{shown}" selected>' in page


def test_a_field_of_many_shots_is_set_and_says_what_it_puts_out_of_date(film, shot, eli, dana, signed_in):
    other = Shot.objects.add(shot.scene)
    films.picked(shot, dana)
    client, how = signed_in(eli), {"how": "set", "field": "prompt", "value": "Fog."}
    page = bulk(client, film, shot, other, **how, preview=1).content.decode()
    assert "2 shots change." in page
    assert "1 pick is out of date then" in page
    assert fresh(other).prompt == ""
    answer = go(
        client, reverse("sheet_edited", args=[film.pk]), {"shot": [shot.pk, other.pk], **how, "preview": 1}
    )
    assert fresh(other).prompt == "Fog."
    assert "1 shot is out of date now: 1-010." in answer.content.decode()


def test_a_look_before_writing_writes_nothing_and_locks_nobody_out(film, shot, eli, dana, signed_in):
    films.picked(shot, dana)
    client, how = signed_in(eli), {"how": "set", "field": "prompt", "value": "Fog.", "preview": 1}
    with CaptureQueriesContext(connection) as asked:
        page = bulk(client, film, shot, **how).content.decode()
    assert "1 pick is out of date then" in page
    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


@pytest.mark.parametrize(
    "odd",
    [{}, {"field": "code"}, {"how": "x"}, {"how": "replace", "field": "length"}, {"value": "\0"},
     {"how": "replace", "find": "", "go": 1}, {"field": "length", "value": "soon", "go": 1}],
)  # fmt: skip
def test_an_odd_change_of_many_changes_nothing(film, shot, eli, signed_in, odd):
    before = Shot.objects.filter(pk=shot.pk).values().get()
    assert bulk(signed_in(eli), film, shot, **odd).status_code == 200
    assert Shot.objects.filter(pk=shot.pk).values().get() == before


@pytest.mark.parametrize("back", ["https://elsewhere.example/x", "//elsewhere.example/x", "javascript:x"])
def test_no_address_of_elsewhere_is_led_back_to(film, shot, eli, signed_in, back):
    page = signed_in(eli).get(reverse("sheet_edited", args=[film.pk]), {"shot": shot.pk, "back": back})
    assert back not in page.content.decode()


def test_more_shots_than_the_database_takes_are_no_error(film, shot, eli, signed_in):
    numbers = ",".join(map(str, range(1, 300_000)))
    answer = signed_in(eli).post(reverse("sheet_edited", args=[film.pk]), {"shot": numbers})
    assert answer.status_code == 200


def test_every_column_has_a_heading_of_its_own():
    labels = [str(column.label) for column in COLUMNS.values()]
    assert len(labels) == len(set(labels))
