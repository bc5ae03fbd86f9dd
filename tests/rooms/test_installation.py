import pytest

from storyboard.projects.models import Project

pytestmark = pytest.mark.django_db


def test_the_owner_sees_people_films_and_settings_but_no_key(signed_in, ines, film, settings):
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    answer = signed_in(ines).get("/installation")
    assert b"Dana Reyes" in answer.content
    assert b"Keeper" in answer.content
    assert b"a-key-that-nobody-knows" not in answer.content


def test_nobody_else_finds_it(signed_in, dana, film):
    assert signed_in(dana).get("/installation").status_code == 404
    assert signed_in(dana).post(f"/people/{dana.pk}/sending", {"on": "1"}).status_code == 404
    assert signed_in(dana).post(f"/projects/{film.pk}/sending", {"on": "1"}).status_code == 404


def test_the_owner_lets_a_person_and_a_film_send_and_takes_it_back(signed_in, ines, dana, film):
    client = signed_in(ines)
    client.post(f"/people/{dana.pk}/sending", {"on": "1"})
    client.post(f"/projects/{film.pk}/sending", {"on": "1"})
    dana.refresh_from_db()
    assert dana.may_send
    assert Project.objects.get(pk=film.pk).may_send
    assert Project.objects.begin("Reef", by=dana).may_send
    client.post(f"/projects/{film.pk}/sending", {"on": "0"})
    assert not Project.objects.get(pk=film.pk).may_send


def test_a_film_says_whether_it_may_send_and_its_button_what_a_press_does(signed_in, ines, film):
    client = signed_in(ines)
    assert 'aria-label="Let Keeper send"' in client.get("/installation").content.decode()
    client.post(f"/projects/{film.pk}/sending", {"on": "1"})
    text = client.get("/installation").content.decode()
    assert "may send</span>" in text
    assert 'aria-label="Stop Keeper"' in text


def test_more_films_and_people_cost_the_same_queries(signed_in, ines, dana, film, django_assert_num_queries):
    client = signed_in(ines)
    client.get("/installation")
    with django_assert_num_queries(8) as first:
        client.get("/installation")
    for number in range(5):
        Project.objects.begin(f"Film {number}", by=dana)
    with django_assert_num_queries(len(first)):
        client.get("/installation")


def test_the_price_table_stands_as_it_is_set_and_without_one_how_to_set_it(signed_in, ines, settings):
    settings.VEO_PRICE_PER_SECOND = {}
    client = signed_in(ines)
    assert b"VEO_PRICE_PER_SECOND=" in client.get("/installation").content
    settings.VEO_PRICE_PER_SECOND = {"720p": {"audio": 400_000}, "1080p": {"audio": 625_000, "silent": 0}}
    page = client.get("/installation").content.decode()
    for words in ("€0.40", "not set", "€0.625", "€0.00"):
        assert words in page


def test_each_film_s_totals_are_in_its_own_currency(signed_in, ines, film):
    Project.objects.filter(pk=film.pk).update(settled=3_200_000, settled_seconds=8, currency="USD")
    page = signed_in(ines).get("/installation").content.decode()
    assert "$3.20 · 8 s spent" in page
    assert "nothing held" in page
    Project.objects.filter(pk=film.pk).update(settled=0, currency="")
    assert ">8 s spent" in signed_in(ines).get("/installation").content.decode()


def test_who_owns_the_installation_is_led_to_where_a_film_is_let_send(
    film, shot, ines, eli, signed_in, settings
):
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    film.members.create(person=ines, role="editor")
    address = f"/shots/{shot.pk}"
    assert 'href="/installation">Open Installation' in signed_in(ines).get(address).content.decode()
    told = signed_in(eli).get(address).content.decode()
    assert "has not let it send to Veo" in told
    assert "Open Installation" not in told
