"""Pictures keep their colours on the way into 4:2:0 and back."""

import numpy as np
import pytest
from PIL import Image

from storyboard.sandbox.film import Picture


@pytest.mark.parametrize("colour", [(200, 90, 30), (20, 40, 160), (240, 240, 240), (15, 15, 15)])
def test_a_colour_comes_back_as_it_was(colour: tuple[int, int, int]) -> None:
    back = Picture.of_image(Image.new("RGB", (64, 64), colour)).image()
    assert np.abs(np.array(back.getpixel((30, 30))) - colour).max() <= 3
