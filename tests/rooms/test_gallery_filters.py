"""What the gallery's address filters by, what came since, and what is downloaded of it."""

import html
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from storyboard.assets.models import Asset, refer
from storyboard.projects.models import Project, Scene, Shot
from storyboard.rooms.gallery import Gallery
from storyboard.takes.models import Input, Pick, Take, Watched
from tests.takes.films import a_file, an_asset, fresh, picked, shoot

PART = {"HX-Request": "true"}


def gallery(client: Any, film: Project, **asked: Any) -> Gallery:
    found: Gallery = client.get(f"/projects/{film.pk}/gallery", asked).context["gallery"]
    return found


def numbers(client: Any, film: Project, **asked: Any) -> list[int]:
    return [take.number for take in gallery(client, film, **asked).page]


@pytest.fixture
def keeper(film: Project, dana: Any) -> Asset:
    return an_asset(film, "Keeper", dana)


@pytest.fixture
def takes(shot: Shot, keeper: Asset, dana: Any, eli: Any) -> list[Take]:
    """Take 1 by Dana in words alone; 2 by Eli names @Keeper; 3 by Dana shows him as a reference; 4 was uploaded."""
    made = [shoot(shot, dana)]
    fresh(shot).write(prompt="@Keeper lights the lamp.")
    made.append(shoot(shot, eli))
    fresh(shot).write(prompt="He lights the lamp.")
    refer(fresh(shot), [keeper])
    made.append(shoot(shot, dana))
    made.append(Take.objects.create(shot=shot, number=shot.number_takes(1)[0], frames=48, uploaded_by=eli))
    return made


def test_takes_that_show_an_asset_or_name_it(takes, film, keeper, dana, rae, signed_in):
    client, look = signed_in(rae), keeper.looks.get()
    Input.objects.create(
        generation=takes[2].generation, role="reference", file=look.newest.picture, words="Keeper"
    )
    assert numbers(client, film, asset=keeper.pk) == [3, 2]
    assert numbers(client, film, asset=keeper.pk, look=look.pk) == [3, 2]
    assert numbers(client, film, asset=an_asset(film, "Lamp", dana).pk) == []


def test_who_made_them_and_where_they_were_made(takes, film, eli, dana, rae, signed_in):
    client = signed_in(rae)
    assert numbers(client, film, by=eli.pk) == [4, 2]
    assert numbers(client, film, by=dana.pk) == [3, 1]
    assert numbers(client, film, route="sandbox") == [3, 2, 1]
    assert numbers(client, film, route="paid") == []
    assert [chip for chip, _ in gallery(client, film, by=eli.pk, route="paid").chips] == [
        "Made by Eli Stone",
        "Sent to Veo, paid",
    ]


def test_when_they_were_made_in_the_days_of_the_reader(takes, film, rae, signed_in):
    Take.objects.filter(pk=takes[0].pk).update(made_at=now() - timedelta(days=40))
    Take.objects.filter(pk=takes[1].pk).update(made_at=now() - timedelta(days=3))
    client = signed_in(rae)
    assert numbers(client, film, since="today") == [4, 3]
    assert numbers(client, film, since="week") == [4, 3, 2]
    assert numbers(client, film, since="month") == [4, 3, 2]
    assert numbers(client, film, since="whenever") == [4, 3, 2, 1]


def test_what_one_has_not_watched_is_new_to_oneself_alone(takes, film, rae, vic, signed_in):
    Watched.say(takes[0], rae)
    Watched.say(takes[3], vic)
    found = gallery(signed_in(rae), film, new=1)
    assert [take.number for take in found.page] == [4, 3, 2]
    assert found.new == {take.pk for take in takes[1:]}


def test_what_is_out_of_date(shot, film, dana, signed_in):
    picked(shot, dana)
    shoot(shot, dana)
    assert numbers(signed_in(dana), film, stale=1) == []
    fresh(shot).write(prompt="Fog.")
    assert numbers(signed_in(dana), film, stale=1) == [1]


def test_a_pick_in_another_shot_is_not_picked_here(takes, film, scene, shot, rae, dana, signed_in):
    Pick.objects.create(shot=Shot.objects.add(scene), take=takes[0], by=dana)
    assert numbers(signed_in(rae), film, picked=1) == []
    Pick.objects.create(shot=shot, take=takes[1], by=dana)
    assert numbers(signed_in(rae), film, picked=1) == [2]


def test_each_list_is_a_chip_that_leads_to_the_gallery_without_it(
    takes, film, scene, shot, keeper, rae, signed_in
):
    found = gallery(
        signed_in(rae), film, scene=scene.pk, shot=shot.pk, asset=keeper.pk, since="week", circled=1
    )
    chips = dict(found.chips)
    assert chips[f"Scene {scene.number}"] == f"?asset={keeper.pk}&since=week&circled=1"
    assert chips["Shows Keeper"] == f"?scene={scene.pk}&shot={shot.pk}&since=week&circled=1"
    assert len(chips) == 4


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "²"},
        {"asset": "9" * 40},
        {"look": "9" * 40, "asset": "x"},
        {"scene": "9" * 40},
        {"shot": "9" * 40},
        {"by": "9" * 30},
        {"before": "-1", "after": "x", "seen": "9" * 40},
        {"route": "x", "since": "\0"},
    ],
)
def test_what_cannot_be_read_filters_nothing(asked, takes, film, rae, signed_in):
    assert numbers(signed_in(rae), film, **asked) == [4, 3, 2, 1]


def test_arrivals_wait_until_they_are_asked_for(takes, film, shot, dana, rae, signed_in):
    client = signed_in(rae)
    page = client.get(f"/projects/{film.pk}/gallery")
    poll = page.context["gallery"].poll
    part = PART | {"HX-Target": "div#arrivals"}
    assert client.get(f"/projects/{film.pk}/gallery{poll}", headers=part).status_code == 204
    new = [shoot(shot, dana) for _ in range(2)]
    new[0].put_aside(True)
    answer = client.get(f"/projects/{film.pk}/gallery{poll}", headers=part)
    assert "1 new take" in answer.content.decode()
    waiting = html.unescape(re.findall(r'hx-get="([^"]+)"', answer.content.decode())[1])
    brought = client.get(waiting, headers=PART | {"HX-Target": "div#tiles"})
    text = brought.content.decode()
    assert text.count("<article") == 1
    assert f'id="take-{new[1].pk}"' in text
    assert "new take<" not in text


def test_which_marks_a_take_must_wear_to_stay_stands_on_the_grid(takes, film, rae, signed_in):
    page = signed_in(rae).get(f"/projects/{film.pk}/gallery", {"circled": 1, "new": 1}).content.decode()
    assert gallery(signed_in(rae), film, circled=1, new=1).drops == "circled new shown"
    assert gallery(signed_in(rae), film, ng=1).drops == ""
    assert "Nothing fits these filters" in page


def test_each_filter_costs_a_fixed_number_of_queries(takes, film, shot, keeper, eli, rae, dana, signed_in):
    client = signed_in(rae)
    asked = {
        "asset": keeper.pk,
        "by": eli.pk,
        "since": "week",
        "route": "sandbox",
        "new": 1,
        "stale": 1,
        "ng": 1,
    }

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/projects/{film.pk}/gallery", asked)
        return len(seen)

    count()
    first = count()
    for _ in range(4):
        shoot(shot, eli)
    assert count() == first


def downloaded(client: Any, film: Project, asked: str) -> list[str]:
    answer = client.get(f"/projects/{film.pk}/takes.zip?{asked}")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return archive.namelist()


def test_a_download_brings_what_is_chosen_or_what_the_filters_leave(film, scene, take_of, rae, signed_in):
    shots = [Shot.objects.add(scene) for _ in range(2)]
    takes = [take_of(shot, f"clip {shot.pk}".encode()) for shot in shots]
    takes[1].circle(True)
    names = ["Keeper_SC001-SH010_T01.mp4", "Keeper_SC001-SH020_T01.mp4"]
    client = signed_in(rae)
    assert downloaded(client, film, "") == names
    assert downloaded(client, film, "circled=1") == names[1:]
    assert downloaded(client, film, f"takes={takes[0].pk}-{takes[1].pk}-x-{'9' * 40}") == names
    assert downloaded(client, film, "takes=") == []
    assert "Download all 2 takes, " in client.get(f"/projects/{film.pk}/gallery").content.decode()


def test_a_download_brings_nothing_of_another_film(film, scene, take_of, dana, signed_in):
    other = Project.objects.begin("Tide", by=dana)
    stranger = take_of(Shot.objects.add(Scene.objects.add(other)), b"clip")
    assert downloaded(signed_in(dana), film, f"takes={stranger.pk}") == []


def test_a_take_whose_clip_is_not_here_is_left_out_of_a_download(film, shot, take_of, rae, signed_in):
    take_of(shot, b"clip")
    Take.objects.create(shot=shot, number=shot.number_takes(1)[0])
    Take.objects.create(shot=shot, number=shot.number_takes(1)[0], original=a_file())
    assert downloaded(signed_in(rae), film, "") == ["Keeper_SC001-SH010_T01.mp4"]
