"""A shot's drawing: who may give it one, what is taken, what it shows, what comes of it, and the way back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from storyboard.assets.models import Asset
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.projects.models import Change, Drawing, Scene, Shot
from storyboard.rooms.drawing import Pad
from storyboard.rooms.screening import Screening
from storyboard.rooms.shown import pictures_of
from storyboard.takes.models import Take
from tests.assets.pictures import ORIENTATION, as_upload, picture
from tests.assets.test_uploads import bomb
from tests.media import make
from tests.takes.films import shoot

LINE = {"tool": "pen", "colour": "red", "width": 10, "points": [10, 10, 500, 400]}
STROKES = {"schema": 1, "size": [1920, 1080], "strokes": [LINE]}


@pytest.fixture
def still(tmp_path) -> File:
    """A picture in the store."""
    path = tmp_path / "still.png"
    Image.new("RGB", (64, 36), (30, 60, 90)).save(path)
    return File.objects.keep(path, "image/png", width=64, height=36)


@pytest.fixture
def drawing(film, dana, still) -> Drawing:
    return Drawing.objects.create(project=film, picture=still, made_by=dana)


def give(client, shot, upload=None, headers=None, **typed):
    upload = picture("sketch.png") if upload is None else upload
    return client.post(reverse("shot_drawing", args=[shot.pk]), {"picture": upload, **typed}, headers=headers)


def remove(client, shot, drawing):
    return client.post(reverse("shot_drawing_removed", args=[shot.pk]), {"was": drawing.pk})


def now(shot):
    return Shot.objects.select_related("drawing__picture", "drawing__ground", "scene__project").get(
        pk=shot.pk
    )


def test_a_picture_becomes_the_shots_drawing_and_is_said_with_a_way_back(signed_in, shot, eli):
    client = signed_in(eli)
    answer = give(client, shot)
    assert answer["Location"] == f"{shot.get_absolute_url()}#drawing"
    drawing = now(shot).drawing
    assert (drawing.made_by, drawing.project, drawing.strokes, drawing.ground) == (
        eli,
        shot.project,
        {},
        None,
    )
    assert (drawing.picture.width, drawing.picture.mime_type) == (64, "image/png")
    assert "Drawing of 1-010 added." in client.get(answer["Location"]).content.decode()


def test_for_htmx_the_board_and_the_shot_page_fetch_what_changed(signed_in, shot, dana):
    answer = give(signed_in(dana), shot, headers={"HX-Request": "true"})
    told = json.loads(answer["HX-Trigger"])
    assert answer.status_code == 204
    assert {f"scene-{shot.scene_id}", "drawn", "toast"} <= set(told)
    assert told["toast"]["undo"]["action"] == reverse("undone", args=[shot.project.pk])


def test_a_drawing_is_taken_back_and_done_again(signed_in, shot, dana, drawing):
    shot.draw(drawing)
    client = signed_in(dana)
    give(client, shot)
    second = now(shot).drawing
    remove(client, shot, second)
    assert now(shot).drawing is None
    undone = reverse("undone", args=[shot.project.pk])
    client.post(undone)
    assert now(shot).drawing == second
    client.post(undone)
    assert now(shot).drawing == drawing
    client.post(reverse("redone", args=[shot.project.pk]))
    assert now(shot).drawing == second


def test_what_somebody_drew_since_is_not_talked_over(signed_in, shot, dana, eli, drawing):
    give(signed_in(dana), shot)
    with Change.objects.keep(shot.project, eli, shot, said="Drawing", place="/"):
        shot.draw(drawing)
    signed_in(dana).post(reverse("undone", args=[shot.project.pk]))
    assert now(shot).drawing == drawing


def test_removing_what_is_not_there_is_no_change(signed_in, shot, dana):
    assert signed_in(dana).post(reverse("shot_drawing_removed", args=[shot.pk])).status_code == 422
    assert not Change.objects.exists()


def test_a_drawing_that_nobody_there_has_seen_is_not_removed(signed_in, shot, dana, drawing):
    shot.draw(drawing)
    give(signed_in(dana), shot)
    answer = remove(signed_in(dana), shot, drawing)
    assert (answer.status_code, "another one by now" in answer.content.decode()) == (409, True)
    assert now(shot).drawing not in (None, drawing)


def test_what_is_refused_leaves_no_drawing_behind(signed_in, shot, dana, drawing):
    shot.draw(drawing)
    for was in (0, drawing.pk + 9, 10**30):
        assert give(signed_in(dana), shot, was=was).status_code in (409, 422)
    assert list(Drawing.objects.all()) == [drawing]


def test_a_download_is_asked_for_anew_each_time(signed_in, shot, vic, drawing):
    shot.draw(drawing)
    answer = signed_in(vic).get(reverse("shot_drawing", args=[shot.pk]))
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_page_of_a_shot_and_a_picture_leave_long_strokes_alone(signed_in, shot, vic, drawing):
    shot.draw(drawing)
    client = signed_in(vic)
    for url in (shot.get_absolute_url(), reverse("drawing_picture", args=[drawing.pk])):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert not [each for each in queries if '"strokes"' in each["sql"]]


def test_more_than_one_drawing_holds_is_said(signed_in, shot, dana):
    many = json.dumps(STROKES | {"strokes": [LINE] * 5_001})
    answer = give(signed_in(dana), shot, strokes=many)
    assert (answer.status_code, "too much for one drawing" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["rae", "vic"])
def test_who_does_not_plan_does_not_draw(signed_in, shot, request, who):
    client = signed_in(request.getfixturevalue(who))
    assert give(client, shot).status_code == 403
    assert client.get(reverse("shot_draw", args=[shot.pk])).status_code == 403
    assert now(shot).drawing is None


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("a.png", b"<svg xmlns='x' onload='y()'></svg>"), "This is an SVG drawing"),
        (SimpleUploadedFile("a.png", b"%PDF-1.7 "), "This is a PDF"),
        (picture("dance.gif"), "This is a GIF"),
        (bomb(), "pixels"),
        (SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\nnothing"), "cannot be read"),
        ("", "Choose a picture first."),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(signed_in, shot, dana, upload, sentence):
    plain = give(signed_in(dana), shot, upload)
    assert plain.status_code == 422
    assert sentence in plain.content.decode()
    if upload:
        upload.seek(0)
    asked = give(signed_in(dana), shot, upload, headers={"HX-Request": "true"})
    assert sentence in json.loads(asked["HX-Trigger"])["toast"]["text"]
    assert not Drawing.objects.exists()


def test_a_photo_of_a_sketch_stands_upright_and_forgets_where_it_was_taken(signed_in, shot, dana):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(0x8825)[1] = "N"
    give(signed_in(dana), shot, picture("phone.jpg", size=(80, 40), exif=exif))
    with Image.open(now(shot).drawing.picture.path) as image:
        assert image.size == (40, 80)
        assert not dict(image.getexif())


def test_what_a_file_is_called_does_not_matter(signed_in, shot, dana):
    give(signed_in(dana), shot, as_upload("notes.txt", Image.new("RGB", (32, 18)), "WEBP"))
    assert now(shot).drawing.picture.mime_type == "image/jpeg"


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '"strokes"',
        "[" * 5000,
        json.dumps(STROKES | {"size": [1920]}),
        json.dumps(STROKES | {"strokes": [LINE | {"points": [1]}]}),
        json.dumps(STROKES | {"strokes": [LINE | {"points": [1, "2"]}]}),
        json.dumps(STROKES | {"strokes": [LINE | {"points": [1, 1e400]}]}),
        json.dumps(STROKES | {"strokes": [LINE | {"colour": "url(//x)"}]}),
        json.dumps(STROKES | {"strokes": [LINE | {"tool": ["pen"]}]}),
    ],
)
def test_strokes_that_are_none_are_refused_whole(signed_in, shot, dana, bad):
    answer = give(signed_in(dana), shot, strokes=bad, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Reswap"]) == (422, "none")
    assert "could not be read" in answer.content.decode()
    assert not Drawing.objects.exists()


def test_of_strokes_nothing_is_kept_that_is_not_known_and_no_place_is_far_away(signed_in, shot, dana):
    line = LINE | {"points": [-99_999, 5, 99_999, 5], "onclick": "x()"}
    give(signed_in(dana), shot, strokes=json.dumps(STROKES | {"strokes": [line], "more": 1}))
    assert now(shot).drawing.strokes == STROKES | {"strokes": [LINE | {"points": [-1920, 5, 3840, 5]}]}


def test_over_a_frame_the_exact_frame_is_kept_under_the_strokes(signed_in, shot, dana, take_of, tmp_path):
    take = take_of(shot, make.clip(tmp_path / "numbered.mp4", range(96)).read_bytes())
    Take.objects.filter(pk=take.pk).update(sandbox=True)
    give(signed_in(dana), shot, strokes=json.dumps(STROKES), take=take.pk, frame=37)
    drawing = now(shot).drawing
    assert drawing.sandbox
    with Image.open(drawing.ground.path) as ground:
        assert make.number_in(ground) == 37


@pytest.mark.parametrize("frame", [96, -1, "x"])
def test_a_frame_that_is_not_there_is_refused(signed_in, shot, dana, take_of, frame):
    take = take_of(shot, b"a clip")
    answer = give(signed_in(dana), shot, strokes=json.dumps(STROKES), take=take.pk, frame=frame)
    assert answer.status_code == 422
    assert now(shot).drawing is None


def test_nothing_of_another_film_is_drawn_over(signed_in, shot, max, drawing, film):
    own = type(film).objects.begin("Tide", by=max)
    mine = Shot.objects.add(Scene.objects.add(own))
    answer = signed_in(max).get(reverse("shot_draw", args=[mine.pk]), {"drawing": drawing.pk})
    assert answer.status_code == 422
    assert f"/drawings/{drawing.pk}/" not in answer.content.decode()
    assert give(signed_in(max), mine, strokes=json.dumps(STROKES), drawing=drawing.pk).status_code == 422


def test_drawn_on_a_drawing_goes_on_over_the_same_ground(signed_in, shot, dana, film, still):
    begun = Drawing.objects.create(project=film, picture=still, ground=still, strokes=STROKES, sandbox=True)
    shot.draw(begun)
    give(signed_in(dana), shot, strokes=json.dumps(STROKES), drawing=begun.pk, was=begun.pk)
    assert now(shot).drawing != begun
    assert (now(shot).drawing.ground, now(shot).drawing.sandbox) == (still, True)


def test_who_began_from_another_drawing_is_told_and_replaces_nothing(signed_in, shot, dana, drawing):
    shot.draw(drawing)
    answer = give(signed_in(dana), shot, strokes=json.dumps(STROKES), was=0, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "another drawing meanwhile" in answer.content.decode()
    assert now(shot).drawing == drawing


def test_a_shot_is_shown_by_a_take_else_its_drawing_else_its_opening_still(shot, dana, film, still, drawing):
    look = Asset.objects.add(film, "still", "Dusk", still, dana).looks.get()
    connect(shot, "opening", "still", still=look)
    assert pictures_of([shot.pk])[shot.pk].url == f"/versions/{look.newest.pk}/thumbnail"
    shot.draw(drawing)
    shown = pictures_of([shot.pk])[shot.pk]
    assert (shown.url, shown.large) == (
        f"/drawings/{drawing.pk}/thumbnail",
        f"/drawings/{drawing.pk}/picture",
    )
    assert shown.is_drawn
    assert not shown.is_sandbox
    take = Take.objects.create(shot=shot, number=1)
    assert pictures_of([shot.pk])[shot.pk].is_drawn  # until its poster is there
    Take.objects.filter(pk=take.pk).update(poster=still)
    assert pictures_of([shot.pk])[shot.pk].url == f"/takes/{take.pk}/poster"
    Take.objects.filter(pk=take.pk).update(ng=True)
    assert pictures_of([shot.pk])[shot.pk].is_drawn


def test_what_was_drawn_over_the_sandbox_is_marked_as_its(shot, drawing):
    Drawing.objects.update(sandbox=True)
    shot.draw(drawing)
    assert pictures_of([shot.pk])[shot.pk].is_sandbox


def test_twice_the_drawings_cost_the_same_queries(
    signed_in, shot, scene, dana, drawing, django_assert_num_queries
):
    client = signed_in(dana)
    for each in (shot, *(Shot.objects.add(scene) for _ in range(3))):
        each.draw(drawing)
    url = reverse("board", args=[shot.project.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    cost = len(few)
    for _ in range(4):
        Shot.objects.add(scene).draw(drawing)
    client.get(url)  # what is out of date is judged once after each change
    with django_assert_num_queries(cost):
        page = client.get(url).content.decode()
    assert page.count(f"/drawings/{drawing.pk}/thumbnail") == 8


def test_an_unmade_film_plays_its_drawings_whole(shot, film, dana, drawing):
    shot.draw(drawing)
    event = Screening(film, film.member_for(dana)).events[0]
    assert event.still == f"/drawings/{drawing.pk}/picture"


def test_a_duplicate_has_the_drawing_too(shot, scene, drawing):
    shot.draw(drawing)
    assert Shot.objects.copy([now(shot)], scene)[0].drawing_id == drawing.pk


def test_it_is_kept_as_a_still_once_and_stays_marked(signed_in, shot, dana, drawing):
    Drawing.objects.update(sandbox=True)
    shot.draw(drawing)
    client, url = signed_in(dana), reverse("shot_drawing_still", args=[shot.pk])
    client.post(url)
    asked = client.post(url, headers={"HX-Request": "true"})
    asset = Asset.objects.get()
    assert (asset.name, asset.kind, asset.cover.picture, asset.cover.sandbox) == (
        "1-010 drawing", "still", drawing.picture, True,
    )  # fmt: skip
    assert "was saved before" in asked["HX-Trigger"]


def test_it_is_downloaded_under_the_shots_name(signed_in, shot, vic, drawing):
    client = signed_in(vic)
    assert client.get(reverse("shot_drawing", args=[shot.pk])).status_code == 404
    shot.draw(drawing)
    answer = client.get(reverse("shot_drawing", args=[shot.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="Keeper_SC001-SH010_drawing.png"'


def test_who_reads_only_sees_it_on_the_shot_page(signed_in, shot, rae, drawing):
    shot.draw(drawing)
    page = signed_in(rae).get(shot.get_absolute_url()).content.decode()
    assert f"/drawings/{drawing.pk}/picture" in page
    assert f'"{reverse("shot_draw", args=[shot.pk])}"' not in page


def test_the_pad_offers_what_the_shot_has_and_begins_with_the_nearest(shot, dana, film, still, drawing):
    assert [each.query for each in Pad(now(shot)).grounds] == ["blank=1"]
    look = Asset.objects.add(film, "still", "Dusk", still, dana).looks.get()
    connect(shot, "opening", "still", still=look)
    assert Pad(now(shot)).ground.url == f"/versions/{look.newest.pk}/picture"
    shot.draw(drawing)
    assert [each.query for each in Pad(now(shot)).grounds] == [
        f"drawing={drawing.pk}", f"version={look.newest.pk}", "blank=1",
    ]  # fmt: skip


def test_any_picture_of_the_film_is_drawn_over(signed_in, shot, dana, film, still):
    look = Asset.objects.add(film, "character", "Keeper", still, dana).looks.get()
    gone = Asset.objects.add(film, "prop", "Lamp", still, dana)
    gone.remove()
    assert Pad(now(shot)).others == [(look.newest.pk, "Keeper")]
    page = (
        signed_in(dana)
        .get(reverse("shot_draw", args=[shot.pk]), {"version": look.newest.pk})
        .content.decode()
    )
    assert f'<option value="{look.newest.pk}" selected>Keeper</option>' in page
    assert f'ground="/versions/{look.newest.pk}/picture"' in page


def test_the_closing_still_stands_beside_the_others(shot, dana, film, still):
    opening, closing = (
        Asset.objects.add(film, "still", name, still, dana).looks.get() for name in ("Dusk", "Dawn")
    )
    connect(shot, "opening", "still", still=opening)
    connect(shot, "closing", "still", still=closing)
    assert [each.words for each in Pad(now(shot)).grounds] == [
        "The opening still",
        "The closing still",
        "A blank page",
    ]


def test_a_blank_page_has_the_shape_of_the_shot(shot, film):
    assert Pad(now(shot)).size == [1920, 1080]
    type(film).objects.update(aspect_ratio="9:16")
    assert Pad(now(shot)).size == [1080, 1920]


def test_the_pad_in_a_dialog_brings_its_script_and_sheet(signed_in, shot, dana):
    headers = {"HX-Request": "true", "HX-Target": "div#draw"}
    part = signed_in(dana).get(reverse("shot_draw", args=[shot.pk]), headers=headers).content.decode()
    assert part.strip().startswith("<dialog")
    assert "js/draw-pad" in part
    assert "css/draw" in part
    assert "js/draw-pad" not in signed_in(dana).get(shot.get_absolute_url()).content.decode()


def test_nothing_of_a_drawing_is_sent(shot, dana, drawing):
    shot.draw(drawing)
    assert drawing.picture.sha256 not in json.dumps(shoot(shot, dana).generation.recipe)
