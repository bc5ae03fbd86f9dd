import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.projects.lengths import frames_of, length_in_words
from storyboard.projects.models import Project, Scene, Shot
from storyboard.takes.models import Take
from tests.takes import films

SignIn = Callable[[Person], Client]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_list_has_every_shot_in_cut_order(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    second = Shot.objects.add(shot.scene, size="CU", dialogue="Hold on.", sound="wind", notes="Wet lens")
    second.move(shot.scene)
    page = signed_in(vic).get(reverse("shot_list", args=[shot.project.pk])).content.decode()
    assert page.index(">1-020<") < page.index(">1-010<")
    for words in ("INT. LAMP ROOM - NIGHT", "CU", "Hold on.", "wind", "Wet lens", "4 s"):
        assert words in page
    assert reverse("shot", args=[shot.pk]) in page


@pytest.mark.parametrize(
    ("frames", "said"), [(96, "4 s"), (84, "3.5 s"), (55, "2 s 7 f"), (7, "7 f"), (1440 + 5, "60 s 5 f")]
)
def test_a_length_cannot_be_read_as_minutes_and_is_read_back_as_it_is_said(frames: int, said: str) -> None:
    assert length_in_words(frames) == said
    assert frames_of(said) == frames


def test_omitted_shots_are_listed_and_not_counted(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    Shot.objects.add(shot.scene).omit(True)
    page = signed_in(vic).get(reverse("shot_list", args=[shot.project.pk])).content.decode()
    assert "1 shot, 1 omitted" in page
    assert "0:04" in page


def test_a_stranger_finds_neither_list_nor_csv(signed_in: SignIn, max: Person, film: Project) -> None:
    client = signed_in(max)
    for name in ("shot_list", "shot_list_csv", "exports", "picks_zip"):
        assert client.get(reverse(name, args=[film.pk])).status_code == 404


def test_the_csv_opens_in_a_spreadsheet(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    take = Take.objects.create(shot=shot, number=3, frames=48)
    take.pick(True, by=None)
    answer = signed_in(vic).get(reverse("shot_list_csv", args=[shot.project.pk]))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="Keeper_shot-list.csv"' in answer["Content-Disposition"]
    row = rows_of(answer.content.decode("utf-8-sig"))[0]
    assert (row["Scene"], row["Shot"], row["Name"]) == ("1", "010", "SC001-SH010")
    assert (row["Length (s)"], row["Planned (s)"]) == ("2.00", "4.00")
    assert (row["Take"], row["Status"]) == ("3", "Picked")


def test_no_cell_is_run_by_a_spreadsheet(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    for run in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "\u200b=1"):
        shot.write(action=run)
        url = reverse("shot_list_csv", args=[shot.project.pk])
        row = rows_of(signed_in(vic).get(url).content.decode("utf-8-sig"))[0]
        assert row["Action"] == f"'{run}"


def test_kitsu_gets_its_columns_without_a_byte_order_mark(signed_in: SignIn, vic: Person, shot: Shot) -> None:
    Shot.objects.add(shot.scene).omit(True)
    Take.objects.create(shot=shot, number=1, frames=96).pick(True, by=None)
    shot.pick.start, shot.pick.end = 12, 60
    shot.pick.save()
    answer = signed_in(vic).get(reverse("shot_list_csv", args=[shot.project.pk]), {"for": "kitsu"})
    assert answer.content.startswith(b"Sequence,Name,")
    rows = rows_of(answer.content.decode())
    assert len(rows) == 1
    assert (rows[0]["Sequence"], rows[0]["Name"]) == ("SC001", "SH010")
    frames = [int(rows[0][name]) for name in ("Nb Frames", "Frame In", "Frame Out")]
    assert frames == [48, 12, 59]
    assert frames[0] == frames[2] - frames[1] + 1


def test_the_list_says_which_picks_are_out_of_date_and_shows_them_alone(
    signed_in: SignIn, vic: Person, dana: Person, shot: Shot
) -> None:
    other, client, url = (
        Shot.objects.add(shot.scene),
        signed_in(vic),
        reverse("shot_list", args=[shot.project.pk]),
    )
    for each in (shot, other):
        films.picked(each, dana)
    assert "data-stale" not in client.get(url).content.decode()
    assert "Nothing is out of date" in client.get(url, {"only": "outdated"}).content.decode()
    films.fresh(other).write(prompt="Fog.")
    page = client.get(url).content.decode()
    assert '<span class="state" data-stale title="The prompt has changed.">Out of date</span>' in page
    assert f'href="{url}?only=outdated">1 out of date</a>' in page
    only = client.get(url, {"only": "outdated"}).content.decode()
    assert ">1-020<" in only
    assert ">1-010<" not in only


def test_the_list_costs_the_same_queries_however_long(
    signed_in: SignIn,
    dana: Person,
    shot: Shot,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = signed_in(dana), reverse("shot_list", args=[shot.project.pk])
    Take.objects.create(shot=shot, number=1).pick(True, by=None)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    scene = Scene.objects.add(shot.project)
    for _ in range(5):
        Take.objects.create(shot=Shot.objects.add(scene), number=1).pick(True, by=None)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_ticked_shots_lead_to_the_list_of_what_would_be_sent(
    signed_in: SignIn, eli: Person, vic: Person, shot: Shot
) -> None:
    other = Shot.objects.add(shot.scene)
    Shot.objects.add(shot.scene).omit(True)
    url = reverse("shot_list", args=[shot.project.pk])
    page = signed_in(eli).get(url).content.decode()
    assert [f'aria-label="Select {name}"' in page for name in (shot, other, "1-030")] == [True, True, False]
    assert f'action="{reverse("many", args=[shot.project.pk])}"' in page
    assert 'aria-label="Select' not in signed_in(vic).get(url).content.decode()
