"""Each way a call can end, over real HTTP: state, money, calls made, takes, and what the pages say.

One line of a table is one outcome. Every call asks for two takes of 4 s at 0.40 a second, and every server quotes
the API key wherever it can; `call` sees to it that no log line, no row and no page has it.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now
from PIL import Image

from storyboard.assets.models import Asset, Kind
from storyboard.continuity.models import End, LinkKind, connect
from storyboard.files.models import File
from storyboard.takes.models import Entry, Generation, Status
from storyboard.veo import CHARGED
from tests.faults.pages import Part, Seen
from tests.faults.server import (
    Server,
    breaks_off_in_headers,
    cut_short,
    drops_after_headers,
    drops_in_body,
    hangs_up,
    never_ends,
    resets,
    returns,
    returns_text,
    says,
    says_nothing,
    shows_a_page,
)
from tests.faults.stage import (
    PATIENCE,
    SHORT,
    at_rest,
    books_balance,
    came,
    crowded,
    let_time_pass,
    play,
    play_before_nobody,
    reached,
    refusing,
    soon,
    veo,
    worker,
)
from tests.veo.clips import encoded
from tests.veo.server import Behave, answers

pytestmark = pytest.mark.django_db(transaction=True)

ONE = 4 * 400_000
BOTH = 2 * ONE
LOOK = "Check with Azerion whether it was made before sending it again, or adopt the clip if it turns up."
AGAIN, ADOPT, CANCEL = "Send again", "Adopt a file", "Cancel"


@dataclass(frozen=True)
class Row:
    """One outcome: what Veo does, and the sentence, the word about money and the advice that people read."""

    what: str
    order: Behave
    sentence: str
    todo: str = LOOK
    charged: str = "no"
    silence: float = SHORT.answer


GIF = encoded(b"GIF89a, which is no film")
ANOTHERS_503 = answers(503, {"message": "later"})
REDIRECT = shows_a_page(307, location="/v1/elsewhere")
REWORD = "Reword the prompt and generate again."
ANYTIME = "Generate again when you like."
SAID = "“Not like this. This was sent with [API key].”"
CHANGE = "Change the request and generate again."
SET_KEY = "Set AZERION_API_KEY to a working key."
ASK = "Ask Azerion to allow it."
SMALLER = "Use smaller pictures or a shorter clip."
CHECK = "Check VEO_MODEL and AZERION_BASE_URL."
# fmt: off
REFUSED = [
    Row("400, malformed", says(400), f"Veo declined this request. It says: {SAID}", CHANGE),
    Row("401, a bad key", says(401), f"Azerion does not know this API key. It says: {SAID}", SET_KEY),
    Row("403, not allowed", says(403), f"This API key may not use this model. It says: {SAID}", ASK),
    Row("404, no such model", says(404), f"Azerion knows no such model here. It says: {SAID}", CHECK),
    Row("413, too large", says(413), f"The request is too large. It says: {SAID}", SMALLER),
    Row("418, on no list", says(418), f"Veo declined this request. It says: {SAID}", CHANGE),
    Row("422, makes no sense", says(422), f"Veo declined this request. It says: {SAID}", CHANGE),
    Row("400 with half a character", says(400, "Half \ud83d"), "Veo declined this request. It says: “Half ?", CHANGE),
    Row("400 with a NUL", says(400, "Nul \0"), "Veo declined this request. It says: “Nul", CHANGE),
    Row("400 with a proxy's HTML", shows_a_page(400), "Veo declined this request.", CHANGE),
    Row("429 with a proxy's HTML", shows_a_page(429), "Too many calls were sent.", "Wait a little and generate again."),
    Row("200 with no video", returns(), "Veo returned no clip: what it made was filtered.", REWORD, "very likely not"),
]
FAILED = [
    Row("500 with Azerion's JSON", says(500), f"Veo broke while it was at work: {SAID}", ANYTIME, "very likely not"),
]
LOST = [
    Row("500 with a proxy's HTML", shows_a_page(500), "Something else answered in Veo's place, with status 500."),
    Row("502 with a proxy's HTML", shows_a_page(502), "Something else answered in Veo's place, with status 502."),
    Row("503 with a proxy's HTML", shows_a_page(503), "Something else answered in Veo's place, with status 503."),
    Row("503 with JSON of another's", ANOTHERS_503, "Something else answered in Veo's place, with status 503."),
    Row("504 with a proxy's HTML", shows_a_page(504), "Something else answered in Veo's place, with status 504."),
    Row("504 with Azerion's JSON", says(504), "Something else answered in Veo's place, with status 504."),
    Row("524 without a word", answers(524, ""), "Something else answered in Veo's place, with status 524."),
    Row("a redirect", REDIRECT, "The address answered with another address.", f"Check AZERION_BASE_URL. {LOOK}"),
    Row("200 with HTML", shows_a_page(200), "What came back is not an answer of Veo's."),
    Row("200 with JSON of another kind", answers(200, {"id": "job-1"}), "What came back is not an answer of Veo's."),
    Row("200 without a body", answers(200, ""), "The answer broke off."),
    Row("silence until the read timeout", says_nothing, "Veo was silent for too long.", silence=0.3),
    Row("a drop before the headers", hangs_up, "The connection broke before Veo answered."),
    Row("a reset before the headers", resets, "The connection broke before Veo answered."),
    Row("a drop within the headers", breaks_off_in_headers, "The connection broke before Veo answered."),
    Row("a drop after the headers", drops_after_headers, "The answer broke off."),
    Row("a drop within the body", drops_in_body(bytes(3000), missing=2000), "The answer broke off."),
    Row("truncated JSON, no clip whole", cut_short(bytes(3000), missing=2000), "The answer broke off."),
    Row("broken base64", returns_text("AA*A", "AA*A"), "A clip came back damaged."),
    Row("something that is no MP4", returns_text(GIF), "What came back in a clip's place is no MP4."),
]
# fmt: on
LOST = [replace(row, charged="may have been") for row in LOST]
ENDED = [
    pytest.param(row, status, id=f"{row.what}, is {status}")
    for status, rows in ((Status.REFUSED, REFUSED), (Status.FAILED, FAILED), (Status.LOST, LOST))
    for row in rows
]


@pytest.mark.parametrize(("row", "status"), ENDED)
def test_a_call_that_ends_without_takes(row, status, call, film, settings, eli, signed_in):
    server = play(row.order, settings, replace(SHORT, answer=row.silence))
    reached(server, 1)
    call.refresh_from_db()
    assert (call.status, call.takes.count()) == (status, 0)
    is_lost = status == Status.LOST
    assert books_balance(film) == (BOTH if is_lost else 0, 0)
    assert [entry.kind for entry in Entry.objects.all()] == ["hold"] + ([] if is_lost else ["release"])
    seen = Seen.by(signed_in(eli), call)
    for notice in seen.notices(call):
        assert row.sentence in notice.text
        assert CHARGED[row.charged] in notice.text
        assert row.todo in notice.text
        assert ("stays held" in notice.text) == is_lost
        assert notice.offers(AGAIN)
        assert notice.offers(ADOPT) == is_lost
        assert not notice.offers(CANCEL)


FEWER = "Veo is taking fewer calls at the moment."
AWAY = "Veo is unavailable at the moment."
TODAY, LATER, WEEK = (
    f"Sun, {when} GMT" for when in ("22 Nov 2026 10:00:00", "22 Nov 2026 10:00:30", "29 Nov 2026 10:00:00")
)
ELSEWHEN = f"Sun, 22 Nov 2026 10:00:30 +{'9' * 30}"
WAITS = [
    ("429", says(429), FEWER, 2),
    ("429 with Retry-After: 7", says(429, retry_after="7"), FEWER, 7),
    ("429 with a Retry-After below our own wait", says(429, retry_after="0.1"), FEWER, 2),
    ("429 with a Retry-After that is a date", says(429, retry_after=LATER, date=TODAY), FEWER, 30),
    ("429 with a date that is over", says(429, retry_after=TODAY, date=WEEK), FEWER, 2),
    ("429 with a date a week away", says(429, retry_after=WEEK, date=TODAY), FEWER, 3600),
    ("429 with a date in a zone beyond the world", says(429, retry_after=ELSEWHEN), FEWER, 2),
    ("429 with a huge Retry-After", says(429, retry_after="999999999"), FEWER, 3600),
    ("429 with a Retry-After of 400 digits", says(429, retry_after="9" * 400), FEWER, 3600),
    ("429 with a negative Retry-After", says(429, retry_after="-3"), FEWER, 2),
    ("429 with a Retry-After that is nonsense", says(429, retry_after="soon"), FEWER, 2),
    ("429 with an empty Retry-After", says(429, retry_after=""), FEWER, 2),
    ("503 with Azerion's JSON", says(503), AWAY, 2),
    ("503 with Azerion's JSON and Retry-After: 9", says(503, retry_after="9"), AWAY, 9),
]


@pytest.mark.parametrize(
    ("busy", "sentence", "wait"),
    [pytest.param(*row, id=f"{name}, waits {row[-1]} s") for name, *row in WAITS],
)
def test_a_call_that_was_not_accepted_goes_again_by_itself(
    busy, sentence, wait, call, film, clips, settings, eli, signed_in
):
    begun = now()
    server = play(busy, settings)
    reached(server, 1)
    seen = Seen.by(signed_in(eli), call)
    backs_off(call, film, seen, sentence)
    assert begun <= call.next_try_at - timedelta(seconds=wait) <= now()
    let_time_pass()
    reached(play(returns(*clips), settings), 1)
    came(call, film, takes=2, calls=2)


def backs_off(call: Generation, film: Any, seen: Seen, sentence: str) -> None:
    """Queued again with its hold, in nobody's hands; people read why and may take it back, and nothing wants them."""
    call.refresh_from_db()
    assert (call.status, call.worker, call.attempt) == (Status.QUEUED, "", 1)
    assert (call.trouble["charged"], call.takes.count()) == ("no", 0)
    assert books_balance(film) == (BOTH, 0)
    for part in seen.under_way(call):
        assert sentence in part.text
        assert "ried again in" in part.text
        assert part.offers(CANCEL)
        assert not part.offers(AGAIN)
    assert "Wants a person" not in seen.queue


@pytest.mark.parametrize("nobody", [refusing, crowded], ids=["refused", "not answered in time"])
def test_a_connection_that_is_not_made_is_tried_again_by_itself(
    nobody, call, film, clips, settings, eli, signed_in
):
    play_before_nobody(nobody, settings)
    seen = Seen.by(signed_in(eli), call)
    backs_off(call, film, seen, "No connection to 127.0.0.1.")
    let_time_pass()
    reached(play(returns(*clips), settings), 1)
    came(call, film, takes=2, calls=2)


def test_a_busy_key_rests_as_a_whole(call, ordered, film, clips, settings):
    settings.VEO_CONCURRENCY = 1
    others = [ordered(f"Lamp {number}.") for number in range(3)]
    begun = now()
    server = play(says(429, retry_after="30"), settings)
    assert len(server.heard) == 1
    for each in (call, *others):
        each.refresh_from_db()
        assert each.status == Status.QUEUED
        assert each.next_try_at >= begun + timedelta(seconds=30)
    assert books_balance(film) == (BOTH + 3 * BOTH, 0)


def test_a_key_that_stays_busy_is_asked_ever_more_rarely(call, film, clips, settings):
    for wait in (2, 4, 8):
        begun = now()
        play(says(429), settings)
        call.refresh_from_db()
        assert begun <= call.next_try_at - timedelta(seconds=wait) <= now()
        let_time_pass()
    reached(play(returns(*clips), settings), 1)
    came(call, film, takes=2, calls=4)


# fmt: off
WHOLE = [
    ("both takes", returns, 2),
    ("fewer takes than asked", lambda a, b: returns(a), 1),
    ("everything, but the connection stays open", never_ends, 2),
    ("everything in chunks, but the last one never comes", lambda a, b: never_ends(a, b, says="chunks"), 2),
    ("everything, but a longer body was promised", lambda a, b: never_ends(a, b, says="a longer body"), 2),
    ("everything, but the connection drops", lambda a, b: returns(a, b, content_length="99999999"), 2),
    ("both takes whole, but the JSON ends in the middle", lambda a, b: cut_short(a, b, missing=2), 2),
]
# fmt: on


@pytest.mark.parametrize(
    ("order", "takes"), [pytest.param(*row, id=f"{name}, is done") for name, *row in WHOLE]
)
def test_a_call_that_is_done(order, takes, call, film, clips, settings, eli, signed_in):
    """Whatever the connection does after it: a silence that is waited for would outlast the worker's patience."""
    reached(play(order(*clips), settings, replace(SHORT, answer=10 * PATIENCE)), 1)
    came(call, film, takes)
    assert [take.original.path.read_bytes() for take in call.takes.order_by("place")] == list(clips[:takes])
    seen = Seen.by(signed_in(eli), call)
    assert seen.shot.count('<article class="take"') == takes
    assert "Nothing is under way" in seen.queue
    short = Part(seen.shot, f"short-{call.pk}")
    assert short.text.startswith("" if takes == 2 else f"{SHORT_OF} {COUNTED}")
    assert bool(short.text) == short.offers("Again €3.20") == (takes != 2)
    assert [words for words, _ in short.links] == ["Prompt"] * (takes != 2)


SHORT_OF = "1 of 2 takes came back; the others were filtered."
COUNTED = "Only the takes that came back are counted."

KEPT = "; one whole clip is kept."
# fmt: off
PARTLY = [
    ("truncated JSON", lambda a, b: cut_short(a, b, missing=90), "The answer broke off"),
    ("a drop within the second clip", lambda a, b: drops_in_body(a, b, missing=90), "The answer broke off"),
    ("broken base64 beside it", lambda a, b: returns_text(encoded(a), "AA*A"), "A clip came back damaged"),
    ("no MP4 beside it", lambda a, b: returns_text(encoded(a), GIF), "What came back in a clip's place is no MP4"),
]
# fmt: on


@pytest.mark.parametrize(
    ("order", "sentence"), [pytest.param(*row, id=f"one whole clip and {name}") for name, *row in PARTLY]
)
def test_whole_clips_of_a_broken_answer_are_takes_and_the_rest_is_lost(
    order, sentence, call, film, clips, settings, eli, signed_in
):
    reached(play(order(*clips), settings), 1)
    call.refresh_from_db()
    assert call.status == Status.LOST
    assert call.takes.get().original.path.read_bytes() == clips[0]
    assert books_balance(film) == (BOTH, 0)
    seen = Seen.by(signed_in(eli), call)
    assert seen.shot.count('<article class="take"') == 1
    for notice in seen.notices(call):
        assert f"{sentence}{KEPT} It may have been charged. {LOOK}" in notice.text
        assert notice.offers(AGAIN)
        assert notice.offers(ADOPT)


CODES = [
    ("58061214", "a child"),
    ("29310472", "a celebrity"),
    ("62263041", "something dangerous"),
    ("57734940", "hate"),
    ("39322892", "people or a face"),
    ("92201652", "personal information"),
    ("49114662", "prohibited content"),
    ("90789179", "sexual content"),
    ("78610348", "toxic language"),
    ("61493863", "violence"),
    ("74803281", "another safety reason"),
]


@pytest.mark.parametrize(
    ("code", "category"), [pytest.param(*row, id=f"{row[0]}, is refused for {row[1]}") for row in CODES]
)
def test_a_support_code_is_said_in_plain_words(code, category, call, film, settings, eli, signed_in):
    reached(play(says(422, f"Blocked. Support codes: {code}"), settings), 1)
    call.refresh_from_db()
    assert (call.status, call.trouble["kind"]) == (Status.REFUSED, "filtered")
    assert books_balance(film) == (0, 0)
    seen = Seen.by(signed_in(eli), call)
    for notice in seen.notices(call):
        assert f"Veo's safety filter saw {category} (support code {code})." in notice.text
        assert f"Nothing was charged. {REWORD}" in notice.text


@pytest.mark.parametrize(
    ("code", "todo", "ways"),
    [
        (
            "15236754",
            "Change the first frame or the prompt, and generate again.",
            ["Opening", "Prompt"],
        ),
        ("22137204", REWORD, ["Prompt"]),
    ],
)
def test_a_support_code_names_what_it_most_likely_means_of_what_was_sent(
    code, todo, ways, ordered, shot, film, dana, settings, tmp_path, eli, signed_in
):
    Image.new("RGB", (1280, 720), (90, 60, 30)).save(tmp_path / "still.png")
    still = File.objects.keep(tmp_path / "still.png", "image/png", width=1280, height=720)
    look = Asset.objects.add(film, Kind.STILL, "Stair", still, dana).looks.get()
    connect(shot, End.OPENING, LinkKind.STILL, still=look)
    call = ordered()
    play(says(422, f"Blocked. Support codes: {code}"), settings)
    for notice in Seen.by(signed_in(eli), call).notices(call):
        assert f"(support code {code}). Nothing was charged. {todo}" in notice.text
        anchors = {"Opening": "#opening", "Prompt": "#id_prompt"}
        leads = [(words, to) for words, to in notice.links if "#" in to]
        assert leads == [(words, f"{shot.get_absolute_url()}{anchors[words]}") for words in ways]


def test_a_redirect_to_another_server_brings_it_nothing(call, film, clips, settings):
    async def scene() -> tuple[Server, Server]:
        async with Server(returns(*clips)) as elsewhere:
            away = shows_a_page(308, location=f"{elsewhere.url}/videos/generation")
            async with veo(away, settings) as server, worker() as engine:
                await soon(engine, at_rest)
        return server, elsewhere

    server, elsewhere = asyncio.run(scene())
    reached(server, 1)
    reached(elsewhere, 0)
    call.refresh_from_db()
    assert (call.status, books_balance(film)) == (Status.LOST, (BOTH, 0))
