from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from storyboard.accounts.models import Person
from storyboard.projects.models import Invitation, Project, Role
from storyboard.projects.money import Bill

SignIn = Callable[[Person], Client]
NEW = {"name": "Noor Haddad", "email": "Noor@Example.com", "password": "a boat in the fog"}


@pytest.fixture
def invitation(film: Project, dana: Person) -> Invitation:
    made: Invitation = film.invitations.create(made_by=dana, role=Role.EDITOR, may_pick=True)
    return made


def test_everybody_in_the_film_sees_who_is_in_it(signed_in: SignIn, vic: Person, film: Project) -> None:
    page = signed_in(vic).get(reverse("members", args=[film.pk])).content.decode()
    assert "dana@example.com" in page
    assert "Make a link" not in page
    assert "Leave" in page


def test_an_owner_gives_a_role_and_switches(
    signed_in: SignIn, dana: Person, rae: Person, film: Project
) -> None:
    row = film.member_for(rae)
    answer = signed_in(dana).post(reverse("member", args=[row.pk]), {"role": "editor", "may_pick": "on"})
    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.role, row.may_pick, row.may_spend) == ("editor", True, False)


def test_who_does_not_own_the_film_changes_no_member(
    signed_in: SignIn, eli: Person, rae: Person, max: Person, film: Project, invitation: Invitation
) -> None:
    row = film.member_for(rae)
    for who, status in ((eli, 403), (max, 404)):
        client = signed_in(who)
        assert client.post(reverse("member", args=[row.pk]), {"role": "owner"}).status_code == status
        assert client.post(reverse("member_left", args=[row.pk])).status_code == status
        assert client.post(reverse("invitations", args=[film.pk]), {"role": "owner"}).status_code == status
        assert client.post(reverse("invitation_withdrawn", args=[invitation.pk])).status_code == status
    assert film.member_for(rae).role == Role.REVIEWER
    assert Invitation.objects.open().count() == 1


def test_the_last_owner_is_not_demoted_and_does_not_leave(
    signed_in: SignIn, dana: Person, eli: Person, film: Project
) -> None:
    client, row = signed_in(dana), film.member_for(dana)
    answer = client.post(reverse("member", args=[row.pk]), {"role": "viewer"})
    assert answer.status_code == 422
    assert "keeps at least one owner" in answer.content.decode()
    answer = client.post(reverse("member_left", args=[row.pk]), follow=True)
    assert "keeps at least one owner" in answer.content.decode()
    assert film.member_for(dana).owns
    film.member_for(eli).give("owner", True, True)
    client.post(reverse("member_left", args=[row.pk]))
    assert film.member_for(dana) is None


def test_a_member_leaves_and_finds_the_film_no_more(signed_in: SignIn, vic: Person, film: Project) -> None:
    client = signed_in(vic)
    answer = client.post(reverse("member_left", args=[film.member_for(vic).pk]))
    assert answer["Location"] == reverse("projects")
    assert client.get(reverse("board", args=[film.pk])).status_code == 404


def test_an_owner_takes_somebody_out(signed_in: SignIn, dana: Person, vic: Person, film: Project) -> None:
    signed_in(dana).post(reverse("member_left", args=[film.member_for(vic).pk]))
    assert film.member_for(vic) is None


def test_an_invitation_shows_its_link_until_it_is_withdrawn(
    signed_in: SignIn, dana: Person, film: Project
) -> None:
    client, url = signed_in(dana), reverse("members", args=[film.pk])
    client.post(reverse("invitations", args=[film.pk]), {"role": "viewer", "may_spend": "on"})
    made = film.invitations.get()
    assert (made.role, made.may_pick, made.may_spend) == ("viewer", False, True)
    assert f"http://testserver{made.get_absolute_url()}" in client.get(url).content.decode()
    client.post(reverse("invitation_withdrawn", args=[made.pk]))
    assert made.get_absolute_url() not in client.get(url).content.decode()


def test_a_role_that_does_not_exist_is_refused(signed_in: SignIn, dana: Person, film: Project) -> None:
    answer = signed_in(dana).post(reverse("invitations", args=[film.pk]), {"role": "king"})
    assert answer.status_code == 422
    assert not film.invitations.exists()


def test_a_stranger_makes_an_account_and_joins(client: Client, ines: Person, invitation: Invitation) -> None:
    url = invitation.get_absolute_url()
    assert "Dana Reyes invites you" in client.get(url).content.decode()
    answer = client.post(url, NEW, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("board", args=[invitation.project_id])
    member = invitation.project.members.get(person__email="noor@example.com")
    assert (member.role, member.may_pick) == ("editor", True)


def test_a_stranger_with_a_bad_password_loses_nothing_typed(client: Client, invitation: Invitation) -> None:
    answer = client.post(invitation.get_absolute_url(), NEW | {"password": "short"})
    assert answer.status_code == 422
    assert "Noor Haddad" in answer.content.decode()
    assert not Person.objects.filter(email="noor@example.com").exists()


def test_who_has_an_account_is_sent_to_sign_in(client: Client, max: Person, invitation: Invitation) -> None:
    url = invitation.get_absolute_url()
    answer = client.post(url, NEW | {"email": "MAX@example.com"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "sign in instead" in page
    assert f"next={quote(url)}" in page


def test_who_is_signed_in_joins_at_once(signed_in: SignIn, max: Person, invitation: Invitation) -> None:
    client, url = signed_in(max), invitation.get_absolute_url()
    assert "Join" in client.get(url).content.decode()
    assert invitation.project.member_for(max) is None
    client.post(url)
    assert invitation.project.member_for(max).plans


def test_a_member_keeps_role_and_link(signed_in: SignIn, dana: Person, invitation: Invitation) -> None:
    page = signed_in(dana).get(invitation.get_absolute_url()).content.decode()
    assert "in this film already" in page
    assert Invitation.objects.open().filter(pk=invitation.pk).exists()


def test_a_link_that_was_used_withdrawn_or_is_over_says_so(
    client: Client, max: Person, invitation: Invitation
) -> None:
    url = invitation.get_absolute_url()
    for spent in ({"accepted_at": now()}, {"withdrawn_at": now()}, {"expires_at": now() - timedelta(days=1)}):
        fresh = {"accepted_at": None, "withdrawn_at": None, "expires_at": now() + timedelta(days=1)}
        Invitation.objects.filter(pk=invitation.pk).update(**{**fresh, **spent})
        answer = client.get(url)
        assert answer.status_code == 410
        assert "no longer works" in answer.content.decode()
        assert client.post(url, NEW).status_code == 410
    assert client.get(reverse("invitation", args=["forged:token"])).status_code == 410
    assert not Person.objects.filter(email="noor@example.com").exists()


def test_an_owner_limits_what_a_member_sends_a_day(
    signed_in: SignIn, dana: Person, eli: Person, film: Project, settings: Any
) -> None:
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    client, row = signed_in(dana), film.member_for(eli)
    url, given = reverse("member", args=[row.pk]), {"role": "editor", "may_spend": "on"}
    client.post(url, given | {"daily-unit": "money", "daily-amount": "5"})
    row.refresh_from_db()
    assert (row.daily_cap, row.daily_seconds) == (5_000_000, None)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "€0.00 of €5.00 a day sent in 24 hours" in page
    assert f"{eli} is editor now, with up to €5.00 a day." in page
    client.post(url, given | {"daily-unit": "seconds", "daily-amount": "40"})
    row.refresh_from_db()
    assert (row.daily_cap, row.daily_seconds) == (None, 40)
    client.post(url, given)
    row.refresh_from_db()
    assert row.daily_seconds == 40
    client.post(url, given | {"daily-unit": "none"})
    row.refresh_from_db()
    assert (row.daily_cap, row.daily_seconds) == (None, None)


@pytest.mark.parametrize(
    ("unit", "typed", "says"),
    [
        ("seconds", "2.5", "whole seconds"),
        ("seconds", "0", "take May spend away"),
        ("seconds", "", "whole seconds"),
    ],
)
def test_a_limit_that_cannot_be_read_is_refused_and_changes_nothing(
    unit: str, typed: str, says: str, signed_in: SignIn, dana: Person, eli: Person, film: Project
) -> None:
    row = film.member_for(eli)
    posted = {"role": "viewer", "daily-unit": unit, "daily-amount": typed}
    answer = signed_in(dana).post(reverse("member", args=[row.pk]), posted)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    row.refresh_from_db()
    assert (row.role, row.daily_seconds) == ("editor", None)


def test_without_prices_a_day_is_counted_in_seconds(
    signed_in: SignIn, dana: Person, film: Project, settings: Any
) -> None:
    settings.VEO_PRICE_PER_SECOND = {}
    page = signed_in(dana).get(reverse("members", args=[film.pk])).content.decode()
    assert "seconds a day" in page
    assert "EUR a day" not in page


def test_what_members_sent_is_nothing_for_who_does_not_plan(
    signed_in: SignIn, vic: Person, eli: Person, film: Project
) -> None:
    film.member_for(eli).limit(Bill(seconds=40))
    assert "a day" not in signed_in(vic).get(reverse("members", args=[film.pk])).content.decode()


def test_the_page_costs_the_same_queries_however_many_members(
    signed_in: SignIn,
    dana: Person,
    film: Project,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client, url = signed_in(dana), reverse("members", args=[film.pk])
    film.invitations.create(made_by=dana)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    for n in range(6):
        person = Person.objects.create_user(email=f"{n}@example.com", name=f"Person {n}", password=None)
        film.members.create(person=person)
        film.invitations.create(made_by=dana)
    with django_assert_num_queries(len(few)):
        client.get(url)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_database_while_a_refusal_is_drawn(
    signed_in: SignIn, dana: Person, film: Project
) -> None:
    held: list[bool] = []

    def look(**_: object) -> None:
        held.append(connection.in_atomic_block)

    client, row = signed_in(dana), film.member_for(dana)
    template_rendered.connect(look)
    try:
        answer = client.post(reverse("member", args=[row.pk]), {"role": "viewer"})
    finally:
        template_rendered.disconnect(look)
    assert answer.status_code == 422
    assert held
    assert not any(held)


def test_of_two_owners_who_leave_at_once_one_stays(film: Project, dana: Person, eli: Person) -> None:
    film.member_for(eli).give("owner", True, True)
    both = [film.member_for(dana), film.member_for(eli)]
    assert [row.leave() for row in both] == [True, False]
    assert film.members.filter(role=Role.OWNER).count() == 1


INVITED = {"role": "editor", "may_spend": "on"}


@pytest.mark.parametrize(
    ("unit", "typed", "limit", "said"),
    [
        ("money", "5", (5_000_000, None), "may spend €5.00 a day"),
        ("seconds", "40", (None, 40), "may spend 40 s a day"),
        ("none", "", (None, None), "may spend<"),
    ],
)
def test_who_is_invited_joins_with_the_daily_limit_of_the_link(
    signed_in: SignIn, client: Client, ines: Person, dana: Person, film: Project, settings: Any,
    unit: str, typed: str, limit: tuple[int | None, int | None], said: str,
) -> None:  # fmt: skip
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000, "silent": 200_000}}
    owner = signed_in(dana)
    posted = INVITED | {"daily-unit": unit, "daily-amount": typed}
    owner.post(reverse("invitations", args=[film.pk]), posted)
    assert said in owner.get(reverse("members", args=[film.pk])).content.decode()
    link = film.invitations.get().get_absolute_url()
    client.logout()
    if typed:
        assert f"up to {said.removeprefix('may spend ')}." in client.get(link).content.decode()
    client.post(link, NEW)
    member = film.members.get(person__email="noor@example.com")
    assert (member.may_spend, member.daily_cap, member.daily_seconds) == (True, *limit)


@pytest.mark.parametrize("typed", ["2,50", "ten", "0"])
def test_a_limit_of_a_link_that_cannot_be_read_makes_no_link_and_stays_as_typed(
    signed_in: SignIn, dana: Person, film: Project, typed: str
) -> None:
    posted = INVITED | {"daily-unit": "seconds", "daily-amount": typed}
    answer = signed_in(dana).post(reverse("invitations", args=[film.pk]), posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not film.invitations.exists()
    assert 'id="daily-error-invited"' in page
    assert f'value="{typed}"' in page


def test_a_member_who_opens_a_link_keeps_their_own_limit(film: Project, dana: Person, eli: Person) -> None:
    film.member_for(eli).limit(Bill(seconds=40))
    film.invitations.create(made_by=dana, role=Role.EDITOR, daily_seconds=400).accept(eli)
    assert film.member_for(eli).daily_seconds == 40
