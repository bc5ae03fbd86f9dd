"""Many shots at one press: the list, its order and sums, what is in the way, and what is sent."""

import re
import uuid
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from storyboard.continuity.models import connect
from storyboard.projects.models import Scene, Shot
from storyboard.projects.money import Bill
from storyboard.rooms.many import Many
from storyboard.rooms.many_form import Wanted
from storyboard.rooms.many_rows import Tick
from storyboard.takes.batch import generate_all
from storyboard.takes.composition import Composition
from storyboard.takes.models import Generation, Pick, Status
from tests.takes.films import fresh, picked, shoot

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(scene):
    """`add("Words.")`: another shot of 4 s, `after=` another one opens on its last frame."""

    def make(prompt="A wave.", after=None, to=None, **fields):
        shot = Shot.objects.add(to or scene, prompt=prompt, duration=4, **fields)
        if after:
            connect(shot, "opening", "last_frame", source=after)
        return shot

    return make


@pytest.fixture
def page_of(film, eli, signed_in):
    """`page_of("which=missing")`: the list as Eli sees it, and `.text`."""

    def read(query="which=missing"):
        answer = signed_in(eli).get(f"/projects/{film.pk}/generate?{query}")
        assert answer.status_code == 200
        return answer.context["many"]

    return read


@pytest.fixture
def press(film, eli, signed_in):
    """`press(rows, which="missing")`: Eli presses Generate with these rows ticked."""

    def send(rows, click=None, **fields):
        ticks = {"tick": [row.box for row in rows], "ticked": 1, "click": click or uuid.uuid4()}
        return signed_in(eli).post(f"/projects/{film.pk}/generate", ticks | fields)

    return send


def names(rows):
    return [row.name for row in rows]


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def by_name(many):
    return {row.name: row for row in many.rows}


# Which, and in which order


def test_missing_has_no_pick_no_take_and_nothing_under_way(add, page_of, eli):
    empty, with_take, with_pick, running = add(), add(), add(), add()
    shoot(with_take, eli)
    picked(with_pick, eli)
    Composition(fresh(running)).generate(eli)
    add().omit(True)
    add(on_hold=True)
    assert names(page_of("which=missing").rows) == [str(empty)]


def test_a_scene_proposes_what_is_missing_or_out_of_date_and_a_selection_all(add, film, page_of, eli):
    empty, good, stale = add(), add(), add()
    picked(good, eli)
    picked(stale, eli)
    fresh(stale).write(prompt="Fog.")
    other = add(to=Scene.objects.add(film))
    many = page_of(f"scene={empty.scene_id}")
    assert names(many.rows) == [str(empty), str(good), str(stale)]
    assert names(many.going) == [str(empty), str(stale)]
    assert names(page_of(f"shot={good.pk}&shot={other.pk}").going) == [str(good), str(other)]
    assert names(page_of("which=outdated").rows) == [str(stale)]
    assert names(page_of("which=both").rows) == [str(empty), str(stale), str(other)]


def test_sources_come_first_and_else_the_order_of_the_cut_stands(add, page_of):
    first, second, third, fourth = add(), add(), add(), add()
    connect(first, "opening", "last_frame", source=third)
    connect(second, "closing", "first_frame", source=fourth)
    assert names(page_of().rows) == ["1-030", "1-010", "1-040", "1-020"]


def test_a_chain_of_any_length_is_put_in_order(add, page_of):
    shots = [add() for _ in range(60)]
    for follower, source in pairwise(shots):
        connect(follower, "opening", "last_frame", source=source)
    assert names(page_of().rows) == [str(shot) for shot in reversed(shots)]


# What a row says


def test_a_row_says_which_frame_of_which_take_it_begins_from_and_what_it_waits_for(add, page_of, eli):
    source = add()
    picked(source, eli)
    begins, missing = add(after=source), add()
    waits = add(after=missing)
    rows = by_name(page_of())
    assert rows[str(begins)].both_ends[0].words == "Begins from the last frame of 1-010, take 1 (frame 95)"
    assert rows[str(waits)].waits[0].sentence == f"Waits until somebody picks a take of {missing}."
    alone = by_name(page_of("which=missing&pick_first=on"))[str(waits)]
    assert alone.waits[0].sentence == f"Goes on by itself with the first take of {missing}."


def test_a_row_that_hangs_on_an_unticked_one_says_that_it_will_wait(add, film, eli):
    missing = add()
    waits = add(after=missing)
    wanted = Wanted(which="missing", ticks={waits.pk: Tick()})
    row = by_name(Many(film, film.member_for(eli), wanted))[str(waits)]
    assert row.goes
    assert row.waits[0].sentence == f"Waits for {missing}’s pick, and nothing in this list makes it."


def test_what_is_blocked_cannot_be_ticked_and_leads_to_its_field(add, page_of, film, eli, signed_in):
    blank = add(prompt="")
    row = page_of().rows[0]
    assert not row.goes
    page = signed_in(eli).get(f"/projects/{film.pk}/generate?which=missing").content.decode()
    assert re.search(rf'id="tick-{blank.pk}"[^>]* disabled', page)
    assert f'href="/shots/{blank.pk}#id_prompt"' in page
    assert "Generate 0 shots" in page


def test_a_blank_shot_is_not_made_of_the_film_s_style_alone(add, page_of, film):
    type(film).objects.filter(pk=film.pk).update(style="Grainy.")
    add(prompt="")
    assert page_of().rows[0].blocks[0].message == "Nothing is written for it yet: say what is seen."


def test_a_frame_of_the_sandbox_goes_along_in_a_paid_request_only_with_a_word(spending, add, page_of, eli):
    source = add()
    picked(source, eli)
    add(after=source)
    many = page_of("which=missing&preset=final")
    assert (many.going, many.rows[0].blocks) == ([], [])
    assert "tick the box" in many.rows[0].stops[0]
    assert many.asks_for_sandbox_frames
    assert len(page_of("which=missing&preset=final&sandbox_frames=on").going) == 1


def test_what_is_out_of_date_says_why(add, film, eli, signed_in):
    shot = add()
    picked(shot, eli)
    fresh(shot).write(prompt="Fog.")
    page = signed_in(eli).get(f"/projects/{film.pk}/generate?which=outdated").content.decode()
    assert "The prompt has changed." in page


def test_a_shot_that_extends_its_own_pick_is_not_made_longer_by_a_list(add, page_of, eli):
    shot = add()
    picked(shot, eli)
    connect(shot, "opening", "extend", source=shot)
    fresh(shot).write(prompt="Fog.")
    never = add()
    connect(never, "opening", "extend", source=never)
    rows = by_name(page_of("scene=" + str(shot.scene_id)))
    assert "It extends its own pick, and has none yet" in rows[str(never)].blocks[-1].message
    assert not rows[str(never)].goes


def test_who_makes_the_same_already_is_said(add, page_of, dana, eli):
    shot = add()
    Composition(fresh(shot)).generate(dana)
    said = [finding.message for finding in page_of(f"shot={shot.pk}").rows[0].findings]
    assert any("Dana Reyes is making exactly this" in each for each in said)


def test_a_seed_that_would_repeat_a_take_is_said(add, page_of, eli):
    shot = add(seed=7)
    take = shoot(shot, eli)
    said = [finding.message for finding in page_of(f"shot={shot.pk}").rows[0].findings]
    assert any(f"{take} was made of exactly this with this seed" in each for each in said)


# What it costs


@pytest.fixture
def spending(paying, settings):
    settings.AZERION_BASE_URL = "http://127.0.0.1:9/v1"
    return paying


def test_the_sum_is_of_the_rows_that_go(spending, add, page_of):
    add(), add(), add(prompt="")
    many = page_of("which=missing&preset=final")
    assert [row.sum for row in many.rows] == [1_600_000, 1_600_000, many.rows[2].sum]
    assert many.price == "€3.20"
    assert page_of("which=missing").price == "free"


def test_rows_that_have_no_room_after_those_before_them_are_said_and_do_not_count(
    spending, add, page_of, film, eli
):
    rows = [add(), add(), add()]
    type(film).objects.filter(pk=film.pk).update(cap=4_000_000, currency="EUR")
    many = page_of("which=missing&preset=final")
    assert names(many.going) == [str(rows[0]), str(rows[1])]
    assert names(many.no_room) == [str(rows[2])]
    assert many.no_room[0].no_room == "This takes €1.60, and €0.80 of the film's budget is free."
    assert not many.no_room[0].blocks
    film.refresh_from_db()
    first_out = Wanted(which="missing", preset="final", ticks={rows[1].pk: Tick(), rows[2].pk: Tick()})
    assert names(Many(film, film.member_for(eli), first_out).going) == [str(rows[1]), str(rows[2])]


def test_a_day_s_limit_is_shared_out_in_order_too(spending, add, page_of, film, eli):
    rows = [add(), add()]
    film.members.get(person=eli).limit(Bill(seconds=4))
    many = page_of("which=missing&preset=final")
    assert names(many.going) == [str(rows[0])]
    assert "0 s of your 4 s a day are left" in many.no_room[0].no_room
    assert many.left == ["4 s of your 4 s a day are left."]


def test_who_may_not_spend_is_offered_the_sandbox_alone(spending, add, film, rae, eli, page_of, press):
    add()
    film.members.filter(person=eli).update(may_spend=False)
    many = page_of("which=missing&preset=final")
    assert "You may not spend in this project" in many.why_not_paid
    assert not many.going
    assert press(many.rows, which="missing", preset="final").status_code == 403
    assert press(page_of().rows, which="missing").status_code == 302


def test_picks_are_made_anew_under_the_preset_that_each_was_made_under(spending, add, page_of, eli):
    paid, drawn = add(), add()
    picked(paid, eli, preset="final")
    picked(drawn, eli)
    for shot in (paid, drawn):
        fresh(shot).write(prompt="Fog.")
    many = page_of("which=outdated")
    assert [row.preset.value for row in many.rows] == ["final", "sandbox"]
    assert many.price == "€1.60"
    add()
    assert [row.preset.value for row in page_of("which=both").rows] == ["final", "sandbox", "sandbox"]


def test_a_drawing_in_place_of_a_paid_pick_is_said_before(spending, add, page_of, eli):
    paid = add()
    picked(paid, eli, preset="final")
    fresh(paid).write(prompt="Fog.")

    def said(query):
        return [each.message for each in page_of(f"which=outdated{query}").rows[0].advice]

    assert any("A drawing of the sandbox's" in each for each in said("&preset=sandbox&pick_first=on"))
    for query in ("&pick_first=on", "&preset=sandbox"):
        assert not any("A drawing of the sandbox's" in each for each in said(query))


# Sending


def test_one_press_sends_each_ticked_row_and_a_double_press_nothing_twice(add, page_of, press, film):
    first, second = add(), add()
    third, click = add(after=second), uuid.uuid4()
    rows = page_of().rows
    for _ in range(2):
        answer = press(rows, click=click, which="missing")
        assert answer.status_code == 302
        assert answer["Location"] == film.get_absolute_url()
    made = Generation.objects.order_by("pk")
    assert [(row.shot, row.status) for row in made] == [
        (first, Status.QUEUED),
        (second, Status.QUEUED),
        (third, Status.WAITING),
    ]
    assert all(row.is_resting for row in made if row.status == Status.QUEUED)


def test_all_of_a_press_rest_together_from_the_last_one_on(add, page_of, press):
    for _ in range(4):
        add()
    before = now()
    press(page_of().rows, which="missing")
    (rests,) = set(Generation.objects.values_list("rest_until", "next_try_at"))
    assert all(before + timedelta(seconds=10) <= each <= now() + timedelta(seconds=10) for each in rests)


def test_it_says_what_it_sent_and_one_undo_takes_all_back(add, page_of, press, film, eli, signed_in):
    source = add()
    add(after=source)
    press(page_of().rows, which="missing")
    page = signed_in(eli).get(f"/projects/{film.pk}").content.decode()
    assert "1 queued, 1 waits." in page
    pks = " ".join(str(pk) for pk in Generation.objects.order_by("pk").values_list("pk", flat=True))
    assert f"&quot;generations&quot;: &quot;{pks}&quot;" in page
    signed_in(eli).post(f"/projects/{film.pk}/queue/canceled", {"generations": pks})
    assert {row.status for row in Generation.objects.all()} == {Status.CANCELED}


def test_it_goes_back_to_where_one_came_from(add, page_of, press):
    add()
    answer = press(page_of().rows, which="missing", back="/projects/1/queue")
    assert answer["Location"] == "/projects/1/queue"


def test_only_what_is_ticked_is_sent(add, page_of, press):
    add(), add()
    rows = page_of().rows
    assert press(rows[1:], which="missing").status_code == 302
    assert [row.shot for row in Generation.objects.all()] == [rows[1].shot]
    nothing = press([], which="missing")
    assert nothing.status_code == 422
    assert "no row is ticked that can go" in text(nothing)


def test_each_row_holds_for_itself_and_what_found_no_room_is_named(
    spending, add, page_of, press, film, eli, signed_in
):
    rows = [add(), add(), add()]
    ticked = page_of("which=missing&preset=final").rows
    type(film).objects.filter(pk=film.pk).update(cap=4_000_000, currency="EUR")
    assert press(ticked, which="missing", preset="final").status_code == 302
    assert Generation.objects.count() == 2
    film.refresh_from_db()
    assert film.held == 3_200_000 <= film.cap
    said = signed_in(eli).get(f"/projects/{film.pk}").content.decode()
    assert f"2 queued. {rows[2]} is not sent: This takes €1.60, and €0.80" in said


def test_the_cap_holds_when_another_press_was_faster(spending, add, film, eli, dana):
    rows = [add(), add()]
    type(film).objects.filter(pk=film.pk).update(cap=3_200_000, currency="EUR")
    film.refresh_from_db()
    ticks = {shot.pk: Tick() for shot in rows}
    mine = Many(film, film.member_for(eli), Wanted(which="missing", preset="final", ticks=ticks))
    assert len(mine.going) == 2
    elsewhere = Composition(fresh(add()), "final").generate(eli)
    sent, left = mine.send(eli, uuid.uuid4())
    assert [row.shot for row in sent] == [rows[0]]
    assert left[0][0] == str(rows[1])
    film.refresh_from_db()
    assert film.held == elsewhere.held + sent[0].held == film.cap


def test_a_row_that_costs_more_than_it_said_is_left_out(spending, add, page_of, press):
    cheap = add()
    rows = page_of("which=missing&preset=final").rows
    cheap.write(duration=8)
    add()
    answer = press(rows, which="missing", preset="final")
    assert answer.status_code == 422
    assert "It costs more by now than its row said." in text(answer)


def test_what_somebody_else_sent_meanwhile_is_not_sent_again(add, page_of, press, dana):
    one, other = add(), add("A boat.")
    rows = page_of().rows
    Composition(fresh(one)).generate(dana)
    assert press(rows, which="missing").status_code == 302
    assert Generation.objects.filter(shot=one).count() == 1
    assert Generation.objects.filter(shot=other).count() == 1


def test_a_press_that_cannot_be_told_from_its_double_sends_nothing(add, film, eli, signed_in):
    shot = add()
    answer = signed_in(eli).post(f"/projects/{film.pk}/generate", {"tick": shot.pk, "which": "missing"})
    assert answer.status_code == 422
    assert not Generation.objects.exists()


def test_working_out_sends_nothing_and_keeps_what_is_ticked(add, page_of, press):
    add(), add()
    answer = press(page_of().rows[:1], which="missing", work_out=1)
    assert answer.status_code == 200
    assert names(answer.context["many"].going) == ["1-010"]
    assert not Generation.objects.exists()


def test_a_selection_of_another_film_is_nothing(add, film, dana, eli, page_of):
    other = type(film).objects.begin("Reef", by=dana)
    strange = Shot.objects.add(Scene.objects.add(other), prompt="A reef.")
    assert not page_of(f"shot={strange.pk}").rows
    assert not page_of(f"scene={strange.scene_id}").rows


@pytest.mark.parametrize(
    "query", ["which=x", "scene=x", "shot=x", "preset=x", "tick=1.2.3", "shot=" + "9" * 30]
)
def test_what_cannot_be_read_is_not_asked(add, page_of, query):
    add()
    page_of(query)


# The chain of a refresh


@pytest.fixture
def stale(add, eli):
    """A chain of three, all picked, whose first has other words by now."""
    first = add()
    second = add(after=first)
    third = add(after=second)
    for shot in (first, second, third):
        picked(shot, eli)
    fresh(first).write(prompt="Fog.")
    return [first, second, third]


def test_what_is_made_anew_follows_the_picks_that_the_list_makes(stale, page_of, press):
    many = page_of("which=outdated")
    assert names(many.going) == [str(shot) for shot in stale]
    assert [len(row.waits) for row in many.rows] == [0, 1, 1]
    press(many.rows, which="outdated", pick_first="on")
    made = Generation.objects.filter(status__in=("queued", "waiting")).order_by("pk")
    assert [row.status for row in made] == ["queued", "waiting", "waiting"]
    old = Pick.objects.get(shot=stale[0]).take
    assert made[1].recipe["waits_for"][0]["instead_of"] == str(old.uid)
    assert made[0].recipe["replaces"] == str(old.uid)
    assert all(row.pick_first for row in made)


def test_one_that_only_hangs_on_what_is_unticked_says_that_it_would_be_the_same(stale, film, eli):
    wanted = Wanted(which="outdated", preset="picked", ticks={stale[1].pk: Tick()})
    row = by_name(Many(film, film.member_for(eli), wanted))[str(stale[1])]
    assert f"{stale[0]} comes first" in row.advice[-1].message
    assert not row.waits


def test_who_may_not_pick_is_not_asked_to_pick_by_itself(add, film, eli, page_of, press):
    add()
    film.members.filter(person=eli).update(may_pick=False)
    rows = page_of("which=missing&pick_first=on").rows
    press(rows, which="missing", pick_first="on")
    assert not Generation.objects.get().pick_first


# Doors and queries


def test_the_board_leads_to_what_is_missing_and_what_is_out_of_date(add, film, eli, signed_in):
    add(), add(on_hold=True)
    stale = add()
    picked(stale, eli)
    fresh(stale).write(prompt="Fog.")
    page = signed_in(eli).get(f"/projects/{film.pk}").content.decode()
    assert f"/projects/{film.pk}/generate?which=missing&amp;back=" in page
    assert "Generate missing (1)" in page
    assert "Refresh out of date (1) " in page


def queries_of(read):
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def test_four_times_the_rows_cost_the_same_queries(spending, add, film, eli, page_of):
    film.members.get(person=eli).limit(Bill(seconds=4000))
    counts = []
    for wanted in (10, 40):
        while Shot.objects.count() < wanted:
            source = add(seed=7)
            picked(source, eli, preset="final")
            fresh(add(after=source)).write(seed=8)
            longer = add()
            connect(longer, "opening", "extend", source=source)
            Composition(fresh(add())).generate(eli)
            fresh(source).write(prompt="Fog.")
        page_of("preset=final")
        counts.append(queries_of(lambda: page_of("preset=final")))
        assert len(page_of("preset=final").rows) == wanted + (-wanted) % 4
    assert counts[0] == counts[1]


def test_a_shot_whose_refresh_waits_says_that_it_is_being_made_anew(stale, page_of, press, eli, signed_in):
    press(page_of("which=outdated").rows, which="outdated", pick_first="on")
    page = text(signed_in(eli).get(stale[1].get_absolute_url()))
    assert "It is being made anew, and its first take will be the pick." in page
    assert "for 1-010 ’s new pick" in page


def test_what_is_out_of_date_is_refreshed_from_the_shot_list_too(stale, film, eli, signed_in):
    page = text(signed_in(eli).get(f"/projects/{film.pk}/shot-list?only=outdated"))
    assert "Refresh them free" in page


def test_a_list_of_more_than_it_has_room_for_says_how_many_come_afterwards(scene, page_of, press):
    Shot.objects.bulk_create(
        Shot(scene=scene, code=f"{place:04d}", position=place, prompt="A wave.", duration=4)
        for place in range(1, 404)
    )
    many = page_of()
    assert (len(many.rows), many.more) == (400, 3)
    answer = press(many.rows[:1], which="missing")
    assert answer.status_code == 302
    assert Generation.objects.get().shot == many.rows[0].shot


def test_a_long_list_says_on_its_page_that_there_are_more(scene, film, eli, signed_in):
    Shot.objects.bulk_create(
        Shot(scene=scene, code=f"{place:04d}", position=place, prompt="A wave.", duration=4)
        for place in range(1, 404)
    )
    said = text(signed_in(eli).get(f"/projects/{film.pk}/generate?which=missing"))
    assert "These are the first 400; 3 more come afterwards." in said


@pytest.mark.parametrize("how", ["omit", "remove"])
def test_a_shot_that_is_left_out_while_the_list_is_being_sent_is_not_paid_for(add, page_of, eli, how):
    """The list has read its shots before: what is there when a request is recorded decides."""
    first, second = add(), add()
    compositions = [Composition(fresh(shot)) for shot in (first, second)]
    getattr(fresh(second), how)(True)
    sent, left = generate_all(compositions, eli, uuid.uuid4())
    assert [row.shot for row in sent] == [first]
    assert [(shot, "omitted" in why) for shot, why in left] == [(second, True)]
    assert Generation.objects.count() == 1


def test_a_shot_that_has_been_sent_meanwhile_is_not_deleted(add, eli, signed_in):
    shot = add()
    Composition(fresh(shot)).generate(eli)
    signed_in(eli).post(f"/shots/{shot.pk}/deleted", {"on": "1"})
    assert fresh(shot).deleted_at is None
