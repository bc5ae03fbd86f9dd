"""Copying a returned clip here: tried again whatever goes wrong, given up only when links of its age are dead."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.timezone import now

from storyboard.takes import derive
from storyboard.takes.models import Take
from tests.media import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim_ticket(shot):
    """A take that lies only at an address."""

    def ticket(url, age=timedelta()):
        return Take.objects.create(
            shot=shot, number=shot.number_takes(1)[0], returned_url=url, made_at=now() - age
        )

    return ticket


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return make.clip(tmp_path_factory.mktemp("clips") / "clip.mp4", range(8)).read_bytes()


@pytest.fixture
def origin(clip, settings):
    """The operator's own origin, which is away twice before it answers."""
    answers = iter([503, 503, 200])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status = next(answers)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(clip if status == 200 else b"Away.")

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        settings.AZERION_BASE_URL = f"{url}/v1"
        yield url
        server.shutdown()


def copy(take):
    part = derive.part_of(take)
    derive.copied(take, part, derive.fetch(take.returned_url, part))


@pytest.mark.parametrize(
    "url", ["http://[bad/clip.mp4", "https://example.com:99999/clip.mp4", "http://127.0.0.1:9/clip.mp4"]
)
def test_whatever_is_wrong_with_an_address_it_is_tried_again_later(claim_ticket, url):
    take = claim_ticket(url)
    copy(take)
    take.refresh_from_db()
    assert take.copy_tries == 1
    assert take.copy_trouble
    assert take.copy_next_at > now()
    assert not take.copy_gave_up


def test_a_link_is_given_up_only_when_links_of_its_age_are_dead(claim_ticket):
    young, old = (
        claim_ticket("http://10.0.0.1/a.mp4"),
        claim_ticket("http://10.0.0.1/b.mp4", timedelta(hours=49)),
    )
    for take in (young, old):
        for _ in range(5):
            copy(take)
    young.refresh_from_db()
    old.refresh_from_db()
    assert not young.link_died
    assert old.link_died
    assert list(Take.objects.unsafe()) == [young]


def test_it_is_tried_ever_more_rarely_and_at_least_each_half_hour(claim_ticket):
    take, waits = claim_ticket("http://10.0.0.1/a.mp4"), []
    for _ in range(12):
        before = now()
        derive.put_copy_off(take, "It answered 503.", gone=False)
        take.refresh_from_db()
        waits.append(round((take.copy_next_at - before).total_seconds()))
    assert waits == [4, 8, 16, 32, 64, 128, 256, 512, 1024, 1800, 1800, 1800]


def test_a_measure_is_tried_ever_more_rarely_and_given_up_at_last(claim_ticket):
    take, waits = claim_ticket("http://10.0.0.1/a.mp4"), []
    for tries in range(derive.MOST_TRIES):
        before = now()
        derive.put_off(take, "It broke.")
        take.refresh_from_db()
        waits.append(round((take.derive_next_at - before).total_seconds()))
        assert bool(take.derived_at) == (tries + 1 == derive.MOST_TRIES)
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280]


def test_a_link_that_answers_again_brings_the_clip(claim_ticket, origin, clip):
    take = claim_ticket(f"{origin}/clip.mp4")
    for tries in (1, 2):
        copy(take)
        take.refresh_from_db()
        assert (take.copy_tries, take.copy_gave_up, take.original) == (tries, False, None)
        assert "503" in take.copy_trouble
    copy(take)
    take.refresh_from_db()
    assert take.original.path.read_bytes() == clip
    assert list(Take.objects.unsafe()) == []


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_give_up(claim_ticket, settings, tmp_path):
    take = claim_ticket("http://127.0.0.1:9/clip.mp4")
    settings.UPLOADS = tmp_path / "a-file"
    settings.UPLOADS.write_text("not a folder")
    copy(take)
    take.refresh_from_db()
    assert (take.copy_tries, take.copy_gave_up) == (1, False)
