import asyncio
import contextlib
import json
import logging
import resource
import socket
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from storyboard.veo import (
    Client,
    Failed,
    Lost,
    Media,
    NotAccepted,
    NotReady,
    NotSent,
    Refused,
    Request,
    recover,
)
from storyboard.veo.client import Bearer
from storyboard.veo.key import Strike
from storyboard.veo.received import PART
from tests.veo.clips import answer, answer_bytes, clip, encoded
from tests.veo.server import (
    Server,
    answers,
    breaks_off_in_headers,
    error,
    hangs_up,
    says_nothing,
)

KEY = "sk-keeper-of-the-light"
ASKED = Request(prompt="A lighthouse at dusk", n=2)


@pytest.fixture
def long_clip(tmp_path):
    (tmp_path / "long.mp4").write_bytes(bytes(9_000_000))
    return Request(video=Media("video/mp4", path=tmp_path / "long.mp4"))


async def generate(url, folder, request=ASKED, **clocks):
    return await Client(url, KEY, **{"connect": 2.0, "answer": 5.0, **clocks}).generate(request, folder)


async def trouble(behave, folder, expected, request=ASKED, **clocks):
    """The error that a server's behaviour ends in; judged again from the disk alone it is the same."""
    async with Server(behave) as server:
        with pytest.raises(expected) as caught:
            await generate(server.url, folder, request, **clocks)
    assert len(server.heard) == 1
    if caught.value.status:
        with pytest.raises(expected) as again:
            recover(folder, request.n, folder)
        assert again.value.as_dict() == caught.value.as_dict()
    assert KEY not in repr(caught.value) + json.dumps(caught.value.as_dict())
    return caught.value


async def test_a_request_is_sent_whole_and_its_clips_are_kept(tmp_path):
    async with Server(answers(200, answer(clip(1), clip(2)), x_request_id="r-7")) as server:
        got = await generate(server.url, tmp_path)
    (heard,) = server.heard
    assert (heard.method, heard.path, heard.headers["authorization"]) == (
        "POST",
        "/v1/videos/generation",
        f"Bearer {KEY}",
    )
    assert json.loads(heard.body) == ASKED.fields()
    assert [video.path.read_bytes() for video in got.videos] == [clip(1), clip(2)]
    assert (got.short, got.request_id, got.status) == (False, "r-7", 200)


async def test_the_answer_stays_on_disk_as_it_came(tmp_path):
    data = answer_bytes(clip(1), clip(2))
    async with Server(answers(200, data, x_request_id="r-7", set_cookie="secret=1")) as server:
        await generate(server.url, tmp_path)
    assert (tmp_path / "answer.json").read_bytes() == data
    note = json.loads((tmp_path / "received.json").read_text())
    assert note["status"] == 200
    assert note["headers"]["x-request-id"] == "r-7"
    assert "set-cookie" not in note["headers"]
    assert not list(tmp_path.glob("*.part"))


async def test_files_travel_as_base64(tmp_path):
    picture = tmp_path / "frame.png"
    picture.write_bytes(bytes(range(256)) * 3000)
    request = Request(prompt="p", image=Media("image/png", path=picture))
    async with Server(answers(200, answer(clip()))) as server:
        await generate(server.url, tmp_path, request)
    sent = json.loads(server.heard[0].body)["image"]
    assert sent == {"mime_type": "image/png", "base_64_encoded": encoded(picture.read_bytes())}


async def test_no_connection_is_not_accepted(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotAccepted) as caught:
            await generate(f"http://127.0.0.1:{taken.getsockname()[1]}", tmp_path)
    assert (caught.value.kind, caught.value.charged, caught.value.slow_key) == ("connect", "no", False)


@pytest.mark.parametrize(("status", "kind"), [(429, "rate_limit"), (503, "unavailable")])
async def test_a_busy_api_is_not_accepted_and_slows_the_key(tmp_path, status, kind):
    found = await trouble(answers(status, error(status)), tmp_path, NotAccepted)
    assert (found.kind, found.charged, found.slow_key, found.retry_after) == (kind, "no", True, None)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("9" * 400, 86_400.0),
        ("-3", None),
        ("soon", None),
        ("Sun, 22 Nov 2026 10:00:30 GMT", 30.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        (f"Sun, 22 Nov 2026 10:00:30 +{'9' * 30}", None),
    ],
)
async def test_retry_after_is_read_in_either_form(tmp_path, said, seconds):
    busy = answers(429, error(429), retry_after=said, date="Sun, 22 Nov 2026 10:00:00 GMT")
    assert (await trouble(busy, tmp_path, NotAccepted)).retry_after == seconds


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid"),
        (401, "bad_key"),
        (403, "not_allowed"),
        (404, "no_such_model"),
        (413, "too_large"),
        (418, "invalid"),
        (422, "invalid"),
    ],
)
async def test_what_the_api_declines_is_refused_and_free(tmp_path, status, kind):
    found = await trouble(answers(status, error(status, "Not like this", param="seed")), tmp_path, Refused)
    assert (found.kind, found.charged, found.status) == (kind, "no", status)
    assert (found.code, found.param) == ("some_code", "seed")
    assert "Not like this" in found.message


async def test_half_a_character_is_not_handed_on(tmp_path):
    said = error(400, "Not like this \ud83d", param="\udca1", code="\ud83d")
    found = await trouble(answers(400, said), tmp_path, Refused)
    assert (found.code, found.param) == ("?", "?")
    assert "Not like this ?" in found.message


@pytest.mark.parametrize("status", [400, 404, 413, 429])
async def test_a_4xx_of_a_proxy_is_refused_too(tmp_path, status):
    assert (await trouble(answers(status, "<h1>no</h1>"), tmp_path, Refused)).charged == "no"


async def test_a_refusal_before_the_body_was_read_is_heard(tmp_path, long_clip):
    async with Server(answers(413, error(413)), read_body=False) as server:
        with pytest.raises(Refused) as caught:
            await generate(server.url, tmp_path, long_clip)
    assert caught.value.kind == "too_large"


async def test_a_drop_while_the_body_leaves_is_lost(tmp_path, long_clip):
    async def reset(writer):
        writer.transport.abort()

    async with Server(reset, read_body=False) as server:
        with pytest.raises(Lost) as caught:
            await generate(server.url, tmp_path, long_clip)
    assert (caught.value.kind, caught.value.charged) == ("dropped", "may have been")


async def test_support_codes_become_plain_words(tmp_path):
    said = error(422, "Blocked. Support codes: 15236754, 61493863.")
    found = await trouble(answers(422, said), tmp_path, Refused)
    assert (found.kind, [code.category for code in found.support_codes]) == (
        "filtered",
        ["a celebrity", "violence"],
    )


@pytest.mark.parametrize(
    ("fields", "todo"),
    [
        ((), "Reword the prompt and generate again."),
        (("image",), "Change the first frame or the prompt, and generate again."),
        (
            ("image", "last_frame"),
            "Change the first frame, the last frame or the prompt, and generate again.",
        ),
        (("video",), "Change the clip or the prompt, and generate again."),
    ],
)
async def test_only_what_was_sent_is_to_be_changed(tmp_path, fields, todo):
    (tmp_path / "in").write_bytes(clip())
    media = Media("video/mp4", path=tmp_path / "in")
    request = replace(ASKED, **dict.fromkeys(fields, media))
    said = error(422, "Blocked. Support codes: 15236754.")
    found = await trouble(answers(422, said), tmp_path, Refused, request)
    assert found.todo == todo


async def test_without_a_code_everything_sent_may_be_meant(tmp_path):
    (tmp_path / "in").write_bytes(clip())
    still = Media("image/png", path=tmp_path / "in")
    request = Request(reference_images=(still,))
    found = await trouble(answers(200, {"videos": []}), tmp_path, Refused, request)
    assert found.todo == "Change the references, and generate again."
    found = await trouble(answers(200, {"videos": []}), tmp_path, Refused)
    assert found.todo == "Reword the prompt and generate again."


async def test_a_word_of_the_prompt_is_not_looked_for_where_none_was_sent(tmp_path, long_clip):
    said = error(422, "Blocked. Support codes: 78610348.")
    found = await trouble(answers(422, said), tmp_path, Refused, long_clip)
    assert found.todo == "Change the clip, and generate again."


async def test_a_broken_api_failed_very_likely_unpaid(tmp_path):
    found = await trouble(answers(500, error(500, "Internal")), tmp_path, Failed)
    assert (found.kind, found.charged) == ("server_error", "very likely not")


@pytest.mark.parametrize("behave", [
    answers(500, "<h1>oops</h1>"),
    answers(500, {"error": {"message": "a proxy's own"}}),
    answers(502, "<h1>Bad gateway</h1>"),
    answers(503, "<h1>Sorry</h1>"),
    answers(504, ""),
    answers(504, error(504)),
    answers(524, {"detail": "timeout"}),
])  # fmt: skip
async def test_a_5xx_in_other_words_is_lost(tmp_path, behave):
    found = await trouble(behave, tmp_path, Lost)
    assert (found.kind, found.charged, found.videos) == ("gateway", "may have been", [])


async def test_a_redirect_is_lost_and_never_followed(tmp_path):
    async with Server(answers(200, answer(clip()))) as elsewhere:
        found = await trouble(answers(307, location=elsewhere.url), tmp_path, Lost)
    assert (found.kind, elsewhere.heard) == ("redirect", [])


@pytest.mark.parametrize(
    "body", ["<html>hello</html>", {"id": "job-1"}, error(200), "[]", '{"videos": "none"}']
)
async def test_a_200_that_is_no_answer_of_the_api_is_lost(tmp_path, body):
    assert (await trouble(answers(200, body), tmp_path, Lost)).kind == "not_json"


async def test_fewer_clips_than_asked_are_an_answer(tmp_path):
    async with Server(answers(200, answer(clip(1)))) as server:
        got = await generate(server.url, tmp_path)
    assert (len(got.videos), got.asked, got.short) == (1, 2, True)


@pytest.mark.parametrize("body", [{"videos": []}, {"videos": [], "filtered": 2}, {"videos": [None, {}]}])
async def test_no_clip_at_all_is_refused(tmp_path, body):
    found = await trouble(answers(200, body), tmp_path, Refused)
    assert (found.kind, found.charged) == ("none_returned", "very likely not")


@pytest.mark.parametrize(
    ("text", "kind"), [(encoded(b"GIF89a, not a film"), "not_mp4"), ("AA*A", "broken_base64")]
)
async def test_a_clip_that_is_none_is_lost_and_the_good_one_kept(tmp_path, text, kind):
    body = {"videos": [{"base64_encoded": text}, {"base64_encoded": encoded(clip(2))}]}
    found = await trouble(answers(200, body), tmp_path, Lost)
    assert (found.kind, [video.path.read_bytes() for video in found.videos]) == (kind, [clip(2)])


async def test_silence_is_lost(tmp_path):
    found = await trouble(says_nothing, tmp_path, Lost, answer=0.2)
    assert (found.kind, found.charged) == ("read_timeout", "may have been")


@pytest.mark.parametrize("behave", [hangs_up, breaks_off_in_headers])
async def test_a_drop_before_an_answer_is_lost(tmp_path, behave):
    assert (await trouble(behave, tmp_path, Lost)).kind == "dropped"


@pytest.mark.parametrize("cut", [0, 5, -1])
async def test_a_drop_after_the_headers_is_lost(tmp_path, cut):
    found = await trouble(answers(200, answer(clip()), cut=cut), tmp_path, Lost)
    assert (found.kind, found.status) == ("truncated", 200)


async def test_whole_clips_of_an_answer_that_dropped_are_kept(tmp_path):
    data = answer_bytes(clip(1), clip(2))
    found = await trouble(answers(200, data, cut=len(data) - 9), tmp_path, Lost)
    assert [video.path.read_bytes() for video in found.videos] == [clip(1)]


@pytest.fixture
def small_files():
    """No file of this process grows beyond 2,048 bytes."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, usual[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


async def test_whole_clips_of_an_answer_that_could_not_be_written_to_its_end_are_kept(tmp_path, small_files):
    async with Server(answers(200, answer_bytes(clip(1), clip(2)))) as server:
        with pytest.raises(Lost) as caught:
            await generate(server.url, tmp_path)
    found = caught.value
    assert (found.kind, found.charged) == ("disk", "may have been")
    assert "could not be written to disk to its end; one whole clip is kept" in found.message
    assert [video.path.read_bytes() for video in found.videos] == [clip(1)]


async def test_json_cut_short_by_the_server_itself_keeps_its_whole_clip(tmp_path):
    found = await trouble(answers(200, answer_bytes(clip(1), clip(2))[:-9]), tmp_path, Lost)
    assert (found.kind, [video.path.read_bytes() for video in found.videos]) == ("truncated", [clip(1)])


async def test_an_answer_whose_json_came_whole_is_whole_though_the_connection_broke(tmp_path):
    data = answer_bytes(clip(1))
    async with Server(answers(200, data, content_length=str(len(data) + 10))) as server:
        got = await generate(server.url, tmp_path)
    assert [video.path.read_bytes() for video in got.videos] == [clip(1)]


async def test_a_missing_file_is_found_before_anything_is_promised(tmp_path):
    asked = []

    async def promise():
        asked.append(True)
        return True

    gone = Request(prompt="p", image=Media("image/png", path=tmp_path / "gone.png"))
    with pytest.raises(NotReady, match=r"gone\.png") as caught:
        await Client("http://127.0.0.1:9", KEY).generate(gone, tmp_path, promise)
    assert (caught.value.charged, asked) == ("no", [])


async def test_a_file_that_shrinks_after_the_promise_is_lost(tmp_path):
    clip_in = tmp_path / "in.mp4"
    clip_in.write_bytes(bytes(500_000))

    async def shrink():
        clip_in.write_bytes(b"short")
        return True

    async with Server(answers(200, answer(clip()))) as server:
        client = Client(server.url, KEY, answer=5)
        with pytest.raises(Lost) as caught:
            await client.generate(Request(video=Media("video/mp4", path=clip_in)), tmp_path, shrink)
    assert caught.value.kind == "body_broken"


async def test_a_call_held_back_sends_nothing(tmp_path):
    async def no():
        return False

    async with Server(answers(200, answer(clip()))) as server:
        with pytest.raises(NotSent):
            await Client(server.url, KEY).generate(ASKED, tmp_path, no)
    assert server.heard == []


async def test_an_earlier_attempt_is_never_taken_for_this_one(tmp_path):
    """Told to wait, sent again and then lost, a call must not look as if it may be sent a third time."""
    await trouble(answers(429, error(429)), tmp_path, NotAccepted)
    await trouble(hangs_up, tmp_path, Lost)
    with pytest.raises(Lost) as caught:
        recover(tmp_path, 2, tmp_path)
    assert caught.value.kind == "worker_died"
    assert json.loads((tmp_path / "attempt-1-answer.json").read_text()) == error(429)


async def test_a_call_held_back_leaves_an_earlier_answer_in_place(tmp_path):
    async def no():
        return False

    (tmp_path / "answer.json").write_bytes(answer_bytes(clip()))
    with pytest.raises(NotSent):
        await Client("http://127.0.0.1:9", KEY).generate(ASKED, tmp_path, no)
    assert (tmp_path / "answer.json").exists()


async def test_a_cancelled_call_ends_at_once(tmp_path):
    heard = asyncio.Event()

    async def waits(writer):
        heard.set()
        await says_nothing(writer)

    async with Server(waits) as server:
        call = asyncio.create_task(generate(server.url, tmp_path))
        await heard.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_a_server_that_quotes_the_key_does_not_get_it_kept_or_shown(tmp_path):
    said = error(401, f"Incorrect key: {KEY}", param=KEY)
    found = await trouble(answers(401, said, x_request_id=f"for-{KEY}"), tmp_path, Refused)
    assert "Incorrect key: [API key]" in found.message
    assert found.request_id == "for-[API key]"
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("behave", [answers(401, error(401)), answers(200, answer(clip())), hangs_up])
async def test_the_key_stands_in_no_log(tmp_path, caplog, behave):
    caplog.set_level(logging.DEBUG)
    async with Server(behave) as server:
        with contextlib.suppress(Refused, Lost):
            await generate(server.url, tmp_path)
        await Client(server.url, KEY).check_key()
    assert {"httpcore", "asyncio"} & {record.name.partition(".")[0] for record in caplog.records}
    assert "send_request_headers" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("url", "carried"),
    [
        ("https://veo.test/v1/models", True),
        ("https://veo.test:8443/v1/models", False),
        ("http://veo.test/v1/models", False),
        ("https://storage.test/clip.mp4", False),
    ],
)
async def test_the_key_goes_to_its_own_server_only(url, carried):
    echo = httpx.MockTransport(
        lambda request: httpx.Response(200, text=request.headers.get("authorization", ""))
    )
    async with httpx.AsyncClient(transport=echo, auth=Bearer(KEY, httpx.URL("https://veo.test/v1"))) as http:
        assert (await http.get(url)).text == (f"Bearer {KEY}" if carried else "")


async def test_the_key_is_not_in_the_client_s_repr():
    assert KEY not in repr(Client("https://veo.test/v1", KEY))


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_a_key_no_header_can_carry_is_refused_unquoted(key):
    with pytest.raises(ValueError, match="one word") as caught:
        Client("https://veo.test/v1", key)
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize("url", ["", "veo.test/v1", "ftp://veo.test", "http://veo:port"])
def test_a_base_url_has_to_be_one(url):
    with pytest.raises(ValueError, match="base URL"):
        Client(url, KEY)


async def test_another_transport_carries_the_call_and_stays_open(tmp_path):
    class Counting(httpx.MockTransport):
        closed = 0

        async def aclose(self):
            self.closed += 1

    transport = Counting(lambda request: httpx.Response(200, json=answer(clip())))
    client = Client("http://sandbox/v1", KEY, transport=transport)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert len((await client.generate(ASKED, tmp_path / name)).videos) == 1
    assert transport.closed == 0


async def test_a_transport_that_breaks_in_its_own_way_is_lost(tmp_path):
    def broken(request):
        raise RuntimeError(KEY)

    client = Client("http://sandbox/v1", KEY, transport=httpx.MockTransport(broken))
    with pytest.raises(Lost, match="RuntimeError") as caught:
        await client.generate(ASKED, tmp_path)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ({"data": [{"id": "google-veo-3-1"}, {"id": "other"}]}, True),
        ({"object": "list", "models": ["google-veo-3-1"]}, True),
        ({"models": [{"name": "models/google-veo-3-1"}]}, True),
        ('[{"id": "other"}]', False),
        ({"data": []}, False),
        ("<html>fine</html>", None),
        ({"hello": 1}, None),
    ],
)
async def test_any_200_is_a_good_key_and_lists_are_looked_through(body, listed):
    async with Server(answers(200, body)) as server:
        found = await Client(server.url, KEY).check_key()
    assert (found.ok, found.model_listed) == (True, listed)
    assert (server.heard[0].method, server.heard[0].path) == ("GET", "/v1/models")


@pytest.mark.parametrize(
    ("status", "words"), [(401, "does not know"), (403, "not allow"), (429, "wait"), (500, "500")]
)
async def test_another_answer_says_what_is_wrong_with_the_key(status, words):
    async with Server(answers(status, error(status))) as server:
        found = await Client(server.url, KEY).check_key()
    assert not found.ok
    assert words in found.message


async def test_a_key_cannot_be_checked_without_a_connection():
    async with Server(hangs_up) as server:
        found = await Client(server.url, KEY).check_key()
    assert (found.ok, found.model_listed, found.message.startswith("No connection")) == (False, None, True)


@pytest.mark.parametrize("key", [KEY, "sk+keeper/of=the/light"])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_the_key_is_struck_out_however_it_is_spelled_and_wherever_the_pieces_break(key, size):
    said = f"{key} {key.replace('/', chr(92) + '/')} https://cdn.test/?key={quote(key, safe='')} sk-keeper".encode()
    strike = Strike(key)
    kept = b"".join(strike.feed(said[at : at + size]) for at in range(0, len(said), size)) + strike.rest()
    end = b"[API key]" if key == KEY else b"sk-keeper"
    assert kept == b"[API key] [API key] https://cdn.test/?key=[API key] " + end


async def test_the_key_in_an_address_that_comes_back_is_not_kept(tmp_path):
    said = {"videos": [{"url": f"https://cdn.test/a.mp4?key={KEY}"}]}
    async with Server(answers(200, said)) as server:
        found = await generate(server.url, tmp_path)
    assert found.videos[0].url == "https://cdn.test/a.mp4?key=[API key]"
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_the_key_in_an_answer_that_breaks_off_is_not_kept(tmp_path):
    await trouble(answers(500, f"Bearer {KEY} and more", cut=len(KEY) + 5), tmp_path, Lost)
    assert b"[API" in (tmp_path / PART).read_bytes()
