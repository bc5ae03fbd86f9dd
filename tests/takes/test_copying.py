"""Copying a returned clip here: tried again whatever goes wrong, given up only when links of its age are dead."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from storyboard.takes import derive
from storyboard.takes.models import Take

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim_ticket(shot):
    """A take that lies only at an address."""

    def ticket(url, age=timedelta()):
        return Take.objects.create(
            shot=shot, number=shot.number_takes(1)[0], returned_url=url, made_at=now() - age
        )

    return ticket


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


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_give_up(claim_ticket, settings, tmp_path):
    take = claim_ticket("http://127.0.0.1:9/clip.mp4")
    settings.UPLOADS = tmp_path / "a-file"
    settings.UPLOADS.write_text("not a folder")
    copy(take)
    take.refresh_from_db()
    assert (take.copy_tries, take.copy_gave_up) == (1, False)
