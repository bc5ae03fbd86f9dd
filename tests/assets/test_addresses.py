"""Pictures given by their address: fetched from a site on this machine, which plays the operator's own origin."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from storyboard.assets.models import Asset
from storyboard.files.models import File
from storyboard.projects.models import Project
from tests.assets.pictures import picture

PICTURE = picture(colour=(200, 80, 20)).read()
PAGES = {"/keeper_oil-skin.png": PICTURE, "/%0Aa%00b%20c.png": PICTURE, "/page": b"<html><script>"}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/busy.png":
            Project.objects.update(title="Written meanwhile")
            connection.close()
        body = PICTURE if self.path == "/busy.png" else PAGES.get(self.path.split("?")[0])
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args):
        pass


@pytest.fixture
def site(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        settings.AZERION_BASE_URL = f"http://127.0.0.1:{server.server_port}/v1"
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def bring(client, film, address, **typed):
    data = {"kind": "prop", "name": "", "words": "Brass", "address": address} | typed
    return client.post(reverse("assets", args=[film.pk]), data)


def test_an_asset_comes_by_its_address_and_is_named_after_it(signed_in, film, eli, site):
    assert bring(signed_in(eli), film, f"{site}/keeper_oil-skin.png?size=large").status_code == 302
    asset = Asset.objects.get()
    assert (asset.kind, asset.name, asset.words) == ("prop", "Keeper oil skin", "Brass")
    assert (asset.cover.picture.width, asset.cover.picture.height) == (64, 36)
    assert not list(django_settings.UPLOADS.glob("*"))


def test_a_name_in_an_address_brings_no_control_characters(signed_in, film, dana, site):
    bring(signed_in(dana), film, f"{site}/%0Aa%00b%20c.png")
    assert Asset.objects.get().name == "Ab c"


def test_a_look_and_a_version_come_by_their_address(signed_in, dana, site, add_asset):
    asset, client = add_asset(), signed_in(dana)
    at = {"address": f"{site}/keeper_oil-skin.png"}
    client.post(reverse("looks", args=[asset.pk]), at | {"name": "Oilskin"})
    client.post(reverse("versions", args=[asset.looks.first().pk]), at)
    assert [(look.name, look.versions.count()) for look in asset.looks.all()] == [("", 2), ("Oilskin", 1)]
    new = File.objects.latest("pk")
    assert all(look.newest.picture == new for look in asset.looks.all())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("{site}/none.png", "no longer works (it answered 404)"),
        ("{site}/page", "This is a web page; give a JPEG, PNG or WebP picture."),
        ("http://169.254.169.254/latest/meta-data", "leads into a private network"),
        ("http://dana:word@films.example/a.png", "Leave the name and password out of the address."),
        ("file:///etc/passwd", "Give an address that begins with https:// or http://."),
        ("javascript:alert(1)", "Give an address that begins with https:// or http://."),
    ],
)
def test_a_bad_address_gets_its_sentence_and_what_was_typed_stays(
    signed_in, film, dana, site, address, sentence
):
    answer = bring(signed_in(dana), film, address.format(site=site), name="Lamp")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["address"][0]
    assert f'value="{address.format(site=site)}"' in text
    assert 'value="Lamp"' in text
    assert ">\nBrass</textarea>" in text
    assert not Asset.objects.exists()
    assert not File.objects.exists()


def test_a_bad_address_of_a_look_or_version_is_said_beside_its_field(signed_in, dana, site, add_asset):
    asset, client = add_asset(), signed_in(dana)
    for url in (reverse("looks", args=[asset.pk]), reverse("versions", args=[asset.looks.get().pk])):
        answer = client.post(url, {"address": f"{site}/none.png"})
        assert answer.status_code == 422
        assert b"it answered 404" in answer.content


def test_either_a_picture_or_an_address(signed_in, film, dana, site):
    answer = bring(signed_in(dana), film, f"{site}/keeper_oil-skin.png", pictures=[picture()])
    assert answer.context["form"].errors == {"address": ["Give a picture or an address, not both."]}


@pytest.mark.django_db(transaction=True)
def test_the_database_is_free_while_the_picture_is_fetched(signed_in, film, dana, site):
    assert bring(signed_in(dana), film, f"{site}/busy.png").status_code == 302
    assert Project.objects.get().title == "Written meanwhile"
    assert Asset.objects.exists()
