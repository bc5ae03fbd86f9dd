"""A lost call and a link that died, as people see them: was it charged, send it again, adopt what turned up."""

import os
import threading
import uuid
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from storyboard.files.models import File
from storyboard.projects.money import Bill
from storyboard.takes.models import Entry, Generation, Status, Take
from storyboard.takes.settling import Arrival
from tests.media import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "section#queue"}
TROUBLE = {"outcome": "lost", "message": "The line went dead.", "charged": "maybe", "todo": "Look for it."}


@pytest.fixture(autouse=True)
def spends(film, dana):
    film.members.filter(person=dana).update(may_spend=True)


@pytest.fixture
def lose(ordered):
    """`lose(n=2)`: a paid call that got lost; 1.60 and 4 s a take are held."""

    def lose(*words, **fields):
        generation = ordered(*words, **fields)
        generation.claim("one")
        generation.begin_sending()
        assert generation.lose(TROUBLE)
        return fresh(generation)

    return lose


@pytest.fixture
def mp4(tmp_path):
    return make.clip(tmp_path / "found.mp4", range(24)).read_bytes()


@pytest.fixture
def site(mp4, settings):
    """The operator's own origin, which may be fetched from: a clip, and a page that is none."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(mp4 if self.path == "/clip.mp4" else b"<p>Sign in first.</p>")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.AZERION_BASE_URL = f"http://127.0.0.1:{server.server_port}/v1"
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def text(answer):
    return " ".join(answer.content.decode().split())


def pages(generation):
    film = generation.project
    return [generation.shot.get_absolute_url(), generation.get_absolute_url(), f"/projects/{film.pk}/queue"]


def test_every_page_says_that_a_lost_call_may_be_charged_twice_and_what_that_costs_today(
    lose, dana, signed_in, settings
):
    generation = lose()
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 500_000, "silent": 200_000}}
    for address in pages(generation):
        said = text(signed_in(dana).get(address))
        assert (
            "€1.60</span> stays held until somebody says whether it was charged. Sending it again may" in said
        )
        assert said.count("Sending it again may be charged twice.") == 1
        assert 'Send again <span class="price">€2.00</span>' in said
        assert "It was not charged" in said
        assert "Adopt a file" in said


def test_without_prices_the_seconds_are_said(lose, dana, signed_in, settings):
    settings.VEO_PRICE_PER_SECOND = {}
    said = text(signed_in(dana).get(pages(lose())[1]))
    assert "4 s stay held until somebody says whether it was charged. Sending it again may be" in said


@pytest.mark.parametrize(("videos", "spent"), [(0, Bill()), (1, Bill(1_600_000, 4)), (2, Bill(3_200_000, 8))])
def test_a_person_says_what_it_took_and_saying_it_twice_is_harmless(
    lose, dana, signed_in, film, videos, spent
):
    generation = lose(n=2)
    for _ in range(2):
        answer = signed_in(dana).post(f"/generations/{generation.pk}/decided", {"videos": videos})
        assert answer.status_code == 302
    film.refresh_from_db()
    assert (film.set_aside, film.spent) == (Bill(), spent)
    assert Entry.objects.filter(kind="decide").count() == 1


def test_after_a_decision_the_pages_say_whose_it_was_and_offer_another(lose, dana, eli, signed_in, film):
    generation = lose()
    signed_in(eli).post(f"/generations/{generation.pk}/decided", {"videos": 0})
    for address in pages(generation):
        said = text(signed_in(dana).get(address))
        assert "<strong>It was not charged</strong>: said by Eli Stone" in said
        assert 'value="1">It was charged' in said
        assert 'value="0">' not in said
        assert "Look for it." not in said
    signed_in(dana).post(f"/generations/{generation.pk}/decided", {"videos": 1})
    film.refresh_from_db()
    assert film.spent == Bill(1_600_000, 4)
    said = text(signed_in(dana).get(generation.get_absolute_url()))
    assert 'It was charged</strong>, <span class="price">€1.60</span>: said by Dana Reyes' in said
    assert "Sending it again is paid besides." in said


def test_where_some_clips_came_that_many_can_be_said_to_be_charged(ordered, dana, signed_in):
    generation = ordered(n=3)
    generation.claim("one")
    generation.begin_sending()
    generation.lose(TROUBLE, [Arrival(0, url="https://host.example/a.mp4")])
    said = text(signed_in(dana).get(generation.get_absolute_url()))
    assert 'value="1">Charged for 1 of 3 <span class="price">€1.60</span>' in said


@pytest.mark.parametrize("said", [{}, {"videos": "-1"}, {"videos": "some"}])
def test_what_is_no_number_of_clips_decides_nothing(lose, dana, signed_in, said):
    generation = lose()
    assert signed_in(dana).post(f"/generations/{generation.pk}/decided", said).status_code == 422
    assert fresh(generation).decided is None


def test_what_is_not_lost_is_not_decided(ordered, dana, signed_in):
    answer = signed_in(dana).post(f"/generations/{ordered().pk}/decided", {"videos": 1})
    assert answer.status_code == 422
    assert "moved meanwhile" in text(answer)


def test_who_may_not_spend_sees_the_words_without_the_buttons(lose, rae, eli, film, signed_in):
    generation = lose()
    film.members.filter(person=eli).update(may_spend=False)
    for person in (rae, eli):
        for address in pages(generation):
            said = text(signed_in(person).get(address))
            assert "held until somebody says whether it was charged" in said
            assert ("€1.60</span> stays held" in said) == (person == eli)
            assert "It was not charged" not in said
            assert "Send again" not in said
        for verb, fields in (("decided", {"videos": 0}), ("again", {"click": uuid.uuid4()}), ("adopted", {})):
            answer = signed_in(person).post(f"/generations/{generation.pk}/{verb}", fields)
            assert answer.status_code == 403
    assert fresh(generation).decided is None


def test_a_lost_call_adopts_from_an_address(lose, dana, signed_in, site, film):
    generation = lose()
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"address": f"{site}/clip.mp4"})
    assert answer.status_code == 302
    assert Take.objects.get(generation=generation).original
    assert fresh(generation).status == Status.DONE
    film.refresh_from_db()
    assert (film.set_aside, film.spent) == (Bill(), Bill(1_600_000, 4))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://192.168.0.1/clip.mp4", "private network"),
        ("nonsense", "Give an address that begins with https://"),
        ("ftp://host.example/clip.mp4", "not a plain http or https address"),
    ],
)
def test_a_bad_address_is_said_beside_its_field_and_stays_in_it(lose, dana, signed_in, address, sentence):
    generation = lose()
    client, url = signed_in(dana), f"/generations/{generation.pk}/adopted"
    part = client.post(url, {"address": address, "back": "/here"}, headers=HTMX)
    for answer in (part, client.post(url, {"address": address})):
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert f'value="{address}"' in text(answer)
    assert part["HX-Retarget"] == f"#generation-{generation.pk}"
    assert 'hx-target="#queue"' in text(part)
    assert 'name="back" value="/here"' in text(part)
    assert fresh(generation).status == Status.LOST


def test_what_an_address_leads_to_is_judged_like_an_upload_and_nothing_is_left_behind(
    lose, dana, signed_in, site, settings, tmp_path
):
    settings.UPLOADS = tmp_path / "uploads"
    generation = lose()
    answer = signed_in(dana).post(f"/generations/{generation.pk}/adopted", {"address": f"{site}/page"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text(answer)
    assert not list(settings.UPLOADS.iterdir())
    assert not Take.objects.exists()


def test_neither_file_nor_address_is_said(lose, dana, signed_in):
    answer = signed_in(dana).post(f"/generations/{lose().pk}/adopted", {})
    assert answer.status_code == 422
    assert "Choose an MP4, or give the address where it lies." in text(answer)


@pytest.fixture
def gone(ordered):
    """A take that was paid for and whose link has died."""
    generation = ordered()
    generation.claim("one")
    generation.begin_sending()
    take = generation.finish([Arrival(0, url="https://host.example/a.mp4")])[0]
    Take.objects.filter(pk=take.pk).update(copy_gave_up=True, copy_trouble="It answered 404.", copy_tries=9)
    return fresh(take)


def brought(mp4):
    return {"file": SimpleUploadedFile("found.mp4", mp4, "video/mp4")}


def test_a_take_whose_link_died_says_so_and_adopts_a_file(gone, dana, signed_in, mp4):
    client = signed_in(dana)
    for address in (gone.get_absolute_url(), gone.shot.get_absolute_url()):
        assert "The link has died" in text(client.get(address))
    assert client.post(f"/takes/{gone.pk}/adopted", brought(mp4)).status_code == 302
    take = fresh(gone)
    assert (take.number, take.generation, take.uploaded_by) == (gone.number, gone.generation, dana)
    assert list(Take.objects.underived()) == [take]
    assert not take.link_died


def test_a_take_adopts_from_an_address(gone, dana, signed_in, site):
    answer = signed_in(dana).post(f"/takes/{gone.pk}/adopted", {"address": f"{site}/clip.mp4"})
    assert answer.status_code == 302
    assert fresh(gone).original


def test_the_first_clip_that_comes_stays(gone, dana, signed_in, mp4, tmp_path):
    first = File.objects.keep(make.clip(tmp_path / "first.mp4", range(8)), "video/mp4")
    assert gone.bring(first)
    answer = signed_in(dana).post(f"/takes/{gone.pk}/adopted", brought(mp4))
    assert answer.status_code == 422
    assert fresh(gone).original == first
    assert not gone.bring(File.objects.keep(make.clip(tmp_path / "late.mp4", range(9)), "video/mp4"))
    assert fresh(gone).original == first


def test_a_bad_file_for_a_take_is_said_in_its_place(gone, dana, signed_in):
    answer = signed_in(dana).post(f"/takes/{gone.pk}/adopted", brought(b"no clip"), headers=HTMX)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == f"#copy-{gone.pk}"
    assert 'role="alert"' in text(answer)


def test_an_address_is_tried_at_once_when_somebody_says_so(gone, dana, signed_in):
    Take.objects.filter(pk=gone.pk).update(copy_next_at=now() + timedelta(hours=1))
    for _ in range(2):
        assert signed_in(dana).post(f"/takes/{gone.pk}/copy").status_code == 302
    take = fresh(gone)
    assert (take.copy_gave_up, take.copy_next_at <= now()) == (False, True)


def test_the_queue_lists_what_is_not_safe_yet_with_reason_link_and_next_try(gone, dana, rae, signed_in, film):
    Take.objects.filter(pk=gone.pk).update(copy_gave_up=False, copy_next_at=now() + timedelta(seconds=40))
    for person, hands in ((dana, True), (rae, False)):
        said = text(signed_in(person).get(f"/projects/{film.pk}/queue"))
        assert "1 not safe yet" in said
        assert "It answered 404. Tried again in <count-down" in said
        assert 'href="https://host.example/a.mp4" rel="noreferrer' in said
        assert ("Try now" in said) == hands


def test_a_dead_take_that_was_put_aside_is_missed_by_nobody(gone, dana, signed_in, film):
    gone.put_aside(True)
    assert "not safe yet" not in text(signed_in(dana).get(f"/projects/{film.pk}/queue"))


def test_an_answer_that_waits_for_room_on_the_disk_is_not_safe_yet(ordered, dana, signed_in, film, settings):
    generation = ordered()
    generation.claim("one")
    generation.begin_sending()
    address = f"/projects/{film.pk}/queue"
    assert "not safe yet" not in text(signed_in(dana).get(address))
    version = signed_in(dana).get(address).context["queue"].version
    generation.folder.mkdir(parents=True)
    answer = generation.folder / "answer.json"
    answer.write_text("{}")
    os.utime(answer, (0, 0))
    assert "its clips wait for room on the disk" in text(signed_in(dana).get(address, {"version": version}))


def test_a_lost_call_that_was_sent_again_says_what_became_of_that(lose, dana, signed_in):
    generation = lose()
    signed_in(dana).post(f"/generations/{generation.pk}/again", {"click": uuid.uuid4()})
    again = Generation.objects.get(after=generation)
    said = text(signed_in(dana).get(generation.get_absolute_url()))
    assert f'Sent again: <a href="{again.get_absolute_url()}">Queued</a>' in said
    assert f'action="/generations/{generation.pk}/again"' not in said
