import pytest
from django.test import RequestFactory

from storyboard.files import ranges
from storyboard.files.models import File

pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 20_000


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(BYTES)
    return File.objects.keep(path, "video/mp4")


def asked(clip, **headers):
    answer = ranges.serve(RequestFactory().get("/", headers=headers), clip)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, body


def test_without_a_range_the_file_comes_whole(clip):
    answer, body = asked(clip)
    assert (answer.status_code, body) == (200, BYTES)
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 2_000_099),
        ("bytes=-100", len(BYTES) - 100, len(BYTES) - 1),
        ("bytes=5119999-9999999", 5_119_999, 5_119_999),
        ("bytes=0-", 0, 1_999_999),
    ],
)
def test_a_range_is_answered_by_at_most_two_megabytes(clip, wanted, first, last):
    answer, body = asked(clip, range=wanted)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(BYTES)}"
    assert body == BYTES[first : last + 1]
    assert int(answer["Content-Length"]) == len(body)


def test_a_range_past_the_end_cannot_be_served(clip):
    answer, _ = asked(clip, range=f"bytes={len(BYTES)}-")
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(BYTES)}"


@pytest.mark.parametrize("wanted", ["bytes=9-3", "bytes=", "frames=1-2", "bytes=0-1,4-5", "bytes=x-y"])
def test_a_range_that_means_nothing_gets_the_whole_file(clip, wanted):
    assert asked(clip, range=wanted)[0].status_code == 200


def test_the_same_bytes_are_not_sent_twice(clip):
    etag = asked(clip)[0]["ETag"]
    assert asked(clip, **{"if-none-match": etag})[0].status_code == 304
    assert asked(clip, range="bytes=0-9", **{"if-range": etag})[0].status_code == 206
    assert asked(clip, range="bytes=0-9", **{"if-range": '"another"'})[0].status_code == 200
