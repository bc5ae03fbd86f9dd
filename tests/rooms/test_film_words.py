"""The words of film that the pickers offer."""

import re

from storyboard.rooms.film_words import FILM_WORDS
from tests.ground.live import ROOT


def test_each_word_of_film_has_its_picture_and_each_picture_its_word() -> None:
    drawn = re.findall(r'id="((?:size|angle|move|lens)-[^"]+)"', (ROOT / "static/film.svg").read_text())
    assert sorted(drawn) == sorted(word.picture for words in FILM_WORDS.values() for word in words)
