"""A film's assets, and folders of their own for their files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

if TYPE_CHECKING:
    from storyboard.accounts.models import Person
    from storyboard.assets.models import Asset
    from storyboard.projects.models import Project


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def add_asset(film: "Project", dana: "Person", tmp_path: Path) -> Callable[..., "Asset"]:
    """`add_asset("Lantern", "prop")` with one look that has one picture."""
    from storyboard.assets.models import Asset
    from storyboard.files.models import File

    def add(name: str = "Keeper", kind: str = "character", colour: tuple[int, int, int] = (9, 9, 9)) -> Asset:
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (64, 36), colour).save(path)
        file = File.objects.keep(path, "image/png", width=64, height=36)
        return Asset.objects.add(film, kind, name, file, dana)

    return add
