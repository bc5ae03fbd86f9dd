"""A backup of a running studio, restored elsewhere, and a data folder that was copied: real processes throughout."""

import fcntl
import json
import random
import shutil
import subprocess
import sys
import time

import pytest

from tests.ground.live import ROOT
from tests.takes.test_crashes import PROMPT, Studio

PATIENCE = 90
AN_HOUR = 3600
NOW_DUE = """
from django.utils.timezone import now
from storyboard.takes.models import Generation
Generation.objects.update(next_try_at=now())
"""
ONE_MORE = """
from storyboard.accounts.models import Person
from storyboard.projects.models import Scene, Shot
from storyboard.takes.composition import Composition
shot = Shot.objects.add(Scene.objects.get(), prompt="The keeper sleeps.")
Composition(shot, "final", rest=3600).generate(Person.objects.get())
"""
LET_GO = """
from storyboard.takes.models import Generation
assert Generation.objects.filter(on_hold=True).earliest("pk").let_go()
"""
WATCHED = """
import json
from django.test import Client
from storyboard.accounts.models import Person
from storyboard.takes.models import Take
client = Client(headers={"host": "localhost"})
client.force_login(Person.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
take = Take.objects.earliest("pk")
answer = client.get(f"/takes/{take.pk}/clip", headers={"range": "bytes=4-7"})
print("WATCHED", json.dumps([answer.status_code, b"".join(answer).decode(), take.original.path.stat().st_size]))
"""


@pytest.fixture
def studio(live, tmp_path):
    with live("sandbox", "--port", "{port}", "--canned", data=tmp_path / "endpoint") as endpoint:
        yield Studio(live, tmp_path / "data", endpoint.url)


@pytest.fixture
def moved(studio):
    """`moved(folder)` is the same studio on another data folder."""

    def to(folder):
        other = Studio(studio.live, folder, studio.url)
        other.env = studio.env
        return other

    return to


def run(studio, *command):
    """A command of manage.py on the studio's folder, to its end: status, what it said, what it complained of."""
    world = studio.live("worker", data=studio.folder, **studio.env).world
    line = [sys.executable, "manage.py", *map(str, command)]
    done = subprocess.run(
        line, cwd=ROOT, env=world, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.returncode, done.stdout, done.stderr


def statuses(studio):
    return [row[0] for row in studio.states()["rows"]]


def test_a_copied_folder_sends_nothing_until_a_person_lets_it_go(studio, moved, tmp_path):
    studio.order(PROMPT, PROMPT, rest=AN_HOUR)
    with studio.worker() as first:
        studio.until(lambda: "is ready" in first.said())
    shutil.copytree(studio.folder, tmp_path / "copy")
    copy = moved(tmp_path / "copy")
    copy.manage(NOW_DUE)
    with copy.worker() as second:
        copy.until(lambda: "2 paid generations are on hold" in second.said())
        copy.manage(LET_GO)
        copy.until(lambda: "done" in statuses(copy))
    assert statuses(copy) == ["done", "queued"]
    assert len(studio.calls()) == 1


def test_a_backup_made_at_work_is_restored_whole_and_holds_what_may_have_been_sent_since(
    studio, moved, tmp_path
):
    studio.order(PROMPT, f"{PROMPT} [sandbox: slow 60]")
    with studio.worker() as first:
        studio.until(lambda: statuses(studio) == ["done", "sending"])
        studio.manage(ONE_MORE)
        status, said, _ = run(studio, "backup", tmp_path / "keeper.tar")
        assert (status, "holds the database" in said) == (0, True)
        first.kill()
    other = moved(tmp_path / "restored")
    status, said, _ = run(other, "restore", tmp_path / "keeper.tar")
    assert status == 0
    assert "Keeper (1)" in said
    assert "Calls under way when the backup was made: 1" in said
    other.manage(NOW_DUE)
    with other.worker():
        other.until(lambda: statuses(other) == ["done", "lost", "queued"])
    watched = other.manage(WATCHED)
    assert json.loads(watched[watched.index("WATCHED") + 8 :])[:2] == [206, "ftyp"]
    assert len(studio.calls()) == 2


KEEPING_PLACE = """
from storyboard.files import place
with place.moved_in() as moved:
    assert not moved, "a false alarm"
print("in place", flush=True)
while True:
    with place.turned() as in_place:
        assert in_place
"""


def test_twenty_kills_at_random_raise_no_false_alarm(studio):
    studio.live(data=studio.folder)  # its tables
    world = studio.live("worker", data=studio.folder).world
    line = [sys.executable, "manage.py", "shell", "-v0", "-c", KEEPING_PLACE]
    for _ in range(20):
        with subprocess.Popen(line, cwd=ROOT, env=world, stdout=subprocess.PIPE) as turning:
            assert turning.stdout.readline() == b"in place\n"
            time.sleep(random.uniform(0, 0.02))
            turning.kill()


def test_a_folder_where_something_runs_is_not_restored_to(studio, moved, tmp_path):
    studio.order(PROMPT, rest=AN_HOUR)
    run(studio, "backup", tmp_path / "keeper.tar")
    other = moved(tmp_path / "busy")
    (other.folder / "workers").mkdir(parents=True)
    with (other.folder / "workers" / "web-here-1.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, _, complaint = run(other, "restore", tmp_path / "keeper.tar")
    assert (status, "Stop it first" in complaint) == (1, True)
    assert run(other, "restore", tmp_path / "keeper.tar")[0] == 0
    status, _, complaint = run(other, "restore", tmp_path / "keeper.tar")
    assert (status, "is there already" in complaint) == (1, True)
