import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from storyboard.projects.models import Shot
from storyboard.rooms.day_sheet import DaySheet
from storyboard.takes.composition import Composition
from storyboard.takes.models import Entry, Generation, Pick, Take

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(film):
    return f"/projects/{film.pk}/day-sheet"


@pytest.fixture
def sheet(film, dana):
    """`sheet()` is today's for Dana, `sheet(day)` another one's."""

    def of(day=None):
        film.refresh_from_db()
        return DaySheet(film, day or now().date(), dana)

    return of


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def put_back(rows, **delta):
    """These rows, and the lines of their calls, a while ago."""
    for row in rows:
        moment = row.made_at - timedelta(**delta)
        Take.objects.filter(pk=row.pk).update(made_at=moment)
        Generation.objects.filter(pk=row.generation_id).update(made_at=moment)
        Entry.objects.filter(generation=row.generation_id).update(at=moment)


def test_a_shot_advanced_when_it_was_sent_got_a_take_or_a_pick(done, sent, scene, dana, sheet):
    second, third, untouched = (Shot.objects.add(scene) for _ in range(3))
    brought = Take.upload(third, None, by=dana)
    brought.pick(True, by=dana)
    sent(of=second, prompt="Waves.")
    done(n=2)
    assert [str(each.shot) for each in sheet().advanced] == ["1-010", "1-020", "1-030"]
    assert [(each.sent, len(each.takes)) for each in sheet().advanced] == [(1, 2), (1, 0), (0, 1)]
    assert sheet().advanced[2].pick.take == brought
    assert untouched not in [each.shot for each in sheet().advanced]


def test_what_was_taken_back_advanced_nothing(shot, dana, sheet):
    assert Composition(shot).generate(dana).cancel()
    assert not sheet().advanced


def test_another_day_s_work_stands_on_another_sheet(done, dana, sheet):
    takes = done()
    put_back(takes, days=3)
    assert not sheet().advanced
    assert [str(each.shot) for each in sheet(now().date() - timedelta(days=3)).advanced] == ["1-010"]


def test_a_day_is_the_reader_s(done, dana, film):
    takes = done()
    dana.time_zone = "Pacific/Auckland"
    late = datetime(2026, 1, 10, 23, 30, tzinfo=ZoneInfo("UTC"))  # the 11th in Auckland
    Take.objects.filter(pk=takes[0].pk).update(made_at=late)
    assert not DaySheet(film, date(2026, 1, 10), dana).takes
    assert len(DaySheet(film, date(2026, 1, 11), dana).takes) == 1


def test_takes_are_counted_by_who_made_them_with_their_ng(done, shot, dana, eli, sheet):
    done(n=2, by=eli)[0].put_aside(True)
    Take.upload(shot, None, by=dana)
    made = [(str(each.person), len(each.takes), each.paid, each.ng, each.seconds) for each in sheet().makers]
    assert made == [("Eli Stone", 2, 2, 1, 8), ("Dana Reyes", 1, 0, 0, 0)]
    assert sheet().ng_rate == "1 of 3, 33 %"


def test_the_seconds_of_a_generated_take_are_known_before_its_clip_is_measured(done, eli, sheet):
    takes = done(n=2, by=eli)
    Take.objects.filter(pk__in=[take.pk for take in takes]).update(frames=None)
    assert [each.seconds for each in sheet().makers] == [8]


def test_what_a_person_brought_counts_as_long_as_it_was_measured(shot, dana, sheet):
    Take.upload(shot, None, by=dana)
    Take.objects.update(frames=60)
    assert [each.seconds for each in sheet().makers] == [2]


def test_with_prices_a_day_without_a_paid_call_is_nothing_in_money(paying, url, dana, signed_in):
    assert "Spent this day €0.00" in text_of(signed_in(dana).get(url))


def test_a_pick_counts_from_in_to_out(done, scene, dana, sheet):
    Shot.objects.add(scene, length=48)
    take = done()[0]
    take.pick(True, by=dana)
    Pick.objects.update(start=12, end=60)
    in_all = sheet().in_all
    assert (in_all.picked, in_all.shots, in_all.picked_frames, in_all.planned_frames) == (1, 2, 48, 144)
    assert [each.number for each in sheet().scenes] == ["1"]


def test_spent_and_held_that_day_and_by_its_end(done, sent, sheet):
    put_back(done(n=2), days=1)
    sent(prompt="Another lamp.")
    today, yesterday = sheet(), sheet(now().date() - timedelta(days=1))
    assert [bill.amount for bill in (*today.moved, *today.by_then)] == [0, 1_600_000, 3_200_000, 1_600_000]
    assert [bill.amount for bill in (*yesterday.moved, *yesterday.by_then)] == [3_200_000, 0, 3_200_000, 0]


def test_the_forecast_comes_from_what_a_picked_shot_took(done, scene, dana, sheet):
    done(n=3)[0].pick(True, by=dana)
    for _ in range(2):
        Shot.objects.add(scene)
    assert sheet().forecast.sentence == "3.0 takes per pick so far, 2 shots to go: about 24 s, €9.60."


def test_takes_of_shots_without_a_pick_do_not_count_into_the_forecast(done, scene, dana, sheet):
    done(n=2)[0].pick(True, by=dana)
    done(n=4, of=Shot.objects.add(scene), prompt="Waves.")
    assert sheet().forecast.sentence == "2.0 takes per pick so far, 1 shot to go: about 8 s, €3.20."


def test_a_pick_drawn_by_the_sandbox_is_still_to_be_made(done, scene, dana, sheet):
    done()[0].pick(True, by=dana)
    Take.upload(Shot.objects.add(scene), None, by=dana, sandbox=True).pick(True, by=dana)
    assert "1 shot to go (1 with a sandbox pick): about 4 s" in sheet().forecast.sentence


def test_without_a_price_the_forecast_is_in_seconds(done, scene, dana, sheet, settings, paying):
    settings.VEO_PRICE_PER_SECOND = {}
    done(n=2)[0].pick(True, by=dana)
    Shot.objects.add(scene)
    assert sheet().forecast.sentence == "2.0 takes per pick so far, 1 shot to go: about 8 s."


def test_there_is_no_forecast_without_a_paid_pick(done, url, dana, signed_in, sheet):
    done()
    said = "1 shot to go. What that takes is told by the first pick that was paid for."
    assert sheet().forecast.sentence == said
    assert said in text_of(signed_in(dana).get(url))


def test_a_film_without_shots_has_nothing_to_finish(url, dana, signed_in):
    assert "To finish" not in text_of(signed_in(dana).get(url))


def test_the_page_says_it_all_and_leads_to_the_days_around(done, scene, url, dana, signed_in):
    Shot.objects.add(scene)
    done(n=2)[0].pick(True, by=dana)
    client, yesterday = signed_in(dana), now().date() - timedelta(days=1)
    page = text_of(client.get(url))
    for words in ("Shots advanced 1 of 2 in the cut", "Takes made 2 NG: 0 of 2, 0 %", "Spent this day €3.20"):
        assert words in page
    assert "2.0 takes per pick so far, 1 shot to go: about 8 s, €3.20." in page
    html = client.get(url).content.decode()
    assert f"?day={yesterday:%Y-%m-%d}" in html
    assert 'rel="next"' not in html
    before = client.get(f"{url}?day={yesterday:%Y-%m-%d}").content.decode()
    assert f"?day={now():%Y-%m-%d}" in before


@pytest.mark.parametrize("day", ["", "today", "2026-13-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_read_or_has_not_begun_is_today(day, url, dana, signed_in):
    assert f'datetime="{now():%Y-%m-%d}"' in signed_in(dana).get(f"{url}?day={day}").content.decode()


def test_a_full_day_costs_the_same_queries(
    done, url, scene, dana, eli, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    done()[0].pick(True, by=dana)
    client = signed_in(dana)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    for n in range(4):
        done(n=2, by=eli, of=Shot.objects.add(scene), prompt=f"Lamp {n}.")[0].pick(True, by=dana)
    with django_assert_num_queries(len(few)):
        client.get(url)
