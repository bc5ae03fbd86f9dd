"""What nobody types and a script sends: a sentence, never a broken page."""

import uuid

import pytest

from storyboard.takes.models import Generation

pytestmark = pytest.mark.django_db
LONG = "9" * 5000


@pytest.mark.parametrize("said", ["9" * 30, LONG, "²", "-1", "x"])
@pytest.mark.parametrize("verb", ["again", "canceled", "let-go"])
def test_a_tick_that_no_row_can_have_is_not_in_this_queue(verb, said, film, dana, signed_in):
    fields = {"generations": said, "click": uuid.uuid4()}
    answer = signed_in(dana).post(f"/projects/{film.pk}/queue/{verb}", fields)
    assert answer.status_code == 422
    assert "One of these is not in this film’s queue." in answer.content.decode()


@pytest.mark.parametrize("shown", ["²", LONG, "9" * 30, "", "x"])
def test_a_button_that_said_no_number_said_nothing(shown, paying, shot, dana, signed_in):
    paying.members.filter(person=dana).update(may_spend=True)
    shot.write(prompt="A lamp.", duration=4)
    fields = {"preset": "final", "shown": shown, "known": LONG, "click": uuid.uuid4()}
    assert signed_in(dana).post(f"/shots/{shot.pk}/generations", fields).status_code == 302
    assert Generation.objects.get().held == 1_600_000


@pytest.mark.parametrize("said", ["9" * 30, LONG, "%C2%B2", "%00"])
@pytest.mark.parametrize("name", ["member", "state", "before"])
def test_a_filter_that_cannot_be_read_filters_nothing(name, said, film, dana, signed_in):
    client = signed_in(dana)
    for where in ("ledger", "ledger.csv"):
        answer = client.get(f"/projects/{film.pk}/{where}?{name}={said}")
        assert answer.status_code == 200
        assert b"".join(answer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", LONG, "%00"])
def test_a_day_that_cannot_be_is_today(day, film, dana, signed_in):
    client = signed_in(dana)
    today = client.get(f"/projects/{film.pk}/day-sheet").context["sheet"].day
    assert client.get(f"/projects/{film.pk}/day-sheet?day={day}").context["sheet"].day == today
