"""What comes in through the assets room, and what is said about what cannot."""

import zlib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from storyboard.assets.models import Asset, Version
from storyboard.assets.uploads import name_from
from tests.assets.pictures import ORIENTATION, as_upload, picture


def bring(client, film, *pictures, **typed):
    data = {"kind": "still", "name": "", "words": "", "pictures": list(pictures)} | typed
    return client.post(reverse("assets", args=[film.pk]), data)


def kept(asset):
    return asset.cover.picture


def test_a_picture_becomes_an_asset_named_after_its_file(signed_in, film, eli):
    answer = bring(
        signed_in(eli), film, picture("keeper_oil-skin.png"), kind="character", words="Sixty, grey"
    )
    asset = Asset.objects.get()
    assert answer.status_code == 302
    assert (asset.kind, asset.name, asset.words) == ("character", "Keeper oil skin", "Sixty, grey")
    assert (kept(asset).mime_type, kept(asset).width, kept(asset).height) == ("image/png", 64, 36)
    assert asset.cover.made_by == eli


def test_several_pictures_at_once_become_several_assets(signed_in, film, dana):
    bring(signed_in(dana), film, picture("a.png"), picture("b.jpg", colour=(1, 2, 3)))
    assert {(asset.kind, asset.name) for asset in Asset.objects.all()} == {("still", "A"), ("still", "B")}


def test_a_name_for_several_is_numbered(signed_in, film, dana):
    bring(signed_in(dana), film, picture("a.png"), picture("b.png"), name="Stairs")
    assert {asset.name for asset in Asset.objects.all()} == {"Stairs 1", "Stairs 2"}


def test_the_same_bytes_are_kept_once(signed_in, film, dana):
    bring(signed_in(dana), film, picture("a.png"), picture("b.png"))
    assert len({version.picture_id for version in Version.objects.all()}) == 1


def test_a_photo_from_a_phone_stands_upright_and_forgets_where_it_was_taken(signed_in, film, dana):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(0x8825)[1] = "N"
    bring(signed_in(dana), film, picture("phone.jpg", size=(80, 40), exif=exif))
    with Image.open(kept(Asset.objects.get()).path) as image:
        assert image.size == (40, 80)
        assert not dict(image.getexif())


def test_alpha_is_flattened(signed_in, film, dana):
    bring(signed_in(dana), film, as_upload("logo.png", Image.new("RGBA", (20, 20), (255, 0, 0, 0)), "PNG"))
    with Image.open(kept(Asset.objects.get()).path) as image:
        assert (image.mode, image.getpixel((5, 5))) == ("RGB", (128, 128, 128))


def bomb() -> SimpleUploadedFile:
    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (60_000).to_bytes(4) + (60_000).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return SimpleUploadedFile("bomb.png", data + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (picture("dance.gif"), "This is a GIF"),
        (SimpleUploadedFile("keeper.png", b"<html><script>"), "This is a web page"),
        (SimpleUploadedFile("keeper.png", b""), "This file is empty"),
        (SimpleUploadedFile("keeper.jpg", picture("a.jpg").read()[:200]), "damaged or cut off"),
        (bomb(), "too many pixels"),
    ],
    ids=["gif", "html", "empty", "truncated", "bomb"],
)
def test_what_is_no_picture_gets_a_sentence_and_what_was_typed_stays(signed_in, film, dana, upload, sentence):
    upload.seek(0)
    answer = bring(signed_in(dana), film, upload, name="Keeper", kind="prop", words="Sixty, grey")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["pictures"][0]
    assert sentence in text
    assert 'value="Keeper"' in text
    assert ">\nSixty, grey</textarea>" in text
    assert 'value="prop" checked' in text
    assert not Asset.objects.exists()
    assert not list(settings.UPLOADS.glob("*"))


def test_of_several_the_good_ones_come_and_the_sentence_names_the_other(signed_in, film, dana):
    client = signed_in(dana)
    assert bring(client, film, picture("a.png"), picture("dance.gif")).status_code == 302
    assert film.assets.count() == 1
    assert "dance.gif: This is a GIF" in client.get(f"/projects/{film.pk}/assets").content.decode()


def test_where_none_is_good_nothing_comes(signed_in, film, dana):
    answer = bring(signed_in(dana), film, picture("dance.gif"), picture("walk.gif"))
    assert answer.status_code == 422
    assert not film.assets.exists()


def test_without_a_picture_it_says_so(signed_in, film, dana):
    assert bring(signed_in(dana), film).context["form"].errors["pictures"] == [
        "Choose a picture, or give its address."
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"kind": "ghost"}, "kind"), ({"name": "x" * 81}, "name"), ({"words": "x" * 1001}, "words")],
)
def test_each_field_says_what_is_wrong_with_it(signed_in, film, dana, typed, field):
    answer = bring(signed_in(dana), film, picture(), **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


@pytest.mark.parametrize(
    ("file", "name"),
    [("keeper_oil-skin.final.png", "Keeper oil skin.final"), ("___.png", "Picture"), ("é.jpg", "É")],
)
def test_a_name_is_made_of_the_file_name(file, name):
    assert name_from(file) == name
