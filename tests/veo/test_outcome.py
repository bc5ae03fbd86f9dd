import json

import pytest

from storyboard.veo import Answer, Lost, NotAccepted, Received, Refused, Video, judge, recover
from tests.veo.clips import answer_bytes, clip
from tests.veo.server import error


def left_behind(folder, name, data, status=200, **headers):
    (folder / name).write_bytes(data)
    (folder / "received.json").write_text(json.dumps({"status": status, "headers": headers}))


def test_an_answer_is_judged_from_its_file_alone(tmp_path):
    (tmp_path / "raw").write_bytes(b'{"videos": [{"url": "https://host/a.mp4"}]}')
    into = tmp_path / "takes"
    into.mkdir()
    got = judge(Received(200, {"X-Request-ID": "r-1"}, tmp_path / "raw"), 2, into)
    assert got == Answer([Video(url="https://host/a.mp4")], 2, 200, {"X-Request-ID": "r-1"}, "r-1")


def test_support_codes_of_an_answer_without_clips_say_why(tmp_path):
    (tmp_path / "raw").write_bytes(b'{"videos": [], "filtered": "Support codes: 61493863"}')
    with pytest.raises(Refused, match="violence") as caught:
        judge(Received(200, {}, tmp_path / "raw"), 1, tmp_path)
    assert (caught.value.kind, [code.code for code in caught.value.support_codes]) == (
        "none_returned",
        ["61493863"],
    )


def test_judging_twice_gives_the_same_clips(tmp_path):
    (tmp_path / "raw").write_bytes(answer_bytes(clip()))
    received = Received(200, {}, tmp_path / "raw")
    assert judge(received, 1, tmp_path) == judge(received, 1, tmp_path)


def test_a_full_disk_leaves_the_answer_to_be_judged_again(tmp_path):
    (tmp_path / "raw").write_bytes(answer_bytes(clip()))
    received = Received(200, {}, tmp_path / "raw")
    with pytest.raises(Lost) as caught:
        judge(received, 1, tmp_path / "no" / "such" / "folder")
    assert (caught.value.kind, caught.value.raw) == ("no_room", tmp_path / "raw")
    assert len(judge(received, 1, tmp_path).videos) == 1


def test_a_worker_that_died_after_the_answer_came_loses_nothing(tmp_path):
    left_behind(tmp_path, "answer.json", answer_bytes(clip()))
    assert recover(tmp_path, 1, tmp_path).videos[0].path.read_bytes() == clip()


def test_a_worker_that_died_amid_the_answer_keeps_its_whole_clips(tmp_path):
    left_behind(tmp_path, "answer.part", answer_bytes(clip(1), clip(2))[:-9])
    with pytest.raises(Lost) as caught:
        recover(tmp_path, 2, tmp_path)
    assert caught.value.kind == "truncated"
    assert [video.path.read_bytes() for video in caught.value.videos] == [clip(1)]


def test_a_worker_that_died_before_the_rename_still_has_the_whole_answer(tmp_path):
    left_behind(tmp_path, "answer.part", answer_bytes(clip()))
    assert len(recover(tmp_path, 1, tmp_path).videos) == 1


def test_a_worker_that_died_with_a_refusal_in_hand_was_refused(tmp_path):
    left_behind(tmp_path, "answer.json", json.dumps(error(422)).encode(), 422)
    with pytest.raises(Refused):
        recover(tmp_path, 1, tmp_path)


def test_a_worker_that_died_told_to_wait_was_not_accepted(tmp_path):
    left_behind(tmp_path, "answer.json", json.dumps(error(429)).encode(), 429, **{"retry-after": "9"})
    with pytest.raises(NotAccepted) as caught:
        recover(tmp_path, 1, tmp_path)
    assert caught.value.retry_after == 9


@pytest.mark.parametrize("name", [None, "answer.part", "received.json"])
def test_a_worker_that_died_without_an_answer_lost_it(tmp_path, name):
    if name:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(Lost) as caught:
        recover(tmp_path, 1, tmp_path)
    assert (caught.value.kind, caught.value.charged) == ("worker_died", "may have been")


@pytest.mark.parametrize(
    "body", [b"null", b"[1]", b'{"error": "no"}', b'{"error": {"message": 7, "code": 1}}', b"\xff"]
)
def test_only_azerions_own_error_makes_a_429_worth_waiting_for(tmp_path, body):
    (tmp_path / "raw").write_bytes(body)
    with pytest.raises(Refused):
        judge(Received(429, {}, tmp_path / "raw"), 1, tmp_path)
