"""The budget, and what a film's purse says on its pages."""

import re

import pytest
from django.urls import reverse

from storyboard.projects.models import Project
from storyboard.projects.money import BadAmount, Bill, millionths_of, seconds_of
from storyboard.rooms.money import Purse

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "div#money"}


def fresh(film):
    return Project.objects.get(pk=film.pk)


def set_budget(client, film, unit, amount="", **more):
    return client.post(f"/projects/{film.pk}/budget", {"unit": unit, "amount": amount, **more})


def limit(film, **budget):
    Project.objects.filter(pk=film.pk).update(**budget)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# Amounts


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("250", 250_000_000),
        ("250.00", 250_000_000),
        ("1,250", 1_250_000_000),
        (" €2.4 ", 2_400_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, read):
    assert millionths_of(typed) == read


@pytest.mark.parametrize("typed", ["", "-1", "2,50", "1.250,00", "12,34", "1e3", "ten", "0.1234567"])
def test_an_amount_that_could_mean_two_things_is_asked_for_again(typed):
    with pytest.raises(BadAmount):
        millionths_of(typed)


def test_seconds_are_whole():
    assert (seconds_of("300"), seconds_of("1,250 s")) == (300, 1250)
    with pytest.raises(BadAmount):
        seconds_of("2.5")


# The budget


def test_the_owner_sets_a_budget_in_money_in_seconds_or_none(paying, dana, signed_in):
    client = signed_in(dana)
    assert set_budget(client, paying, "money", "1,250").status_code == 302
    assert (fresh(paying).cap, fresh(paying).cap_seconds, fresh(paying).currency) == (
        1_250_000_000,
        None,
        "EUR",
    )
    set_budget(client, paying, "seconds", "300")
    assert (fresh(paying).cap, fresh(paying).cap_seconds) == (None, 300)
    set_budget(client, paying, "none", "9")
    assert (fresh(paying).cap, fresh(paying).cap_seconds) == (None, None)


def test_a_budget_that_cannot_be_read_is_refused_with_its_sentence_and_kept_as_typed(paying, dana, signed_in):
    answer = set_budget(signed_in(dana), paying, "money", "2,50")
    assert answer.status_code == 422
    assert "Write the amount as 250" in text_of(answer)
    assert 'value="2,50"' in answer.content.decode()
    assert fresh(paying).cap is None


def test_a_budget_below_what_is_spent_or_held_is_kept_and_said(sent, film, dana, signed_in):
    sent(n=2)
    client = signed_in(dana)
    set_budget(client, film, "money", "1")
    assert fresh(film).cap == 1_000_000
    assert "€2.20 more than that is spent or held already" in text_of(
        client.get(f"/projects/{film.pk}/settings")
    )


def test_a_budget_that_somebody_set_meanwhile_is_not_overwritten(paying, dana, signed_in):
    client = signed_in(dana)
    assert 'name="was" value="none"' in client.get(f"/projects/{paying.pk}/settings").content.decode()
    limit(paying, cap=300_000_000)
    answer = set_budget(client, paying, "money", "250", was="none")
    assert answer.status_code == 409
    assert "Meanwhile somebody set it to €300.00" in text_of(answer)
    assert fresh(paying).cap == 300_000_000
    assert 'name="was" value="money 300.00"' in answer.content.decode()
    assert set_budget(client, paying, "money", "250", was="money 300.00").status_code == 302
    assert set_budget(client, paying, "none", was="money 250.00").status_code == 302
    assert set_budget(client, paying, "money", "250", was="none").status_code == 302
    assert fresh(paying).cap == 250_000_000


@pytest.mark.parametrize(("who", "status"), [("eli", 403), ("rae", 403), ("vic", 403), ("max", 404)])
def test_only_an_owner_sets_the_budget(who, status, paying, signed_in, request):
    answer = set_budget(signed_in(request.getfixturevalue(who)), paying, "money", "250")
    assert answer.status_code == status
    assert fresh(paying).cap is None


def test_an_editor_reads_the_budget_and_a_viewer_does_not(paying, eli, vic, signed_in):
    limit(paying, cap=250_000_000, currency="EUR")
    editor = text_of(signed_in(eli).get(f"/projects/{paying.pk}/settings"))
    assert "it is €250.00" in editor
    assert "Set the budget" not in editor
    assert "€250.00" not in text_of(signed_in(vic).get(f"/projects/{paying.pk}/settings"))


# The purse


def test_a_film_that_never_spent_and_has_no_budget_says_nothing_about_money(film, dana, signed_in):
    page = signed_in(dana).get(f"/projects/{film.pk}").content.decode()
    assert 'id="money"' in page
    assert 'class="budget"' not in page


def test_spent_held_and_free_stand_on_every_page_of_the_film(sent, done, film, shot, eli, signed_in):
    limit(film, cap=10_000_000)
    done(n=2, came=1)
    sent(prompt="Another lamp.")
    client = signed_in(eli)
    for name in (
        "board",
        "shot_list",
        "gallery",
        "queue",
        "exports",
        "members",
        "assets",
        "project_settings",
    ):
        page = text_of(client.get(reverse(name, args=[film.pk])))
        assert "€1.60 spent €1.60 held €6.80 free" in page, name
    assert "€1.60 spent €1.60 held €6.80 free" in text_of(client.get(f"/shots/{shot.pk}"))


@pytest.mark.parametrize("who", ["rae", "vic"])
def test_who_does_not_plan_sees_no_purse(who, sent, film, signed_in, request):
    sent()
    client = signed_in(request.getfixturevalue(who))
    assert "€" not in text_of(client.get(f"/projects/{film.pk}"))
    assert client.get(f"/projects/{film.pk}/money").status_code == 403


def test_an_overdrawn_budget_says_so_in_words(sent, film, dana, signed_in):
    sent(n=2)
    limit(film, cap=1_000_000)
    page = signed_in(dana).get(f"/projects/{film.pk}").content.decode()
    assert "<b>€2.20</b> over" in page
    assert "data-over" in page
    assert Purse(fresh(film)).sentence == "The budget is overdrawn by €2.20."


def test_a_film_without_prices_counts_in_seconds(sent, film, settings):
    settings.VEO_PRICE_PER_SECOND = {}
    sent(n=2)
    purse = Purse(fresh(film))
    assert (purse.spent, purse.held, purse.free, purse.sentence) == ("0 s", "8 s", "", "")
    limit(film, cap_seconds=20)
    purse = Purse(fresh(film))
    assert (purse.free, purse.sentence) == ("12 s", "12 s of the budget are free.")
    assert purse.bar == (0.0, 40.0)


def test_the_chip_is_asked_for_again_and_answers_only_when_a_figure_moved(sent, film, dana, signed_in):
    client, url = signed_in(dana), f"/projects/{film.pk}/money"
    before = Purse(fresh(film)).version
    assert client.get(f"{url}?version={before}", headers=HTMX).status_code == 204
    sent()
    answer = client.get(f"{url}?version={before}", headers=HTMX)
    assert "€1.60 held" in text_of(answer)
    assert f"version={Purse(fresh(film)).version}" in answer.content.decode()
    assert client.get(url)["Location"] == reverse("ledger", args=[film.pk])


def test_the_chip_costs_no_query(film, django_assert_num_queries):
    limit(film, cap=10_000_000)
    film = fresh(film)
    with django_assert_num_queries(0):
        purse = Purse(film)
        assert (purse.spent, purse.held, purse.free, purse.bar) == ("€0.00", "€0.00", "€10.00", (0.0, 0.0))


# Beside Generate


def test_what_is_free_stands_beside_generate(sent, film, shot, eli, signed_in):
    limit(film, cap=10_000_000)
    sent()
    client = signed_in(eli)
    assert "€8.40 of the budget is free." in text_of(client.get(f"/shots/{shot.pk}?preset=final"))
    assert "of the budget" not in text_of(client.get(f"/shots/{shot.pk}"))


def test_a_member_s_own_day_stands_beside_generate(paying, sent, film, shot, eli, signed_in):
    film.member_for(eli).limit(Bill(amount=5_000_000))
    sent(by=eli)
    page = text_of(signed_in(eli).get(f"/shots/{shot.pk}?preset=final"))
    assert "€3.40 of your €5.00 a day is left." in page


def test_each_preset_says_what_it_costs(paying, shot, eli, signed_in, settings):
    shot.write(prompt="Rain.", n=2, duration=8, length=96)
    client = signed_in(eli)
    page = text_of(client.get(f"/shots/{shot.pk}"))
    assert "Sandbox · free Draft · €0.80 Final · €6.40" in page
    settings.VEO_PRICE_PER_SECOND = {}
    assert "Sandbox · free Draft · 4 s Final · 16 s" in text_of(client.get(f"/shots/{shot.pk}"))


def test_again_costs_what_it_costs_today(done, shot, eli, signed_in, settings):
    take = done()[0]
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 500_000, "silent": 200_000}}
    client = signed_in(eli)
    for url in (f"/shots/{shot.pk}", f"/takes/{take.pk}"):
        assert "Again €2.00" in text_of(client.get(url))
    settings.VEO_PRICE_PER_SECOND = {}
    assert "Again 4 s" in text_of(client.get(f"/takes/{take.pk}"))


def test_where_prices_are_set_a_film_counts_in_money_from_the_first(paying):
    purse = Purse(fresh(paying))
    assert (purse.spent, purse.held, purse.free) == ("€0.00", "€0.00", "")


def test_without_prices_or_with_seconds_counted_before_a_film_counts_in_seconds(film, settings):
    assert Purse(fresh(film)).spent == "0 s"
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    limit(film, settled_seconds=8)
    assert Purse(fresh(film)).spent == "8 s"
    limit(film, settled_seconds=0, cap_seconds=300)
    assert Purse(fresh(film)).free == "300 s"


@pytest.mark.parametrize(("act", "fields"), [("canceled", {}), ("decided", {"videos": 0})])
def test_the_answer_to_what_moves_money_carries_the_purse(act, fields, sent, shot, film, dana, signed_in):
    """What a hand on the queue gave back stands in the top bar at once."""
    limit(film, cap=10_000_000)
    film.members.update(may_spend=True)
    generation = sent(n=2)
    if act == "canceled":
        type(generation).objects.filter(pk=generation.pk).update(status="queued", worker="")
    else:
        generation.lose({"message": "The line went dead."})
    client, back = signed_in(dana), f"/projects/{film.pk}/queue"
    part = {"HX-Request": "true", "HX-Target": "section#queue"}
    answer = client.post(
        f"/generations/{generation.pk}/{act}", fields | {"back": back}, headers=part, follow=True
    )
    purse = answer.content.decode().partition('<hx-partial hx-target="#money"')[2]
    assert "<b>€10.00</b> free" in purse
    assert "hx-partial" not in client.get(back).content.decode()
    rushes = client.get(f"/shots/{shot.pk}", headers=part | {"HX-Target": "section#takes"})
    assert '<hx-partial hx-target="#money"' in rushes.content.decode()


def test_who_does_not_plan_gets_no_purse_with_a_part(sent, film, vic, signed_in):
    sent()
    part = {"HX-Request": "true", "HX-Target": "section#queue"}
    assert 'id="money"' not in signed_in(vic).get(f"/projects/{film.pk}/queue", headers=part).content.decode()


@pytest.mark.parametrize(
    ("role", "said"), [("owner", "Raise the budget"), ("editor", "An owner of the film can raise it.")]
)
def test_a_full_budget_is_said_once_with_what_one_can_do(role, said, paying, film, shot, eli, signed_in):
    film.members.filter(person=eli).update(role=role, may_spend=True)
    shot.write(prompt="A lamp.", duration=4)
    limit(film, cap=1_000_000)
    page = text_of(signed_in(eli).get(f"/shots/{shot.pk}?preset=final"))
    assert page.count("This takes €1.60, and €1.00 of the film&#x27;s budget is free.") == 1
    assert said in page
