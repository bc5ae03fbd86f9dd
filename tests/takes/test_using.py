"""A take's recipe beside the composer: what differs, and the composer filled with it."""

from typing import Any

import pytest
from django.urls import reverse

from storyboard.assets.models import refer
from storyboard.continuity.models import Link, connect
from storyboard.projects.models import Change, Shot
from storyboard.takes.models import Generation, Take
from storyboard.takes.using import Using
from tests.takes.films import a_file, an_asset, fresh, picked, shoot


@pytest.fixture
def planned(shot: Shot) -> Shot:
    shot.write(prompt="He lights the lamp.", duration=6, seed=91)
    return shot


def reread(take: Take) -> Take:
    rows = Take.objects.select_related("shot__scene__project", "shot__pick", "generation")
    return rows.get(pk=take.pk)


def using(take: Take) -> Using:
    return Using(reread(take))


def differing(take: Take) -> dict[str, tuple[str, str]]:
    return {each.name: (each.then, each.now) for each in using(take).differences}


def use(client: Any, take: Take) -> Any:
    return client.post(reverse("take_used", args=[take.pk]))


def test_a_take_just_made_differs_in_nothing(planned, dana):
    assert differing(shoot(planned, dana)) == {}


def test_each_field_that_was_changed_since_says_both(planned, dana):
    take = shoot(planned, dana)
    fresh(planned).write(prompt="He turns.", duration=8, seed=7, negative_prompt="text", generate_audio=False)
    assert differing(take) == {
        "prompt": ("He lights the lamp.", "He turns."),
        "negative_prompt": ("nothing", "text"),
        "duration": ("6 s", "8 s"),
        "generate_audio": ("yes", "no"),
        "seed": ("91", "7"),
    }


def test_a_seed_that_is_drawn_is_no_difference_but_comes_along(planned, dana, signed_in):
    take = shoot(planned, dana)
    fresh(planned).write(seed=None)
    assert differing(take) == {}
    use(signed_in(dana), take)
    assert fresh(planned).seed == 91


def test_a_draft_is_compared_as_a_draft(planned, dana):
    """It asks for the shortest duration and one silent take, whatever the composer says."""
    take = shoot(planned, dana, preset="draft")
    fresh(planned).write(n=4)
    assert differing(take) == {}


def test_what_it_begins_from_ends_on_and_refers_to_is_compared(planned, dana, film):
    still = an_asset(film, "Harbour", dana, kind="still").looks.get()
    take = shoot(planned, dana)
    connect(planned, "opening", "still", still=still)
    assert differing(take) == {"opening": ("text only", "still Harbour")}
    connect(planned, "opening", None)
    refer(planned, [an_asset(film, "Keeper", dana)])
    assert differing(take) == {"references": ("none", "Keeper, version 1")}


def test_using_a_recipe_fills_all_of_it_and_sends_nothing(planned, dana, film, signed_in):
    still = an_asset(film, "Harbour", dana, kind="still").looks.get()
    connect(planned, "opening", "still", still=still)
    take = shoot(planned, dana)
    connect(planned, "opening", None)
    refer(planned, [an_asset(film, "Keeper", dana)])
    fresh(planned).write(prompt="He turns.", duration=8, resolution="1080p", seed=7)
    use(signed_in(dana), take)
    assert differing(take) == {}
    after = fresh(planned)
    assert (after.prompt, after.duration, after.seed) == ("He lights the lamp.", 6, 91)
    assert Link.objects.get(shot=planned).still == still
    assert Generation.objects.count() == 1


def test_it_can_be_taken_back_whole(planned, dana, film, signed_in):
    still = an_asset(film, "Harbour", dana, kind="still").looks.get()
    take = shoot(planned, dana)
    connect(planned, "opening", "still", still=still)
    fresh(planned).write(prompt="He turns.", seed=None)
    client = signed_in(dana)
    use(client, take)
    assert not Link.objects.filter(shot=planned).exists()
    client.post(reverse("undone", args=[film.pk]))
    after = fresh(planned)
    assert (after.prompt, after.seed) == ("He turns.", None)
    assert Link.objects.get(shot=planned).still == still


def test_a_frame_of_another_shot_follows_its_pick_where_that_is_the_take(planned, dana, scene):
    before = Shot.objects.add(scene, prompt="The sea.")
    source = picked(before, dana)
    connect(planned, "opening", "last_frame", source=before)
    take = shoot(planned, dana)
    connect(planned, "opening", None)
    using(take).fill()
    assert Link.objects.get(shot=planned).take_number is None
    connect(planned, "opening", None)
    picked(before, dana)
    using(take).fill()
    link = Link.objects.get(shot=planned)
    assert (link.source, link.take_number) == (before, source.number)


def test_what_is_gone_stays_as_it_is_and_is_said(planned, dana, film, scene, signed_in):
    before = Shot.objects.add(scene, prompt="The sea.")
    picked(before, dana)
    connect(planned, "opening", "last_frame", source=before)
    take = shoot(planned, dana)
    connect(planned, "opening", None)
    before.remove()
    fresh(planned).write(prompt="He turns.")
    answer = use(signed_in(dana), take)
    assert fresh(planned).prompt == "He lights the lamp."
    page = signed_in(dana).get(answer.url)
    assert f"{before}, which it used, is not there any more." in page.content.decode()


def test_a_name_in_the_words_brings_its_picture_by_itself(planned, dana, film):
    keeper = an_asset(film, "Keeper", dana)
    fresh(planned).write(prompt="@Keeper turns.")
    take = shoot(planned, dana)
    fresh(planned).write(prompt="He turns.")
    refer(planned, [an_asset(film, "Lamp", dana, kind="prop")])
    using(take).fill()
    assert not planned.references.exists()
    assert differing(take) == {}
    assert keeper.looks.exists()


def test_a_poll_that_comes_between_takes_no_word_from_who_pressed(planned, dana, signed_in):
    take = shoot(planned, dana)
    client = signed_in(dana)
    answer = use(client, take)
    part = {"HX-Request": "true", "HX-Target": "section#takes"}
    poll = client.get(f"/shots/{planned.pk}?version=0", headers=part)
    assert "toast" not in poll["HX-Trigger"]
    assert "nothing was sent" in client.get(answer.url, headers=part)["HX-Trigger"]


def test_an_uploaded_take_has_none(shot, dana, signed_in):
    take = Take.upload(shot, a_file(), by=dana)
    answer = use(signed_in(dana), take)
    assert answer.status_code == 422
    assert not Change.objects.exists()
