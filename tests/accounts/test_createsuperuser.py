"""The owner without a browser."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from storyboard.accounts.models import Installation, Person


@pytest.fixture(autouse=True)
def password(monkeypatch, db):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a keeper's lamp")


def make_owner(**options):
    call_command("createsuperuser", interactive=False, stdout=StringIO(), **options)


def test_a_script_makes_the_owner():
    make_owner(email="Ines@Example.com", name="Ines Marsh")
    owner = Installation.objects.get().owner
    assert (owner.email, owner.name) == ("ines@example.com", "Ines Marsh")
    assert owner.check_password("a keeper's lamp")


def test_without_a_name_it_is_what_stands_before_the_at():
    make_owner(email="ines@example.com")
    assert Person.objects.get().name == "ines"


def test_a_second_owner_is_refused_with_a_sentence():
    make_owner(email="ines@example.com")
    with pytest.raises(CommandError, match="has an owner already"):
        make_owner(email="max@example.com")
    assert Person.objects.count() == 1
