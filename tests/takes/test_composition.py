import uuid

import pytest

from storyboard.assets.models import Asset, Kind, refer
from storyboard.continuity.models import End, LinkKind, connect
from storyboard.files.models import File
from storyboard.projects.models import Shot
from storyboard.takes.composition import CannotSend, Composition, Preset
from storyboard.takes.models import Generation, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(tmp_path):
    from PIL import Image

    path = tmp_path / "still.png"
    Image.new("RGB", (1600, 1200), (90, 60, 30)).save(path)
    return File.objects.keep(path, "image/png", width=1600, height=1200)


def test_an_empty_prompt_is_spoken_from_the_plan(shot, film):
    film.style = "1970s 35 mm"
    shot.scene.project = film
    shot.size, shot.movement, shot.dialogue, shot.sound = "MS", "dolly in", "Hold on.", "rain"
    assert (
        Composition(shot).prompt
        == "MS, dolly in. The keeper lights the lamp. “Hold on.” SFX: rain\n\n1970s 35 mm"
    )


def test_a_written_prompt_is_sent_as_it_stands_with_the_style_after_it(shot, film):
    shot.prompt, shot.scene.project.style = "A lamp.", "grain"
    assert Composition(shot).prompt == "A lamp.\n\ngrain"


def test_the_duration_is_the_shortest_that_covers_the_length(shot):
    for frames, seconds in ((1, 4), (96, 4), (97, 6), (145, 8), (500, 8)):
        shot.length = frames
        assert Composition(shot).request.duration == seconds


def test_a_length_that_no_clip_covers_is_said(shot):
    shot.length, shot.prompt = 9 * 24, "A lamp."
    said = [each.message for each in Composition(shot).findings if each.rule == "length"]
    assert said == ["The shot is planned 1 s longer than the clip will be: split it, or extend the take."]
    shot.length = 8 * 24
    assert not [each for each in Composition(shot).findings if each.rule == "length"]


def test_a_draft_is_small_silent_short_and_one(shot):
    shot.n, shot.resolution, shot.duration, shot.generate_audio = 4, "1080p", 8, True
    request = Composition(shot, Preset.DRAFT).request
    assert (request.n, request.resolution, request.duration, request.generate_audio) == (1, "720p", 4, False)


def test_the_same_click_is_the_same_generation(shot, dana):
    click = uuid.uuid4()
    first = Composition(shot).generate(dana, click)
    assert Composition(shot).generate(dana, click) == first
    assert Generation.objects.count() == 1


def test_a_rule_blocks_before_anything_is_recorded(shot, dana):
    shot.prompt = "x" * 4001
    with pytest.raises(CannotSend) as no:
        Composition(shot).generate(dana)
    assert [finding.field for finding in no.value.findings] == ["prompt"]
    assert not Generation.objects.exists()


def test_without_a_key_only_the_sandbox_is_there(shot, dana):
    with pytest.raises(CannotSend, match="AZERION_API_KEY"):
        Composition(shot, Preset.FINAL).generate(dana)


def test_the_budget_is_asked_before_the_request_is_recorded(ordered, paying):
    paying.cap = 1_600_000
    paying.save(update_fields=["cap"])
    ordered()
    with pytest.raises(CannotSend, match="budget"):
        ordered("Another lamp.")
    paying.refresh_from_db()
    assert paying.held == 1_600_000
    assert Generation.objects.count() == 1


def test_an_empty_seed_is_drawn_and_recorded(shot, dana):
    generation = Composition(shot).generate(dana)
    assert 0 <= generation.recipe["settings"]["seed"] < 2**32


def test_a_still_is_fitted_to_the_shots_shape_and_goes_along(shot, dana, film, picture):
    look = Asset.objects.add(film, Kind.STILL, "Stair", picture, dana).looks.get()
    connect(shot, End.OPENING, LinkKind.STILL, still=look)
    generation = Composition(shot).generate(dana)
    sent = generation.inputs.get()
    assert (generation.mode, sent.role) == ("image", "image")
    assert sent.file.width * 9 == sent.file.height * 16
    assert generation.recipe["inputs"][0]["sha256"] == picture.sha256


def test_advice_about_a_reference_says_which_it_is(shot, dana, film, picture):
    refer(shot, [Asset.objects.add(film, Kind.CHARACTER, "Keeper", picture, dana).looks.get()])
    (found,) = [each for each in Composition(shot).findings if each.field == "references"]
    assert found.message == "Keeper is 1600 × 1200, and the shot 16:9: Veo will crop it."


def test_a_shot_whose_source_has_no_pick_waits(shot, scene, dana):
    second = Shot.objects.add(scene, action="He looks out.")
    connect(second, End.OPENING, LinkKind.LAST_FRAME, source=shot)
    composition = Composition(second)
    assert composition.sources.waits_for == [shot]
    assert composition.request.mode == "image"
    assert composition.generate(dana).status == Status.WAITING


def test_circles_are_refused_with_the_way_round(shot, scene):
    from storyboard.continuity.models import Circle

    second, third = Shot.objects.add(scene), Shot.objects.add(scene)
    connect(second, End.OPENING, LinkKind.LAST_FRAME, source=shot)
    connect(third, End.OPENING, LinkKind.LAST_FRAME, source=second)
    with pytest.raises(Circle, match="1-010 → 1-030 → 1-020 → 1-010"):
        connect(shot, End.OPENING, LinkKind.LAST_FRAME, source=third)
