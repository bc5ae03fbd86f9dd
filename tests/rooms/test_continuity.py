from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storyboard.accounts.models import Person
from storyboard.assets.models import refer
from storyboard.continuity.models import bridge, connect, share
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.continuity import Continuity, Line
from storyboard.takes.marks import Marks
from storyboard.takes.models import Take
from tests.takes import films

SignIn = Callable[[Person], Client]


@pytest.fixture
def second(shot: Shot) -> Shot:
    return Shot.objects.add(shot.scene)


def line_of(shot: Shot) -> Line:
    lines = Continuity(Project.objects.get(pk=shot.project.pk)).lines
    return next(line for line in lines if line.shot == shot)


def frame_of(take: Take, number: int) -> str:
    assert take.clip
    return f"{reverse('take_frame', args=[take.pk, number])}?small&of={take.clip.sha256}"


def test_a_pick_shows_the_frames_that_the_cut_shows_first_and_last(shot: Shot, dana: Person) -> None:
    take = films.picked(shot, dana)
    Take.objects.get(pk=take.pk).pick(True, by=dana, start=12, end=90)
    entry, exit = line_of(shot).entry, line_of(shot).exit
    assert (entry.number, exit.number) == (12, 89)
    assert exit.url == frame_of(take, 89)
    assert exit.words == "frame 89 of 1-010, take 1"
    assert not exit.planned


def test_a_clip_that_is_not_measured_has_no_frames_yet(shot: Shot, dana: Person) -> None:
    films.picked(shot, dana, frames=None)
    assert line_of(shot).exit.words == "is being measured"
    assert line_of(shot).exit.url == ""


def test_a_shot_without_a_pick_shows_what_its_links_will_give_it(
    shot: Shot, second: Shot, dana: Person, film: Project
) -> None:
    take = films.picked(shot, dana)
    still = films.an_asset(film, "Boat at dawn", dana, "still").looks.get()
    connect(second, "opening", "last_frame", source=shot)
    connect(second, "closing", "still", still=still)
    line = line_of(second)
    assert line.entry.url == frame_of(take, 95)
    assert (line.entry.words, line.entry.planned) == ("last frame of 1-010", True)
    assert (line.exit.words, line.exit.planned) == ("still Boat at dawn", True)


def test_a_link_to_a_take_by_its_number_shows_that_take_s_frame_whatever_is_picked(
    shot: Shot, second: Shot, dana: Person
) -> None:
    named = films.shoot(shot, dana, frames=48)
    picked = films.picked(shot, dana)
    connect(second, "opening", "last_frame", source=shot, take_number=named.number)
    connect(second, "closing", "first_frame", source=shot, take_number=picked.number)
    Take.objects.get(pk=picked.pk).pick(True, by=dana, start=12)
    line = line_of(second)
    assert (line.entry.url, line.entry.planned) == (frame_of(named, 47), True)
    assert line.exit.url == frame_of(picked, 12)


def test_looks_that_come_by_name_are_worn_too_and_each_once(
    shot: Shot, second: Shot, dana: Person, film: Project
) -> None:
    keeper = films.an_asset(film, "Keeper", dana).looks.get()
    boat = films.an_asset(film, "Boat", dana).looks.get()
    refer(shot, [keeper.asset])
    shot.write(action="@Keeper steers the @Boat. @Boat heels.")
    second.write(prompt="The @Boat alone, and nobody@Keeper.")
    lines = {line.shot.pk: line.looks for line in Continuity(film).lines}
    assert lines == {shot.pk: [keeper, boat], second.pk: [boat]}


def test_a_shot_that_begins_from_nothing_says_so(shot: Shot) -> None:
    assert (line_of(shot).entry.words, line_of(shot).exit.words) == ("text only", "open")


def test_only_a_link_from_the_shot_before_joins_the_two(shot: Shot, second: Shot) -> None:
    connect(second, "opening", "last_frame", source=shot)
    assert line_of(second).joint.words == "1-020 opens on the last frame of 1-010"
    third = Shot.objects.add(shot.scene)
    connect(third, "opening", "last_frame", source=shot)
    assert line_of(third).joint is None


def test_a_shared_still_and_a_closing_join_the_two_as_well(
    signed_in: SignIn, vic: Person, film: Project, dana: Person, shot: Shot, second: Shot
) -> None:
    still = films.an_asset(film, "Storm", dana, kind="still").looks.get()
    share(shot, second, still)
    assert line_of(second).joint.words == "1-010 ends and 1-020 opens on the still Storm"
    assert (
        "1-010 ends and 1-020 opens on the still Storm"
        in signed_in(vic).get(f"/projects/{film.pk}/continuity").content.decode()
    )
    new = bridge(shot, second)
    assert line_of(new).joint.words == "1-015 opens on the last frame of 1-010"
    assert line_of(second).joint.words == "1-015 ends on the first frame of 1-020"


def test_the_page_names_each_shot_with_its_looks(
    signed_in: SignIn, vic: Person, shot: Shot, dana: Person, film: Project
) -> None:
    keeper = films.an_asset(film, "Keeper", dana)
    oilskin = keeper.add_look("oilskin", films.a_file("image/png"), dana)
    refer(shot, [oilskin])
    body = signed_in(vic).get(reverse("continuity", args=[film.pk])).content.decode()
    assert "INT. LAMP ROOM - NIGHT" in body
    assert "1-010" in body
    assert "Keeper / oilskin" in body


def test_what_is_omitted_is_not_there(
    signed_in: SignIn, vic: Person, shot: Shot, second: Shot, film: Project
) -> None:
    second.omit(True)
    other = Scene.objects.add(film, slug="EXT. PIER")
    Shot.objects.add(other)
    other.omit(True)
    assert [line.shot for line in Continuity(film).lines] == [shot]
    body = signed_in(vic).get(reverse("continuity", args=[film.pk])).content.decode()
    assert "1-020" not in body
    assert "EXT. PIER" not in body


def test_one_scene_alone_is_printed_alone(signed_in: SignIn, vic: Person, shot: Shot, film: Project) -> None:
    other = Scene.objects.add(film, slug="EXT. PIER")
    Shot.objects.add(other)
    url = reverse("continuity", args=[film.pk])
    body = signed_in(vic).get(url, {"scene": other.pk}).content.decode()
    assert "2-010" in body
    assert "1-010" not in body
    assert "1-010" in signed_in(vic).get(url, {"scene": "9" * 30}).content.decode()


def test_more_shots_take_no_more_queries(shot: Shot, dana: Person, film: Project) -> None:
    looks = list(films.an_asset(film, "Keeper", dana).looks.all())

    def add(count: int) -> None:
        for _ in range(count):
            new = Shot.objects.add(shot.scene)
            refer(new, looks)
            connect(new, "opening", "last_frame", source=shot)

    def queries() -> int:
        project = Project.objects.get(pk=film.pk)
        with CaptureQueriesContext(connection) as asked:
            assert all(line.entry and line.exit and line.looks for line in Continuity(project).lines[1:])
        return len(asked)

    films.picked(shot, dana)
    add(2)
    few = queries()
    add(6)
    assert queries() == few


def test_longer_takes_of_longer_takes_take_no_more_queries(shot: Shot, dana: Person, film: Project) -> None:
    def add() -> None:
        new = Shot.objects.add(shot.scene)
        take = films.shoot(new, dana)
        for _ in range(3):
            take = films.longer(take, dana)
        take.pick(True, by=dana)

    def queries() -> int:
        project = Project.objects.get(pk=film.pk)
        Marks(project).judge()
        with CaptureQueriesContext(connection) as asked:
            assert [line.entry.number for line in Continuity(project).lines[1:]]
        return len(asked)

    add()
    few = queries()
    add()
    add()
    assert queries() == few
