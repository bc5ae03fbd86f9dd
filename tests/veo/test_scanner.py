import base64
import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyboard.veo import Video, scan
from tests.veo.clips import FTYP, answer_bytes, clip, encoded

FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None
relaxed = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def scanned(document, window=1 << 20):
    """What the scanner found, its clips as bytes."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        folder = Path(name)
        (folder / "answer.json").write_bytes(document)
        found = scan(folder / "answer.json", folder, window)
        clips = [video.path and video.path.read_bytes() for video in found.videos or []]
        left = [path.name for path in folder.iterdir() if path.suffix == ".part"]
    assert left == []
    return found, clips


def test_each_clip_becomes_a_file_with_its_size_and_hash(tmp_path):
    raw = tmp_path / "answer.json"
    raw.write_bytes(answer_bytes(clip(1), clip(2)))
    found = scan(raw, tmp_path)
    assert found.ended == "whole"
    assert found.videos == [
        Video(tmp_path / f"video-{n}.mp4", None, len(clip(n)), hashlib.sha256(clip(n)).hexdigest())
        for n in (1, 2)
    ]
    assert (tmp_path / "video-2.mp4").read_bytes() == clip(2)


def test_an_address_is_a_video_without_a_file():
    found, _ = scanned(b'{"videos": [{"url": "https:\\/\\/host\\/a\\u002emp4"}]}')
    assert found.videos == [Video(url="https://host/a.mp4")]


def test_a_clip_may_come_with_its_address():
    found, clips = scanned(json.dumps({"videos": [{"url": "u", "base64_encoded": encoded(clip())}]}).encode())
    assert (found.videos[0].url, clips) == ("u", [clip()])


@pytest.mark.parametrize(
    "decoy",
    [
        {"base64_encoded": encoded(clip())},
        {"meta": {"videos": [{"base64_encoded": encoded(clip())}]}},
        {"meta": [{"base64_encoded": encoded(clip())}, "}]", '"videos": [']},
        {"videos ": [{"url": "u"}]},
    ],
)
def test_only_the_videos_of_the_answer_itself_count(decoy):
    found, _ = scanned(json.dumps(decoy).encode())
    assert (found.videos, found.ended) == (None, "whole")
    found, clips = scanned(
        json.dumps({**decoy, "videos": [{"meta": decoy, "base64_encoded": encoded(clip(7))}]}).encode()
    )
    assert clips == [clip(7)]


@pytest.mark.parametrize(("entry", "bad"), [
    ({"base64_encoded": encoded(b"<html>nothing here</html>")}, "not_mp4"),
    ({"base64_encoded": ""}, "not_mp4"),
    ({"base64_encoded": "AAAA*AAA"}, "broken_base64"),
    ({"base64_encoded": encoded(clip()) + "é"}, "broken_base64"),
    ({"base64_encoded": encoded(clip(size=999))[:-3]}, "broken_base64"),
    ({"b64_json": encoded(clip())}, "not_mp4"),
    ("https://host/a.mp4", "not_mp4"),
])  # fmt: skip
def test_what_is_no_clip_is_said_and_the_good_one_is_kept(entry, bad):
    found, clips = scanned(json.dumps({"videos": [entry, {"base64_encoded": encoded(clip(2))}]}).encode())
    assert (found.bad, clips, found.ended) == ([bad], [clip(2)], "whole")


@pytest.mark.parametrize("entry", [None, {}])
def test_an_empty_entry_is_no_clip_and_no_trouble(entry):
    found, _ = scanned(json.dumps({"videos": [entry]}).encode())
    assert (found.videos, found.bad, found.ended) == ([], [], "whole")


@pytest.mark.parametrize("window", [3, 5, 1 << 20])
@pytest.mark.parametrize("size", [10, 11, 12])
@pytest.mark.parametrize("wrapped", [
    lambda data: base64.encodebytes(data).decode(),
    lambda data: encoded(data) + "\n",
    lambda data: encoded(data).rstrip("="),
    lambda data: encoded(data).rstrip("=") + "\n",
])  # fmt: skip
def test_base64_may_be_wrapped_in_lines_and_lack_its_padding(wrapped, size, window):
    data = clip(size=size)
    found, clips = scanned(json.dumps({"videos": [{"base64_encoded": wrapped(data)}]}).encode(), window)
    assert (clips, found.bad) == ([data], [])


@pytest.mark.parametrize(
    "document", [b"<html>", b"[]", b'"videos"', b"{]", b'{"videos": [}', b'{"a": 1} x', b'{"a" 1}']
)
def test_what_is_not_an_object_of_json_is_broken(document):
    assert scanned(document)[0].ended == "broken"


@pytest.mark.parametrize("document", [b"", b"  ", b"\xef\xbb\xbf", b'{"videos": tru', b'{"a": "\\u00'])
def test_what_just_stops_is_truncated(document):
    assert scanned(document)[0].ended == "truncated"


# Documents of every form: values as pairs, so that keys may repeat, and strings in every spelling.


@dataclass
class Pairs:
    pairs: list


class Writer:
    """Writes JSON with white space and escapes wherever they are allowed, as `draw` chooses."""

    def __init__(self, draw):
        self.draw = draw
        self.space = st.sampled_from(["", "", "", " ", "\n", "\t\r\n "])
        self.style = st.sampled_from(["plain", "plain", "slash", "mixed"])

    def gap(self):
        return self.draw(self.space)

    def string(self, text):
        style = self.draw(self.style)
        if style == "plain":
            return json.dumps(text, ensure_ascii=False)
        if style == "slash":
            return json.dumps(text).replace("/", "\\/")
        every = self.draw(st.integers(1, 5))
        return (
            '"'
            + "".join(self.escaped(c) if i % every == 0 else json.dumps(c)[1:-1] for i, c in enumerate(text))
            + '"'
        )

    def escaped(self, char):
        return "".join(f"\\u{unit:04x}" for unit in memoryview(char.encode("utf-16-le")).cast("H"))

    def value(self, value):
        if isinstance(value, Pairs):
            inner = [
                f"{self.gap()}{self.string(k)}{self.gap()}:{self.gap()}{self.value(v)}"
                for k, v in value.pairs
            ]
            return f"{{{','.join(inner)}{self.gap()}}}"
        if isinstance(value, list):
            return f"[{','.join(self.gap() + self.value(each) + self.gap() for each in value)}{self.gap()}]"
        return self.string(value) if isinstance(value, str) else json.dumps(value)


words = st.text(st.characters(codec="utf-8"), max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
decoys = st.sampled_from(["videos", "base64_encoded", "url", "error", 'a"}]'])
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.lists(st.tuples(words | decoys, inner), max_size=3).map(Pairs)
    ),
    max_leaves=6,
)
mp4s = st.binary(max_size=40).map(FTYP.__add__)
texts = mp4s.map(encoded) | st.binary(max_size=20).map(encoded)
clip_values = texts | texts | texts | st.none() | st.integers()
unknown = st.tuples(words.map("x".__add__), anything)
entries = st.lists(
    st.tuples(st.just("base64_encoded"), clip_values)
    | st.tuples(st.just("url"), words | st.none())
    | unknown,
    max_size=4,
).map(Pairs)
videos = st.tuples(
    st.just("videos"), st.lists(entries | st.none(), max_size=3) | st.lists(entries, max_size=3) | leaves
)
answers = st.lists(videos | unknown, max_size=4).map(Pairs)


def by_the_book(document):
    """The same with `json` and `base64`: clips, addresses and how many were bad."""
    said = json.loads(document).get("videos")
    if not isinstance(said, list):
        return None
    good, bad = [], 0
    for entry in filter(None, said):
        text, url = entry.get("base64_encoded"), entry.get("url")
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else None
        is_clip = data is not None and data[4:8] == b"ftyp"
        good += [(data if is_clip else None, url or None)] if is_clip or url else []
        bad += (data is not None and not is_clip) or (data is None and not url)
    return good, bad


@settings(max_examples=500, **relaxed)
@given(st.data())
def test_the_scanner_agrees_with_json_and_base64(data):
    document = Writer(data.draw).value(data.draw(answers)).encode()
    found, clips = scanned(document, data.draw(st.sampled_from([1, 2, 3, 7, 16, 64, 1 << 20])))
    assert found.ended == "whole"
    expected = by_the_book(document)
    if expected is None:
        assert found.videos is None
    else:
        assert (
            [(c, video.url) for c, video in zip(clips, found.videos, strict=True)],
            len(found.bad),
        ) == expected


@settings(max_examples=40, **relaxed)
@given(st.data())
def test_cut_anywhere_every_clip_that_came_whole_is_kept(data):
    write = Writer(data.draw)
    wanted = [clip(number, data.draw(st.integers(1, 12))) for number in (1, 2)]
    literals = [write.string(encoded(each)) for each in wanted]
    tail = write.value(data.draw(unknown)[1])
    first, second = literals
    document = f'{{"a":{tail},"videos":[{{"base64_encoded":{first}}},{{"x":1,"base64_encoded": {second}}}]}}'
    ends = [len(document[: document.rindex(literal) + len(literal)].encode()) for literal in literals]
    whole, window = document.encode(), data.draw(st.sampled_from([5, 1 << 20]))
    for cut in range(len(whole)):
        found, clips = scanned(whole[:cut], window)
        assert found.ended == "truncated"
        assert clips == [each for each, end in zip(wanted, ends, strict=True) if end <= cut]
