"""One's own name and time zone."""

import zoneinfo

from django.utils import timezone

from storyboard.accounts.forms import time_zones
from storyboard.accounts.middleware import TheirTime


def test_a_name_and_a_time_zone_are_saved(signed_in, dana):
    answer = signed_in(dana).post("/me", {"name": "Dana R.", "time_zone": "America/New_York"})
    dana.refresh_from_db()
    assert answer["Location"] == "/me"
    assert (dana.name, dana.time_zone) == ("Dana R.", "America/New_York")


def test_a_zone_that_is_none_and_an_empty_name_are_told_beside_their_fields(signed_in, dana):
    answer = signed_in(dana).post("/me", {"name": "", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "time_zone"}
    dana.refresh_from_db()
    assert (dana.name, dana.time_zone) == ("Dana Reyes", "UTC")


def test_every_zone_on_offer_is_one_that_people_live_in():
    zones = [zone for _, places in time_zones() for zone, _ in places]
    assert {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"} <= set(zones)
    assert all(zoneinfo.ZoneInfo(zone) for zone in zones)
    assert not [zone for zone in zones if zone.startswith("Etc/")]


def test_the_password_is_one_link_away(signed_in, dana):
    assert 'href="/accounts/password/change/"' in signed_in(dana).get("/me").content.decode()


def test_times_are_the_readers_while_their_page_is_made(rf, dana):
    dana.time_zone = "Asia/Tokyo"
    request = rf.get("/")
    request.user = dana
    zone = TheirTime(lambda request: timezone.get_current_timezone_name())(request)
    assert zone == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"
