"""The queue's rows done many at a time: sent again, let go, taken back, from one press."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from storyboard.projects.models import Shot
from storyboard.projects.money import Bill
from storyboard.takes.batch import rest_together
from storyboard.takes.budget import cost_again
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status
from storyboard.takes.settling import Arrival

pytestmark = pytest.mark.django_db
NO = {"outcome": "refused", "message": "Veo declined this.", "charged": "no", "todo": "Reword it."}
LOST = {"outcome": "lost", "message": "The line went dead.", "charged": "maybe", "todo": "Look for it."}


@pytest.fixture
def order(paying, scene, dana):
    """`order()`: another shot's paid call, 1.60 and 4 s; Dana may spend."""
    paying.members.filter(person=dana).update(may_spend=True)

    def make(preset="final"):
        return Composition(Shot.objects.add(scene, prompt="A wave.", duration=4), preset).generate(dana)

    return make


@pytest.fixture
def refused(order):
    def make(**more):
        generation = order(**more)
        generation.claim("one")
        generation.begin_sending()
        generation.refuse(NO)
        return generation

    return make


@pytest.fixture
def dana_at(film, dana, signed_in):
    """`dana_at("again", rows)`: Dana presses a button of the bar with these ticked, at the prices of today."""

    def press(verb, rows, **fields):
        said = {
            "generations": [row.pk for row in rows],
            "costs": [f"{row.pk}-{cost_again(row).sum}" for row in rows],
        }
        return signed_in(dana).post(f"/projects/{film.pk}/queue/{verb}", said | fields)

    return press


def text(answer):
    return " ".join(answer.content.decode().split())


def toast(client, film):
    return text(client.get(f"/projects/{film.pk}/queue"))


def undo_of(page):
    return re.search(r"data-undo='?\"?([^>]*)", page)[1]


def test_several_are_sent_again_at_one_press_and_a_double_press_sends_once(refused, dana_at, film):
    rows, click = [refused(), refused()], uuid.uuid4()
    before = now()
    for _ in range(2):
        assert dana_at("again", rows, click=click).status_code == 302
    again = Generation.objects.filter(after__in=rows)
    assert again.count() == 2
    assert all((row.rest_until - before).total_seconds() >= 10 for row in again)
    film.refresh_from_db()
    assert film.set_aside == Bill(3_200_000, 8)


def test_none_costs_more_than_the_page_said_when_they_were_ticked(
    refused, dana_at, film, dana, signed_in, settings
):
    rows, click = [refused(), refused()], uuid.uuid4()
    said = re.findall(r'name="costs" value="(\d+-\d+)"', toast(signed_in(dana), film))
    assert sorted(said) == sorted(f"{row.pk}-1600000" for row in rows)
    prices = settings.VEO_PRICE_PER_SECOND
    dearer = {size: {sound: price * 2 for sound, price in each.items()} for size, each in prices.items()}
    settings.VEO_PRICE_PER_SECOND = dearer
    answer = dana_at("again", rows, click=click, costs=said)
    assert answer.status_code == 422
    assert "They cost more today than this button said" in text(answer)
    assert f'value="{rows[0].pk}-3200000"' in text(answer)
    assert len(re.findall(r'id="tick-\d+"[^>]* checked', text(answer))) == 2
    assert not Generation.objects.filter(after__isnull=False).exists()
    settings.VEO_PRICE_PER_SECOND = prices
    dana_at("again", rows, click=click, costs=said)
    assert Generation.objects.filter(after__in=rows).count() == 2


def test_what_came_to_be_sent_again_after_the_page_was_drawn_is_not_paid_for_unseen(
    refused, order, dana_at, film, dana, signed_in
):
    seen, running = refused(), order()
    running.claim("one")
    running.begin_sending()
    said = re.findall(r'name="costs" value="(\d+-\d+)"', toast(signed_in(dana), film))
    assert said == [f"{seen.pk}-1600000"]
    running.lose(LOST)
    answer = dana_at("again", [seen, running], click=uuid.uuid4(), costs=said)
    assert answer.status_code == 422
    assert f"{running.shot} came to be sent again after this page was drawn" in text(answer)
    assert not Generation.objects.filter(after__isnull=False).exists()


def test_a_press_that_is_repeated_after_its_answer_was_lost_is_asked_no_price(
    refused, dana_at, settings, dana, signed_in
):
    row, click = refused(), uuid.uuid4()
    said = [f"{row.pk}-1600000"]
    dana_at("again", [row], click=click, costs=said)
    one = refused()
    alone = {"click": uuid.uuid4(), "costs": 1_600_000}
    url = f"/generations/{one.pk}/again"
    signed_in(dana).post(url, alone)
    prices = settings.VEO_PRICE_PER_SECOND
    settings.VEO_PRICE_PER_SECOND = {
        size: {sound: price * 2 for sound, price in each.items()} for size, each in prices.items()
    }
    assert dana_at("again", [row], click=click, costs=said).status_code == 302
    assert signed_in(dana).post(url, alone).status_code == 302
    assert Generation.objects.filter(after__isnull=False).count() == 2


def test_a_price_that_no_page_says_sends_nothing(refused, dana_at):
    row = refused()
    for costs in ("x", f"{row.pk}", f"{row.pk}--1", f"{row.pk}-" + "9" * 40):
        assert dana_at("again", [row], click=uuid.uuid4(), costs=costs).status_code == 422
    assert Generation.objects.count() == 1


def test_one_undo_takes_all_of_them_back(refused, dana_at, film, dana, signed_in):
    rows = [refused(), refused()]
    dana_at("again", rows, click=uuid.uuid4())
    again = Generation.objects.filter(
        pk__in=Generation.objects.filter(after__in=rows).values_list("pk", flat=True)[::1]
    )
    page = toast(signed_in(dana), film)
    assert "2 requests are sent again in 10 s." in page
    named = " ".join(str(pk) for pk in again.order_by("pk").values_list("pk", flat=True))
    assert named in undo_of(page)
    answer = signed_in(dana).post(f"/projects/{film.pk}/queue/canceled", {"generations": named})
    assert answer.status_code == 302
    assert {row.status for row in again.all()} == {Status.CANCELED}
    film.refresh_from_db()
    assert film.set_aside == Bill()


def test_where_the_budget_has_no_room_for_all_nothing_is_sent_and_the_boxes_stay_ticked(
    refused, dana_at, film
):
    rows = [refused(), refused(), refused()]
    type(film).objects.filter(pk=film.pk).update(cap=4_000_000)
    answer = dana_at("again", rows, click=uuid.uuid4())
    assert answer.status_code == 422
    said = text(answer)
    assert "Nothing was sent: all 3 together take €4.80, 12 s." in said
    assert "This takes €1.60, and €0.80 of the film&#x27;s budget is free." in said
    assert len(re.findall(r'id="tick-\d+"[^>]* checked', said)) == 3
    assert not Generation.objects.filter(after__isnull=False).exists()
    film.refresh_from_db()
    assert film.set_aside == Bill()


def test_a_daily_limit_is_all_or_nothing_too(refused, dana_at, film, dana):
    rows = [refused(), refused()]
    film.members.get(person=dana).limit(Bill(seconds=4))
    answer = dana_at("again", rows, click=uuid.uuid4())
    assert answer.status_code == 422
    assert "your 4 s a day" in text(answer)
    assert not Generation.objects.filter(after__isnull=False).exists()


def test_what_cannot_be_sent_for_its_own_reason_is_left_out_and_named(
    refused, order, dana_at, film, dana, signed_in
):
    sent_already, running, good = refused(), order(), refused()
    dana_at("again", [sent_already], click=uuid.uuid4())
    answer = dana_at("again", [sent_already, running, good], click=uuid.uuid4())
    assert answer.status_code == 302
    page = toast(signed_in(dana), film)
    assert f"{sent_already.shot} is not sent: It was sent again already" in page
    assert f"{running.shot} is not sent: Only what was refused, failed or was lost is sent again." in page
    assert Generation.objects.filter(after=good).exists()
    nothing = dana_at("again", [running], click=uuid.uuid4())
    assert nothing.status_code == 422
    assert "is not sent" in text(nothing)


def test_what_is_under_way_is_not_taken_back_and_is_named(order, dana_at, film, dana, signed_in):
    waits, runs = order(), order()
    runs.claim("one")
    runs.begin_sending()
    assert dana_at("canceled", [waits, runs]).status_code == 302
    page = toast(signed_in(dana), film)
    assert f"1 request is canceled; that costs nothing. {runs.shot} is under way already" in page
    only = dana_at("canceled", [runs])
    assert only.status_code == 422
    assert Generation.objects.get(pk=runs.pk).status == Status.SENDING


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Nothing is ticked"),
        ({"generations": "9999"}, "not in this film’s queue"),
        ({"generations": "x"}, "not in this film’s queue"),
    ],
)
def test_a_press_on_nothing_says_so(fields, sentence, film, dana, signed_in):
    for verb in ("again", "canceled", "let-go"):
        answer = signed_in(dana).post(f"/projects/{film.pk}/queue/{verb}", fields | {"click": uuid.uuid4()})
        assert answer.status_code == 422
        assert sentence in text(answer)


def test_a_press_that_cannot_be_told_from_its_double_sends_nothing(refused, dana_at):
    answer = dana_at("again", [refused()])
    assert answer.status_code == 422
    assert "reload it and press again" in text(answer)
    assert Generation.objects.count() == 1


def test_another_film_s_rows_are_not_in_this_queue(refused, dana, signed_in):
    row = refused()
    other = type(row.project).objects.begin("Reef", by=dana)
    answer = signed_in(dana).post(
        f"/projects/{other.pk}/queue/again", {"generations": row.pk, "click": uuid.uuid4()}
    )
    assert answer.status_code == 422
    assert Generation.objects.count() == 1


def test_who_may_not_spend_sends_nothing_paid_again_but_the_sandbox(refused, film, dana, dana_at):
    paid, free = refused(), refused(preset="sandbox")
    film.members.filter(person=dana).update(may_spend=False)
    assert dana_at("again", [paid, free], click=uuid.uuid4()).status_code == 403
    assert dana_at("again", [free], click=uuid.uuid4()).status_code == 302
    assert [row.after for row in Generation.objects.filter(after__isnull=False)] == [free]


# On hold


def test_a_copied_queue_says_what_happened_and_goes_out_only_when_somebody_lets_it(
    order, film, dana, signed_in, settings
):
    settings.REST_SECONDS = 4
    rows = [order(), order()]
    assert Generation.objects.put_on_hold() == 2
    client = signed_in(dana)
    page = toast(client, film)
    assert "This data folder is a copy or was restored." in page
    assert "2 requests stood in its queue; the original may have sent them since." in page
    assert "Nothing goes out until somebody lets it go." in text(client.get(rows[0].shot.get_absolute_url()))
    for _ in range(2):
        assert client.post(f"/generations/{rows[0].pk}/let-go").status_code == 302
    first, second = (Generation.objects.get(pk=row.pk) for row in rows)
    assert (first.on_hold, second.on_hold) == (False, True)
    assert first.is_resting
    assert "1 request stood in its queue; the original may have sent it since." in toast(client, film)


def test_several_are_let_go_or_canceled_at_one_press(order, film, dana_at, dana, signed_in):
    rows = [order(), order(), order()]
    Generation.objects.put_on_hold()
    assert dana_at("let-go", rows[:2]).status_code == 302
    assert "2 requests are let go." in toast(signed_in(dana), film)
    assert dana_at("canceled", rows[2:]).status_code == 302
    assert not Generation.objects.filter(on_hold=True, status=Status.QUEUED).exists()
    assert dana_at("let-go", rows).status_code == 422


def test_who_may_not_spend_lets_nothing_go(order, film, dana, dana_at, signed_in):
    row = order()
    Generation.objects.put_on_hold()
    film.members.filter(person=dana).update(may_spend=False)
    assert dana_at("let-go", [row]).status_code == 403
    assert signed_in(dana).post(f"/generations/{row.pk}/let-go").status_code == 403
    assert Generation.objects.get(pk=row.pk).on_hold
    assert "let-go" not in toast(signed_in(dana), film)


# The page


def test_reviewers_read_the_queue_and_tick_nothing(refused, order, film, rae, signed_in):
    refused(), order()
    page = toast(signed_in(rae), film)
    assert "Veo declined this." in page
    assert "<form" not in page.partition('id="queue"')[2].partition("</section>")[0]
    assert 'type="checkbox"' not in page


def test_a_section_is_ticked_whole_without_script(refused, order, film, dana, signed_in):
    wrong, waits = refused(), order()
    page = text(signed_in(dana).get(f"/projects/{film.pk}/queue?ticked=troubled"))
    assert re.search(rf'id="tick-{wrong.pk}"[^>]* checked', page)
    assert not re.search(rf'id="tick-{waits.pk}"[^>]* checked', page)


def fill(order, refused, dana):
    """One row in each section of the page."""
    refused()
    held, lost, decided, unsafe = order(), order(), order(), order()
    Generation.objects.filter(pk=held.pk).update(on_hold=True)
    for row in (lost, decided, unsafe):
        row.claim("one")
        row.begin_sending()
    for row in (lost, decided):
        row.lose(LOST)
    decided.decide(1, by=dana)
    unsafe.finish([Arrival(0, url="https://host.example/a.mp4")])


def test_twice_the_rows_in_every_section_cost_the_same_queries(order, refused, film, dana, signed_in):
    client = signed_in(dana)
    counts = []
    for _ in range(2):
        fill(order, refused, dana)
        order()
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"/projects/{film.pk}/queue")
        counts.append(len(seen))
    queue = page.context["queue"]
    sections = (queue.held, queue.running, queue.troubled, queue.missing, queue.decided)
    assert [len(each) for each in sections] == [2, 2, 4, 2, 2]
    assert counts[0] == counts[1]


def test_who_looks_on_is_told_how_long_a_press_rests(order, film):
    rows = [order(), order()]
    film.refresh_from_db()
    seen = film.version
    rest_together(rows)
    film.refresh_from_db()
    assert film.version > seen
    assert len({row.rest_until for row in Generation.objects.all()}) == 1
