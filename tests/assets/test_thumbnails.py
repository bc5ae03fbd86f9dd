"""Small pictures for lists: made once, found again, kept by the browser."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from PIL import Image

from storyboard.assets.thumbnails import thumbnail
from storyboard.files.models import File


@pytest.fixture
def large(db, tmp_path):
    path = tmp_path / "large.png"
    Image.effect_noise((1600, 900), 80).convert("RGB").save(path)
    return File.objects.keep(path, "image/png", width=1600, height=900)


def test_a_thumbnail_is_a_small_jpeg_made_once(large):
    place = thumbnail(large)
    with Image.open(place) as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))
    made = place.stat().st_mtime_ns
    assert thumbnail(large) == place
    assert place.stat().st_mtime_ns == made


def test_readers_who_ask_at_once_get_the_same_whole_file(large):
    with ThreadPoolExecutor(6) as pool:
        places = set(pool.map(lambda _: thumbnail(large).read_bytes(), range(12)))
    assert len(places) == 1
    assert [path.suffix for path in thumbnail(large).parent.iterdir()] == [".jpg"]


def test_a_reader_keeps_it_and_is_not_sent_it_twice(signed_in, vic, add_asset):
    client, url = signed_in(vic), reverse("version_thumbnail", args=[add_asset().cover.pk])
    first = client.get(url)
    assert first["Content-Type"] == "image/jpeg"
    assert first["Cache-Control"] == "private, max-age=31536000, immutable"
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_that_is_missing_on_disk_is_not_there(signed_in, dana, add_asset):
    version = add_asset().cover
    version.picture.path.unlink()
    assert signed_in(dana).get(reverse("version_thumbnail", args=[version.pk])).status_code == 404


def test_the_picture_itself_is_served_whole(signed_in, vic, add_asset):
    version = add_asset().cover
    answer = signed_in(vic).get(reverse("version_picture", args=[version.pk]))
    assert b"".join(answer.streaming_content) == version.picture.path.read_bytes()


def test_the_pictures_of_a_deleted_asset_stay_for_what_was_made_with_them(signed_in, vic, add_asset):
    asset = add_asset()
    asset.remove()
    assert signed_in(vic).get(reverse("version_thumbnail", args=[asset.cover.pk])).status_code == 200
