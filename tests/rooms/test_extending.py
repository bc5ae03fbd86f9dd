"""*Extend* and *As a new shot* on the shot page: what is sent, what it costs, and what stays as it is."""

import uuid

import pytest
from django.urls import reverse

from storyboard.assets.models import refer
from storyboard.continuity.models import End, Link, connect
from storyboard.projects.models import Shot
from storyboard.takes.models import Generation, Take
from storyboard.takes.sources import Sources
from tests.takes.films import an_asset, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(shot, dana):
    """A pick of the sandbox's."""
    shot.write(prompt="A keeper lights the lamp.")
    return shoot(shot, dana)


@pytest.fixture
def paid(take, paying, film):
    """The same one, as if Veo had made it."""
    film.members.filter(role="owner").update(may_spend=True)
    Take.objects.filter(pk=take.pk).update(sandbox=False)
    Generation.objects.update(preset="final")
    return take


def page(client, take):
    return client.get(reverse("take_extension", args=[take.pk])).content.decode()


def extend(client, take, preset="sandbox", prompt="He turns round.", click=None, **more):
    said = {"click": click or uuid.uuid4(), "preset": preset, "prompt": prompt, **more}
    return client.post(reverse("take_extension", args=[take.pk]), said)


def as_a_new_shot(client, take):
    client.post(reverse("take_following", args=[take.pk]))
    return Shot.objects.exclude(pk=take.shot_id).get()


def test_the_shot_page_offers_both(take, dana, signed_in):
    said = signed_in(dana).get(take.shot.get_absolute_url()).content.decode()
    assert reverse("take_extension", args=[take.pk]) in said
    assert ">As a new shot<" in said


def test_who_only_looks_is_offered_neither(take, vic, signed_in):
    said = signed_in(vic).get(take.shot.get_absolute_url()).content.decode()
    assert "As a new shot" not in said


def test_a_longer_take_is_sent_and_leaves_the_shot_as_it_is(take, film, shot, dana, signed_in):
    door = an_asset(film, "Door", dana, "still").looks.get()
    connect(shot, End.OPENING, "still", still=door)
    refer(shot, [an_asset(film, "Keeper", dana).looks.get()])
    shot.write(n=3)
    answer = extend(signed_in(dana), take)
    assert answer.url.startswith(shot.get_absolute_url())
    sent = Generation.objects.latest("pk")
    assert [each["role"] for each in sent.recipe["inputs"]] == ["video"]
    assert sent.recipe["inputs"][0]["take"] == str(take.uid)
    assert (sent.recipe["prompt"]["parts"]["shot"], sent.n) == ("He turns round.", 1)
    assert sent.mode == "extension"
    shot.refresh_from_db()
    assert (shot.prompt, shot.n, shot.links.get().still, shot.references.count()) == (
        "A keeper lights the lamp.",
        3,
        door,
        1,
    )


def test_a_closing_does_not_keep_a_shot_from_being_extended(take, film, shot, dana, signed_in):
    connect(shot, End.CLOSING, "still", still=an_asset(film, "Door", dana, "still").looks.get())
    assert extend(signed_in(dana), take).status_code == 302
    assert Generation.objects.latest("pk").mode == "extension"


def test_the_same_click_extends_once(take, dana, signed_in):
    click = uuid.uuid4()
    for _ in range(2):
        assert extend(signed_in(dana), take, click=click).status_code == 302
    assert Generation.objects.filter(mode="extension").count() == 1


def test_a_second_press_while_one_is_under_way_says_so_first(take, dana, signed_in):
    client = signed_in(dana)
    extend(client, take)
    again = extend(client, take)
    assert again.status_code == 422
    assert "You are making exactly this" in again.content.decode()
    assert "He turns round." in again.content.decode()
    known = str(Generation.objects.latest("pk").pk)
    assert extend(client, take, known_sandbox=known).status_code == 302


def test_each_button_says_what_it_costs(paid, dana, signed_in):
    said = page(signed_in(dana), paid)
    assert "Sandbox: extend by 7 s · free" in said
    assert "Draft: extend by 7 s · €1.40" in said
    assert "Final: extend by 7 s · €2.80" in said


def test_a_paid_extension_holds_its_seven_seconds(paid, film, dana, signed_in):
    assert extend(signed_in(dana), paid, "final", shown_final="2800000").status_code == 302
    film.refresh_from_db()
    assert film.held == 7 * 400_000


def test_what_costs_more_than_its_button_said_is_not_sent(paid, film, dana, signed_in):
    answer = extend(signed_in(dana), paid, "final", shown_final="1400000")
    assert answer.status_code == 422
    assert "costs more than this button said" in answer.content.decode()
    film.refresh_from_db()
    assert film.held == 0


def test_a_take_of_the_sandbox_is_never_extended_by_veo(take, paying, film, dana, signed_in):
    film.members.filter(role="owner").update(may_spend=True)
    client = signed_in(dana)
    said = page(client, take)
    assert said.count(" disabled aria-describedby") == 2
    answer = extend(client, take, "final")
    assert answer.status_code == 422
    assert "sandbox" in answer.content.decode().split('role="alert"')[1].split("</div>")[0]
    assert not Generation.objects.exclude(route="sandbox").exists()


def test_who_may_not_spend_extends_in_the_sandbox_alone(paid, film, eli, signed_in):
    film.members.filter(person=eli).update(may_spend=False)
    client = signed_in(eli)
    assert extend(client, paid, "final").status_code == 403
    assert extend(client, paid, "sandbox").status_code == 302


@pytest.mark.parametrize("wrong", [{"click": ""}, {"preset": "gold"}, {"prompt": "x" * 16_001}])
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(wrong, take, dana, signed_in):
    said = {"click": uuid.uuid4(), "preset": "sandbox", "prompt": "He turns round.", **wrong}
    answer = signed_in(dana).post(reverse("take_extension", args=[take.pk]), said)
    assert answer.status_code == 422
    assert said["prompt"] in answer.content.decode()
    assert Generation.objects.count() == 1


def test_a_source_that_the_cut_trims_is_said_on_the_page(take, shot, dana, signed_in):
    take.pick(True, by=dana, start=12, end=60)
    assert "1-010 is trimmed in the cut to frames 12–59" in page(signed_in(dana), take)


# As a new shot


def test_what_goes_on_from_a_longer_take_starts_from_the_words_of_its_new_seconds(
    take, shot, dana, signed_in
):
    client = signed_in(dana)
    extend(client, take, prompt="He turns round.")
    generation = Generation.objects.latest("pk")
    longer = Take.objects.create(
        shot=shot, number=shot.number_takes(1)[0], generation=generation, parent=take, frames=264
    )
    assert as_a_new_shot(client, longer).prompt == "He turns round."


def test_the_next_shot_extends_the_pick_and_starts_from_its_words(shot, scene, dana, signed_in):
    shot.write(prompt="A keeper lights the lamp.", size="WS", aspect_ratio="9:16", action="The lamp.")
    last = Shot.objects.add(scene)
    take = picked(shot, dana)
    client = signed_in(dana)
    answer = client.post(reverse("take_following", args=[take.pk]))
    new = Shot.objects.exclude(pk__in=[shot.pk, last.pk]).get()
    assert answer.url == new.get_absolute_url()
    assert [str(each) for each in Shot.objects.in_order()] == ["1-010", "1-015", "1-020"]
    assert (new.prompt, new.size, new.aspect_ratio, new.action) == (shot.prompt, "WS", "9:16", "")
    assert new.length == 7 * 24
    link = new.links.get()
    assert (link.end, link.kind, link.source, link.take_number) == ("opening", "extend", shot, None)
    assert Generation.objects.count() == 1
    assert "1-015 goes on from 1-010, take 1." in client.get(answer.url).content.decode()


def test_a_take_that_is_not_the_pick_is_extended_by_its_number(take, dana, signed_in):
    new = as_a_new_shot(signed_in(dana), take)
    assert new.links.get().take_number == take.number
    assert Sources(new).one("video").take == take


def test_a_shot_without_a_prompt_hands_on_the_words_of_its_plan(shot, dana, signed_in):
    shot.write(prompt="", action="A keeper lights the lamp.", size="WS")
    assert as_a_new_shot(signed_in(dana), shoot(shot, dana)).prompt == "WS. A keeper lights the lamp."


def test_what_began_from_the_shot_before_goes_on_doing_so_and_is_named(take, shot, scene, dana, signed_in):
    after = Shot.objects.add(scene)
    connect(after, End.OPENING, "last_frame", source=shot)
    client = signed_in(dana)
    answer = client.post(reverse("take_following", args=[take.pk]))
    assert "1-020 still opens on the last frame of 1-010." in client.get(answer.url).content.decode()
    assert Link.objects.get(shot=after).source == shot


def test_the_new_shot_is_taken_back_by_undo(take, dana, signed_in):
    client = signed_in(dana)
    new = as_a_new_shot(client, take)
    client.post(reverse("shot_deleted", args=[new.pk]), {"on": 1})
    assert not Shot.objects.alive().filter(pk=new.pk).exists()


def test_a_second_press_leads_to_the_shot_that_the_first_one_made(take, scene, dana, signed_in):
    client = signed_in(dana)
    new = as_a_new_shot(client, take)
    answer = client.post(reverse("take_following", args=[take.pk]))
    assert answer.url == new.get_absolute_url()
    assert Shot.objects.filter(scene=scene).count() == 2
    assert "goes on from 1-010, take 1 already." in client.get(answer.url).content.decode()


def test_the_next_shot_of_one_that_extends_another_starts_from_its_words_of_today(
    shot, scene, dana, signed_in
):
    shot.write(prompt="A keeper lights the lamp.")
    first = picked(shot, dana)
    follower = Shot.objects.add(scene, prompt="He turns.")
    connect(follower, "opening", "extend", source=shot)
    take = picked(follower, dana)
    Take.objects.filter(pk=take.pk).update(parent=first)
    follower.write(prompt="He turns slowly, and sees the ship.")
    signed_in(dana).post(reverse("take_following", args=[take.pk]))
    new = Shot.objects.exclude(pk__in=[shot.pk, follower.pk]).get()
    assert new.prompt == "He turns slowly, and sees the ship."
