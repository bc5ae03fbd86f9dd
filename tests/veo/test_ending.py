import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.veo.ending import Ending
from tests.veo.clips import answer_bytes, clip

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text() | st.text('\\"{}[]/u0022'),
    lambda inner: st.lists(inner) | st.dictionaries(st.text('ab\\"{}'), inner),
)


def reached_at(data, size):
    """How many bytes had come when the end was seen; None when it was not."""
    ending = Ending()
    for at in range(0, len(data), size):
        if ending.reached(data[at : at + size]):
            return min(at + size, len(data))
    return None


@settings(deadline=None, database=None)
@given(value=st.dictionaries(st.text(), VALUES), size=st.integers(1, 40), ascii_only=st.booleans())
def test_an_object_ends_at_its_last_bracket_wherever_its_pieces_break(value, size, ascii_only):
    data = json.dumps(value, ensure_ascii=ascii_only).encode(errors="replace")
    assert reached_at(data, size) == len(data)
    assert reached_at(data[:-1], size) is None


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_an_answer_ends_behind_its_clips(size):
    data = answer_bytes(clip(1), clip(2))
    assert reached_at(data, size) == len(data)
    assert reached_at(data.replace(b"/", b"\\/"), size)
    assert reached_at(b"\xef\xbb\xbf\r\n " + data, size) == len(data) + 6
    assert reached_at(data[:-1], size) is None


@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize(
    "data", [b"", b" \n", b"<html>{}</html>", b"[{}]", b'"{}"', b"7 {}", b'{"a": "}', b'{"a": [}']
)
def test_what_is_no_whole_object_has_no_end(data, size):
    assert reached_at(data, size) is None


def test_what_goes_on_behind_its_object_is_read_on():
    ending = Ending()
    assert not ending.reached(b'{"a": 1} and more')
    assert not ending.reached(b'{"a": 1}')
    assert Ending().reached(b'{"a": 1} \r\n')
