import csv
import io
import re
from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils.timezone import now

from storyboard.projects.models import Project, Shot
from storyboard.takes.models import Entry, Generation, Take

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(film):
    return f"/projects/{film.pk}/ledger"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))


def test_each_paid_call_is_a_row_with_who_what_held_and_settled(done, sent, url, eli, signed_in):
    done(n=2, came=1, by=eli)
    sent(prompt="Another lamp.")
    page = text_of(signed_in(eli).get(url))
    assert "Eli Stone 1-010 2 takes × 4 s, 720p, with sound, Final Done – €1.60 · 4 s" in page
    assert "Dana Reyes 1-010 1 take × 4 s, 720p, with sound, Final Sending €1.60 · 4 s –" in page
    assert page.index("Dana Reyes 1-010") < page.index("Eli Stone 1-010")


def test_the_lines_say_how_the_money_moved_and_who_decided(sent, url, dana, signed_in):
    lost = sent(n=2)
    lost.lose({"outcome": "lost", "message": "The line went dead."})
    lost.decide(1, by=dana)
    page = text_of(signed_in(dana).get(url))
    assert "1 of 2 charged" in page
    assert "Held €3.20 · 8 s –" in page
    assert "Decided by Dana Reyes −€3.20 · −8 s €1.60 · 4 s" in page


def test_the_sandbox_has_no_row(shot, url, dana, signed_in):
    Take.objects.create(shot=shot, number=1, sandbox=True)
    assert "Nothing was paid for yet" in text_of(signed_in(dana).get(url))


def test_the_sums_and_what_a_picked_second_cost(done, url, film, dana, signed_in):
    Project.objects.filter(pk=film.pk).update(cap=10_000_000)
    first, _ = done(n=2)
    first.pick(True, by=dana)
    first.shot.pick.end = 48
    first.shot.pick.save()
    page = text_of(signed_in(dana).get(url))
    assert "Spent €3.20" in page
    assert "Free €6.80" in page
    assert "A picked second €1.60 2 s of the cut" in page


def test_nothing_is_said_of_picked_seconds_while_none_is_picked(done, url, dana, signed_in):
    done()
    assert "A picked second" not in text_of(signed_in(dana).get(url))


def test_the_page_is_filtered_by_member_and_state(done, sent, url, dana, eli, signed_in):
    done(by=eli)
    sent(prompt="Another lamp.")
    client = signed_in(dana)
    assert text_of(client.get(f"{url}?member={eli.pk}")).count("1-010 1 take") == 1
    assert text_of(client.get(f"{url}?state=sending")).count("1-010 1 take") == 1
    assert "Nothing of that kind" in text_of(client.get(f"{url}?state=sending&member={eli.pk}"))
    for unreadable in ("member=x", "member=99999999999999999999", "state=gone", f"before={10**30}"):
        assert text_of(client.get(f"{url}?{unreadable}")).count("1-010 1 take") == 2


def test_somebody_who_is_no_member_of_the_film_is_no_filter(done, url, dana, max, signed_in):
    done()
    assert "Max Petrov" not in text_of(signed_in(dana).get(url))


def test_the_csv_has_a_line_for_each_entry_that_adds_up(done, sent, url, film, dana, signed_in):
    done(n=2, came=1)
    sent(prompt="Another lamp.")
    answer = signed_in(dana).get(f"{url}.csv")
    assert 'filename="Keeper_ledger.csv"' in answer["Content-Disposition"]
    rows = rows_of(answer)
    assert [row["Line"] for row in rows] == ["held", "settled", "held"]
    assert [row["Held"] for row in rows] == ["3.200000", "-3.200000", "1.600000"]
    assert [row["Settled"] for row in rows] == ["0.000000", "1.600000", "0.000000"]
    assert rows[0]["At (UTC)"] == str(Entry.objects.first().at)[:19]
    assert (rows[0]["Shot"], rows[0]["Asked by"], rows[0]["Currency"]) == ("1-010", "Dana Reyes", "EUR")
    assert (rows[0]["Takes"], rows[0]["Seconds each"], rows[0]["Price per second"]) == ("2", "4", "0.400000")
    film.refresh_from_db()
    assert sum(int(row["Held (s)"]) for row in rows) == film.held_seconds == 4


def test_the_csv_keeps_the_filters_of_the_page(done, sent, url, dana, signed_in):
    done()
    sent(prompt="Another lamp.")
    client = signed_in(dana)
    assert f'href="{url}.csv?state=sending"' in client.get(f"{url}?state=sending").content.decode()
    assert [row["State"] for row in rows_of(client.get(f"{url}.csv?state=sending"))] == ["Sending"]


def test_the_csv_is_sent_as_it_is_read_with_a_query_for_some_hundred_lines(
    done, url, dana, film, signed_in, django_assert_num_queries
):
    generation = done()[0].generation
    lines = [Entry(project=film, generation=generation, kind="decide", by=dana) for _ in range(1200)]
    Entry.objects.bulk_create(lines)
    answer = signed_in(dana).get(f"{url}.csv")
    assert answer.streaming
    pieces = iter(answer)
    assert next(pieces).startswith(b"\xef\xbb\xbfAt (UTC),")
    with django_assert_num_queries(1):
        assert next(pieces).count(b"\r\n") == 500
    with django_assert_num_queries(3):
        assert sum(piece.count(b"\r\n") for piece in pieces) == 702


def test_no_name_is_run_by_a_spreadsheet(done, url, dana, signed_in):
    dana.name = '=HYPERLINK("http://host.example")'
    dana.save(update_fields=["name"])
    done()
    assert rows_of(signed_in(dana).get(f"{url}.csv"))[0]["Asked by"].startswith("'=HYPERLINK")


def test_a_hundred_stand_on_a_page_and_the_older_ones_follow(done, url, dana, signed_in):
    take = done()[0]
    recipe = Generation.objects.get(pk=take.generation_id)
    for n in range(100):
        recipe.pk, recipe.uid, recipe.click = None, None, None
        fields = {"shot": recipe.shot, "made_by": dana, "route": recipe.route, "preset": "draft", "n": 1}
        row = Generation.objects.create(
            **fields, mode="text", seconds=4, recipe=recipe.recipe, status="done", rest_until=now(),
            next_try_at=now(), made_at=now() + timedelta(seconds=n),
        )  # fmt: skip
        Entry.objects.create(project=row.project, generation=row, kind="hold", held_seconds=4)
    client = signed_in(dana)
    page = client.get(url)
    assert page.content.count(b'class="lines"') == 100
    older = re.search(r'href="(\?before=\d+)"', page.content.decode())[1]
    assert client.get(url + older).content.count(b'class="lines"') == 1


@pytest.mark.parametrize(("who", "status"), [("eli", 200), ("rae", 403), ("vic", 403), ("max", 404)])
def test_who_plans_sees_it_and_the_others_are_told(who, status, done, url, signed_in, request):
    done()
    client = signed_in(request.getfixturevalue(who))
    for address in (url, f"{url}.csv", url.replace("ledger", "day-sheet")):
        answer = client.get(address)
        assert answer.status_code == status
        if status == 403:
            assert "Only owners and editors of this film see what it spends." in text_of(answer)


def test_it_costs_the_same_queries_however_long(
    done, url, film, scene, dana, eli, signed_in, django_assert_num_queries, django_assert_max_num_queries
):
    done()
    client = signed_in(dana)
    with django_assert_max_num_queries(15) as few:
        client.get(url)
    with django_assert_max_num_queries(8) as lines:
        rows_of(client.get(f"{url}.csv"))
    for n in range(4):
        done(n=2, by=eli, of=Shot.objects.add(scene), prompt=f"Lamp {n}.")[0].pick(True, by=dana)
    assert Entry.objects.aggregate(held=Sum("held"))["held"] == 0
    with django_assert_num_queries(len(few)):
        client.get(url)
    with django_assert_num_queries(len(lines)):
        rows_of(client.get(f"{url}.csv"))
