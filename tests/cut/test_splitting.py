"""Splitting a shot: both halves show the same take, what led on leads on, and all of it can be taken back."""

import pytest

from storyboard.continuity.models import Link, connect
from storyboard.cut.joined import join
from storyboard.cut.joins import Joins
from storyboard.cut.models import Seam
from storyboard.cut.splitting import CannotSplit, Split
from storyboard.cut.trims import trim
from storyboard.files.models import File
from storyboard.projects.models import Change, Shot
from storyboard.rooms.extending import next_shot
from storyboard.takes.freshness import Freshness
from storyboard.takes.models import Pick, Take
from tests.media import make
from tests.takes.films import fresh, picked

FRAMES = 96


def split_of(shot):
    return Split(Shot.objects.select_related("scene__project").get(pk=shot.pk))


def points(shot):
    pick = Pick.objects.select_related("take__parent", "take__shot__scene").get(shot=shot)
    return (pick.take.number, pick.first_frame, pick.end_frame)


def told(model, *fields):
    return list(model.objects.order_by("pk").values(*fields))


def state():
    shots = told(Shot, "pk", "code", "length", "deleted_at")
    alive = [row for row in shots if row.pop("deleted_at") is None]
    picks = told(Pick, "pk", "shot", "take", "start", "end", "by", "at")
    return alive, picks, told(Link, "pk", "shot", "end", "kind", "source", "still", "take_number")


@pytest.fixture
def chain(film, scene, dana):
    """1-010, picked; 1-020, which opens on its last frame; 1-030, which closes on the first frame of 1-010."""
    first, second, third = (Shot.objects.add(scene, prompt="A lamp.", duration=4) for _ in range(3))
    picked(first, dana)
    connect(second, "opening", "last_frame", source=first)
    picked(fresh(second), dana)
    connect(third, "opening", "last_frame", source=second)
    connect(third, "closing", "first_frame", source=first)
    picked(fresh(third), dana)
    return first, second, third


def test_both_halves_show_the_same_take(film, chain, eli):
    first, *_ = chain
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=first), 6, 90, eli)
    first.write(size="CU", lens="35 mm")
    new, _change = split_of(first).make(40, eli)
    assert (str(new), new.size, new.lens, new.length) == ("1-015", "CU", "35 mm", 50)
    assert (points(first), points(new)) == ((1, 6, 40), (1, 40, 90))
    assert Shot.objects.get(pk=first.pk).length == 34
    assert [str(each) for each in Shot.objects.in_the_cut().select_related("scene")][:3] == [
        "1-010", "1-015", "1-020",
    ]  # fmt: skip
    assert not new.links.exists()


def test_what_led_on_from_the_last_frame_leads_on_from_the_new_shot(chain, dana):
    first, second, third = chain
    split = split_of(first)
    assert split.words == "1-020 will go on from the new shot."
    new, _ = split.make(40, dana)
    assert second.links.get(end="opening").source == new
    assert third.links.get(end="closing").source == first
    assert third.links.get(end="opening").source == second


def test_a_link_that_names_the_take_leads_on_as_well_and_one_that_names_another_stays(chain, dana):
    first, second, _ = chain
    connect(second, "opening", "last_frame", source=first, take_number=1)
    other = Shot.objects.add(first.scene)
    connect(other, "opening", "last_frame", source=first, take_number=2)
    extends = Shot.objects.add(first.scene)
    connect(extends, "opening", "extend", source=first)
    new, _ = split_of(first).make(40, dana)
    led = {str(link.shot): (link.source, link.take_number) for link in Link.objects.filter(end="opening")}
    assert led["1-020"] == (new, None)
    assert led[str(other)] == (first, 2)
    assert led[str(extends)] == (new, None)


def test_nothing_is_out_of_date_by_a_split_and_the_closing_stays(film, chain, dana):
    first, _, third = chain
    assert Freshness(film).outdated == {}
    new, _ = split_of(third).make(30, dana)
    assert third.links.get(end="closing").source == first
    split_of(first).make(40, dana)
    assert Freshness(film).outdated == {}
    assert new.pk not in Freshness(film).judged


def test_what_hangs_on_the_second_half_hears_that_the_take_is_out_of_date(film, chain, dana):
    first, second, _ = chain
    new, _ = split_of(first).make(40, dana)
    first.write(prompt="Another lamp.")
    assert f"{new}, which it hangs on, is out of date." in Freshness(film).outdated[second.pk]


def test_undo_brings_both_back_exactly(film, chain, eli):
    first, *_ = chain
    before = state()
    _, change = split_of(first).make(40, eli)
    after = state()
    change.take_back()
    assert state() == before
    Change.objects.get(pk=change.pk).do_again()
    assert state() == after
    again = split_of(first).make(20, eli)[0]
    assert str(again) == "1-012"


def test_what_somebody_trimmed_since_is_not_taken_back(film, chain, dana, eli):
    first, *_ = chain
    new, change = split_of(first).make(40, eli)
    pick = Pick.objects.select_related("take__shot__scene", "shot__scene__project").get(shot=new)
    trim(pick, 44, None, dana)
    now = state()
    with pytest.raises(Exception, match="changed it since"):
        change.take_back()
    assert state() == now


@pytest.mark.parametrize("frame", [0, 6, 90, 95, 4000])
def test_both_halves_must_show_something(film, chain, eli, frame):
    first, *_ = chain
    trim(Pick.objects.select_related("take__shot", "shot__scene__project").get(shot=first), 6, 90, eli)
    before = state()
    with pytest.raises(CannotSplit, match="between frames 7 and 89"):
        split_of(first).make(frame, eli)
    assert state() == before


def test_a_half_is_split_again(chain, eli):
    first, *_ = chain
    second, _ = split_of(first).make(40, eli)
    third, _ = split_of(second).make(60, eli)
    assert [points(each) for each in (first, second, third)] == [(1, 0, 40), (1, 40, 60), (1, 60, 96)]
    assert [each.code for each in (first, second, third)] == ["010", "015", "017"]
    assert Link.objects.get(shot__code="020", end="opening").source == third


def test_the_take_goes_on_behind_its_end_also_when_it_was_split(chain, eli):
    first, *_ = chain
    half, _ = split_of(first).make(40, eli)
    take = Take.objects.select_related("shot__scene__project", "shot__pick").get(shot=first)
    new, is_new = next_shot(take)
    assert is_new
    assert new.links.get().source == half
    assert new.position == Shot.objects.get(pk=half.pk).position + 1


def test_the_join_between_both_halves_needs_no_measure(film, chain, eli):
    first, *_ = chain
    new, _ = split_of(first).make(40, eli)
    between = Joins(film).ask().into(new)
    assert between.goes_on
    assert (between.is_waiting, between.findings, between.is_flagged) == (False, [], False)
    assert not Seam.objects.filter(out_point=40, in_point=40).exists()


def test_what_the_take_was_made_to_end_on_is_promised_behind_the_second_half(film, scene, dana):
    first, second = (Shot.objects.add(scene, prompt="A lamp.", duration=4) for _ in range(2))
    picked(second, dana)
    connect(first, "closing", "first_frame", source=second)
    picked(fresh(first), dana)
    new, _ = split_of(first).make(40, dana)
    assert Joins(film).into(second).promise.words == f"{new} closes on the first frame of 1-020."
    assert Joins(film).into(new).promise is None


@pytest.mark.parametrize("trimmed", [False, True])
def test_no_frame_is_lost_or_repeated_at_a_split(film, scene, dana, tmp_path, trimmed):
    shot = Shot.objects.add(scene)
    kept = File.objects.keep(make.clip(tmp_path / "clip.mp4", range(48)), "video/mp4")
    take = Take.upload(shot, kept, by=dana)
    Take.objects.filter(pk=take.pk).update(frames=48, width=320, height=180)
    points = (5, 40) if trimmed else (None, None)
    Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(True, dana, *points)
    whole = make.decoded(kept.path)
    split_of(shot).make(17, dana)
    rows = Pick.objects.select_related(
        "take__original", "take__conformed", "take__parent", "shot__scene__project"
    )
    join(list(rows.order_by("shot__position")), tmp_path / "cut.mp4")
    shown = make.decoded(tmp_path / "cut.mp4")
    assert [make.number_in(image) for image in shown] == list(range(*(points if trimmed else (0, 48))))
    if not trimmed:
        assert shown[17].tobytes() == whole[17].tobytes()
