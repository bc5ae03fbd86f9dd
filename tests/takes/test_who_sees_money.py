"""Owners and editors see what a film spends; who reviews or views sees the same pages without a price."""

import pytest

from storyboard.continuity.models import connect
from storyboard.projects.models import Shot
from storyboard.takes.models import Generation, Take
from storyboard.takes.settling import Arrival
from tests.takes.films import picked

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(ordered, film, shot, dana):
    """Where a price could stand: one call came back, one got lost, one was charged all the same, one waits."""
    done, lost, charged, _ = (ordered(f"Lamp {n}.") for n in range(4))
    for generation in (done, lost, charged):
        generation.claim("one")
        generation.begin_sending()
    done.finish([Arrival(0, url="https://host.example/a.mp4")])
    for generation in (lost, charged):
        generation.lose({"outcome": "lost", "message": "The line went dead.", "charged": "may have been"})
    charged.decide(1, by=dana)
    calls = [each.get_absolute_url() for each in Generation.objects.all()]
    rooms = [f"/projects/{film.pk}{room}" for room in ("", "/queue", "/gallery", "/shot-list", "/exports")]
    return [*rooms, *calls, Take.objects.get().get_absolute_url(), shot.get_absolute_url()]


def priced(client, pages):
    texts = {page: client.get(page).content.decode() for page in pages}
    return {page for page, text in texts.items() if "€" in text or "per_second" in text}


def test_who_does_not_account_for_it_sees_no_price(pages, rae, vic, signed_in):
    assert priced(signed_in(rae), pages) == set()
    assert priced(signed_in(vic), pages) == set()


def test_an_editor_sees_what_each_call_costs(pages, film, eli, signed_in):
    unpriced = {f"/projects/{film.pk}/shot-list", f"/projects/{film.pk}/exports"}
    assert priced(signed_in(eli), pages) >= set(pages) - unpriced


@pytest.fixture
def consequences(paying, scene, shot, dana):
    """Addresses that tell what a trim of 1-010 would put out of date, beside a take and at a join; and the trim."""
    after = Shot.objects.add(scene, prompt="A wave.")
    take = picked(shot, dana, preset="final")
    connect(after, "opening", "last_frame", source=shot)
    picked(after, dana, preset="final")
    return [
        f"/takes/{take.pk}/consequences?last=60",
        f"/shots/{after.pk}/join-consequences?last=60&start=0",
    ]


def test_what_a_trim_puts_out_of_date_costs_nothing_to_who_does_not_account_for_it(
    consequences, film, dana, rae, signed_in
):
    assert priced(signed_in(dana), consequences) == set(consequences)
    film.members.filter(person=rae).update(may_pick=True)
    assert priced(signed_in(rae), consequences) == set()
    assert b"1-020" in signed_in(rae).get(consequences[0]).content


def test_a_trim_that_is_asked_about_names_no_price_to_a_reviewer(consequences, film, shot, rae, signed_in):
    film.members.filter(person=rae).update(may_pick=True)
    said = signed_in(rae).post(f"/shots/{shot.pk}/trim", {"last": 60, "ask": 1}).content.decode()
    assert "1 shot out of date if trimmed" in said
    assert "€" not in said
