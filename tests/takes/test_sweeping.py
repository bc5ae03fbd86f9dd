import os
import time

import pytest

from storyboard.takes import alive, settling, sweeping
from storyboard.takes.composition import Composition
from storyboard.takes.models import Worker

pytestmark = pytest.mark.django_db


def test_what_is_old_and_nobodys_goes_and_the_rest_stays(settings, tmp_path):
    settings.UPLOADS, settings.DATA = tmp_path / "uploads", tmp_path
    settings.UPLOADS.mkdir()
    old, young = settings.UPLOADS / "old.part", settings.UPLOADS / "young.part"
    for path in (old, young):
        path.write_bytes(b"half a picture")
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    living = alive.hold_lock("living")
    alive.hold_lock("dead").close()
    assert sweeping.sweep() == 2
    assert not old.exists()
    assert young.exists()
    assert [path.stem for path in (tmp_path / "workers").iterdir()] == ["living"]
    living.close()


def test_what_goes_while_it_is_looked_at_does_not_keep_a_worker_from_starting(settings, tmp_path):
    settings.UPLOADS, settings.DATA = tmp_path / "uploads", tmp_path
    settings.UPLOADS.mkdir()
    (settings.UPLOADS / "kept-meanwhile.part").symlink_to(tmp_path / "gone")
    assert sweeping.sweep() == 0


def test_a_dead_workers_lock_stays_until_its_calls_are_looked_after(settings, tmp_path, shot, dana):
    settings.UPLOADS, settings.DATA = tmp_path / "uploads", tmp_path
    generation = Composition(shot, rest=0).generate(dana)
    alive.hold_lock("dead").close()
    assert generation.claim("dead")
    assert sweeping.sweep() == 0
    assert settling.reap() == 1
    generation.refresh_from_db()
    assert (generation.status, generation.worker) == ("queued", "")
    assert sweeping.sweep() == 1


def test_a_living_workers_sign_stays():
    Worker.beat("living")
    sweeping.sweep()
    assert Worker.any_alive()
