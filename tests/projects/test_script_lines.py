"""A scene's text line by line, and the lines that a shot covers, however the text is edited."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storyboard.projects.models import Covered, Scene, Shot
from storyboard.projects.models.covered import Span
from storyboard.projects.script_lines import action_of, cues_of, dialogue_of, read_lines, to_cover

TEXT = """The keeper counts the waves.
He stops.

KEEPER (V.O.)
(low)
Hold on.
Hold on, I said.

He climbs.

@McAvoy
Yes?

CUT TO:"""


def kinds(text):
    return [line.kind for line in read_lines(text)]


def test_each_line_is_what_the_script_says_it_is():
    assert kinds(TEXT) == [
        *("action", "action", ""),
        *("character", "parenthetical", "dialogue", "dialogue", ""),
        *("action", "", "character", "dialogue", "", "transition"),
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        *((said, "transition") for said in ("CUT TO:", "FADE IN:", "FADE OUT.", "CUT TO BLACK.", "> Wipe")),
        *((said, "action") for said in ("He goes to:", "> THE END <", "He says: CUT TO: black", "TO: all")),
    ],
)
def test_a_transition_is_known_without_blank_lines_around_it(line, kind):
    assert kinds(f"He stops.\n{line}\nHe climbs.") == ["action", kind, "action"]


def test_a_line_of_many_blanks_is_read_at_once():
    """Each blank was once looked at from every other: minutes for a line that somebody leant on the space bar for."""
    assert to_cover(f"x\n{' ' * 200_000}CUT TO:\n{' ' * 200_000}a") == [0, 2]


def test_a_shot_of_lines_shows_what_is_seen_and_says_who_speaks():
    lines = read_lines(TEXT)
    assert action_of(lines) == "The keeper counts the waves. He stops.\nHe climbs."
    assert dialogue_of(lines) == "KEEPER (low): “Hold on. Hold on, I said.”\nMcAvoy: “Yes?”"
    assert dialogue_of(lines[6:7]) == "KEEPER: “Hold on, I said.”"
    assert cues_of(lines) == ["Keeper", "McAvoy"]


def test_a_text_of_plain_sentences_is_all_action():
    assert kinds("The boat is late.\r\nHe counts.") == ["action", "action"]
    assert read_lines("") == []


@given(some.text(alphabet="aA@!.>~()[]/*#= \n\r\x0b:", max_size=60))
def test_no_text_breaks_the_reader(text):
    lines = read_lines(text)
    assert action_of(lines) is not None
    assert dialogue_of(lines) is not None
    assert [line.number for line in lines] == list(range(len(lines)))


@pytest.fixture
def covered(scene, dana):
    """A shot that covers `He stops.` up to `Hold on.`"""
    scene.write_if({}, text=TEXT)
    scene.refresh_from_db()
    return Covered.objects.cover(Shot.objects.add(scene), scene, 1, 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edit", "span"),
    [
        (lambda text: text, Span(1, 5)),
        (lambda text: f"Dusk.\n\n{text}", Span(3, 7)),
        (lambda text: text.replace("(low)", "(very low)"), Span(1, 5)),
        (lambda text: text.replace("He stops.", "He stops counting."), Span(1, 5)),
        (lambda text: text.replace("He stops.\n", "He stops.\nHe listens.\n"), Span(1, 6)),
        (lambda text: text.replace("He stops.\n", ""), Span(2, 4)),
        (lambda text: text.replace("\n", "\r\n"), Span(1, 5)),
        (lambda text: "Nothing of it is left here at all", None),
        (lambda text: "", None),
    ],
)  # fmt: skip
def test_lines_are_found_again_when_the_text_was_edited(edit, span, scene, covered):
    assert covered.among(edit(TEXT).replace("\r\n", "\n").split("\n")) == span
    scene.write_if({}, text=edit(TEXT))
    covered.refresh_from_db()
    fresh = Scene.objects.get(pk=scene.pk)
    assert covered.among([line.rstrip() for line in fresh.text.replace("\r\n", "\n").split("\n")]) == span


@pytest.mark.django_db
def test_lines_that_are_rewritten_little_by_little_stay_covered(scene, covered):
    for words in ("He stops counting.", "He stops counting them all.", "The man stops counting them all."):
        scene.write_if({}, text=TEXT.replace("He stops.", words))
    covered.refresh_from_db()
    assert covered.text.startswith("The man stops counting them all.")


@pytest.mark.django_db
def test_words_that_came_back_are_covered_again(scene, covered):
    scene.write_if({}, text="Another scene")
    scene.write_if({}, text=TEXT)
    covered.refresh_from_db()
    assert covered.among(TEXT.split("\n")) == Span(1, 5)


def test_lines_that_became_one_are_covered_again_all_the_same(scene, shot):
    scene.write_if({}, text="Hold on to the rope\n\nHold on to the rope!")
    scene.refresh_from_db()
    for line in (0, 2):
        Covered.objects.cover(shot, scene, line, line)
    scene.write_if({}, text="Hold on to the rope")
    scene.refresh_from_db()
    assert Covered.objects.cover(shot, scene, 0, 0).first == 0


def test_a_rewritten_line_is_sought_around_its_place_and_not_through_the_whole_scene():
    row = Covered(first=2, text="He climbs the stair.")
    near, far = "He climbs the stairs.", "He climbs the old stair."
    assert row.among([*["A wave."] * 40, near, *["A wave."] * 400]) == Span(40, 40)
    assert row.among([*["A wave."] * 400, far]) is None
    assert row.among([*["A wave."] * 400, "He climbs the stair."]) == Span(400, 400)
