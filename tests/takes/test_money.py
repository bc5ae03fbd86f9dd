from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils.timezone import now

from storyboard.projects.money import Bill, worded
from storyboard.takes.composition import CannotSend, Composition, send_again
from storyboard.takes.models import Entry, Generation
from storyboard.takes.settling import Arrival
from tests.takes.films import a_file

pytestmark = pytest.mark.django_db
COLUMNS = ("held", "settled", "held_seconds", "settled_seconds")


@pytest.fixture
def lost(ordered):
    """A call of two takes that got lost: 3.20 and 8 s are held."""
    generation = ordered(n=2)
    generation.claim("one")
    generation.begin_sending()
    generation.lose({"outcome": "lost", "message": "The line went dead."})
    return generation


def sums(film):
    """What the film says; the ledger must add up to the unit."""
    film.refresh_from_db()
    said = {name: getattr(film, name) for name in COLUMNS}
    assert said == Entry.objects.filter(project=film).aggregate(**{n: Sum(n, default=0) for n in COLUMNS})
    return film.set_aside, film.spent


def arrival(place=0):
    return Arrival(place, url="https://host.example/a.mp4")


def test_a_call_holds_money_and_seconds_until_it_is_settled(ordered, film):
    generation = ordered(n=2)
    assert sums(film) == (Bill(3_200_000, 8), Bill())
    generation.claim("one")
    generation.begin_sending()
    generation.finish([arrival()])
    assert sums(film) == (Bill(), Bill(1_600_000, 4))


def test_a_lost_call_stays_held_until_a_person_says_that_it_was_not_charged(lost, film, dana):
    assert sums(film) == (Bill(3_200_000, 8), Bill())
    assert lost.decide(0, by=dana)
    assert sums(film) == (Bill(), Bill())
    assert Entry.objects.last().by == dana


def test_a_decision_can_be_thought_better_of(lost, film, dana):
    lost.decide(2, by=dana)
    assert sums(film) == (Bill(), Bill(3_200_000, 8))
    lost.decide(1, by=dana)
    assert sums(film) == (Bill(), Bill(1_600_000, 4))


def test_an_answer_after_a_decision_is_settled_by_what_came(lost, film, dana):
    lost.decide(0, by=dana)
    Generation.objects.get(pk=lost.pk).finish([arrival(0), arrival(1)])
    assert sums(film) == (Bill(), Bill(3_200_000, 8))


def test_after_the_answer_nobody_s_word_stands_beside_it(lost, film, dana):
    lost.decide(0, by=dana)
    late = Generation.objects.get(pk=lost.pk)
    late.finish([arrival(0), arrival(1)])
    assert Generation.objects.get(pk=lost.pk).decided is None
    assert not late.decide(0, by=dana)


def test_a_clip_that_a_person_brings_takes_back_no_word_of_what_was_charged(lost, film, dana):
    lost.decide(2, by=dana)
    Generation.objects.get(pk=lost.pk).finish([arrival()], by=dana)
    assert sums(film) == (Bill(), Bill(3_200_000, 8))


def test_the_ledger_says_who_brought_the_clip_of_a_lost_call(lost, film, dana):
    lost.finish([arrival(0), arrival(1)], by=dana)
    assert sums(film) == (Bill(), Bill(3_200_000, 8))
    assert (Entry.objects.last().kind, Entry.objects.last().by) == ("settle", dana)


def test_an_answer_that_comes_after_a_file_was_brought_still_becomes_takes(lost, film, dana):
    """The worker that was taken for dead holds the row as it was: its clips are paid for and are not dropped."""
    late = Generation.objects.get(pk=lost.pk)
    lost.finish([Arrival(0, url="https://elsewhere.example/brought.mp4")], by=dana)
    assert [
        take.number for take in late.finish([arrival(0), Arrival(1, url="https://host.example/b.mp4")])
    ] == [2, 3]
    assert sums(film) == (Bill(), Bill(3_200_000, 8))
    assert late.finish([arrival(0), Arrival(1, url="https://host.example/b.mp4")]) == []
    assert lost.takes.count() == 3


def test_the_very_clip_that_was_brought_is_one_take_when_it_comes_late(lost, film, dana):
    lost.finish([arrival()], by=dana)
    late = Generation.objects.get(pk=lost.pk)
    assert [
        take.place for take in late.finish([arrival(0), Arrival(1, url="https://host.example/b.mp4")])
    ] == [1]
    assert sums(film) == (Bill(), Bill(3_200_000, 8))


def test_an_answer_after_it_was_sent_again_charges_both(lost, film, dana):
    again = send_again(lost, dana)
    assert sums(film) == (Bill(6_400_000, 16), Bill())
    lost.finish([arrival(0), arrival(1)])
    again.claim("two")
    again.begin_sending()
    again.finish([arrival(0), arrival(1)])
    assert sums(film) == (Bill(), Bill(6_400_000, 16))


def test_nothing_but_a_lost_call_is_decided(ordered, dana):
    assert not ordered().decide(1, by=dana)


def test_a_budget_in_seconds_holds_without_any_price(paying, ordered, settings, film):
    settings.VEO_PRICE_PER_SECOND = {}
    type(film).objects.filter(pk=film.pk).update(cap_seconds=7)
    ordered(duration=4)
    with pytest.raises(CannotSend, match=r"takes 4 s, and 3 s of the film.s budget are free"):
        ordered("Another lamp.", duration=4)
    assert sums(film) == (Bill(0, 4), Bill())


def test_a_budget_in_money_says_what_is_free(ordered, film):
    type(film).objects.filter(pk=film.pk).update(cap=2_000_000)
    ordered()
    with pytest.raises(CannotSend, match=r"takes €1.60, and €0.40 of the film's budget is free"):
        ordered("Another lamp.")


def test_a_budget_in_money_has_no_room_for_what_has_no_price(ordered, film, settings):
    type(film).objects.filter(pk=film.pk).update(cap=2_000_000)
    settings.VEO_PRICE_PER_SECOND = {}
    with pytest.raises(CannotSend, match="no price is known"):
        ordered()


def test_a_film_counts_in_one_currency(ordered, film, settings):
    ordered()
    settings.VEO_CURRENCY = "USD"
    with pytest.raises(CannotSend, match="counts in EUR, and prices are in USD"):
        ordered("Another lamp.")


def test_the_sandbox_asks_no_budget(film, shot, dana):
    type(film).objects.filter(pk=film.pk).update(cap_seconds=0)
    Composition(shot).generate(dana)
    assert sums(film) == (Bill(), Bill())
    assert not Entry.objects.exists()


def test_a_daily_limit_counts_what_was_sent_today(ordered, film, dana):
    film.members.get(person=dana).limit(Bill(seconds=8))
    first = ordered()
    with pytest.raises(CannotSend, match="takes 8 s, and 4 s of your 8 s a day are left"):
        ordered(n=2)
    Generation.objects.filter(pk=first.pk).update(made_at=now() - timedelta(days=1, hours=1))
    ordered(n=2)


@pytest.mark.parametrize(
    "time_zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata", "Asia/Tokyo"]
)
def test_a_daily_limit_does_not_begin_anew_in_another_time_zone(ordered, film, dana, time_zone):
    film.members.get(person=dana).limit(Bill(seconds=4))
    first = ordered()
    Generation.objects.filter(pk=first.pk).update(made_at=now() - timedelta(hours=23))
    dana.time_zone = time_zone
    dana.save(update_fields=["time_zone"])
    with pytest.raises(CannotSend, match="0 s of your 4 s a day are left"):
        ordered("Another lamp.")


def test_a_daily_limit_in_money_is_said_before_sending(ordered, film, dana, shot):
    film.members.get(person=dana).limit(Bill(amount=2_000_000))
    ordered()
    with pytest.raises(CannotSend, match=r"takes €1.60, and €0.40 of your €2.00 a day is left"):
        ordered("Another lamp.")


def test_what_was_given_back_is_free_again_today(ordered, film, dana):
    film.members.get(person=dana).limit(Bill(seconds=4))
    assert ordered().cancel()
    ordered("Another lamp.")


def test_sending_again_costs_what_it_costs_now(lost, dana, settings):
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 500_000, "silent": 200_000}}
    again = send_again(lost, dana)
    assert (again.price, again.held) == (500_000, 4_000_000)
    assert again.recipe["price"]["per_second"] == 500_000


def test_money_is_read_to_the_cent_or_as_exactly_as_it_is():
    assert [worded(n, "EUR") for n in (2_400_000, -800_000, 125_000, 0)] == [
        "€2.40",
        "−€0.80",
        "€0.125",
        "€0.00",
    ]
    assert worded(1_234_000_000, "SEK") == "SEK 1,234.00"


def test_one_of_two_that_is_adopted_leaves_the_call_lost_and_held(lost, film, dana):
    file = a_file()
    lost.adopt(Arrival(2, file=file), by=dana)
    assert Generation.objects.get(pk=lost.pk).status == "lost"
    assert sums(film) == (Bill(3_200_000, 8), Bill())
    lost.adopt(Arrival(3, file=a_file()), by=dana)
    done = Generation.objects.get(pk=lost.pk)
    assert (done.status, done.trouble["message"]) == ("done", "The line went dead.")
    assert sums(film) == (Bill(), Bill(3_200_000, 8))


def test_an_answer_after_one_was_adopted_brings_the_others_each_once(lost, film, dana):
    file, other = a_file(), a_file()
    lost.adopt(Arrival(2, file=file), by=dana)
    Generation.objects.get(pk=lost.pk).finish([Arrival(0, file=other), Arrival(1, file=file)])
    assert [take.original for take in lost.takes.order_by("number")] == [file, other]
    assert sums(film) == (Bill(), Bill(3_200_000, 8))


def test_whole_clips_of_a_broken_answer_count_though_somebody_was_faster(lost, film, dana):
    for place in (2, 3):
        lost.adopt(Arrival(place, file=a_file()), by=dana)
    late = Generation.objects.get(pk=lost.pk)
    late.status = "sending"
    late.lose({"outcome": "lost", "message": "Cut short."}, [Arrival(0, file=a_file())])
    assert late.takes.count() == 3
    sums(film)


def test_a_budget_that_nothing_was_spent_of_ties_a_film_to_no_currency(ordered, film, settings):
    type(film).objects.filter(pk=film.pk).update(currency="EUR")
    settings.VEO_CURRENCY = "USD"
    ordered()
    film.refresh_from_db()
    assert film.currency == "USD"


def test_sending_again_that_was_taken_back_can_be_done_again(lost, film, dana):
    assert send_again(lost, dana).cancel()
    again = send_again(lost, dana)
    assert [each.pk for each in lost.sent_again_as.all()] == [again.pk]
    with pytest.raises(CannotSend, match="sent again already"):
        send_again(lost, dana)
    assert sums(film) == (Bill(6_400_000, 16), Bill())
