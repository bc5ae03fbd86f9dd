"""Which picture, take and frame a shot's links mean right now."""

import pytest
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.takes.models import Take
from storyboard.takes.sources import Sources
from tests.takes.films import fresh, picked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("end", "kind", "which"), [("opening", "last_frame", "last"), ("closing", "first_frame", "first")]
)
def test_which_frame_goes_along_is_known_once_its_take_is_measured(shot, dana, end, kind, which):
    picked(shot, dana, frames=None)
    Take.objects.update(derived_at=None)
    other = Shot.objects.add(shot.scene, prompt="A wave.")
    connect(other, end, kind, source=shot)
    said = f"1-010, take 1 is being measured: which frame is its {which} is known in a moment."
    assert Sources(fresh(other)).missing == [(end, said)]
    Take.objects.update(frames=96, head=1, derived_at=now())
    (source,) = Sources(fresh(other)).found
    assert source.frame == {"last": 95, "first": 1}[which]
