"""The tour says what its script says, and its pictures are there."""

from PIL import Image

from scripts.tour import FOLDER, TOUR, written
from tests.ground.live import ROOT


def test_the_tour_is_as_its_script_writes_it() -> None:
    assert (ROOT / "docs/tour.md").read_text() == written()


def test_it_has_twelve_pictures_and_no_other() -> None:
    assert len(TOUR) == 12
    assert {path.name for path in FOLDER.iterdir()} == {f"{each.name}.jpg" for each in TOUR}
    assert {Image.open(path).size for path in FOLDER.iterdir()} == {(1280, 800)}
