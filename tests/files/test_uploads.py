"""A body is refused by its length: the client says 4 GB and sends nothing of it."""

import pytest

pytestmark = pytest.mark.django_db

HEAD = {"content_type": "multipart/form-data; boundary=x"}


def asked(client, length):
    return client.generic(
        "POST", "/accounts/login/", b"--x--\r\n", CONTENT_LENGTH=str(length), **HEAD
    ).status_code


def test_a_stranger_sends_forms_and_not_films(client, ines):
    assert asked(client, 7) == 200
    assert asked(client, 2_000_000) == 400


def test_nobody_sends_more_than_a_take(signed_in, dana, film):
    client = signed_in(dana)
    url = f"/projects/{film.pk}/assets"
    big = client.generic("POST", url, b"--x--\r\n", CONTENT_LENGTH="4000000000", **HEAD)
    assert big.status_code == 400
    assert client.generic("POST", url, b"--x--\r\n", CONTENT_LENGTH="7", **HEAD).status_code == 422
