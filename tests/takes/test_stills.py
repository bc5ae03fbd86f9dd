"""A frame of a take as a still: exactly that picture, once, and marked where the sandbox drew it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard.assets.models import Asset, Kind, refer
from storyboard.continuity.models import connect
from storyboard.files.models import File
from storyboard.media import clips
from storyboard.projects.models import Shot
from storyboard.rooms.shown import pictures_of
from storyboard.takes.composition import CannotSend, Composition
from storyboard.takes.models import Status, Take
from storyboard.takes.views.stills import save as kept_as_still
from tests.media import make
from tests.takes.films import a_file

FRAMES = 24


@pytest.fixture
def take(shot: Shot, dana: Any, tmp_path: Path) -> Take:
    """Take 1 of 1-010: numbered frames, drawn by the sandbox."""
    kept = File.objects.keep(make.clip(tmp_path / "a.mp4", range(FRAMES)), "video/mp4")
    Take.upload(shot, kept, by=dana, sandbox=True)
    Take.objects.update(frames=FRAMES, width=320, height=180)
    return Take.objects.select_related("shot__scene__project", "original").get()


@pytest.fixture
def save(take: Take, eli: Any, signed_in: Any) -> Callable[..., Any]:
    """`save(5)`: Eli saves frame 5."""
    client = signed_in(eli)
    return lambda frame, **more: client.post(f"/takes/{take.pk}/stills", {"frame": frame} | more)


def paid(shot: Shot, **more: Any) -> Composition:
    return Composition(Shot.objects.select_related("scene__project").get(pk=shot.pk), "final", **more)


def test_a_saved_frame_is_exactly_the_picture_that_the_take_shows(save, take, tmp_path):
    save(5)
    still = Asset.objects.get()
    kept = still.cover.picture
    clips.save_frame(take.clip.path, 5, tmp_path / "five.png")
    assert kept.path.read_bytes() == (tmp_path / "five.png").read_bytes()
    assert make.number_in(Image.open(kept.path)) == 5
    assert (kept.width, kept.height, kept.mime_type) == (320, 180, "image/png")


@pytest.mark.parametrize("drawn", [True, False])
def test_a_still_of_the_sandbox_is_marked_wherever_it_is_chosen(drawn, save, take, shot, eli, signed_in):
    Take.objects.update(sandbox=drawn)
    save(5)
    still, client = Asset.objects.get(), signed_in(eli)
    for place in (still.get_absolute_url(), f"/projects/{still.project.pk}/assets"):
        assert ('class="sandbox"' in client.get(place).content.decode()) is drawn
    picker = client.get(shot.get_absolute_url()).content.decode().split('id="references"')[1]
    assert ('class="sandbox"' in picker.split("</fieldset>")[0]) is drawn


def test_a_saved_frame_says_where_it_comes_from_and_that_the_sandbox_drew_it(save, film, eli):
    save(5)
    still = Asset.objects.get()
    assert (still.project, still.kind, still.name) == (film, Kind.STILL, "1-010 take 1, frame 5")
    assert still.words == "Frame 5 of 1-010, take 1, drawn by the sandbox."
    assert (still.cover.sandbox, still.cover.made_by) == (True, eli)


def test_a_frame_that_veo_made_is_not_marked(save, take):
    Take.objects.update(sandbox=False)
    save(5)
    still = Asset.objects.get()
    assert (still.cover.sandbox, still.words) == (False, "Frame 5 of 1-010, take 1.")


def test_the_same_frame_again_is_the_same_still_and_another_frame_another_one(save):
    for frame in (5, 5, 6):
        save(frame)
    assert sorted(still.name for still in Asset.objects.all()) == [
        "1-010 take 1, frame 5",
        "1-010 take 1, frame 6",
    ]


def test_a_still_that_was_deleted_comes_back_and_keeps_its_name(save):
    save(5)
    still = Asset.objects.get()
    still.write(name="The lamp")
    still.remove()
    save(5)
    assert [(each.name, each.deleted_at) for each in Asset.objects.all()] == [("The lamp", None)]


def test_a_still_that_was_painted_over_is_not_the_frame_any_more(save, dana):
    save(5)
    Asset.objects.get().looks.get().revise(a_file("image/png"), dana)
    save(5)
    assert Asset.objects.count() == 2


def test_a_look_that_was_painted_over_is_not_the_one_that_shows_the_frame(save, take, eli, dana):
    save(5)
    look = Asset.objects.get().looks.get()
    other = look.asset.add_look("at dusk", look.newest.picture, dana)
    other.revise(a_file("image/png"), dana)
    assert kept_as_still(take, 5, eli) == (look, False)


def test_htmx_is_told_with_a_link_and_what_plays_is_left_alone(take, eli, signed_in):
    answer = signed_in(eli).post(
        f"/takes/{take.pk}/stills", {"frame": 5}, headers={"HX-Request": "true", "HX-Target": "take"}
    )
    told = json.loads(answer["HX-Trigger"])["toast"]
    assert (answer.status_code, told["text"]) == (204, "1-010 take 1, frame 5 is saved.")
    assert told["link"]["href"] == Asset.objects.get().get_absolute_url()


def test_a_browser_without_javascript_comes_back_to_where_it_was_with_a_link(save, take, client):
    here = f"/shots/{take.shot_id}?take=1"
    answer = save(5, back=here)
    assert answer["Location"] == here
    assert f'<a href="{Asset.objects.get().get_absolute_url()}">Open</a>' in client.get(here).content.decode()


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        ("", "Say which frame."),
        ("five", "A frame is a whole number, counted from 0."),
        (-1, "Frames count from 0."),
        (FRAMES, "1-010, take 1 ends on frame 23."),
        ("9" * 30, "1-010, take 1 ends on frame 23."),
    ],
)
def test_a_frame_that_is_not_there_is_refused_with_a_sentence(frame, says, save):
    answer = save(frame)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Asset.objects.exists()


def test_a_take_that_is_being_measured_has_no_frame_to_save_yet(save):
    Take.objects.update(frames=None)
    assert "is being measured" in save(5).content.decode()


def test_a_clip_that_is_not_here_has_no_frame_to_save(save, take):
    take.clip.path.unlink()
    assert save(5).status_code == 422
    Take.objects.update(original=None)
    answer = save(5)
    assert (answer.status_code, Asset.objects.count()) == (422, 0)
    assert "there is no frame to save" in answer.content.decode()


@pytest.mark.parametrize("role", ["opening", "reference"])
def test_a_still_that_the_sandbox_drew_goes_into_a_paid_request_only_when_a_person_says_so(
    role, paying, save, scene, eli
):
    save(5)
    look = Asset.objects.get().looks.get()
    second = Shot.objects.add(scene, prompt="He turns.", duration=8)
    if role == "opening":
        connect(second, "opening", "still", still=look)
    else:
        refer(second, [look])
    assert "picture_of_sandbox" in [finding.rule for finding in paid(second).findings]
    with pytest.raises(CannotSend, match="tick the box"):
        paid(second).generate(eli)
    assert not second.generations.exists()
    sent = paid(second, sandbox_frames=True).generate(eli)
    assert (sent.status, sent.inputs.count()) == (Status.QUEUED, 1)


def test_a_still_that_the_sandbox_drew_goes_to_the_sandbox_without_a_word(save, scene, eli):
    save(5)
    second = Shot.objects.add(scene, prompt="He turns.")
    connect(second, "opening", "still", still=Asset.objects.get().looks.get())
    assert Composition(second).generate(eli).inputs.count() == 1


def test_a_shot_that_is_shown_by_such_a_still_is_marked(save, scene):
    save(5)
    second = Shot.objects.add(scene, prompt="He turns.")
    connect(second, "opening", "still", still=Asset.objects.get().looks.get())
    assert pictures_of([second.pk])[second.pk].is_sandbox
