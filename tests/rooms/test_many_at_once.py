"""Two presses of the list of many at the very same moment."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from storyboard.projects.models import Project, Shot
from storyboard.rooms.many import Many
from storyboard.rooms.many_form import Wanted
from storyboard.rooms.many_rows import Tick
from storyboard.takes.models import Generation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rows(paying, scene, settings):
    """Six shots of 1.60 each, and a budget for four of them."""
    settings.AZERION_BASE_URL = "http://127.0.0.1:9/v1"
    Project.objects.filter(pk=paying.pk).update(cap=6_400_000, currency="EUR")
    return [Shot.objects.add(scene, prompt=f"Shot {place}.", duration=4) for place in range(6)]


def press_together(film, person, clicks, rows):
    """Each press reads its list before any of them sends."""
    gate = threading.Barrier(len(clicks))
    ticks = {shot.pk: Tick() for shot in rows}

    def press(click):
        try:
            project = Project.objects.get(pk=film.pk)
            wanted = Wanted(which="missing", preset="final", ticks=ticks)
            many = Many(project, project.member_for(person), wanted)
            assert len(many.going) == 4
            gate.wait(30)
            return many.send(person, click)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clicks)) as pool:
        return list(pool.map(press, clicks))


def test_a_double_press_makes_nothing_twice(paying, rows, eli):
    click = uuid.uuid4()
    press_together(paying, eli, [click, click], rows)
    assert Generation.objects.count() == 4
    assert Generation.objects.values("shot").distinct().count() == 4


def test_two_presses_together_never_pass_the_cap_and_say_what_found_no_room(paying, rows, eli):
    results = press_together(paying, eli, [uuid.uuid4(), uuid.uuid4()], rows)
    paying.refresh_from_db()
    assert paying.held == 6_400_000 == paying.cap
    assert sum(len(sent) for sent, _ in results) == Generation.objects.count() == 4
    assert sum(len(left) for _, left in results) == 8
