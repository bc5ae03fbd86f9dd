"""What the shot page says about a pick that is out of date, what can be done, and what a pick would put out of date."""

import json
import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from storyboard.continuity.models import connect
from storyboard.projects.models import Project, Shot
from storyboard.rooms.refreshing import Refreshing
from storyboard.takes.marks import Marks
from storyboard.takes.models import Generation, Pick, Status, Take
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TAKES = HTMX | {"HX-Target": "section#takes"}
FRESHNESS = HTMX | {"HX-Target": "div#freshness"}


@pytest.fixture
def chain(scene, dana):
    """1-020 opens on the last frame of 1-010, 1-030 on that of 1-020; all are picked."""
    shots = [Shot.objects.add(scene, prompt=words) for words in ("A lamp.", "He turns.", "Fog.")]
    picked(shots[0], dana)
    for before, after in pairwise(shots):
        connect(after, "opening", "last_frame", source=before)
        picked(after, dana)
    return shots


@pytest.fixture
def outdated(chain, dana):
    """The pick of 1-010 has changed, so that 1-020 is out of date and 1-030 by it."""
    picked(chain[0], dana)
    return chain


def the_page(client, shot, **asked):
    return client.get(shot.get_absolute_url(), asked).content.decode()


def marks_of(shot):
    return Marks(Project.objects.get(pk=shot.project.pk)).judge().by_shot


def hidden(page, form):
    """The hidden fields of the form that posts to this address."""
    inside = re.search(rf'<form[^>]*action="{re.escape(form)}".*?</form>', page, re.S)[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside))


def refresh_form(page):
    inside = re.search(r'<form[^>]*id="refresh".*?</form>', page, re.S)
    return inside and dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside[0]))


# Why, and refreshing


def test_a_fresh_pick_says_nothing(chain, signed_in, dana):
    assert "The pick is out of date" not in the_page(signed_in(dana), chain[1])


def test_the_shot_says_why_its_pick_is_out_of_date(outdated, signed_in, vic):
    page = the_page(signed_in(vic), outdated[1])
    assert "1-010&#x27;s pick changed from take 1 to take 2." in page
    assert refresh_form(page) is None
    assert "Keep as it is" not in page


def test_refresh_sends_the_shot_as_it_is_and_once(shot, signed_in, eli):
    picked(shot, eli)
    fresh(shot).write(prompt="Fog.")
    client = signed_in(eli)
    fields = refresh_form(the_page(client, shot))
    for _ in range(2):
        client.post(reverse("generations", args=[shot.pk]), fields)
    new = Generation.objects.filter(shot=shot).exclude(status=Status.DONE).get()
    assert (new.preset, new.recipe["prompt"]["parts"]["shot"]) == ("sandbox", "Fog.")
    page = the_page(client, shot)
    assert "It is being made anew" in page
    assert refresh_form(page) is None


def test_a_take_that_was_made_anew_has_only_to_be_picked(outdated, signed_in, eli, dana):
    new = shoot(outdated[1], dana)
    page = the_page(signed_in(eli), outdated[1])
    assert f"Take {new.number}</a> was made with the shot as it is" in page
    assert refresh_form(page) is None


def test_what_only_hangs_on_what_is_out_of_date_is_not_paid_for_yet(outdated, signed_in, eli):
    page = the_page(signed_in(eli), outdated[2])
    assert "1-020, which it hangs on, is out of date." in page
    assert refresh_form(page) is None
    assert "Keep as it is" in page


def test_refresh_says_its_price(paying, shot, eli, signed_in):
    picked(shot, eli, preset="final")
    fresh(shot).write(prompt="Fog.")
    page = the_page(signed_in(eli), shot)
    assert re.search(r'>Refresh <span class="price">€1.60</span>', page)
    assert refresh_form(page)["preset"] == "final"


def test_who_may_not_spend_is_told_so_where_the_button_would_be(paying, shot, film, dana, eli, signed_in):
    film.members.filter(person=eli).update(may_spend=False)
    picked(shot, dana, preset="final")
    fresh(shot).write(prompt="Fog.")
    page = the_page(signed_in(eli), shot)
    assert 'id="why-no-refresh">You may not spend in this project' in page
    assert refresh_form(page) is None


def test_a_rule_in_the_way_stands_where_the_button_would_be(shot, dana, signed_in):
    picked(shot, dana)
    fresh(shot).write(prompt="x" * 4001)
    page = the_page(signed_in(dana), shot)
    assert 'id="why-no-refresh">' in page
    assert refresh_form(page) is None


def test_a_longer_take_is_not_refreshed_by_making_it_longer_still(shot, dana, signed_in):
    picked(shot, dana)
    connect(shot, "opening", "extend", source=shot)
    picked(shot, dana)
    fresh(shot).write(prompt="Fog.")
    page = the_page(signed_in(dana), shot)
    assert "The prompt has changed." in page
    assert refresh_form(page) is None


def test_a_saved_field_judges_again(shot, dana, signed_in):
    picked(shot, dana)
    client = signed_in(dana)
    assert "hx-trigger" in client.get(shot.get_absolute_url(), headers=FRESHNESS).content.decode()
    fresh(shot).write(prompt="Fog.")
    answer = client.get(shot.get_absolute_url(), headers=FRESHNESS).content.decode()
    assert "The prompt has changed." in answer
    assert "<html" not in answer


def test_in_a_long_film_the_page_is_judged_after_it_is_there(outdated, dana):
    shot, member = fresh(outdated[1]), outdated[1].project.member_for(dana)
    later = Refreshing(shot, member, Marks.near(shot.project, at_once=1))
    part = render_to_string("rooms/shot_freshness.html", {"shot": shot, "member": member, "fresh": later})
    assert f'id="judging-{shot.project.version}"' in part
    assert "The pick is out of date" not in part


# Keep as it is


def test_what_is_kept_as_it_is_is_up_to_date_and_undo_takes_it_back(outdated, signed_in, eli):
    client, shot = signed_in(eli), outdated[1]
    kept = reverse("take_kept", args=[shot.takes.get().pk])
    fields = hidden(the_page(client, shot), kept)
    answer = client.post(kept, fields, headers=TAKES, follow=True)
    assert "The pick is out of date" not in answer.content.decode()
    assert marks_of(shot) == {}
    toast = json.loads(answer["HX-Trigger"])["toast"]
    assert toast["text"] == "1-020, take 1 is kept as it is."
    client.post(toast["undo"]["action"], toast["undo"]["fields"])
    assert set(marks_of(shot)) == {shot.pk, outdated[2].pk}


def test_keeping_twice_is_harmless(outdated, signed_in, eli):
    client, shot = signed_in(eli), outdated[1]
    kept = reverse("take_kept", args=[shot.takes.get().pk])
    fields = hidden(the_page(client, shot), kept)
    assert [client.post(kept, fields, headers=HTMX).status_code for _ in range(2)] == [302, 302]


def test_what_has_changed_since_it_was_seen_is_not_kept(outdated, signed_in, eli):
    client, shot = signed_in(eli), outdated[1]
    take = shot.takes.get()
    kept = reverse("take_kept", args=[take.pk])
    fields = hidden(the_page(client, shot), kept)
    fresh(shot).write(prompt="He looks up.")
    answer = client.post(kept, fields, headers=HTMX)
    assert answer.status_code == 422
    assert answer.content.decode().startswith("The shot has changed since you looked")
    assert "outdated" in json.loads(answer["HX-Trigger"])
    assert client.post(kept, fields).status_code == 422
    take.refresh_from_db()
    assert take.kept_for == ""


@pytest.mark.parametrize(
    "said", [{}, {"on": "1"}, {"on": "1", "meaning": "x" * 64}, {"on": "1", "meaning": "x" * 65}]
)
def test_a_take_that_is_not_out_of_date_is_not_kept(chain, signed_in, eli, said):
    take = chain[0].takes.get()
    assert signed_in(eli).post(reverse("take_kept", args=[take.pk]), said).status_code == 422
    take.refresh_from_db()
    assert take.kept_for == ""


def test_a_reviewer_does_not_keep(outdated, signed_in, rae):
    take = outdated[1].takes.get()
    assert signed_in(rae).post(reverse("take_kept", args=[take.pk]), {"on": "1"}).status_code == 403


# Before a pick takes effect, and after


def test_before_a_pick_takes_effect_its_price_and_shots_are_said(chain, signed_in, dana):
    other = shoot(chain[0], dana)
    client = signed_in(dana)
    url = reverse("take_consequences", args=[other.pk])
    assert f'hx-get="{url}"' in the_page(client, chain[0], take=other.number)
    said = client.get(url, headers=HTMX).content.decode()
    assert "2 shots out of date if picked" in said
    assert '<span class="price">free</span> to refresh: <span class="code">1-020, 1-030</span>' in said
    assert Pick.objects.get(shot=chain[0]).take.number == 1


def test_the_pick_has_no_consequences_and_who_may_not_pick_is_told_none(chain, signed_in, dana, rae):
    other = shoot(chain[0], dana)
    assert "/consequences" not in the_page(signed_in(dana), chain[0], take=1)
    assert "/consequences" not in the_page(signed_in(rae), chain[0], take=other.number)


def test_picking_the_old_take_again_mends_what_it_put_out_of_date(outdated, signed_in, dana):
    old = Take.objects.get(shot=outdated[0], number=1)
    said = signed_in(dana).get(reverse("take_consequences", args=[old.pk]), headers=HTMX).content.decode()
    assert "2 shots up to date again if picked" in said
    assert "to refresh" not in said


def test_a_pick_that_changes_nothing_says_so(shot, signed_in, dana):
    picked(shot, dana)
    other = shoot(shot, dana)
    url = reverse("take_consequences", args=[other.pk])
    assert "Picking it puts nothing out of date." in signed_in(dana).get(url).content.decode()


def toast_of(answer):
    return json.loads(answer["HX-Trigger"])["toast"]


def picks(client, take, **fields):
    fields = {"on": 1, "back": take.shot.get_absolute_url()} | fields
    return client.post(reverse("take_pick", args=[take.pk]), fields, headers=TAKES, follow=True)


def test_after_a_pick_a_toast_says_what_is_out_of_date_and_undo_puts_the_former_back(chain, signed_in, eli):
    other = shoot(chain[0], eli)
    Pick.objects.filter(shot=chain[0]).update(start=2)
    client = signed_in(eli)
    toast = toast_of(picks(client, other))
    assert toast["text"] == "In 00:00:00:02 kept from take 1. 2 shots are out of date now: 1-020, 1-030."
    client.post(toast["undo"]["action"], toast["undo"]["fields"])
    pick = Pick.objects.get(shot=chain[0])
    assert (pick.take.number, pick.start, pick.end) == (1, 2, None)
    assert marks_of(chain[0]) == {}


def test_undo_picks_again_what_was_taken_out_of_the_cut(chain, signed_in, eli):
    take = chain[0].takes.get()
    client = signed_in(eli)
    toast = toast_of(picks(client, take, on=0))
    assert toast["text"] == "2 shots are out of date now: 1-020, 1-030."
    client.post(toast["undo"]["action"], toast["undo"]["fields"])
    assert Pick.objects.get(shot=chain[0]).take == take


def test_a_pick_that_puts_nothing_out_of_date_needs_no_word(shot, signed_in, dana):
    take = shoot(shot, dana)
    assert "HX-Trigger" not in picks(signed_in(dana), take)


def test_without_htmx_the_page_says_it(chain, signed_in, dana):
    other = shoot(chain[0], dana)
    answer = signed_in(dana).post(reverse("take_pick", args=[other.pk]), {"on": 1}, follow=True)
    assert "2 shots are out of date now: 1-020, 1-030." in answer.content.decode()


def test_trims_that_show_no_frame_are_not_taken(chain, signed_in, dana):
    take = shoot(chain[0], dana)
    url = reverse("take_pick", args=[take.pk])
    assert signed_in(dana).post(url, {"on": 1, "start": 9, "end": 9}).status_code == 422
    assert Pick.objects.get(shot=chain[0]).take.number == 1


def test_undo_of_a_pick_leaves_what_somebody_has_picked_since(chain, signed_in, eli, dana):
    other, third = shoot(chain[0], dana), shoot(chain[0], dana)
    client = signed_in(eli)
    undo = toast_of(picks(client, other))["undo"]
    picks(signed_in(dana), third)
    answer = signed_in(eli).post(undo["action"], undo["fields"], follow=True)
    assert "Dana Reyes has changed it since" in answer.content.decode()
    assert Pick.objects.get(shot=chain[0]).take == third


def test_undo_brings_a_pick_back_that_was_taken_away(chain, signed_in, eli):
    take = chain[0].takes.get()
    client = signed_in(eli)
    undo = toast_of(picks(client, take, on=0))["undo"]
    assert not Pick.objects.filter(shot=chain[0]).exists()
    client.post(undo["action"], undo["fields"])
    assert Pick.objects.get(shot=chain[0]).take == take


def test_undo_of_a_first_pick_leaves_none(shot, signed_in, eli):
    take = shoot(shot, eli)
    fresh(shot).write(prompt="Fog.")
    client = signed_in(eli)
    toast = toast_of(picks(client, take))
    assert toast["text"] == "1 shot is out of date now: 1-010."
    client.post(toast["undo"]["action"], toast["undo"]["fields"])
    assert not Pick.objects.exists()


def test_in_the_gallery_a_tile_comes_back_as_itself_and_undo_leads_back_there(chain, signed_in, dana):
    other, gallery = shoot(chain[0], dana), reverse("gallery", args=[chain[0].project.pk])
    fields, tile = {"on": 1, "back": gallery}, HTMX | {"HX-Target": f"article#take-{other.pk}"}
    client = signed_in(dana)
    for hand in ("take_circle", "take_pick"):
        answer = client.post(reverse(hand, args=[other.pk]), fields, headers=tile, follow=True)
        assert answer.content.decode().lstrip().startswith("<article")
        assert "data-circled" in answer.content.decode()
    toast = toast_of(answer)
    assert toast["text"] == "2 shots are out of date now: 1-020, 1-030."
    assert client.post(toast["undo"]["action"], toast["undo"]["fields"])["Location"] == gallery
    without_htmx = client.post(reverse("take_circle", args=[other.pk]), fields)
    assert without_htmx["Location"] == gallery
