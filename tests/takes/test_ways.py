"""What leads from a refusal to the field it most likely means."""

import pytest

from storyboard.rooms.composer import FIELDS
from storyboard.takes.composition import Composition
from storyboard.takes.models import Status
from storyboard.takes.ways import way_to, ways_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def declined(shot, dana):
    """`declined(kind, param)`: a refused call of 1-010."""

    def make(kind, param=None, **more):
        generation = Composition(shot).generate(dana)
        generation.status, generation.trouble = Status.REFUSED, {"kind": kind, "param": param} | more
        return generation

    return make


def places(generation):
    return [way.place for way in ways_out(generation)]


def test_a_declined_request_leads_to_the_field_that_the_answer_names(declined):
    assert places(declined("invalid", "duration")) == ["Duration"]
    assert places(declined("invalid", "image")) == ["Opening"]
    assert places(declined("invalid", "prompt")) == ["Prompt"]


def test_where_no_field_can_help_none_is_named(declined):
    for kind, param in (("invalid", None), ("invalid", "model"), ("bad_key", None), ("too_large", None)):
        assert places(declined(kind, param)) == []


def test_what_was_filtered_without_a_code_leads_to_all_that_was_sent(declined):
    assert places(declined("none_returned")) == ["Prompt"]


def test_what_did_not_end_in_a_refusal_leads_nowhere(declined):
    call = declined("filtered")
    call.status = Status.LOST
    assert ways_out(call) == []


@pytest.mark.parametrize("field", [*FIELDS, "image", "video", "last_frame", "reference_images"])
def test_each_way_ends_at_something_that_stands_on_the_shot_page(field, shot, signed_in, eli):
    url = way_to(shot, field).url
    page = signed_in(eli).get(shot.get_absolute_url()).content.decode()
    assert url.partition("#")[0] == shot.get_absolute_url()
    assert f'id="{url.partition("#")[2]}"' in page
