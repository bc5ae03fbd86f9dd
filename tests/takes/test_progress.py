"""What a generation says of itself while it waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from storyboard.projects.models import Shot
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Status
from storyboard.takes.progress import follow

pytestmark = pytest.mark.django_db


def progress(generation):
    row = Generation.objects.select_related("shot__scene__project").get(pk=generation.pk)
    return follow([row], row.project)[0]


def forbid_film(film, settings):
    type(film).objects.filter(pk=film.pk).update(may_send=False)


def set_another_address(film, settings):
    settings.AZERION_BASE_URL = "https://elsewhere.example/v1"


def take_the_key(film, settings):
    settings.AZERION_API_KEY = ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (set_another_address, "another address than AZERION_BASE_URL"),
        (take_the_key, "Set AZERION_API_KEY"),
        (forbid_film, "has not let it send"),
    ],
)
def test_what_nobody_sends_as_things_are_set_says_why_and_what_to_do(ordered, paying, settings, change, says):
    generation = ordered()
    assert (progress(generation).phase, progress(generation).why_not_sent) == ("queued", "")
    change(paying, settings)
    told = progress(generation)
    assert (told.phase, told.can_be_canceled) == ("stranded", True)
    assert says in told.why_not_sent
    assert told.why_not_sent.endswith("Or cancel it: that costs nothing.")


def test_the_sandbox_needs_no_key_and_what_is_over_or_in_hand_needs_none_any_more(
    ordered, shot, dana, paying, settings
):
    paid = ordered()
    drawn = Composition(Shot.objects.get(pk=shot.pk)).generate(dana)
    take_the_key(paying, settings)
    assert progress(drawn).phase == "queued"
    for status in (Status.SENDING, Status.LOST, Status.DONE, Status.CANCELED):
        Generation.objects.filter(pk=paid.pk).update(status=status)
        assert progress(paid).why_not_sent == ""


def test_what_is_not_sent_stands_in_nobodys_way(ordered, paying, settings):
    from storyboard.projects.models import Project, Scene

    first = ordered()
    other = Project.objects.begin("Tide", by=paying.made_by)
    Generation.objects.filter(pk=first.pk).update(shot=Shot.objects.add(Scene.objects.add(other)))
    second = ordered("Another lamp.")
    forbid_film(other, settings)
    assert progress(second).place == 1


@pytest.mark.parametrize("page", ["", "/queue"])
def test_the_board_and_the_queue_say_so_at_the_same_cost_however_many_wait(
    ordered, paying, settings, scene, dana, signed_in, page
):
    ordered()
    take_the_key(paying, settings)
    client, address = signed_in(dana), f"/projects/{paying.pk}{page}"
    with CaptureQueriesContext(connection) as one:
        assert client.get(address).content.decode().count("Set AZERION_API_KEY") == 1
    settings.AZERION_API_KEY = "a-key-that-nobody-knows"
    for _ in range(3):
        Composition(Shot.objects.add(scene, prompt="A wave."), "final").generate(dana)
    take_the_key(paying, settings)
    with CaptureQueriesContext(connection) as four:
        assert client.get(address).content.decode().count("Set AZERION_API_KEY") == 4
    assert len(four) == len(one)


def test_the_shot_and_the_generation_say_so_too(ordered, paying, settings, dana, signed_in):
    generation = ordered()
    set_another_address(paying, settings)
    for address in (generation.shot.get_absolute_url(), generation.get_absolute_url()):
        text = signed_in(dana).get(address).content.decode()
        assert "another address than AZERION_BASE_URL" in text
        assert ">Cancel<" in text


def test_only_what_is_held_is_called_so(ordered, paying, dana, signed_in):
    generation = ordered()
    client, address = signed_in(dana), f"/projects/{paying.pk}/queue"
    for status, held in (("queued", True), ("lost", True), ("refused", False), ("failed", False)):
        Generation.objects.filter(pk=generation.pk).update(status=status)
        facts = client.get(address).content.decode().partition('class="facts-line"')[2].partition("</div>")[0]
        assert ("€1.60 held" in facts) == held
        assert ("price" in facts) == held
