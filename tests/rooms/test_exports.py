import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.picks import CHUNK, Picks
from storyboard.takes.models import Take
from tests.media import make

SignIn = Callable[[Person], Client]
TakeOf = Callable[[Shot, bytes], Take]


def test_picks_come_in_cut_order_with_a_list_of_their_points(
    signed_in: SignIn, vic: Person, shot: Shot, take_of: TakeOf
) -> None:
    later = Shot.objects.add(Scene.objects.add(shot.project))
    take_of(later, b"second in the cut").pick(True, by=None)
    take_of(shot, b"not picked")
    take_of(shot, b"first in the cut").pick(True, by=None)
    answer = signed_in(vic).get(reverse("picks_zip", args=[shot.project.pk]))
    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    clips = ["Keeper_SC001-SH010_T02.mp4", "Keeper_SC002-SH010_T01.mp4"]
    assert archive.testzip() is None
    assert archive.namelist() == ["picks.csv", "Keeper_cut.edl", *clips]
    assert archive.read(clips[0]) == b"first in the cut"
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
    assert clips[1] in archive.read("picks.csv").decode()


def test_the_list_tells_the_points_that_the_cut_shows(shot: Shot, take_of: TakeOf) -> None:
    source = take_of(shot, b"source")
    source.pick(True, by=None, start=12, end=60)
    extends = take_of(Shot.objects.add(shot.scene), b"extends")
    Take.objects.filter(pk=extends.pk).update(parent=source, head=40)
    extends.pick(True, by=None)
    rows = csv.DictReader(io.StringIO(Picks(shot.project).manifest()))
    told = [(row["In"], row["Out"], row["Frames"]) for row in rows]
    assert told == [("12", "60", "48"), ("40", "96", "56")]


def test_the_cut_comes_as_one_file(
    signed_in: SignIn, vic: Person, shot: Shot, take_of: TakeOf, tmp_path: Path
) -> None:
    clip = make.clip(tmp_path / "clip.mp4", range(48)).read_bytes()
    take_of(shot, clip).pick(True, by=None, start=12, end=36)
    take_of(Shot.objects.add(shot.scene), clip).pick(True, by=None, end=24)
    client = signed_in(vic)
    assert "0:02" in client.get(reverse("exports", args=[shot.project.pk])).content.decode()
    answer = client.get(reverse("cut_file", args=[shot.project.pk]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "video/mp4",
        'attachment; filename="Keeper_cut.mp4"',
    )
    (tmp_path / "cut.mp4").write_bytes(b"".join(answer.streaming_content))
    shown = [make.number_in(image) for image in make.decoded(tmp_path / "cut.mp4")]
    assert shown == [*range(12, 36), *range(24)]


def test_what_cannot_be_joined_is_said_on_the_page(
    signed_in: SignIn, vic: Person, shot: Shot, take_of: TakeOf
) -> None:
    client, url = signed_in(vic), reverse("cut_file", args=[shot.project.pk])
    answer = client.get(url)
    assert (answer.status_code, "Nothing is picked yet" in answer.content.decode()) == (422, True)
    take_of(shot, b"no clip").pick(True, by=None)
    assert "The picks cannot be joined." in client.get(url).content.decode()


def test_a_clip_is_never_held_whole(shot: Shot, take_of: TakeOf) -> None:
    take_of(shot, bytes(5 * CHUNK)).pick(True, by=None)
    pieces = [len(piece) for piece in Picks(shot.project).zip()]
    assert sum(pieces) > 5 * CHUNK
    assert max(pieces) < 2 * CHUNK


def test_the_page_says_how_many_how_large_and_what_is_missing(
    signed_in: SignIn, vic: Person, shot: Shot, take_of: TakeOf
) -> None:
    client, url = signed_in(vic), reverse("exports", args=[shot.project.pk])
    assert "Nothing is picked yet" in client.get(url).content.decode()
    take_of(shot, b"x" * 2048).pick(True, by=None)
    unpicked, omitted = Shot.objects.add(shot.scene), Shot.objects.add(shot.scene)
    omitted.omit(True)
    page = client.get(url).content.decode()
    assert "1 pick<" in page
    assert "2.0\xa0KB" in page
    assert str(unpicked) in page
    assert str(omitted) not in page


def test_nothing_is_offered_of_a_film_without_shots(signed_in: SignIn, vic: Person, film: Project) -> None:
    client, listed = signed_in(vic), reverse("shot_list_csv", args=[film.pk])
    pages = [reverse(name, args=[film.pk]) for name in ("exports", "shot_list")]
    assert all(listed not in client.get(page).content.decode() for page in pages)
    Shot.objects.add(Scene.objects.add(film))
    assert all(listed in client.get(page).content.decode() for page in pages)


def test_a_pick_whose_clip_is_not_here_is_named_and_left_out(
    signed_in: SignIn, vic: Person, shot: Shot, take_of: TakeOf
) -> None:
    gone, waiting = take_of(shot, b"gone"), Shot.objects.add(shot.scene)
    gone.pick(True, by=None)
    gone.original.path.unlink()
    Take.objects.create(shot=waiting, number=1, returned_url="https://example.com/a.mp4").pick(True, by=None)
    page = signed_in(vic).get(reverse("exports", args=[shot.project.pk])).content.decode()
    assert "not on this server" in page
    archive = zipfile.ZipFile(io.BytesIO(b"".join(Picks(shot.project).zip())))
    assert archive.namelist() == ["picks.csv", "Keeper_cut.edl"]


def test_the_page_costs_the_same_queries_however_many_picks(
    signed_in: SignIn,
    dana: Person,
    film: Project,
    shot: Shot,
    take_of: TakeOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = signed_in(dana), reverse("exports", args=[film.pk])
    take_of(shot, b"1").pick(True, by=None)
    Shot.objects.add(shot.scene)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    for n in range(5):
        take_of(Shot.objects.add(shot.scene), b"%d" % n).pick(True, by=None)
        Shot.objects.add(shot.scene)
    with django_assert_num_queries(len(few)):
        client.get(url)
