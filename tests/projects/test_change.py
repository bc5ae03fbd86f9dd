"""The journal: what a person changed is taken back whole or not at all, and who was there since is named."""

import pytest
from django.db import IntegrityError

from storyboard.assets.models import refer
from storyboard.continuity.models import Link, connect
from storyboard.projects.models import Change, MovedSince, Scene, Shot
from storyboard.projects.models.change import DEEP
from storyboard.projects.undoable import UNDOABLE
from storyboard.takes.models import Entry, Generation, Pick, Take
from tests.takes.films import an_asset, fresh, shoot

keep = Change.objects.keep


def write(shot, by, **fields):
    with keep(shot.project, by, shot, said=f"{shot} rewritten") as change:
        Shot.objects.get(pk=shot.pk).write(**fields)
    return change


def seen(shot, *names):
    return Shot.objects.values_list(*names, flat=len(names) == 1).get(pk=shot.pk)


def order(scene):
    return [shot.code for shot in Shot.objects.filter(scene=scene)]


def test_a_change_keeps_only_what_moved(shot, dana):
    change = write(shot, dana, prompt="A lamp.", size="CU")
    (row,) = Change.objects.get(pk=change.pk).rows
    assert row == {
        "model": "projects.shot",
        "pk": shot.pk,
        "before": {"prompt": "", "size": ""},
        "after": {"prompt": "A lamp.", "size": "CU"},
    }


def test_what_changed_nothing_is_not_kept(shot, dana):
    change = write(shot, dana, prompt="")
    assert change.pk is None
    assert change.undo == {}
    assert not Change.objects.exists()


def test_what_somebody_took_back_since_is_in_nobodys_way(scene, dana, eli):
    with keep(scene.project, dana, said="added") as change:
        shot = Shot.objects.add(scene)
        change.made(shot)
    write(shot, eli, size="CU").take_back()
    change.take_back()
    assert not Shot.objects.alive().filter(pk=shot.pk).exists()


def test_who_took_something_back_is_named_where_that_is_in_the_way(shot, dana, eli):
    theirs = write(shot, eli, prompt="A lamp.")
    mine = write(shot, dana, prompt="Fog.")
    mine.take_back()
    theirs.take_back()
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        Change.objects.get(pk=mine.pk).do_again()


def test_text_is_taken_back_and_done_again(shot, dana):
    change = write(shot, dana, prompt="A lamp.")
    version = Shot.objects.get(pk=shot.pk).project.version
    change.take_back()
    assert seen(shot, "prompt") == ""
    assert Shot.objects.get(pk=shot.pk).project.version > version
    Change.objects.taken_back().get().do_again()
    assert seen(shot, "prompt") == "A lamp."


def test_what_somebody_changed_since_stays_and_they_are_named(shot, dana, eli):
    change = write(shot, dana, prompt="A lamp.", size="CU")
    write(shot, eli, prompt="A storm.")
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        change.take_back()
    assert seen(shot, "prompt", "size") == ("A storm.", "CU")


def test_another_field_of_the_same_row_is_in_nobodys_way(shot, dana, eli):
    change = write(shot, dana, prompt="A lamp.")
    write(shot, eli, action="He waits.")
    change.take_back()
    assert seen(shot, "prompt", "action") == ("", "He waits.")


def test_who_changed_it_without_the_journal_is_somebody(shot, dana):
    change = write(shot, dana, prompt="A lamp.")
    Shot.objects.get(pk=shot.pk).write(prompt="A storm.")
    with pytest.raises(MovedSince, match="Somebody has changed it since"):
        change.take_back()


def test_one_who_changed_it_again_takes_that_back_first(shot, dana):
    first, then = write(shot, dana, prompt="A lamp."), write(shot, dana, prompt="A storm.")
    with pytest.raises(MovedSince, match="You have changed it since"):
        first.take_back()
    then.take_back()
    first.take_back()
    assert seen(shot, "prompt") == ""


def test_a_refused_change_does_not_block_those_before_it(shot, dana, eli):
    size = write(shot, dana, size="CU")
    prompt = write(shot, dana, prompt="A lamp.")
    write(shot, eli, prompt="A storm.")
    with pytest.raises(MovedSince):
        prompt.take_back()
    assert Change.objects.filter(by=dana).done().first() == size


def test_a_change_is_taken_back_once(shot, dana):
    change = write(shot, dana, prompt="A lamp.")
    Change.objects.get(pk=change.pk).take_back()
    with pytest.raises(MovedSince):
        change.take_back()


def test_a_new_change_forgets_what_was_taken_back(shot, dana):
    write(shot, dana, prompt="A lamp.").take_back()
    write(shot, dana, size="CU")
    assert not Change.objects.taken_back().exists()


def test_what_one_hand_moved_at_once_is_one_change(scene, shot, dana, eli):
    other = Shot.objects.add(scene)
    first = write(shot, dana, size="CU")
    with keep(scene.project, dana, other, said="1-020 rewritten", one_with=first.pk) as second:
        Shot.objects.get(pk=other.pk).write(size="WS")
    assert second.undo == first.undo
    (both,) = Change.objects.all()
    assert both.said == "1-010 rewritten, 1-020 rewritten"
    both.take_back()
    assert (seen(shot, "size"), seen(other, "size")) == ("", "")
    Change.objects.taken_back().get().do_again()
    assert (seen(shot, "size"), seen(other, "size")) == ("CU", "WS")


@pytest.mark.parametrize("case", ["the same row", "somebody else's", "an older one"])
def test_a_change_goes_along_with_ones_own_last_one_of_other_rows_only(scene, shot, dana, eli, case):
    other = Shot.objects.add(scene)
    first = write(shot, eli if case == "somebody else's" else dana, size="CU")
    if case == "an older one":
        write(shot, dana, angle="high")
    row = shot if case == "the same row" else other
    with keep(scene.project, dana, row, one_with=first.pk):
        Shot.objects.get(pk=row.pk).write(size="WS")
    assert Change.objects.count() == (3 if case == "an older one" else 2)
    assert len(Change.objects.get(pk=first.pk).rows) == 1


def test_keystrokes_of_one_sitting_in_one_field_are_one_change(shot, dana):
    for words in ("A", "A lamp", "A lamp."):
        with keep(shot.project, dana, shot, said="1-010 prompt", sitting=True):
            Shot.objects.get(pk=shot.pk).write(prompt=words)
    (change,) = Change.objects.all()
    change.take_back()
    assert seen(shot, "prompt") == ""


def test_a_sitting_ends_where_somebody_else_wrote(shot, dana, eli):
    for who, words in ((dana, "A"), (eli, "A storm"), (dana, "A storm.")):
        with keep(shot.project, who, shot, sitting=True):
            Shot.objects.get(pk=shot.pk).write(prompt=words)
    Change.objects.filter(by=dana).done().first().take_back()
    assert seen(shot, "prompt") == "A storm"


def test_what_is_typed_back_to_its_beginning_was_no_change(shot, dana):
    for words in ("A", ""):
        with keep(shot.project, dana, shot, sitting=True):
            Shot.objects.get(pk=shot.pk).write(prompt=words)
    assert not Change.objects.exists()


def test_each_person_has_fifty_in_each_film(shot, dana, eli):
    write(shot, eli, size="CU")
    for number in range(DEEP + 3):
        write(shot, dana, prompt=f"Take {number}.")
    assert Change.objects.filter(by=dana).count() == DEEP
    assert Change.objects.filter(by=eli).count() == 1


def test_the_journal_and_what_it_tells_are_written_together(shot, dana):
    with pytest.raises(IntegrityError), keep(shot.project, dana, shot):
        Shot.objects.create(scene=shot.scene, code=shot.code, position=2)
    assert order(shot.scene) == ["010"]
    assert not Change.objects.exists()


def test_a_move_is_taken_back_with_its_code_and_the_order_of_both_scenes(film, scene, shot, dana):
    second, third = Shot.objects.add(scene), Shot.objects.add(scene)
    other = Scene.objects.add(film)
    there = Shot.objects.add(other)
    both = Shot.objects.filter(scene__in=(scene, other))
    with keep(film, dana, both, said=f"{second} moved") as change:
        fresh(second).move(other)
    assert (order(scene), order(other)) == (["010", "030"], ["020", "010"])
    change.take_back()
    assert (order(scene), order(other)) == (["010", "020", "030"], ["010"])
    assert [seen(each, "position") for each in (shot, second, third, there)] == [1, 2, 3, 1]


def test_a_shot_that_comes_back_to_a_place_that_was_given_away_shares_it_with_nobody(film, scene, shot, dana):
    last = Shot.objects.add(scene)
    other = Scene.objects.add(film)
    with keep(film, dana, Shot.objects.filter(scene__in=(scene, other))) as change:
        fresh(last).move(other)
    Shot.objects.create(scene=scene, code="100", position=2)
    change.take_back()
    places = list(Shot.objects.filter(scene=scene).values_list("position", flat=True))
    assert sorted(set(places)) == places
    assert order(scene) == ["010", "020", "100"]


def test_a_code_that_was_taken_meanwhile_keeps_its_shot(film, scene, shot, dana, eli):
    last = Shot.objects.add(scene)
    other = Scene.objects.add(film)
    with keep(film, dana, Shot.objects.filter(scene__in=(scene, other))) as change:
        fresh(last).move(other)
    Shot.objects.create(scene=scene, code="020", position=2)
    with pytest.raises(MovedSince):
        change.take_back()
    assert seen(last, "scene") == other.pk
    assert order(scene) == ["010", "020"]


def test_a_code_is_given_out_once_in_its_scene_and_is_its_shot_s_where_that_comes_back(film, scene, shot):
    last = Shot.objects.add(scene)
    other = Scene.objects.add(film)
    Shot.objects.add(other)
    Shot.objects.add(other)
    fresh(last).move(other)
    assert fresh(last).code == "030"  # 020 is there already
    assert Shot.objects.add(scene).code == "030"
    assert [each.code for each in Shot.objects.copy([fresh(shot)], scene)] == ["040"]
    fresh(last).move(scene)
    assert str(fresh(last)) == "1-020"
    assert Shot.objects.add(other).code == "040"
    Shot.objects.move([fresh(last)], other)
    assert str(fresh(last)) == "2-030"


def test_a_code_that_was_taken_back_is_given_to_no_other(film, scene, shot, dana):
    other = Scene.objects.add(film)
    with keep(film, dana, Shot.objects.filter(scene__in=(scene, other))) as change:
        fresh(shot).move(other)
    change.take_back()
    assert str(fresh(shot)) == "1-010"
    assert Shot.objects.add(other).code == "020"
    change.refresh_from_db()
    change.do_again()
    assert str(fresh(shot)) == "2-010"


def test_a_move_that_comes_twice_names_the_shot_once(film, scene, shot):
    other = Scene.objects.add(film)
    Shot.objects.add(other)
    first, second = fresh(shot), fresh(shot)
    Shot.objects.move([first], other)
    Shot.objects.move([second], other)
    assert str(fresh(shot)) == "2-020" == str(second)
    assert str(Shot.objects.add(other)) == "2-030"


def test_a_move_without_the_scene_it_came_from_is_a_mistake(film, scene, shot, dana):
    other = Scene.objects.add(film)
    with pytest.raises(LookupError), keep(film, dana, Shot.objects.filter(scene=other)):
        fresh(shot).move(other)
    assert seen(shot, "scene") == scene.pk


def test_a_new_shot_goes_softly_and_comes_again(scene, shot, dana):
    with keep(scene.project, dana, said="1-020 added") as change:
        new = Shot.objects.add(scene)
        change.made(new)
    change.take_back()
    assert seen(new, "deleted_at")
    change.refresh_from_db()
    change.do_again()
    assert not seen(new, "deleted_at")


def test_a_new_shot_that_somebody_else_wrote_on_stays_with_their_words(scene, dana, eli):
    with keep(scene.project, dana, Shot.objects.filter(scene=scene), said="Added") as change:
        new = Shot.objects.add(scene)
        change.made(new)
    write(new, eli, prompt="A lamp.")
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        change.take_back()
    assert seen(new, "deleted_at") is None


def test_a_new_scene_that_somebody_else_works_in_stays(film, dana, eli):
    with keep(film, dana, said="Added") as change:
        scene = Scene.objects.add(film)
        change.made(scene)
    mine = Shot.objects.add(scene)
    change.take_back()
    Change.objects.get(pk=change.pk).do_again()
    write(mine, eli, prompt="A lamp.")
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        Change.objects.get(pk=change.pk).take_back()
    assert Shot.objects.alive().filter(pk=mine.pk).exists()


def test_no_shot_comes_back_into_a_scene_that_was_deleted_since(film, scene, shot, dana):
    there = Scene.objects.add(film)
    shoot(shot, dana)
    with keep(film, dana, Shot.objects.filter(scene__in=(scene, there)), said="Moved") as change:
        fresh(shot).move(there)
    Scene.objects.get(pk=scene.pk).remove()
    with pytest.raises(MovedSince, match="Scene 1 was deleted since"):
        change.take_back()
    assert Shot.objects.alive().filter(pk=shot.pk).exists()


def test_a_new_shot_with_a_take_stays(scene, shot, dana):
    with keep(scene.project, dana) as change:
        new = Shot.objects.add(scene, prompt="A lamp.")
        change.made(new)
    shoot(new, dana)
    with pytest.raises(MovedSince, match="1-020 has takes or generations by now: it stays"):
        change.take_back()
    assert not seen(new, "deleted_at")


@pytest.fixture
def takes(shot, dana):
    shot.write(prompt="A lamp.")
    made = [shoot(shot, dana) for _ in range(2)]
    return [Take.objects.select_related("shot__scene__project").get(pk=take.pk) for take in made]


def pick(take, by, on=True):
    with keep(take.project, by, Pick.objects.filter(shot=take.shot), take, may="picked_by") as change:
        Take.objects.select_related("shot__scene__project").get(pk=take.pk).pick(on, by)
    return change


def picks():
    return list(Pick.objects.values_list("pk", "take", "start", "end"))


def test_a_first_pick_is_taken_back_with_its_circle(takes, dana):
    change = pick(takes[0], dana)
    change.take_back()
    assert picks() == []
    assert not Take.objects.get(pk=takes[0].pk).circled


def test_a_pick_that_was_taken_out_comes_back_as_it_was(takes, dana):
    pick(takes[0], dana)
    Pick.objects.update(start=12, end=60)
    before = picks()
    pick(takes[0], dana, on=False).take_back()
    assert picks() == before


def test_the_former_pick_comes_back_with_its_points(takes, dana):
    pick(takes[0], dana)
    Pick.objects.update(start=12)
    before = picks()
    pick(takes[1], dana).take_back()
    assert picks() == before


def test_who_picked_since_is_named(takes, dana, eli):
    change = pick(takes[0], dana)
    gone = pick(takes[0], dana, on=False)
    pick(takes[1], eli)
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        gone.take_back()
    with pytest.raises(MovedSince, match="Eli Stone has changed it since"):
        change.take_back()
    assert [row[1] for row in picks()] == [takes[1].pk]


def test_no_pick_comes_back_to_a_take_that_was_put_aside(takes, dana):
    pick(takes[0], dana)
    gone = pick(takes[0], dana, on=False)
    takes[0].put_aside(True)
    with pytest.raises(MovedSince, match="has been rated since"):
        gone.take_back()
    assert picks() == []


def test_a_link_is_taken_back_and_the_former_comes_again(scene, shot, dana):
    second = Shot.objects.add(scene)
    connect(second, "opening", "last_frame", source=shot)
    before = list(Link.objects.values())
    with keep(scene.project, dana, Link.objects.filter(shot=second)) as change:
        connect(second, "opening", "extend", source=shot)
    change.take_back()
    assert list(Link.objects.values()) == before


def test_no_link_comes_back_that_would_close_a_circle(scene, shot, dana):
    second = Shot.objects.add(scene)
    connect(second, "opening", "last_frame", source=shot)
    with keep(scene.project, dana, Link.objects.filter(shot=second)) as change:
        connect(second, "opening", None)
    connect(shot, "opening", "last_frame", source=second)
    with pytest.raises(MovedSince, match="circle"):
        change.take_back()
    assert Link.objects.get().shot == shot


def test_references_come_back_in_their_order(shot, dana):
    keeper, boat = (an_asset(shot.project, name, dana) for name in ("Keeper", "Boat"))
    refer(shot, [keeper, boat])
    with keep(shot.project, dana, shot.references.all()) as change:
        refer(shot, [boat])
    change.take_back()
    assert [each.asset for each in shot.references.all()] == [keeper, boat]


def test_no_paid_thing_and_no_member_can_be_written():
    models = set(UNDOABLE)
    assert not models & {Generation._meta.label_lower, Entry._meta.label_lower, "projects.member"}
    assert not {"held", "settled", "cap", "cap_seconds", "may_send"} & set(
        UNDOABLE["projects.project"].fields
    )
    assert "takes_made" not in UNDOABLE["projects.shot"].fields


def test_a_row_that_may_not_be_written_is_refused_where_it_is_watched(film, dana):
    with pytest.raises(KeyError), keep(film, dana, film.members.get(person=dana)):
        pass
