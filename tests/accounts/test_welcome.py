"""The first visit: who may make the owner, and what is kept when something is wrong."""

import threading

import pytest
from django.db import connection
from django.test import Client

from storyboard.accounts import setup
from storyboard.accounts.models import AlreadyOwned, Installation, Person

TYPED = {"name": "Ines Marsh", "email": "Ines@Example.com", "password": "a keeper's lamp"}


@pytest.fixture
def beyond_loopback(settings, tmp_path):
    settings.HOST, settings.DATA = "0.0.0.0", tmp_path
    return setup.token()


@pytest.mark.parametrize("path", ["/", "/me", "/accounts/login/", "/nowhere"])
def test_until_somebody_owns_the_installation_every_page_leads_to_the_welcome(client, db, path):
    assert client.get(path)["Location"] == "/welcome"


def test_the_token_survives_the_way_to_the_welcome(client, db):
    assert client.get("/?token=a%26b")["Location"] == "/welcome?token=a%26b"


def test_the_first_visitor_becomes_the_owner_and_is_signed_in(client, db):
    answer = client.post("/welcome", TYPED)
    owner = Person.objects.get()
    assert answer["Location"] == "/"
    assert (owner.email, owner.owns_installation) == ("ines@example.com", True)
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("said", "kept"), [("Asia/Tokyo", "Asia/Tokyo"), ("", "UTC"), ("Mars/Olympus", "UTC")]
)
def test_who_is_new_lives_in_their_browser_s_time_zone(client, db, said, kept):
    client.post("/welcome", TYPED | {"time_zone": said})
    assert Person.objects.get().time_zone == kept


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"email": "ines"}, "email", "Enter a valid email address."),
        ({"name": ""}, "name", "This field is required."),
        ({"password": "lamp"}, "password", "too short"),
        ({"password": "password1"}, "password", "too common"),
        ({"password": "ines@example"}, "password", "too similar"),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_nothing_typed_is_lost(client, db, wrong, field, sentence):
    answer = client.post("/welcome", TYPED | wrong)
    form = answer.context["form"]
    assert answer.status_code == 422
    assert sentence in " ".join(form.errors[field])
    assert all(form[name].value() == text for name, text in (TYPED | wrong).items())
    assert not Person.objects.exists()


def test_beyond_loopback_nothing_is_shown_without_the_token(client, db, beyond_loopback):
    for query in ("", "?token=", "?token=wrong", "?token=ünïcode"):
        answer = client.get(f"/welcome{query}")
        assert answer.status_code == 404
        assert b"<form" not in answer.content
    assert client.post("/welcome", TYPED).status_code == 404
    assert not Person.objects.exists()


def test_the_token_is_kept_through_a_mistake_and_works_once(client, db, beyond_loopback):
    shown = client.get("/welcome", {"token": beyond_loopback})
    assert f'name="token" value="{beyond_loopback}"' in shown.content.decode()
    wrong = client.post("/welcome", TYPED | {"email": "", "token": beyond_loopback})
    assert f'name="token" value="{beyond_loopback}"' in wrong.content.decode()
    assert client.post("/welcome", TYPED | {"token": beyond_loopback}).status_code == 302
    assert not setup.token_file().exists()


def test_an_empty_token_file_is_never_seen(settings, tmp_path):
    settings.HOST, settings.DATA = "0.0.0.0", tmp_path
    tokens = all_at_once([setup.token] * 8)
    assert len(set(tokens)) == 1
    assert len(tokens[0]) >= 32
    assert setup.token_file().stat().st_mode & 0o777 == 0o600


def test_once_owned_the_welcome_leads_home(client, ines):
    assert client.get("/welcome")["Location"] == "/"
    assert client.post("/welcome", TYPED)["Location"] == "/"
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_first_visitors_one_becomes_the_owner(settings, tmp_path):
    settings.DATA = tmp_path
    signed_in = all_at_once([visit(f"visitor{n}@example.com") for n in range(4)])
    assert sorted(signed_in) == [False, False, False, True]
    assert Person.objects.count() == Installation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_lets_only_one_owner_through():
    def begin(n):
        try:
            return Installation.begin(email=f"p{n}@example.com", name="P", password=TYPED["password"]).email
        except AlreadyOwned:
            return "late"
        finally:
            connection.close()

    owners = all_at_once([lambda n=n: begin(n) for n in range(4)])
    assert owners.count("late") == 3
    assert Person.objects.count() == 1


def visit(email):
    def post():
        try:
            client = Client()
            assert client.post("/welcome", TYPED | {"email": email}).status_code == 302
            return "_auth_user_id" in client.session
        finally:
            connection.close()

    return post


def all_at_once(acts):
    """What each returns when all begin together."""
    gate, found = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        found.append(act())

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ["film.example.com", "localhost"]),
        ("CSRF_TRUSTED_ORIGINS", ["https://film.example.com"]),
    ],
)
def test_behind_a_proxy_the_token_is_asked_for_too(client, db, settings, name, value):
    setattr(settings, name, value)
    assert client.get("/welcome", headers={"host": "localhost"}).status_code == 404
