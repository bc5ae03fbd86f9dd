"""What the wire and media say to people comes in the reader's language."""

import gettext as catalogs
import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.translation import override, trans_real

from storyboard.assets.forms import PictureField
from storyboard.media import BadPicture
from storyboard.projects.models import Shot
from storyboard.sentences import Sentence, gettext_noop
from storyboard.takes.composition import Composition
from storyboard.veo import RULES
from storyboard.web import in_words

GERMAN = {
    "Write a prompt, or give the shot something to begin from.": "Schreib einen Prompt oder gib ihr einen Anfang.",
    "{name} has {size} MB: Veo wants at most 20.": "Veo will höchstens 20 MB, {name} hat {size}.",
    "This picture": "Dieses Bild",
    "Reference {number}": "Referenz {number}",
    "This is {kind}; give a JPEG, PNG or WebP picture.": "Das ist {kind}; gib ein JPEG, PNG oder WebP.",
    "a PDF": "ein PDF",
}


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The reader's language, with a small catalog."""
    catalog = catalogs.NullTranslations()
    monkeypatch.setattr(catalog, "gettext", lambda words: GERMAN.get(words, words))
    with override("de"):
        monkeypatch.setattr(trans_real._active, "value", catalog)
        yield


@pytest.mark.usefixtures("german")
def test_a_rule_speaks_the_reader_s_language(shot: Shot) -> None:
    shot.write(action="")
    composition = Composition(Shot.objects.select_related("scene__project").get(pk=shot.pk), "sandbox")
    said = {each.rule: each.message for each in composition.findings}
    assert said["prompt_needed"] == "Schreib einen Prompt oder gib ihr einen Anfang."


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (Sentence("This picture"), "Veo will höchstens 20 MB, Dieses Bild hat 25."),
        (Sentence("Reference {number}", number=2), "Veo will höchstens 20 MB, Referenz 2 hat 25."),
        ("This picture", "Veo will höchstens 20 MB, This picture hat 25."),  # somebody named it so
    ],
)
def test_what_stands_in_a_gap_is_translated_when_it_is_ours(name: str, words: str) -> None:
    heavy = next(rule for rule in RULES if rule.name == "picture_heavy")
    assert in_words(Sentence(heavy.message, name=name, size=25)) == words


@pytest.mark.usefixtures("german", "db")
def test_a_refused_picture_says_why_in_the_reader_s_language(settings: Any) -> None:
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    upload = TemporaryUploadedFile("plan.png", "image/png", 12, None)
    Path(upload.temporary_file_path()).write_bytes(b"%PDF-1.7 no")
    with pytest.raises(Exception, match="Das ist ein PDF; gib ein JPEG, PNG oder WebP"):
        PictureField(label="Picture").clean(upload)


def test_a_sentence_keeps_its_gaps_on_the_way_through_a_process() -> None:
    trouble = BadPicture(Sentence("This is {kind}; so {{it}} is.", kind=Sentence("a PDF")))
    came = pickle.loads(pickle.dumps(trouble))
    assert str(came) == "This is a PDF; so {it} is."
    assert came.args[0].gaps["kind"].template == "a PDF"


def test_every_rule_is_marked_for_the_catalog() -> None:
    """`gettext_noop` leaves words as they are; what the rules say is found in the source between its brackets."""
    source = " ".join((Path(__file__).parent.parent / "storyboard/veo/rules.py").read_text().split())
    marked = source.split("gettext_noop(")[1:]
    assert gettext_noop("Takes") == "Takes"
    assert [rule.name for rule in RULES if not any(rule.message in each for each in marked)] == []


@pytest.mark.parametrize(
    "name", ["duration", "resolution", "aspect_ratio", "person_generation", "resize_mode"]
)
def test_a_rule_names_each_value_that_it_takes(name: str) -> None:
    from storyboard.veo import rules

    takes = {"duration": rules.DURATIONS, "resolution": rules.RESOLUTIONS, "aspect_ratio": rules.ASPECTS}
    takes |= {"person_generation": rules.PERSON_GENERATION, "resize_mode": rules.RESIZE_MODES}
    said = next(rule.message for rule in RULES if rule.name == f"{name}_choice")
    assert all(str(value) in said for value in takes[name])


def test_in_english_a_sentence_is_what_it_was() -> None:
    assert in_words(BadPicture(Sentence("This picture has {size} MB.", size=60))) == "This picture has 60 MB."
    assert in_words("No sentence of ours: {braces} stay.") == "No sentence of ours: {braces} stay."
    assert io.StringIO(Sentence("A {lamp}.", lamp="lamp")).read() == "A lamp."
