"""Signing in and out, passwords, and all of allauth's pages in our look."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from storyboard.accounts.models import Person
from tests.conftest import PASSWORD

OURS = '<link rel="stylesheet" href="/static/css/app'


@pytest.fixture(autouse=True)
def no_one_tried_before():
    cache.clear()


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("email", ["dana@example.com", "Dana@Example.COM", " dana@example.com "])
def test_an_email_is_one_whatever_its_case(client, dana, email):
    assert sign_in(client, email)["Location"] == "/"


def test_a_folded_letter_is_one_too(client, ines):
    person = Person.objects.create_user("lamp@stra\u00dfe.example", "Lamp", PASSWORD)
    assert person.email == "lamp@strasse.example"
    assert sign_in(client, "Lamp@Stra\u00dfe.example")["Location"] == "/"


def test_a_wrong_password_is_told_beside_the_form_and_the_email_stays(client, dana):
    answer = sign_in(client, "dana@example.com", "wrong")
    assert "No account here has this email with this password." in answer.content.decode()
    assert 'value="dana@example.com"' in answer.content.decode()


def test_signing_in_begins_in_the_email(client, ines):
    shown = client.get(reverse("account_login")).content.decode()
    assert re.findall(r"<input[^>]* autofocus[^>]*>", shown) == re.findall(
        r'<input[^>]* name="login"[^>]*>', shown
    )


def test_after_signing_in_the_page_that_was_wanted_is_shown(client, dana):
    assert client.get("/me")["Location"] == "/accounts/login/?next=/me"
    shown = client.get("/accounts/login/?next=/me").content.decode()
    assert 'name="next" value="/me"' in shown


def test_too_many_wrong_passwords_are_refused_for_a_while(client, dana):
    for _ in range(5):
        sign_in(client, "dana@example.com", "wrong")
    assert "Too many wrong passwords" in sign_in(client, "dana@example.com").content.decode()


def test_too_many_requests_get_a_page_of_ours(client, dana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "dana@example.com", "wrong")
    answer = sign_in(client, "dana@example.com", "wrong")
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


def test_nobody_signs_up(client, dana):
    url = reverse("account_signup")
    assert "People come by invitation" in client.get(url).content.decode()
    client.post(url, {"email": "new@example.com", "password1": PASSWORD})
    assert not Person.objects.filter(email="new@example.com").exists()


def test_signing_out_leads_to_sign_in(signed_in, dana):
    client = signed_in(dana)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert client.get("/me").status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, dana, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "Dana@example.com"})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "a new lamp 1!", "password2": "a new lamp 1!"}
    assert client.post(form.request["PATH_INFO"], new).status_code == 302
    assert sign_in(client, "dana@example.com", "a new lamp 1!")["Location"] == "/"
    client.post(reverse("account_logout"))
    assert "This link has ended" in client.get(link, follow=True).content.decode()


def test_a_mail_to_somebody_without_an_account_says_who_invites(client, dana, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert "People come by invitation" in mailoutbox[0].body


def test_a_password_is_changed_by_who_knows_the_old_one(signed_in, dana):
    client = signed_in(dana)
    new = {"oldpassword": PASSWORD, "password1": "a new lamp 1!", "password2": "a new lamp 1!"}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    dana.refresh_from_db()
    assert dana.check_password("a new lamp 1!")


@pytest.mark.parametrize(
    "address", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/login/code/confirm/"]
)
def test_nobody_changes_the_email_they_sign_in_with(signed_in, dana, eli, address):
    answer = signed_in(dana).post(address, {"action_add": "", "email": "eli@example.com"})
    assert answer.status_code == 404
    dana.refresh_from_db()
    assert dana.email == "dana@example.com"


def test_an_inactive_person_is_told_so(client, dana):
    Person.objects.filter(pk=dana.pk).update(is_active=False)
    answer = client.post(reverse("account_login"), {"login": dana.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == reverse("account_inactive")


def test_who_has_no_password_yet_sets_one(signed_in, dana):
    dana.set_unusable_password()
    dana.save()
    answer = signed_in(dana).get(reverse("account_change_password"))
    assert answer["Location"] == reverse("account_set_password")


def test_somebody_without_a_row_of_addresses_can_say_it_is_them(signed_in, dana):
    answer = signed_in(dana).post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("name", "args", "who"),
    [
        ("account_login", [], "nobody"),
        ("account_signup", [], "nobody"),
        ("account_inactive", [], "nobody"),
        ("account_reset_password", [], "nobody"),
        ("account_reset_password_done", [], "nobody"),
        ("account_reset_password_from_key", ["1", "bad-key"], "nobody"),
        ("account_reset_password_from_key_done", [], "nobody"),
        ("account_logout", [], "dana"),
        ("account_change_password", [], "dana"),
        ("account_reauthenticate", [], "dana"),
    ],
)
def test_every_page_of_an_account_is_ours_and_runs_no_script_without_a_nonce(
    client, signed_in, dana, name, args, who
):
    browser = signed_in(dana) if who == "dana" else client
    text = browser.get(reverse(name, args=args)).content.decode()
    assert OURS in text
    assert re.findall(r"<header>\s*<h1>[^<]+</h1>", text)
    assert all('nonce="' in tag for tag in re.findall(r"<script[^>]*>", text))
    assert 'nonce=""' not in text


DJANGOS = ("Current Password", "New Password", "(again)", "Your password must", "can’t be")


def told_of(answer):
    page = answer.content.decode()
    assert not [words for words in DJANGOS if words in page]
    return page


def test_a_password_is_changed_in_our_words(signed_in, dana):
    page = told_of(signed_in(dana).get(reverse("account_change_password")))
    assert all(label in page for label in ("Your password now", "New password", "The new one again"))
    assert "8 characters or more, not a common one" in page
    wrong = {"oldpassword": "a guess", "password1": "a new lamp 1!", "password2": "a new lamp 1!"}
    assert "This is not your password." in told_of(
        signed_in(dana).post(reverse("account_change_password"), wrong)
    )


def test_a_password_is_set_in_our_words(signed_in, dana):
    dana.set_unusable_password()
    dana.save()
    assert "The new one again" in told_of(signed_in(dana).get(reverse("account_set_password")))


def test_a_forgotten_password_is_replaced_in_our_words(client, dana, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": dana.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mailoutbox[0].body)[0]
    assert "The new one again" in told_of(client.get(link, follow=True))


def test_who_changes_the_password_stays_signed_in_and_another_browser_does_not(signed_in, dana):
    elsewhere = Client()
    elsewhere.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    here = signed_in(dana)
    new = {"oldpassword": PASSWORD, "password1": "a new lamp 1!", "password2": "a new lamp 1!"}
    here.post(reverse("account_change_password"), new)
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
