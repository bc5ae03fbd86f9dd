import json
from pathlib import Path

import pytest

from storyboard.veo import SUPPORT_CODES, Failed, Lost, NotAccepted, NotReady, NotSent, Refused, VeoError
from storyboard.veo.support import support_codes_in


def test_a_trouble_says_what_happened_whether_it_was_charged_and_what_to_do():
    trouble = Refused("invalid", "Veo declined this prompt.", "Reword it and generate again.")
    assert trouble.sentence == "Veo declined this prompt. Nothing was charged. Reword it and generate again."
    assert str(trouble) == "Veo declined this prompt."


@pytest.mark.parametrize(
    ("kind", "charged"),
    [
        (NotAccepted, "no"),
        (Refused, "no"),
        (NotReady, "no"),
        (Failed, "very likely not"),
        (Lost, "may have been"),
    ],
)
def test_each_kind_knows_whether_it_was_charged(kind, charged):
    trouble = kind("some_kind", "It went wrong.", "Do this.")
    assert isinstance(trouble, VeoError)
    assert trouble.charged == charged


def test_a_call_held_back_is_no_trouble():
    assert not issubclass(NotSent, VeoError)


def test_a_trouble_is_kept_as_json_without_the_machines_paths():
    trouble = Lost(
        "truncated", "It broke off.", "Check.", status=200, request_id="r-1", raw=Path("/secret/answer.part"),

        support_codes=support_codes_in("Support codes: 62263041"),
    )  # fmt: skip
    assert json.loads(json.dumps(trouble.as_dict())) == {
        "outcome": "lost",
        "kind": "truncated",
        "message": "It broke off.",
        "charged": "may have been",
        "todo": "Check.",
        "status": 200,
        "code": None,
        "param": None,
        "request_id": "r-1",
        "support_codes": [{"code": "62263041", "category": "something dangerous", "inputs": ["prompt"]}],
        "raw": "answer.part",
    }


def test_what_was_not_accepted_says_when_to_try_again():
    kept = NotAccepted("rate_limit", "Busy.", "Wait.", retry_after=7.0, slow_key=True).as_dict()
    assert (kept["retry_after"], kept["slow_key"]) == (7.0, True)


def test_support_codes_are_found_once_each_in_their_order():
    found = support_codes_in("Codes 90789179,58061214 (90789179); request 123456789, date 20261122")
    assert [code.code for code in found] == ["90789179", "58061214"]


def test_every_published_support_code_is_known():
    assert len(SUPPORT_CODES) == 21
