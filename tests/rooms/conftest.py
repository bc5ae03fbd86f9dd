from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from storyboard.projects.models import Shot
    from storyboard.takes.models import Take


@pytest.fixture
def take_of(db: None, tmp_path: Path) -> "Callable[[Shot, bytes], Take]":
    """`take_of(shot, b"...")`: the shot's next take with these bytes as its clip, measured as 96 frames."""
    from django.conf import settings

    from storyboard.files.models import File
    from storyboard.takes.models import Take

    def make(shot: "Shot", clip: bytes) -> Take:
        settings.MEDIA_ROOT.mkdir(exist_ok=True)
        path = tmp_path / f"{shot.pk}.mp4"
        path.write_bytes(clip)
        kept = File.objects.keep(path, "video/mp4")
        number = shot.number_takes(1)[0]
        return Take.objects.create(shot=shot, number=number, original=kept, frames=96)

    return make
