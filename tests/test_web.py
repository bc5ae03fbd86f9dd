import pytest

pytestmark = pytest.mark.django_db


def test_a_signed_out_part_is_sent_to_the_sign_in_page_and_back(client, shot):
    answer = client.get(
        f"/shots/{shot.pk}",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/shots/7?take=2"},
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fshots%2F7"


@pytest.mark.parametrize("address", ["http://[", "", "//"])
def test_an_address_that_is_none_leads_home(client, shot, address):
    answer = client.get(f"/shots/{shot.pk}", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2F"
